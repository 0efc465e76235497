"""What duty officers and ROC are told of a lägesbild before it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView, ProblemView
from bot.chat.document import Block, Document, code, doc, para, strong
from bot.chat.say import Say
from bot.situation.correct import Corrected, Reach
from bot.situation.review import Review
from bot.situation.sign_off import Approved
from bot.situation.strike import Struck
from commands.case_mark import mark
from commands.picture_preflight import findings_document
from commands.picture_view import picture_document

Fields = Mapping[str, Any]


def review(shown: Review, say: Say) -> Document:
    """First what is asked of the reader, then what to look at twice, then the picture itself."""
    return Document((*_asked(shown, say), *_remarks(shown, say))) + picture_document(
        shown.version, shown.names, say
    )


def _asked(shown: Review, say: Say) -> Iterator[Block]:
    reference, version = shown.version.reference, shown.version.version
    yield para(strong(say("Granska lägesbild {reference}", reference=reference)))
    publish = code("publicera")
    if shown.reviewed_by:
        yield para(
            say(
                "{name} godkände den {time}. Den går ut {due}.",
                name=shown.reviewed_by,
                time=say.time(shown.reviewed_at or shown.due_at),
                due=say.time(shown.due_at),
            )
        )
    elif not shown.overdue:
        yield para(
            say.rich(
                "Den går ut {due}. Svara {publish} här för att godkänna den.",
                due=say.time(shown.due_at),
                publish=publish,
            )
        )
        yield para(
            say("Om ingen hinner godkänna den går nivåer, rapporteringsläge och antal ut utan fritext.")
        )
    elif version == 1:
        yield para(
            say.rich(
                "Den skulle ha gått ut {due}, och går nu ut utan fritext. "
                "Svara {publish} här, så går den ut hel.",
                due=say.time(shown.due_at),
                publish=publish,
            )
        )
    else:
        yield para(
            say.rich(
                "Det som gick ut {due} stämmer inte längre, eller saknar fritext. "
                "Svara {publish} här, så går version {version} ut.",
                due=say.time(shown.due_at),
                publish=publish,
                version=version,
            )
        )
    yield para(
        say.rich(
            "Är något fel i den: be aktören rätta rapporten, eller skriv {strike}.",
            strike=code(say("!lägesbild stryk R-… orsak:…")),
        )
    )


def _remarks(shown: Review, say: Say) -> Iterator[Block]:
    if shown.looked_by and shown.looked_at is not None:
        yield para(
            say(
                "{name} tittar också på den, sedan {time}.",
                name=shown.looked_by,
                time=say.time(shown.looked_at),
            )
        )
    if shown.left_out:
        yield para(say("Utelämnat: {reports}.", reports=say.list(shown.left_out)))
    yield from findings_document(shown.findings, say).blocks


def approved(done: Approved, say: Say) -> Document:
    if done.rooms is None:
        return doc(
            say(
                "Lägesbild {reference} är godkänd och går ut {due}.",
                reference=done.reference,
                due=say.time(done.due_at),
            )
        )
    return doc(
        say.count(
            "Lägesbild {reference}, version {version}, är godkänd och går nu ut i {n} rum.",
            "Lägesbild {reference}, version {version}, är godkänd och går nu ut i {n} rum.",
            done.rooms,
            reference=done.reference,
            version=done.version,
        )
    )


def _approved(fields: Fields, say: Say) -> Document:
    return doc(say("{name}:", name=fields["name"])) + approved(fields["approved"], say)


def struck(done: Struck, say: Say) -> Document:
    said = say(
        "{report} är utelämnad ur lägesbild {reference}: texten är borta här och finns kvar där den skrevs.",
        report=done.report,
        reference=done.reference,
    )
    again = say.rich("Godkännandet gäller inte längre. Svara {word} igen.", word=code("publicera"))
    return doc(said, again) if done.void else doc(said)


def reach(found: Reach, say: Say) -> Document:
    what = (
        say("Ändrade rapporter: {reports}.", reports=say.list(found.reports))
        if found.reports
        else say("Ingen rapport har ändrats sedan den gick ut.")
    )
    return doc(
        say.count(
            "Version {version} av lägesbild {reference} går ut i {n} rum, och den förra märks som ersatt.",
            "Version {version} av lägesbild {reference} går ut i {n} rum, och den förra märks som ersatt.",
            found.rooms,
            version=found.version,
            reference=found.reference,
        ),
        what,
        say("Ska jag göra det?"),
    )


def corrected(done: Corrected, say: Say) -> Document:
    return doc(
        say.count(
            "Lägesbild {reference}, version {version}, går nu ut i {n} rum.",
            "Lägesbild {reference}, version {version}, går nu ut i {n} rum.",
            done.rooms,
            reference=done.reference,
            version=done.version,
        )
    )


def _changed(fields: Fields, say: Say) -> Document:
    said = say(
        "Rapporter i lägesbild {reference} har ändrats efter att den räknades samman: {reports}. "
        "Den är nu omräknad.",
        reference=fields["reference"],
        reports=say.list(fields["reports"]),
    )
    if fields["void"]:
        return doc(
            said, say.rich("Godkännandet gäller inte längre. Svara {word} igen.", word=code("publicera"))
        )
    if fields["version"] > 1:
        return doc(
            said,
            say.rich(
                "Svara {word} om version {version} ska gå ut.",
                word=code("publicera"),
                version=fields["version"],
            ),
        )
    return doc(said)


def _apart(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Lägesbild {reference} väntar på granskning. Här finns någon som registret inte känner, så jag "
            "visar den för TiB i direktchatten.",
            reference=fields["reference"],
        )
    )


def _unreviewed(fields: Fields, say: Say) -> Document:
    told = doc(
        say(
            "Lägesbild {reference} gick ut utan fritext: ingen hade granskat den.",
            reference=fields["reference"],
        ),
        say.rich(
            "Läs den med {review} och svara {publish} här, så går den ut hel.",
            review=code("!lägesbild granska"),
            publish=code("publicera"),
        ),
    )
    return mark(told, say, exercise=fields["exercise"])


def _nothing_to_review(fields: Fields, say: Say) -> Document:
    if fields["closes_at"] is None:
        return doc(say("Ingen lägesbild väntar på granskning."))
    return doc(
        say(
            "Ingen lägesbild väntar på granskning. Nästa räknas samman {time}, och då säger jag till.",
            time=say.time(fields["closes_at"]),
        )
    )


def _unknown(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Jag hittar ingen lägesbild {reference}. Den senaste får du med {word}.",
            reference=fields["reference"],
            word=say("!lägesbild visa"),
        )
    )


def _reviewed(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{name} godkände lägesbild {reference} redan {time}. Den går ut {due}.",
            name=fields["name"],
            reference=fields["reference"],
            time=say.time(fields["at"]),
            due=say.time(fields["due_at"]),
        )
    )


def _changed_meanwhile(fields: Fields, say: Say) -> Document:
    return doc(
        say.rich(
            "En rapport i lägesbild {reference} ändrades just, så du har inte sett det som skulle gå ut. "
            "Läs den igen med {review} och svara sedan {publish}.",
            reference=fields["reference"],
            review=code("!lägesbild granska"),
            publish=code("publicera"),
        )
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "picture.review": lambda fields, say: review(fields["review"], say),
        "picture.review_apart": _apart,
        "picture.unreviewed": _unreviewed,
        "picture.approved": _approved,
        "picture.changed": _changed,
    }
)
PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "picture.nothing_to_review": _nothing_to_review,
        "picture.unknown": _unknown,
        "picture.none_posted": lambda _fields, say: doc(say("Ingen lägesbild har gått ut än.")),
        "picture.not_newest": lambda fields, say: doc(
            say(
                "{reference} är inte den senaste lägesbilden. Det som gäller nu är {newest}; rätta den.",
                reference=fields["reference"],
                newest=fields["newest"],
            )
        ),
        "picture.reviewed": _reviewed,
        "picture.changed_meanwhile": _changed_meanwhile,
        "picture.no_reason": lambda _fields, say: doc(
            say("Skriv varför: mottagarna ska kunna se vad som var fel.")
        ),
        "picture.no_such_report": lambda fields, say: doc(
            say("{report} finns inte i lägesbild {reference}.", **fields)
        ),
        "picture.struck": lambda fields, say: doc(
            say("{report} är redan utelämnad ur lägesbild {reference}.", **fields)
        ),
    }
)
