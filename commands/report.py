"""``!lägesbild rapport``, ``rätta`` and ``återta``: what an actor says of the situation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, Outcome
from bot.chat.say import msg
from bot.chat.text import fold
from bot.situation.desk import REPORT
from bot.situation.report import BACK, TakeReport
from bot.situation.report_changes import ChangeReport
from bot.situation.report_writing import BeginReport
from commands import report_views as views
from commands.report_declared import ANSWERS, REFERENCE, TEXT, VALUES, CorrectArgs, ReportArgs, new_report
from commands.report_problems import PROBLEMS
from commands.report_words import GUIDED, read_correction, read_report

_ACCESS: Final = Access(
    roles=frozenset({Role.RAPPORTOR}), rooms=frozenset({RoomClass.DIREKT, RoomClass.AKTOR, RoomClass.ROC})
)
_NO_LONGER: Final = frozenset({"utgar", "galler inte langre", "stryk", "aterta", "tas bort"})


@dataclass(frozen=True)
class WithdrawArgs:
    reference: str


async def take(call: Call, args: ReportArgs, service: TakeReport) -> Outcome:
    return await service(call, new_report(args), args.answers)


async def revise(call: Call, args: ReportArgs, service: ChangeReport) -> Outcome:
    return await service.revise(call, new_report(args))


async def retract(call: Call, service: ChangeReport) -> Outcome:
    return await service.retract(call)


async def correct(call: Call, args: CorrectArgs, service: ChangeReport) -> Outcome:
    if fold(args.text or "").strip(" .!") in _NO_LONGER:
        return await service.withdraw(call, args.reference)
    return await service.correct(call, args.reference, new_report(args))


async def withdraw(call: Call, args: WithdrawArgs, service: ChangeReport) -> Outcome:
    return await service.withdraw(call, args.reference)


class _Begun:
    """What is told when somebody begins a report step by step."""

    needs: ClassVar[tuple[type, ...]] = (BeginReport,)

    async def __call__(self, call: Call) -> Sequence[Notice]:
        return await call.service(BeginReport)(call)


def _optional(arg: Arg) -> Arg:
    """In a correction nothing is asked for but the report that is meant."""
    return replace(arg, required_with=None, tells_apart=False)


GROUP: Final = Group(
    commands=(
        Command(
            path=("lägesbild", "rapport"),
            aliases=(("lägesbild", "rapportera"), ("lägesbild", "report")),
            summary=msg("rapporterar för din aktör; utan något mer frågar jag om en sak i taget"),
            args=(TEXT, *VALUES, ANSWERS),
            reads=read_report,
            access=_ACCESS,
            begun=_Begun(),
            execute=take,
            view=views.receipt,
            on_edit=OnChange.REVISE,
            revise=revise,
            revised=views.receipt,
            on_redact=OnChange.RETRACT,
            retract=retract,
            retracted=views.receipt,
            undone=msg("Ingen rapport är sparad."),
            examples=(
                "lägesbild rapport",
                "lägesbild rapport händelse:Oro efter bråk vid centrum kommun:Nacka nivå:1 för:ssr",
            ),
        ),
        Command(
            path=("lägesbild", "rätta"),
            aliases=(("lägesbild", "correct"),),
            summary=msg("rättar en rapport; det du inte skriver om står kvar"),
            args=(REFERENCE, TEXT, *(_optional(arg) for arg in VALUES if arg.name != GUIDED)),
            reads=read_correction,
            access=_ACCESS,
            execute=correct,
            view=views.receipt,
            instead=msg("Skriv rätta en gång till om något mer ska ändras."),
            examples=("lägesbild rätta R-1121-17 nivå:2 Polisen har lämnat platsen",),
        ),
        Command(
            path=BACK,
            aliases=(("lägesbild", "withdraw"),),
            summary=msg("tar tillbaka en rapport som inte gäller"),
            args=(replace(REFERENCE, rest=True),),
            access=_ACCESS,
            execute=withdraw,
            view=views.receipt,
            instead=msg("Skriv en ny rapport om uppgiften ändå gäller."),
            examples=("lägesbild återta R-1121-17",),
        ),
    ),
    notices=views.NOTICES,
    problems=PROBLEMS,
    followers=(Follower(REPORT, group="lägesbild", object_key="rapport"),),
)
