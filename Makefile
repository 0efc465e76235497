# Everything a fresh Debian or Ubuntu needs beside python3 (3.11+, venv), make and git is set up here.
PYTHON ?= python3
VENV := .venv
SYNAPSE := .venv-synapse
STRICT := tests/strict_client/node_modules
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test check bench soak lock clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(VENV)/.ready $(SYNAPSE)/.ready $(STRICT)/.ready  ## the virtual environments and the test client

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
