"""What is answered to those who circulate, approve, reject, and name stand-ins."""

from __future__ import annotations

from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.circulate import Circulated
from bot.press.how_to_sign import HowTo
from bot.press.signing import Altered, Signed
from bot.press.stand_in import StandIn, StandInAnswer, StandInList
from bot.press.values import State
from commands.press_card import matrix
from commands.press_sign_words import altered_lines, how, marked, said_of, when_out, who_is_left


def circulated(value: Circulated, say: Say) -> Document:
    picture = value.picture
    lines: list[Block | Inline] = [
        say("{message} är på remiss, revision {n}.", message=said_of(picture, say), n=picture.revision),
        say("Jag har frågat {actors}.", actors=say.list(value.asked)),
    ]
    if picture.sign_by is not None:
        lines.append(
            say(
                "Svar behövs senast {at}. Jag påminner dem som inte har svarat.", at=say.time(picture.sign_by)
            )
        )
    if value.nobody:
        lines.append(
            say(
                "Hos {actors} finns ingen som får godkänna. Det går att bli klar ändå.",
                actors=say.list(value.nobody),
            )
        )
    return marked(picture, say, *lines)


def approved(value: Signed | Altered, say: Say) -> Document:
    picture = value.picture
    if isinstance(value, Altered):
        return marked(picture, say, *altered_lines(picture, say))
    if value.repeated:
        lines: list[Block | Inline] = [
            say(
                "{actor} har redan godkänt {reference}, revision {n}: {name}, {at}. Inget ändras.",
                actor=value.actor,
                reference=picture.reference,
                n=picture.revision,
                name=value.by,
                at=say.time(value.at or say.now),
            )
        ]
    else:
        lines = [
            say.rich(
                "Godkänt för {actor}: {message}, revision {n}, kontrollsumma {hash}.",
                actor=value.actor,
                message=said_of(picture, say),
                n=picture.revision,
                hash=code(picture.short_hash),
            ),
            _holds(value, say),
        ]
    lines.append(_stands(value, say))
    return marked(picture, say, *lines)


def _holds(value: Signed, say: Say) -> str:
    until = say.when(value.until or say.now)
    if value.short:
        return say(
            "Det gäller till {until}. Det är före publiceringen, så det behöver ges igen.", until=until
        )
    if value.stands_in:
        return say("Det gäller så länge du är ersättare, till {until}.", until=until)
    return say("Det gäller till {until}, eller tills texten ändras.", until=until)


def _stands(value: Signed, say: Say) -> str:
    """Who is left, or what happens now."""
    picture = value.picture
    if picture.blocked:
        blocked = say.list(picture.blocked)
        return say("Det är stoppat tills det finns en ny revision: {actors} har avslagit.", actors=blocked)
    if picture.state is State.CIRCULATED:
        return who_is_left(value.left, say) if value.left else ""
    if picture.state is State.HELD:
        return say("Alla som behövs har godkänt. Budskapet är pausat.")
    return f"{say('Alla som behövs har godkänt.')} {when_out(picture, say)}"


def rejected(value: Signed, say: Say) -> Document:
    picture = value.picture
    fields: dict[str, str | int] = {
        "actor": value.actor,
        "reference": picture.reference,
        "n": picture.revision,
    }
    if value.repeated:
        head = say(
            "{actor} har redan avslagit {reference}, revision {n}: {name}, {at}. Inget ändras.",
            **fields,
            name=value.by,
            at=say.time(value.at or say.now),
        )
        more = say.rich(
            "Vill du lägga till något: skriv {command} och det du vill säga.",
            command=code(f"!budskap kommentera {picture.reference}"),
        )
        return marked(picture, say, head, more)
    head = say("Avslaget för {actor}: {reference}, revision {n}.", **fields)
    return marked(picture, say, head, blocking(say, blocks=value.blocks))


def blocking(say: Say, *, blocks: bool) -> str:
    """What a rejection leads to."""
    if blocks:
        return say("Budskapet är stoppat tills det finns en ny revision.")
    return say("Budskapet stoppas inte av det. De som skriver det har fått veta varför.")


def withdrawn(value: Signed, say: Say) -> Document:
    picture = value.picture
    head = say(
        "Godkännandet för {actor} är tillbakataget: {reference}, revision {n}.",
        actor=value.actor,
        reference=picture.reference,
        n=picture.revision,
    )
    return marked(picture, say, head, _stands(value, say))


def how_to(value: HowTo, say: Say) -> Document:
    picture = value.picture
    lines: list[Block | Inline] = []
    if value.reaction:
        lines.append(say("En reaktion räknas inte som ett godkännande."))
    if not value.open:
        lines.append(say("{reference} väntar inte på något godkännande.", reference=picture.reference))
    elif value.wrote:
        lines.append(say("Du har skrivit texten, och den som skriver godkänner inte."))
    elif not value.actors:
        lines.append(say("Du har inget att godkänna i {reference}.", reference=picture.reference))
    else:
        lines.append(how(picture, say))
        if len(value.actors) > 1:
            lines.append(
                say.rich(
                    "Du får godkänna för en av {actors}: skriv för vem, till exempel {key}.",
                    actors=say.list(value.actors),
                    key=code(say("för:{actor}", actor=value.actors[0])),
                )
            )
    if value.open:
        lines += matrix(picture, say)
    return marked(picture, say, *lines)


def stand_in(value: StandInAnswer, say: Say) -> Document:
    one = value.one
    fields = {"name": one.person, "actor": one.actor}
    if value.ended:
        return doc(say("{name} är inte längre ersättare för {actor}.", **fields))
    until = say.when(one.until)
    if value.moved:
        head = say("{name} är ersättare för {actor} till {until} i stället.", **fields, until=until)
    else:
        head = say("{name} får godkänna för {actor} till {until}.", **fields, until=until)
    return doc(head, say("Personen har fått veta det. Godkännanden som ersättaren ger gäller lika länge."))


def stand_ins(value: StandInList, say: Say) -> Document:
    lines: list[Block | Inline] = []
    if value.found:
        lines += [say("Ersättare nu:"), bullets(stand_in_line(one, say) for one in value.found)]
    else:
        lines.append(say("Det finns ingen ersättare just nu."))
    if value.mine:
        lines.append(
            say.rich(
                "Ny ersättare: {new}. Avsluta: {end}.",
                new=code(say("!budskap ersättare @namn till:imorgon 08:00")),
                end=code(say("!budskap ersättare @namn till:nu")),
            )
        )
    return doc(*lines)


def stand_in_line(one: StandIn, say: Say) -> str:
    return say(
        "{name} för {actor}, till {until}, utsedd av {by}.",
        name=one.person,
        actor=one.actor,
        until=say.when(one.until),
        by=one.by,
    )
