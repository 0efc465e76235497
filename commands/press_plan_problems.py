"""Why a message was not given a time, stopped, paused or released, and what would work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from bot.press.plan_reach import Reach
from bot.press.values import State
from commands.press_plan_words import language_list
from commands.press_sign_words import marked

Fields = Mapping[str, Any]


def _unsigned(fields: Fields, say: Say) -> Document:
    reach: Reach = fields["reach"]
    reference = reach.picture.reference
    if reach.unsure:
        head = say(
            "Jag kan inte se just nu om godkännandena av {reference} gäller. Försök igen om en minut.",
            reference=reference,
        )
    elif reach.blocked:
        head = say(
            "{reference} kan inte gå ut: {actors} har avslagit det.",
            reference=reference,
            actors=say.list(reach.blocked),
        )
    elif reach.lacking:
        head = say(
            "{reference} kan inte gå ut än: {actors} har inte godkänt det.",
            reference=reference,
            actors=say.list(reach.lacking),
        )
    else:
        head = say(
            "{reference} kan inte gå ut än: minst en annan organisation ska också godkänna det.",
            reference=reference,
        )
    if reach.picture.state is not State.MISSED:
        return marked(reach.picture, say, head)
    # what was missed is signed again once it has a time to come, and not before
    line = code(f"!budskap schemalägg {reference} om 2 tim")
    way = say.rich(
        "Ge det först en tid som ligger framåt, så att det kan godkännas. Skriv {line}.", line=line
    )
    return marked(reach.picture, say, head, way)


def _languages(fields: Fields, say: Say) -> Document:
    reach: Reach = fields["reach"]
    head = say(
        "{reference} kan inte gå ut än: texten är inte klar på {languages}.",
        reference=reach.picture.reference,
        languages=language_list(reach.unready, say),
    )
    return marked(reach.picture, say, head)


def _no_channel(fields: Fields, say: Say) -> Document:
    if fields["exercise"]:
        return doc(
            say(
                "{reference} är en övning och har ingen kanal för övningar. Ändra kanalerna först.",
                reference=fields["reference"],
            )
        )
    return doc(
        say(
            "{reference} har ingen kanal att gå ut på. Ändra kanalerna först, med !budskap ändra.",
            reference=fields["reference"],
        )
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "plan.unsigned": _unsigned,
        "plan.languages": _languages,
        "plan.no_channel": _no_channel,
        "plan.passed": lambda fields, say: doc(
            say(
                "{at} hann passera innan jag fick ditt ja. Välj en ny tid för {reference}.",
                at=say.when(fields["at"]),
                reference=fields["reference"],
            )
        ),
        "plan.expired": lambda fields, say: doc(
            say(
                "{reference} gäller bara till {until}, alltså inte längre {at}. "
                "Välj en tidigare tid, eller ändra hur länge det gäller.",
                reference=fields["reference"],
                until=say.when(fields["until"]),
                at=say.when(fields["at"]),
            )
        ),
        "plan.far": lambda _, say: doc(say("Det är för långt fram. Välj en tid inom ett år.")),
        "plan.no_day": lambda fields, say: doc(
            say("{day} finns inte i almanackan. Välj en annan dag.", day=fields["day"])
        ),
        "plan.vma": lambda fields, say: doc(
            say(
                "{reference} ser ut som ett VMA (viktigt meddelande till allmänheten), så det går inte ut "
                "härifrån. Ett VMA begärs hos SOS Alarm, enligt din organisations rutin. Handlar texten om "
                "något annat: ändra rubriken och den första raden.",
                reference=fields["reference"],
            )
        ),
        "plan.not_all": lambda _, say: doc(
            say("Alla budskap på en gång pausas av TiB eller en administratör. Ring TiB om det är bråttom.")
        ),
        "message.not_planner": lambda fields, say: doc(
            say(
                "{reference} är ett budskap från {owner}. När det går ut bestämmer deras kommunikatörer.",
                reference=fields["reference"],
                owner=fields["owner"],
            )
        ),
        "message.not_pauser": lambda fields, say: doc(
            say(
                "{reference} är ett budskap från {owner}. Det pausas av deras kommunikatörer, av TiB eller "
                "av en administratör.",
                reference=fields["reference"],
                owner=fields["owner"],
            )
        ),
        "message.no_say": lambda fields, say: doc(
            say(
                "{reference} är ett budskap från {owner}. Det stoppas av dem, av en organisation som måste "
                "godkänna det, eller av TiB. Ring TiB om det är bråttom.",
                reference=fields["reference"],
                owner=fields["owner"],
            )
        ),
    }
)
