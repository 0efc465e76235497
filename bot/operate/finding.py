"""What ``rocbot check`` says: one line each, marked in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Fault
from bot.faults import sentence


class Mark(StrEnum):
    """OBS deserves a look; FAULT stops something from working."""

    OK = "ok"
    OBS = "obs"
    FAULT = "fel"


@dataclass(frozen=True)
class Finding:
    """``key`` is what an operator changes to mend it: a key of the settings or an entry of the register."""

    mark: Mark
    key: str
    text: str

    def line(self) -> str:
        return f"{self.mark:<3}  {self.key}: {self.text}"


def ok(key: str, text: str) -> Finding:
    return Finding(Mark.OK, key, text)


def obs(key: str, text: str) -> Finding:
    return Finding(Mark.OBS, key, text)


def wrong(key: str, text: str) -> Finding:
    return Finding(Mark.FAULT, key, text)


def of_fault(key: str, fault: Fault) -> Finding:
    """A fault, with its key said once."""
    return wrong(key, sentence(fault).removeprefix(f"{key}: "))
