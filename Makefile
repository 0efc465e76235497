# Everything a fresh Debian or Ubuntu needs beside python3 (3.11+, venv), make and git is set up here.
PYTHON ?= python3
VENV := .venv
SYNAPSE := .venv-synapse
STRICT := tests/strict_client/node_modules
AXE := tests/web/axe/node_modules
FONTS := requirements/fonts/node_modules
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start the bot a hundred times: what is compiled once is kept, whatever the machine's habit is.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check bench soak lock clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(VENV)/.ready $(SYNAPSE)/.ready $(STRICT)/.ready $(AXE)/.ready $(FONTS)/.ready  ## the virtual environments, the typefaces and the test client

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Synapse pins other versions of what we use, so it lives by itself.
$(SYNAPSE)/.ready: requirements/synapse.txt
	$(PYTHON) -m venv $(SYNAPSE)
	$(SYNAPSE)/bin/pip install --quiet --require-hashes -r requirements/synapse.txt
	@touch $@

# The independent Matrix client of the tests; Node.js is the one on PATH when it is new enough, else the venv's.
$(STRICT)/.ready: tests/strict_client/package-lock.json $(VENV)/.ready
	cd $(dir $<) && PYTHONPATH=../.. ../../$(BIN)/python -m tests.harness.node npm ci --silent
	@touch $@

# What looks for faults that shut people out, in the wallboard's tests. Their browser is Debian's: apt install chromium.
$(AXE)/.ready: tests/web/axe/package-lock.json $(VENV)/.ready
	cd $(dir $<) && PYTHONPATH=../../.. ../../../$(BIN)/python -m tests.harness.node npm ci --silent
	@touch $@

# The typefaces of the pages to take along, each under the SIL Open Font License.
$(FONTS)/.ready: requirements/fonts/package-lock.json $(VENV)/.ready
	cd $(dir $<) && PYTHONPATH=../.. ../../$(BIN)/python -m tests.harness.node npm ci --silent
	@touch $@

demo: setup  ## a short real scene on a throw-away homeserver; ARGS=--once leaves after it
	$(BIN)/rocbot demo $(ARGS)

test: setup  ## every test, against a real Synapse and a real PostgreSQL
	$(BIN)/pytest -n 3 $(ARGS)

check: $(VENV)/.ready  ## format, lint, types, translations, stale generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m translations.check
	$(BIN)/python -m commands.docs --check

bench: setup  ## speed and memory as ratios against baselines in the same run
	$(BIN)/python -m tests.bench $(ARGS)

soak: setup  ## the long fault runs
	$(BIN)/python -m tests.soak $(ARGS)

lock:  ## renew the hashed lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		pyproject.toml --output-file requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		pyproject.toml requirements/dev.in --output-file requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		requirements/synapse.in --output-file requirements/synapse.txt

clean:  ## take away what was set up
	rm -rf $(VENV) $(SYNAPSE) $(STRICT) $(AXE) $(FONTS) var
