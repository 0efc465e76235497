"""What those who work on a message are told of its publication: how it went, or why nothing was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.publications import PublicationState
from bot.press.publish import Unfit
from bot.press.show_channels import ChannelsShown
from bot.press.spread import ChannelPicture, PublicationPicture
from bot.press.tongues import language_name
from bot.press.values import Act
from commands.press_card import head, marked
from commands.press_publish_words import channel_line, lack_line, spread_line

Fields = Mapping[str, Any]
_SHOWN: Final = 10
"""So many addresses are named; the rest are counted."""


def channels(value: ChannelsShown, say: Say) -> Document:
    picture = value.picture
    lines: list[Block | Inline] = [head(picture, say)]
    for one in value.publications:
        lines += _channels(picture, one, say)
    if not value.publications:
        lines.append(say("Inget är gjort klart för kanalerna än."))
    return marked(doc(*lines), say, picture)


def _channels(picture: MessagePicture, publication: PublicationPicture, say: Say) -> Iterator[Block | Inline]:
    if publication.state is PublicationState.PREPARED:
        yield say("Klart att gå ut {at} på:", at=say.when(publication.due_at))
        yield bullets(one.name for one in publication.channels)
        return
    yield (
        _head(picture, publication, say) if publication.state is PublicationState.DONE else say("På väg ut.")
    )
    yield bullets(
        say("{channel} {at}.", channel=channel_line(one, say), at=_at(one, say))
        if one.first_at is not None
        else channel_line(one, say)
        for one in publication.channels
    )
    yield from _spread(publication, say)
    yield from _left(picture, publication, say)


def _at(one: ChannelPicture, say: Say) -> str:
    """From the first to the last, to the second."""
    first, last = one.first_at or one.last_at, one.last_at or one.first_at
    if first is None or last is None:
        return ""
    shown = [f"{say.brief(at)}:{at.second:02d}" for at in (first, last)]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]}–{shown[1]}"


def _settled(fields: Fields, say: Say) -> Document:
    picture, publication = _picture(fields), _publication(fields)
    lines: list[Block | Inline] = [_head(picture, publication, say)]
    lines += _spread(publication, say)
    lines += [channel_line(one, say) for one in publication.lacking if one.error]
    lines += _left(picture, publication, say)
    return marked(doc(*lines), say, picture)


def _head(picture: MessagePicture, publication: PublicationPicture, say: Say) -> str:
    reference, sent, total = picture.reference, publication.sent, publication.total
    whole = not publication.lacking
    if publication.act is Act.RETRACT and whole:
        return say.count(
            "{reference} är återkallat hos den som hade det.",
            "{reference} är återkallat hos alla {n} som hade det.",
            total,
            reference=reference,
        )
    if publication.act is Act.RETRACT:
        return say.count(
            "{reference} är återkallat, men återkallelsen har nått {sent} av 1 mottagare.",
            "{reference} är återkallat, men återkallelsen har nått {sent} av {n} mottagare.",
            total,
            reference=reference,
            sent=sent,
        )
    if whole:
        return say.count(
            "{reference} är publicerat. Mottagaren har det.",
            "{reference} är publicerat. Alla {n} mottagare har det.",
            total,
            reference=reference,
        )
    return say.count(
        "{reference} är bara delvis publicerat: {sent} av 1 mottagare har det.",
        "{reference} är bara delvis publicerat: {sent} av {n} mottagare har det.",
        total,
        reference=reference,
        sent=sent,
    )


def _spread(publication: PublicationPicture, say: Say) -> Iterator[Inline]:
    if (spread := publication.spread) is not None and publication.sent > 1:
        yield spread_line(spread, say)


def _left(picture: MessagePicture, publication: PublicationPicture, say: Say) -> Iterator[Block | Inline]:
    """Who lacks it and why, and what can be done about it."""
    for one in publication.lacking:
        if not one.lacking:
            continue
        yield say("{channel} saknas hos:", channel=one.name)
        yield bullets(lack_line(lack, say) for lack in one.lacking[:_SHOWN])
        if (more := len(one.lacking) - _SHOWN) > 0:
            yield say.count("En till nämns inte här.", "{n} till nämns inte här.", more)
    if publication.again and publication.state is PublicationState.DONE:
        yield say.rich(
            "Skriv {command} för att försöka igen. Bara de som inte har det får det då.",
            command=code(f"!budskap igen {picture.reference}"),
        )
    if publication.unsure:
        yield say("Där det är osäkert skickar jag inte igen. Fråga mottagaren, eller titta efter själv.")


def _not_published(fields: Fields, say: Say) -> Document:
    picture, why, found = _picture(fields), Unfit(fields["why"]), fields["names"]
    if why in {Unfit.LANGUAGES, Unfit.GUIDE}:
        found = [language_name(one, say.language) for one in found]
    names = say.list(found)
    reference = picture.reference
    head = say("{reference} publicerades inte {at}.", reference=reference, at=say.time(fields["due"]))
    lines: list[Block | Inline] = [" ".join((head, _cause(why, names, say)))]
    if why is Unfit.LANGUAGES:
        lines.append(say("Gör dem klara, eller ta bort dem ur budskapet. Signera sedan igen."))
    elif why is Unfit.GUIDE:
        lines.append(
            say.rich(
                "När texten är granskad igen: skriv {share} och stoppa det här budskapet med {stop}.",
                share=code("!gängsnack dela"),
                stop=code(f"!budskap stopp {reference}"),
            )
        )
    elif why not in {Unfit.ORIGINAL, Unfit.OUT}:
        lines.append(
            say.rich(
                "Skriv {command} med en ny tid om det ska ut.",
                command=code(f"!budskap schemalägg {reference}"),
            )
        )
    return marked(doc(*lines), say, picture)


def _cause(why: Unfit, names: str, say: Say) -> str:
    match why:
        case Unfit.LATE:
            return say("Jag kom för sent till det, och gamla budskap skickas inte av sig själva.")
        case Unfit.EXPIRED:
            return say("Det gällde inte längre när tiden kom.")
        case Unfit.CHANNELS:
            return say("Ingen av kanalerna kunde ta emot det.")
        case Unfit.OUT:
            return say("Något av det kom ut när det stoppades förra gången. Skriv ett nytt budskap.")
        case _:
            return _names_cause(why, names, say)


def _names_cause(why: Unfit, names: str, say: Say) -> str:
    if why is Unfit.LANGUAGES:
        return say("Språk som inte var klara: {names}. Alla språk går ut, eller inget.", names=names)
    if why is Unfit.GUIDE:
        return say(
            "Texten till föräldrar är inte längre den som är granskad, på de här språken: {names}.",
            names=names,
        )
    return say("Det rättar {names}, som inte går att rätta längre.", names=names)


def _picture(fields: Fields) -> MessagePicture:
    found: MessagePicture = fields["picture"]
    return found


def _publication(fields: Fields) -> PublicationPicture:
    found: PublicationPicture = fields["publication"]
    return found


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"message.settled": _settled, "message.not_published": _not_published}
)
