"""What ``!stöd`` shows to those who ask on the job, and what operations hear of its contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.actors.facts import residence_name
from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, bullets, code, doc, link, para, strong
from bot.chat.say import Say, msg
from bot.guidance.help import Answers, Contact, LocalHelp
from bot.guidance.help_faults import OldContact
from bot.guidance.showable import Showing
from bot.guidance.support import Support
from commands.case_words import DANGER
from commands.guide_words import name_of, standing_words
from commands.support_args import NEEDS

Fields = Mapping[str, Any]

_DAY: Final = timedelta(hours=24)
_KINDS: Final = MappingProxyType(
    {
        "nod": msg("Fara för liv"),
        "polis": msg("Polisen, när det inte är bråttom"),
        "lamna_polis": msg("Polisens hjälp till den som vill lämna ett gäng"),
        "lamna_kommun": msg("Kommunens hjälp till den som vill lämna ett gäng"),
        "soc": msg("Socialtjänsten på dagtid"),
        "socialjour": msg("Socialtjänsten på kvällar, nätter och helger"),
        "oro": msg("Orosanmälan"),
        "foralder": msg("Råd och stöd till föräldrar"),
        "barn": msg("Stöd till den som är under 18 år"),
        "vuxna": msg("Stöd till vuxna som är oroliga för ett barn"),
        "brottsoffer": msg("Stöd till brottsoffer"),
        "vald": msg("Stöd vid våld i nära relation"),
        "heder": msg("Stöd mot hedersvåld och förtryck"),
        "vard": msg("Råd om vård"),
        "falt": msg("Fältarbetare som möter unga ute"),
    }
)


def show(value: Support, say: Say) -> Document:
    """112 stands before everything; each contact says who checked it and when."""
    found = value.help
    return doc(
        para(strong(say.term(DANGER)), *_checked_after(found.emergency, say)),
        *_safely(value, say),
        _heading(value, say),
        *_local(found, say),
        *_group(say("Hela landet:"), found.national, found.at, say),
        *_left_out(found, say),
        *_more(value, say),
        *_further(value, say),
    )


def _heading(value: Support, say: Say) -> str:
    time = say.when(value.help.at)
    needs = say.list([say.term(NEEDS[need]) for need in value.needs])
    if value.help.kommun is None:
        return (
            say("Hjälp, {needs}, {time}:", needs=needs, time=time)
            if needs
            else say("Hjälp {time}:", time=time)
        )
    kommun = residence_name(value.help.kommun)
    if needs:
        return say("Hjälp i {kommun}, {needs}, {time}:", kommun=kommun, needs=needs, time=time)
    return say("Hjälp i {kommun} {time}:", kommun=kommun, time=time)


def _local(found: LocalHelp, say: Say) -> Iterator[Block]:
    if found.kommun is None:
        return
    kommun = residence_name(found.kommun)
    if found.none_local:
        yield para(
            say.rich(
                "Registret har inga aktuella nummer till {kommun}. Driftrummet har fått veta det. "
                "Ring kommunens växel eller skriv {line}.",
                kommun=kommun,
                line=code(f"!jour nu kommun:{kommun}"),
            )
        )
        return
    yield from _group(say("{kommun}:", kommun=kommun), found.local, found.at, say)
    if not any(one.answers.open for one in found.local):
        line = code(f"!jour nu kommun:{kommun}")
        yield para(
            say.rich(
                "Jag vet ingen av dem som svarar då. Skriv {line} för att se vem som kan larmas.", line=line
            )
        )


def _group(heading: str, those: Sequence[Contact], at: datetime, say: Say) -> Iterator[Block]:
    if those:
        yield para(strong(heading))
        yield bullets(_line(one, at, say) for one in those)


def _line(one: Contact, at: datetime, say: Say) -> Para:
    """What it is for, the name, the number, whether somebody answers, and who made sure of it."""
    head = say.rich("{purpose}: {name}", purpose=strong(say.term(_KINDS[one.kind])), name=one.name)
    parts: list[Inline] = [head]
    if one.phone:
        parts += [", ", strong(one.phone)]
    if one.url:
        parts += [", ", link(one.url)]
    parts += [". ", _answers(one.answers, at, say), *_checked_after(one, say)]
    return para(*parts)


def _answers(state: Answers, at: datetime, say: Say) -> str:
    if state.always:
        return say("Öppet dygnet runt.")
    if state.open and state.until is not None:
        return say("Öppet till {time}.", time=_near(state.until, at, say))
    if state.open is False and state.opens is not None:
        return say("Stängt, öppnar {time}.", time=_opening(state.opens, at, say))
    return say("Öppettiden är inte känd.")


def _near(moment: datetime, at: datetime, say: Say) -> str:
    """Only the hour within the day that follows the instant, which stands above with its date."""
    return say.clock(moment) if moment - at < _DAY else say.when(moment)


def _opening(moment: datetime, at: datetime, say: Say) -> str:
    """Only the hour on the day that stands above; "öppnar 08:00" on a Sunday would be read as today."""
    return say.clock(moment) if say.local(moment).date() == say.local(at).date() else say.when(moment)


def _checked_after(one: Contact, say: Say) -> tuple[str, ...]:
    if one.verified_at is None:
        return ()
    day, who = one.verified_at.isoformat(), one.verified_by or ""
    return (" ", say("Kontrollerat {day} av {who}.", day=day, who=who))


def _safely(value: Support, say: Say) -> Iterator[Block]:
    """Violence at home and honour: the help must not reach those who are the danger."""
    if value.sensitive:
        yield para(
            strong(say("Tänk på säkerheten.")),
            " ",
            say(
                "Skicka inte numren till en telefon som någon annan kan läsa, och fråga hur och när det är "
                "säkert att höra av sig. Berätta inget för familjen. Gäller det ett barn: berätta inte för "
                "vårdnadshavarna, tala med socialtjänsten först."
            ),
        )


def _left_out(found: LocalHelp, say: Say) -> Iterator[Block]:
    hidden = len([one for one in found.stale if one is not found.emergency])
    if hidden:
        yield para(
            say.count(
                "Ett nummer visas inte: ingen har kontrollerat det på länge. Driftrummet vet om det.",
                "{n} nummer visas inte: ingen har kontrollerat dem på länge. Driftrummet vet om det.",
                hidden,
            )
        )


def _further(value: Support, say: Say) -> Iterator[Block]:
    """Whether a message in another language follows, and if not, why."""
    further = value.further
    if further is None:
        return
    name = name_of(further.language, say)
    if further.showing.said:
        follows = say("Nästa meddelande är på {language}.", language=name)
        onward = "" if value.sensitive or further.showing.draft else " " + say("Det går att skicka vidare.")
        yield para(follows + onward)
        if further.showing.draft:
            yield para(
                say("Det är ett utkast: låt någon som kan språket läsa det innan du lämnar det vidare.")
            )
        elif further.showing.outdated:
            yield para(say("Det är äldre än den svenska texten, och det står i det."))
        return
    why = standing_words(further.state, further.showing, say)
    yield para(say("Numren på {language}: {why}.", language=name, why=why))
    if further.showing is Showing.WITHHELD:
        alone = say("Utkast visas bara i en direktchatt med mig.")
        yield para(alone if further.drafts_allowed else say("Utkast visas inte."))


def _more(value: Support, say: Say) -> Iterator[Block]:
    if value.help.kommun is None:
        yield para(say.rich("Lägg till {kommun} för kommunens egna nummer.", kommun=code("kommun:Nacka")))
    if not value.needs:
        yield para(
            say.rich(
                "Lägg till {need} för att bara få det som gäller: {needs}.",
                need=code("behov:"),
                needs=say.list([need.value for need in NEEDS], either=True),
            )
        )


def _old(fields: Fields, say: Say) -> Document:
    contacts: Sequence[OldContact] = fields["contacts"]
    return doc(
        say.count(
            "Ett hjälpnummer till allmänheten är inte kontrollerat på mer än {days} dagar och visas inte:",
            "{n} hjälpnummer till allmänheten är inte kontrollerade på mer än {days} dagar och visas inte:",
            len(contacts),
            days=fields["days"],
        ),
        bullets(_old_line(one, say) for one in contacts),
        say.rich(
            "Ring och kontrollera. Ändra sedan {at} och {by} i registret och ladda det igen med {line}.",
            at=code("verified_at"),
            by=code("verified_by"),
            line=code(say("rocbot register FIL")),
        ),
    )


def _old_line(one: OldContact, say: Say) -> str:
    entry = f"[[unit]] {one.id}" if one.unit else f"[[hjalp]] {one.id}"
    line = say(
        "{entry}: {name}, {number}, {days} dagar sedan",
        entry=entry,
        name=one.name,
        number=one.number,
        days=one.days,
    )
    return say("{line} (visas ändå)", line=line) if one.emergency else line


def _none(fields: Fields, say: Say) -> Document:
    kommun = residence_name(fields["kommun"])
    return doc(
        say(
            "Någon har frågat efter hjälp i {kommun}, men registret har inget aktuellt nummer dit.",
            kommun=kommun,
        ),
        say.rich(
            "Lägg till {phone} på kommunens enhet, eller en {entry} med {kommun}.",
            phone=code("public_phone"),
            entry=code("[[hjalp]]"),
            kommun=code(f'kommuner = ["{kommun}"]'),
        ),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"guide.old_contacts": _old, "guide.no_contacts": _none}
)
