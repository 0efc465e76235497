"""What is said of a message that nobody can get approved as it stands, and of what would mend it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.document import Block, Inline, bullets, code
from bot.chat.say import Say
from bot.press.seats import Stuck


def stuck_lines(stuck: Stuck, reference: str, say: Say, undo: str | None = None) -> list[Block | Inline]:
    """Which actors lack somebody who may sign, and as ``mending``."""
    if stuck.only_owner and not stuck.shared:
        head = say(
            "{reference} kan inte bli godkänt. Minst en annan aktör än {owner} måste godkänna, och hos de "
            "här finns ingen som får det, utöver den som har skrivit det:",
            reference=reference,
            owner=stuck.owner,
        )
    else:
        head = cannot_be_approved(reference, say, shared=stuck.shared)
    return [head, bullets(stuck.actors), *mending(stuck, reference, say, undo)]


def cannot_be_approved(reference: str, say: Say, *, shared: bool) -> str:
    """Before the actors that lack somebody. ``shared``: those they have are needed for another actor."""
    if shared:
        return say(
            "{reference} kan inte bli godkänt. En persons ja räknas för en aktör, och alla som får godkänna "
            "för de här behövs för en annan aktör:",
            reference=reference,
        )
    return say(
        "{reference} kan inte bli godkänt. Hos de här finns ingen som får godkänna, "
        "utöver den som har skrivit det:",
        reference=reference,
    )


def mending(stuck: Stuck, reference: str, say: Say, undo: str | None = None) -> Iterator[Inline]:
    """What would help. ``undo``: what the reader types to take the change back, if it is theirs to take."""
    if stuck.back is not None and undo is not None:
        if stuck.others:
            yield say.rich(
                "Ta tillbaka ändringen med {command}, och låt någon annan göra den.", command=code(undo)
            )
        else:
            yield say.rich("Ta tillbaka ändringen med {command}.", command=code(undo))
    elif stuck.back is not None:
        restore = code(f"!budskap ändra {reference} återställ:{stuck.back} rev:{stuck.revision}")
        if stuck.others:
            yield say.rich(
                "Den som skriver för {owner} kan ta tillbaka ändringen med {command}, "
                "så att någon annan kan göra den.",
                owner=stuck.owner,
                command=restore,
            )
        else:
            yield say.rich(
                "Den som skriver för {owner} kan ta tillbaka ändringen med {command}.",
                owner=stuck.owner,
                command=restore,
            )
    if stuck.stand_ins:
        yield say.rich(
            "Den som har rollen godkännare där kan utse en ersättare med {command}.",
            command=code(say("!budskap ersättare @namn till:imorgon 08:00")),
        )
    else:
        yield say("Be administratören att ge någon där rollen godkännare.")
