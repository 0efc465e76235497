"""What is said of the mode, of calls for the activated one, and of decisions about them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView, ProblemView
from bot.chat.document import Block, Document, Inline, code, doc, numbered, para, strong
from bot.chat.say import Say
from bot.situation.mode import CallPicture, CallState
from bot.situation.mode_call import Called
from bot.situation.mode_change import Decided
from bot.situation.mode_show import ModeShown
from commands.case_mark import mark, marked

Fields = Mapping[str, Any]


def shown(value: ModeShown, say: Say) -> Document:
    lines: list[Block | Inline] = [*_standing(value.standing, say)]
    if value.waiting is not None:
        lines += _waiting(value.waiting, say)
    return mark(doc(*lines), say, exercise=value.exercise)


def called(value: Called, say: Say) -> Document:
    picture = value.picture
    if value.repeated:
        head = say("Din begäran {reference} väntar redan på beslut.", reference=picture.reference)
    elif value.joins:
        head = say(
            "{actor} begärde redan aktiverat läge {at}: {reference}. Din begäran står nu bredvid.",
            actor=picture.actor,
            at=say.time(picture.called_at),
            reference=picture.reference,
        )
    else:
        head = say("Begäran om aktiverat läge är skickad: {reference}.", reference=picture.reference)
    lines: list[Block | Inline] = [head, _deciders(value, say)]
    if value.own:
        lines.append(_ask(say))
    return _marked(doc(*lines), say, picture)


def decided(value: Decided, say: Say) -> Document:
    return _marked(doc(*_outcome(value.picture, say)), say, value.picture)


def _standing(picture: CallPicture | None, say: Say) -> list[Block | Inline]:
    if picture is None:
        return [say("Läget är ordinarie. Aktiverat läge har inte begärts och beslutats förut.")]
    return _outcome(picture, say)


def _outcome(picture: CallPicture, say: Say) -> list[Block | Inline]:
    """What was decided, by whom, when and why: the same words wherever it is told."""
    names = {"name": picture.decided_by or "", "reference": picture.reference}
    at = say.time(picture.decided_at or picture.called_at)
    match picture.state:
        case CallState.ACTIVATED:
            head = say("Samverkan är i aktiverat läge sedan {at}.", at=at)
            by = say(
                "Begärt av {actors}, bekräftat av {name}.", actors=_actors(picture, say), name=names["name"]
            )
            return [para(strong(head)), *_cause(picture, say), by]
        case CallState.DECLINED:
            head = say("{reference} avslogs av {name} {at}.", at=at, **names)
            return [head, *_reason(picture, say), say("Läget är oförändrat.")]
        case CallState.ENDED:
            ended = say.time(picture.ended_at or picture.called_at)
            head = say("Samverkan är i ordinarie läge sedan {at}.", at=ended)
            by = say("Beslutat av {name}.", name=picture.ended_by or "")
            return [para(strong(head)), *_reason(picture, say), by]
        case _:
            return _waiting(picture, say)


def _waiting(picture: CallPicture, say: Say) -> list[Block | Inline]:
    head = say(
        "{actors} begär aktiverat läge. {reference} väntar på beslut av TiB sedan {at}.",
        actors=_actors(picture, say),
        reference=picture.reference,
        at=say.time(picture.called_at),
    )
    return [head, *_cause(picture, say)]


def _actors(picture: CallPicture, say: Say) -> str:
    return say.list([picture.actor, *picture.joined])


def _cause(picture: CallPicture, say: Say) -> list[str]:
    return [say("Orsak: {cause}", cause=picture.cause)] if picture.cause else []


def _reason(picture: CallPicture, say: Say) -> list[str]:
    return [say("Orsak: {cause}", cause=picture.reason)] if picture.reason else []


def _deciders(value: Called, say: Say) -> str:
    if not value.deciders:
        return say("Registret har ingen TiB. Begäran står i ROC.")
    if value.repeated or value.joins:
        return say("Beslutar gör {names}.", names=say.list(value.deciders, either=True))
    return say(
        "Beslutar gör {names}. De har fått veta det, och får höra det igen tills någon beslutar.",
        names=say.list(value.deciders, either=True),
    )


def _ask(say: Say) -> Any:
    return say.rich(
        "Svara {confirm} eller {decline}, från en signerad enhet.",
        confirm=code(say("bekräfta")),
        decline=code(say("avslå orsak:…")),
    )


def _marked(document: Document, say: Say, picture: CallPicture) -> Document:
    return mark(document, say, exercise=picture.exercise)


def _picture(fields: Fields) -> CallPicture:
    found: CallPicture = fields["picture"]
    return found


def _card(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    lines = _outcome(picture, say)
    if picture.state is CallState.CALLED:
        lines.append(_ask(say))
    return _marked(doc(*lines), say, picture)


def _called(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    lines: list[Block | Inline] = [*_waiting(picture, say), *_flag(fields, say), _ask(say)]
    return _marked(doc(*lines), say, picture)


def _flag(fields: Fields, say: Say) -> list[str]:
    return [say("Begäran kom från en enhet som inte är signerad.")] if fields["flagged"] else []


def _joined(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("Även {actor} begär aktiverat läge ({name}).", actor=fields["actor"], name=fields["name"])
    # said only where the first cause may be said too: a room with strangers hears neither
    why = [say("Orsak: {cause}", cause=fields["why"])] if picture.cause else []
    return _marked(doc(head, *why, *_flag(fields, say)), say, picture)


def _remind(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("Ingen har beslutat om {reference} än.", reference=picture.reference)
    return _marked(doc(head, *_waiting(picture, say), _ask(say)), say, picture)


def _told(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return _marked(doc(*_outcome(picture, say)), say, picture)


def _phone(fields: Fields, say: Say) -> Document:
    reference = _picture(fields).reference
    return doc(
        say("{reference}: begäran om aktiverat läge väntar på beslut. Öppna rummet.", reference=reference)
    )


def _phone_answer(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    if picture.state is CallState.CALLED:
        return doc(
            say("{reference} kan inte beslutas per telefon. Öppna rummet.", reference=picture.reference)
        )
    return doc(say("{reference} är redan beslutad. Du behöver inte göra något.", reference=picture.reference))


def _phone_gone(fields: Fields, say: Say) -> Document:
    return doc(
        say("{reference} finns inte längre. Du behöver inte göra något.", reference=fields["reference"])
    )


def _none(fields: Fields, say: Say) -> Document:
    last: CallPicture | None = fields["last"]
    if fields["wanted"] is CallState.ACTIVATED:
        head = doc(say("Läget är redan ordinarie."))
    else:
        head = doc(say("Ingen begäran om aktiverat läge väntar på beslut."))
    return head if last is None else head + _marked(doc(*_outcome(last, say)), say, last)


def _decided(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    if picture.state is CallState.CALLED:
        head = say(
            "{reference} är inte bekräftad, så läget är inte aktiverat av den.", reference=picture.reference
        )
    else:
        head = say("{reference} är redan beslutad.", reference=picture.reference)
    return _marked(doc(head, *_outcome(picture, say)), say, picture)


def _already(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return _marked(doc(say("Läget är redan aktiverat."), *_outcome(picture, say)), say, picture)


def _which(fields: Fields, say: Say) -> Document:
    lines = []
    for picture in fields["pictures"]:
        line = say(
            "{reference}, {actor}, {at}",
            reference=picture.reference,
            actor=picture.actor,
            at=say.time(picture.called_at),
        )
        lines.append(marked(line, say, exercise=picture.exercise))
    return doc(say("Vilken menar du? Svara med siffran framför."), numbered(lines))


def _unknown(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Jag hittar ingen begäran {text}. Skriv numret som i meddelandet, till exempel SL-0003.",
            text=fields["text"],
        )
    )


def _no_actor(_fields: Fields, say: Say) -> Document:
    return doc(
        say("Bara den som hör till en aktör kan begära aktiverat läge. Be din aktör eller ROC att göra det.")
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "mode.card": _card,
        "mode.called": _called,
        "mode.joined": _joined,
        "mode.remind": _remind,
        "mode.changed": _told,
        "mode.declined": _told,
        "mode.phone": _phone,
        "mode.phone_answer": _phone_answer,
        "mode.phone_gone": _phone_gone,
    }
)
PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "mode.none": _none,
        "mode.decided": _decided,
        "mode.already": _already,
        "mode.which": _which,
        "mode.unknown": _unknown,
        "mode.no_actor": _no_actor,
    }
)
