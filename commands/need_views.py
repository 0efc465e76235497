"""What is said of needs: to those who raise, take and meet them, and in ROC."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, Text, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.situation.need_change import NeedAnswer
from bot.situation.need_raise import Raised
from bot.situation.need_show import NeedsListed
from bot.situation.needs import NeedPicture, NeedStatus
from bot.situation.values import Audience
from commands.case_mark import mark

Fields = Mapping[str, Any]


def raised(value: Raised, say: Say) -> Document:
    picture = value.picture
    if value.repeated:
        head = say("Det behovet har ni redan anmält: {reference}.", reference=picture.reference)
        return marked(doc(head, standing(picture, say)), say, picture)
    lines = [say("Behovet är anmält: {reference}. ROC har fått veta det.", reference=picture.reference)]
    if value.reminds_at is not None:
        lines.append(say("Har ingen tagit det {at} får TiB veta det.", at=say.time(value.reminds_at)))
    if picture.audience is Audience.SSR:
        lines.append(say("Alla aktörer ser det i lägesbilden."))
    else:
        lines.append(say("ROC och ledningen ser det i lägesbilden, och ni."))
    return marked(doc(*lines), say, picture)


def taken(value: NeedAnswer, say: Say) -> Document:
    picture = value.picture
    if value.moved:
        head = say(
            "Noterat: {reference} ska vara löst {at}.", reference=picture.reference, at=_due(picture, say)
        )
    else:
        head = say(
            "{actor} har tagit {reference}. Det ska vara löst {at}.",
            actor=picture.owner_actor or "",
            reference=picture.reference,
            at=_due(picture, say),
        )
    ask = say.rich("Svara {done} när det är löst. Jag påminner dig då.", done=code(say("klart")))
    return marked(doc(head, *words(picture, say), ask), say, picture)


def ended(value: NeedAnswer, say: Say) -> Document:
    return marked(doc(_ended_line(value.picture, say)), say, value.picture)


def shown(picture: NeedPicture, say: Say) -> Document:
    return marked(doc(_head(picture, say), *words(picture, say), *_about(picture, say)), say, picture)


def _head(picture: NeedPicture, say: Say) -> Para:
    """Whose it is, and how it stands."""
    if picture.status in {NeedStatus.MET, NeedStatus.WITHDRAWN}:
        return para(_ended_line(picture, say))
    whose = say("{actor} har ett behov.", actor=picture.actor)
    return para(strong(picture.reference), ". ", whose, " ", standing(picture, say))


def listed(value: NeedsListed, say: Say) -> Document:
    if not value.needs:
        none = say("Inga öppna behov stämmer med det.") if value.filtered else say("Inga öppna behov.")
        return mark(doc(none), say, exercise=value.exercise)
    head = say.count("Ett öppet behov:", "{n} öppna behov:", len(value.needs) + value.more)
    lines: list[Block | Inline] = [head, bullets(line(one, say) for one in value.needs)]
    if value.more:
        lines.append(
            say.count(
                "Ett till visas inte. Välj med kommun: eller aktör:.",
                "{n} till visas inte. Välj med kommun: eller aktör:.",
                value.more,
            )
        )
    return mark(doc(*lines), say, exercise=value.exercise)


def line(picture: NeedPicture, say: Say) -> Text:
    """One need in one line of a list."""
    return say.rich(
        "{reference} {actor}: {words} {standing}",
        reference=code(picture.reference),
        actor=picture.actor,
        words=_sentence(picture.words or say("(visas i direktchatten)")),
        standing=standing(picture, say),
    )


def standing(picture: NeedPicture, say: Say) -> str:
    """Who has it and until when; what is late is said to be."""
    match picture.status:
        case NeedStatus.OPEN if picture.late:
            return say("Försenat: ingen har tagit det sedan {at}.", at=say.time(picture.raised_at))
        case NeedStatus.OPEN:
            return say("Ingen har tagit det än, anmält {at}.", at=say.time(picture.raised_at))
        case NeedStatus.TAKEN if picture.late:
            return say(
                "Försenat: {owner} skulle ha löst det {at}.",
                owner=_owner(picture, say),
                at=_due(picture, say),
            )
        case NeedStatus.TAKEN:
            return say("{owner} löser det senast {at}.", owner=_owner(picture, say), at=_due(picture, say))
        case _:
            return _ended_line(picture, say)


def words(picture: NeedPicture, say: Say) -> list[Inline]:
    return [say("Behov: {words}", words=picture.words)] if picture.words else []


def marked(document: Document, say: Say, picture: NeedPicture) -> Document:
    return mark(document, say, exercise=picture.exercise)


def _about(picture: NeedPicture, say: Say) -> list[Inline]:
    """Where, what area, when and for whom: one line of short sentences."""
    found = []
    if picture.kommun:
        found.append(say("Gäller {kommun}.", kommun=picture.kommun))
    if picture.tags:
        found.append(say("Tema: {themes}.", themes=say.list(picture.tags)))
    if picture.wanted_at is not None:
        found.append(say("Behövs {at}.", at=say.time(picture.wanted_at)))
    if picture.audience is Audience.ROC:
        found.append(say("ROC och ledningen ser det."))
    else:
        found.append(say("Alla aktörer ser det."))
    return [" ".join(found)]


def _ended_line(picture: NeedPicture, say: Say) -> str:
    fields = {
        "reference": picture.reference,
        "name": picture.ended_by or "",
        "at": say.time(picture.ended_at or picture.raised_at),
    }
    if picture.status is NeedStatus.WITHDRAWN:
        return say("{reference} är återtaget av {name} {at}.", **fields)
    return say("{reference} är löst, enligt {name} {at}.", **fields)


def _owner(picture: NeedPicture, say: Say) -> str:
    return say("{actor} ({name})", actor=picture.owner_actor or "", name=picture.owner or "")


def _due(picture: NeedPicture, say: Say) -> str:
    return say.time(picture.due_at or picture.raised_at)


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def _picture(fields: Fields) -> NeedPicture:
    found: NeedPicture = fields["picture"]
    return found


def _elsewhere(picture: NeedPicture, say: Say) -> list[Inline]:
    """Where a room with strangers does not hear the words."""
    if picture.words is not None:
        return []
    shows = code(f"!behov visa {picture.reference}")
    return [say.rich("Skriv {show} i direktchatten för att läsa det.", show=shows)]


def _card(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    lines: list[Block | Inline] = [_head(picture, say), *words(picture, say)]
    lines += [*_elsewhere(picture, say), *_about(picture, say)]
    if picture.status is NeedStatus.OPEN:
        lines.append(_offer(say))
    return marked(doc(*lines), say, picture)


def _offer(say: Say) -> Text:
    return say.rich("Löser ni det: svara {take}, med er egen tid.", take=code(say("ta klart:16:00")))


def _untaken(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("Ingen har tagit {reference} än.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), _offer(say)), say, picture)


def _taken(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say(
        "{owner} har tagit {reference} och löser det senast {at}.",
        owner=_owner(picture, say),
        reference=picture.reference,
        at=_due(picture, say),
    )
    return marked(doc(head), say, picture)


def _moved(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say(
        "Ny tid för {reference}: {owner} löser det senast {at}.",
        owner=_owner(picture, say),
        reference=picture.reference,
        at=_due(picture, say),
    )
    return marked(doc(head), say, picture)


def _ended(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return marked(doc(_ended_line(picture, say)), say, picture)


def _due_now(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("{reference} skulle vara löst {at}.", reference=picture.reference, at=_due(picture, say))
    return marked(doc(head, *words(picture, say), _ask(say)), say, picture)


def _late(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say(
        "{reference} är försenat: {owner} skulle ha löst det {at}.",
        reference=picture.reference,
        owner=_owner(picture, say),
        at=_due(picture, say),
    )
    return marked(doc(head, *words(picture, say), _ask(say)), say, picture)


def _ask(say: Say) -> Text:
    return say.rich(
        "Svara {done} om det är löst. Den som har tagit det kan svara {take} med en ny tid.",
        done=code(say("klart")),
        take=code(say("ta klart:16:00")),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "need.card": _card,
        "need.untaken": _untaken,
        "need.taken": _taken,
        "need.moved": _moved,
        "need.ended": _ended,
        "need.due": _due_now,
        "need.late": _late,
    }
)
