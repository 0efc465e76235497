"""What an operator reads when something has to be mended: one line for each code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.errors import Fault

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "config.unreadable": "cannot read {path}: {why}",
        "config.syntax": "{path} is not valid TOML: {why}",
        "config.invalid": "{path}: {lines}",
        "config.example_left": "{path}: replace the example value of {keys}",
        "secret.missing": "the secret {name} is missing or unreadable; `rocbot init` makes those that it can",
        "secret.malformed": "the secret {name} is not 32 bytes in base64",
    }
)


def sentence(fault: Fault, more: Mapping[str, str] | None = None) -> str:
    """The line for a fault; ``more`` holds the sentences of parts that bring their own."""
    pattern = (more or {}).get(fault.code) or SENTENCES.get(fault.code)
    if pattern is None:
        details = ", ".join(f"{key}={value}" for key, value in fault.fields.items())
        return f"{fault.code} ({details})" if details else fault.code
    fields = {
        key: "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else value
        for key, value in fault.fields.items()
    }
    return pattern.format(**fields)
