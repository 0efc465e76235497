"""Why a message was not written or changed, and what would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, Inline, bullets, code, doc, numbered
from bot.chat.say import Say
from bot.press.checks import Flaw
from bot.press.difference import Part
from commands.case_mark import mark
from commands.press_difference import part_name

Fields = Mapping[str, Any]
_Sentence = Callable[[Fields, Say], str]

_FLAWS: Final[Mapping[str, _Sentence]] = MappingProxyType(
    {
        "empty": lambda _, say: say("Här står inget."),
        "long": lambda f, say: say(
            "{length} tecken är för långt. Högst {longest} går att ha.",
            length=f["length"],
            longest=f["longest"],
        ),
        "lines": lambda _, say: say("Rubriken ska vara en enda rad."),
        "avoid": lambda f, say: say("”{word}” ska inte användas, enligt registret.", word=f["word"]),
        "template": lambda _, say: say("Något i mallen är inte ifyllt: det står [fyll i] kvar."),
        "agreed": lambda f, say: say("Det finns ingen formulering som heter {text}.", text=f["text"]),
        "html": lambda f, say: say(
            "HTML går inte att använda ({text}). Skriv texten som den ska läsas.", text=f["text"]
        ),
        "link": lambda f, say: say(
            "{text} kan inte vara en länk. Länkar börjar med https://.", text=f["text"]
        ),
        "link.other": lambda f, say: say(
            "Länken {text} leder någon annanstans, till {url}.", text=f["text"], url=f["url"]
        ),
        "signature": lambda _, say: say(
            "Raderna efter -- ser ut som underskriften i ett mejl. Ta bort dem, och raden med --."
        ),
        "vma": lambda _, say: say(
            "Texten ser ut som ett VMA. Ett sådant går bara ut genom SOS Alarm. Ändra texten."
        ),
        "direction": lambda _, say: say(
            "Det finns osynliga tecken som vänder på läsriktningen. Skriv om texten utan dem."
        ),
        "channels.none": lambda f, say: (
            say("Det finns ingen kanal för övningar.") if f["exercise"] else say("Välj minst en kanal.")
        ),
        "channel": lambda f, say: say("Det finns ingen kanal {text}.", text=f["text"]),
        "channel.exercise": lambda f, say: say("En övning får inte gå till {text}.", text=f["text"]),
        "channel.real": lambda f, say: say("{text} är bara för övningar.", text=f["text"]),
        "actor": lambda f, say: say("Det finns ingen aktör {text}.", text=f["text"]),
        "alone": lambda f, say: say(
            "Minst en annan aktör än {owner} ska godkänna. Skriv vilka efter signeras:.",
            owner=f["owner"],
        ),
        "least": lambda f, say: say(
            "{least} av {among} går inte. Räkna upp fler, eller sänk antalet.",
            least=f["least"],
            among=f["among"],
        ),
        "contact": lambda f, say: say("Funktionen {text} finns inte i registret.", text=f["text"]),
        "expires.past": lambda f, say: say("{at} har redan varit.", at=say.when(f["at"])),
        "expires.before": lambda f, say: say(
            "Det slutar gälla {at}, men ska publiceras först {publish_at}.",
            at=say.when(f["at"]),
            publish_at=say.when(f["publish_at"]),
        ),
        "expires.embargo": lambda f, say: say(
            "Det slutar gälla {at}, men embargot gäller till {embargo}.",
            at=say.when(f["at"]),
            embargo=say.when(f["embargo"]),
        ),
        "embargo.after": lambda f, say: say(
            "Embargot gäller till {at}, men budskapet ska publiceras {publish_at}.",
            at=say.when(f["at"]),
            publish_at=say.when(f["publish_at"]),
        ),
    }
)


def flaw_line(flaw: Flaw, names: Mapping[str, str], say: Say) -> str:
    """What of the message it is about, and what is wrong with it."""
    said = _FLAWS[flaw.code](flaw.fields, say)
    if not flaw.part:
        return said
    part, _, whose = flaw.part.partition(":")
    return say("{part}: {said}", part=part_name(Part(part), whose, names, say), said=said)


def _flaws(fields: Fields, say: Say) -> Document:
    found: Sequence[Flaw] = fields["flaws"]
    lines = list(dict.fromkeys(flaw_line(one, fields["names"], say) for one in found))
    if len(lines) == 1:
        return doc(lines[0])
    return doc(say("Det här behöver ändras först:"), bullets(lines))


def _owner(fields: Fields, say: Say) -> Document:
    return doc(say("Vilken aktörs budskap är det? Svara med siffran framför."), numbered(fields["names"]))


def _channel(fields: Fields, say: Say) -> Document:
    head = (
        say("Flera kanaler kan heta {text}.", text=fields["text"])
        if fields["several"]
        else say("Det finns ingen kanal {text}.", text=fields["text"])
    )
    return doc(head, say("Kanalerna är {names}.", names=say.list(fields["names"])))


def _newer(fields: Fields, say: Say) -> Document:
    reference, revision = fields["reference"], fields["revision"]
    found = doc(
        say(
            "{name} ändrade samma del av {reference} {at}, i revision {revision}. Inget är ändrat nu.",
            name=fields["name"],
            reference=reference,
            at=say.time(fields["at"]),
            revision=revision,
        ),
        say.rich(
            "Läs den med {show}. Gäller din ändring ändå: skriv den igen med {base}.",
            show=code(f"!budskap visa {reference}"),
            base=code(f"rev:{revision}"),
        ),
    )
    return mark(found, say, exercise=fields["exercise"])


def _not_owner(fields: Fields, say: Say) -> Document:
    reference = fields["reference"]
    if fields["is_out"]:
        return doc(
            say(
                "{reference} är ute, eller på väg ut. "
                "Det rättas och återkallas av dem som skriver för {owner}.",
                reference=reference,
                owner=fields["owner"],
            ),
            say.rich(
                "Säg till dem med {comment}. Är det bråttom: ring dem också.",
                comment=code(f"!budskap kommentera {reference}"),
            ),
        )
    return doc(
        say("{reference} ändras av dem som skriver för {owner}.", reference=reference, owner=fields["owner"]),
        say.rich(
            "Du kan föreslå en ändring med {comment}, eller skriva er egen rad med {local}.",
            comment=code(f"!budskap kommentera {reference}"),
            local=code(f"!budskap lokalt {reference}"),
        ),
    )


def _exercise_first(fields: Fields, say: Say) -> list[Inline]:
    """How to say whether it is an exercise, where the answer had a line about it."""
    if fields["exercise"] is None:
        return []
    line = say("Övning: ja") if fields["exercise"] else say("Övning: nej")
    return [say.rich("Svara först bara {line}, så frågar jag igen.", line=code(line))]


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "message.flaws": _flaws,
        "message.owner": _owner,
        "message.channel": _channel,
        "message.newer": _newer,
        "message.not_owner": _not_owner,
        "message.not_writer": lambda f, say: doc(say("Du skriver inte för {actor}.", actor=f["actor"])),
        "message.others_room": lambda f, say: doc(
            say(
                "Det här är rummet för {actor}. Skriv i ert eget rum eller i direktchatten med mig, "
                "och ta bort ditt meddelande här.",
                actor=f["actor"],
            )
        ),
        "message.title_lines": lambda f, say: doc(
            say("Rubriken är en rad. Texten frågar jag efter sedan."),
            *_exercise_first(f, say),
            say.rich(
                "Vill du klistra in allt på en gång: skriv {cancel}, och sedan {new} följt av texten.",
                cancel=code(say("avbryt")),
                new=code("!budskap ny"),
            ),
        ),
        "message.headings": lambda f, say: doc(
            say(
                "Skriv bara texten här, utan raderna som börjar med {headings}.",
                headings=say.list(f["headings"]),
            ),
            *_exercise_first(f, say),
        ),
        "message.two_of": lambda _, say: doc(
            say("Bara en grupp kan räknas ihop, som 2 av Nacka, Huddinge, Solna. Slå ihop dem till en.")
        ),
        "message.nobody_signs": lambda _, say: doc(
            say("Skriv vilka aktörer som ska godkänna, till exempel Stockholm, polisen.")
        ),
        "message.contact": lambda f, say: doc(
            say("Jag hittar ingen funktion {text} i registret.", text=f["text"]),
            *([say("Menar du någon av de här?")] if f["choices"] else []),
        ),
        "message.language": lambda f, say: doc(
            say(
                "Jag känner inte till språket {text}. Skriv det på svenska, till exempel somaliska.",
                text=f["text"],
            )
        ),
        "message.language_source": lambda _, say: doc(
            say("Den gemensamma texten är på svenska. Ändra den med !budskap ändra.")
        ),
        "message.variant_short": lambda _, say: doc(
            say("Skriv rubriken på första raden och texten på raderna under, på det språket.")
        ),
        "message.no_revision": lambda f, say: doc(
            say(
                "{reference} har ingen revision {number}. Den senaste är {newest}.",
                reference=f["reference"],
                number=f["number"],
                newest=f["newest"],
            )
        ),
        "message.no_change": lambda f, say: doc(
            say(
                "Det står redan så i {reference}, revision {revision}.",
                reference=f["reference"],
                revision=f["revision"],
            ),
            say(
                "Skriv det som ska ändras, till exempel !budskap ändra {reference} titel:Den nya rubriken",
                reference=f["reference"],
            ),
        ),
        "message.led_to_none": lambda _, say: doc(
            say("Det meddelandet ledde inte till något budskap. Skriv !budskap ny igen.")
        ),
        "message.timed_apart": lambda f, say: doc(
            say(
                "När {reference} ska gå ut väljs för sig: !budskap schemalägg {reference} 15:00",
                reference=f["reference"],
            )
        ),
        "message.fixed": lambda f, say: doc(
            say(
                "Vems budskap {reference} är, och om det är en övning, går inte att ändra. Skriv ett nytt.",
                reference=f["reference"],
            )
        ),
    }
)
