"""The long fault runs: `python -m tests.soak`. The flow tests play short ones with the same parts."""
