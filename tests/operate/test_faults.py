"""Every fault that the program can raise has a line of its own, with all that the line needs."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.errors import Fault
from bot.faults import SENTENCES, sentence
from bot.matrix.errors import LoggedOut, MatrixError, RateLimited, Rejected, Unreachable
from bot.matrix.faults import homeserver_faults

ROOT = Path(__file__).parents[2]


class Raised(NamedTuple):
    code: str
    fields: frozenset[str]
    open_ended: bool
    where: str


def raised() -> Iterator[Raised]:
    for path in sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("commands/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                names = [word.arg for word in node.keywords]
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                for code in codes(node.args[0]):
                    yield Raised(code, frozenset(name for name in names if name), None in names, where)


def codes(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=first, orelse=second):
            yield from (*codes(first), *codes(second))
        case _:
            raise AssertionError(f"a fault whose code is not written out: {ast.unparse(argument)}")


RAISED = sorted(raised())


@pytest.mark.parametrize("fault", RAISED, ids=lambda fault: f"{fault.code} {fault.where}")
def test_a_fault_has_a_sentence_and_what_the_sentence_needs(fault: Raised) -> None:
    assert fault.code in SENTENCES
    needed = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[fault.code]) if name}
    assert fault.open_ended or needed <= fault.fields


def test_no_sentence_is_left_over() -> None:
    assert SENTENCES.keys() - {fault.code for fault in RAISED} == set()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unreachable("http 502"), "matrix.homeserver: servern svarar inte (http 502)"),
        (RateLimited(12.4), "matrix.homeserver: servern ber oss vänta 12 s; försök igen sedan"),
        (Rejected(403, "M_FORBIDDEN", {}), "matrix.homeserver: servern säger nej (M_FORBIDDEN)"),
        (LoggedOut("M_UNKNOWN_TOKEN"), "servern känner inte längre igen inloggningen för @bot:localhost"),
    ],
)
def test_what_the_homeserver_does_not_do_is_a_line(error: MatrixError, expected: str) -> None:
    with pytest.raises(Fault) as fault, homeserver_faults("@bot:localhost"):
        raise error
    assert sentence(fault.value).startswith(expected)


def test_several_lines_become_one() -> None:
    fault = Fault("config.invalid", path="a.toml", lines=["web.lisen: nej", "matrix: nej"])
    assert sentence(fault) == "a.toml: web.lisen: nej; matrix: nej"
