"""Why nothing was signed, and what would work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import Choice, ProblemView
from bot.chat.document import Document, Inline, bullets, code, doc, numbered
from bot.chat.say import Say
from bot.press.seats import Stuck
from commands.case_mark import mark
from commands.press_difference import differences
from commands.press_stuck import cannot_be_approved, mending

Fields = Mapping[str, Any]


def _old_revision(fields: Fields, say: Say) -> Document:
    reference, newest = fields["reference"], fields["newest"]
    head = say(
        "Revision {given} av {reference} gäller inte längre. "
        "Den senaste är revision {newest}, av {name} {at}.",
        given=fields["given"],
        reference=reference,
        newest=newest,
        name=fields["made_by"],
        at=say.time(fields["made_at"]),
    )
    what = differences(fields["changes"], fields["names"], say)
    how = say.rich(
        "Läs den med {show}. Skriv sedan {approve}, eller {reject} och varför.",
        show=code(f"!budskap visa {reference}"),
        approve=code(f"!budskap godkänn {reference} rev {newest}"),
        reject=code(f"!budskap avslå {reference} rev {newest}"),
    )
    since = [say("Sedan dess har det här ändrats:")] if what else []
    return mark(doc(head, *since, *what, how), say, exercise=fields["exercise"])


def _not_asked(fields: Fields, say: Say) -> Document:
    actor = fields["actor"]
    who = say.list(fields["actors"])
    if actor is None:
        head = say("Du får inte godkänna {reference}.", reference=fields["reference"])
    else:
        head = say("{actor} ska inte godkänna {reference}.", actor=actor, reference=fields["reference"])
    return doc(head, say("Det gör {actors}.", actors=who))


def _not_for(fields: Fields, say: Say) -> Document:
    return doc(
        say("Du får inte godkänna för {actor}.", actor=fields["actor"]),
        say("Det får den som har rollen i registret, och den som är utsedd till ersättare."),
    )


def _rejected(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{actor} har avslagit {reference}, revision {n}: {name}, {at}.",
            actor=fields["actor"],
            reference=fields["reference"],
            n=fields["revision"],
            name=fields["name"],
            at=say.time(fields["at"]),
        ),
        say("Avslaget gäller tills det finns en ny revision. Den kan ni godkänna."),
    )


def _author(fields: Fields, say: Say) -> Document:
    return doc(
        say("Du har skrivit {reference}. Den som skriver godkänner inte.", reference=fields["reference"]),
        *_instead_of_the_author(fields, say),
    )


def _instead_of_the_author(fields: Fields, say: Say) -> Iterator[Inline]:
    """Who signs for the actor, or that nobody can, and what would help."""
    if fields["others"]:
        yield say("Någon annan hos er som får godkänna behöver läsa och svara.")
        return
    stuck: Stuck | None = fields["stuck"]
    yield say("För {actor} finns ingen annan som får godkänna.", actor=fields["actor"])
    if stuck is None:
        yield say("Det går att bli klar ändå.")
    else:
        yield from mending(stuck, fields["reference"], say)


def _once(fields: Fields, say: Say) -> Document:
    actor, reference = fields["actor"], fields["reference"]
    if fields["others"]:
        who = say(
            "För {actor} får någon annan svara: en som har rollen godkännare där, eller en ersättare.",
            actor=actor,
        )
    else:
        who = say(
            "För {actor} finns ingen annan som får godkänna. Be dem utse en ersättare, "
            "eller administratören att ge någon rollen.",
            actor=actor,
        )
    return doc(
        say(
            "Du har redan godkänt {reference}, revision {n}, för {given}. "
            "En persons ja räknas för en aktör per revision.",
            reference=reference,
            n=fields["revision"],
            given=fields["given"],
        ),
        who,
        say.rich(
            "Ska ditt ja gälla {actor} i stället? Skriv först {command}.",
            actor=actor,
            command=code(f"!budskap ångra {reference}"),
        ),
    )


def _nobody(fields: Fields, say: Say) -> Document:
    return doc(
        cannot_be_approved(fields["reference"], say, shared=fields["shared"]),
        bullets(fields["actors"]),
        say(
            "Ändra vilka som ska godkänna. Eller be dem utse en ersättare, "
            "eller administratören att ge någon rollen."
        ),
    )


def _person(fields: Fields, say: Say) -> Document:
    text = fields["text"]
    if fields["several"]:
        return doc(say("Flera kan heta {text}. Vem menar du?", text=text))
    return doc(say("Jag hittar ingen {text} hos er. Vem menar du?", text=text))


def _not_yours(fields: Fields, say: Say) -> Document:
    if not fields["own"]:
        return doc(say("Bara den som själv har rollen godkännare kan utse en ersättare."))
    return doc(
        say(
            "Du kan bara utse ersättare för {own}, inte för {actor}.",
            own=say.list(fields["own"], either=True),
            actor=fields["actor"],
        )
    )


def _for_whom(fields: Fields, say: Say) -> Document:
    choices: Sequence[Choice] = fields["choices"]
    question = say("Du får svara för flera. För vem gäller det? Svara med siffran framför.")
    return doc(question, numbered(one.label for one in choices))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "sign.old_revision": _old_revision,
        "sign.not_asked": _not_asked,
        "sign.not_for": _not_for,
        "sign.rejected": _rejected,
        "sign.author": _author,
        "sign.once": _once,
        "sign.nobody": _nobody,
        "sign.only_owner": lambda fields, say: doc(
            say(
                "Bara {owner} godkänner {reference}. Minst en annan aktör måste också göra det.",
                owner=fields["owner"],
                reference=fields["reference"],
            ),
            say.rich(
                "Lägg till en med {command}.",
                command=code(f"!budskap ändra {fields['reference']}"),
            ),
        ),
        "sign.by_when": lambda fields, say: doc(
            say(
                "{at} går inte. Svarstiden ska ligga framåt, och senast {latest}.",
                at=say.when(fields["at"]),
                latest=say.when(fields["latest"]),
            )
        ),
        "sign.no_revision": lambda fields, say: doc(
            say(
                "{reference} har ingen revision {given}. Den senaste är {newest}.",
                reference=fields["reference"],
                given=fields["given"],
                newest=fields["newest"],
            )
        ),
        "sign.revision": lambda fields, say: doc(
            say("{text} är inget nummer på en revision. Skriv till exempel rev 3.", text=fields["text"])
        ),
        "sign.for_whom": _for_whom,
        "sign.device": lambda _, say: doc(
            say("Enheten som du skrev från är inte längre betrodd. Skriv från en enhet som du har signerat.")
        ),
        "sign.nothing": lambda fields, say: doc(
            say(
                "Du har inget godkännande av {reference}, revision {n}, att ta tillbaka.",
                reference=fields["reference"],
                n=fields["revision"],
            )
        ),
        "sign.reason": lambda _, say: doc(say("Skriv varför ni avslår, så att texten kan rättas.")),
        "stand_in.person": _person,
        "stand_in.not_yours": _not_yours,
        "stand_in.self": lambda _, say: doc(say("Du kan inte vara din egen ersättare.")),
        "stand_in.none": lambda fields, say: doc(
            say("{name} är inte ersättare för {actor}.", name=fields["name"], actor=fields["actor"])
        ),
        "stand_in.other_organisation": lambda fields, say: doc(
            say(
                "{name} hör inte till {actor}. En ersättare ska höra till samma organisation.",
                name=fields["name"],
                actor=fields["actor"],
            )
        ),
        "stand_in.has_role": lambda fields, say: doc(
            say(
                "{name} får redan godkänna för {actor} och behöver inte utses.",
                name=fields["name"],
                actor=fields["actor"],
            )
        ),
        "stand_in.long": lambda fields, say: doc(
            say.count(
                "En ersättare utses för högst en dag i taget. Längst till {latest}.",
                "En ersättare utses för högst {n} dagar i taget. Längst till {latest}.",
                fields["days"],
                latest=say.when(fields["latest"]),
            )
        ),
    }
)
