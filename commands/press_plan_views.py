"""What is asked and answered about when a message goes out: its time, a stop, a pause and its release."""

from __future__ import annotations

from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.conflicts import Near
from bot.press.pause import AllPaused, Paused
from bot.press.plan_reach import Reach
from bot.press.release_pause import Released
from bot.press.schedule import TimeGiven
from bot.press.stop import Stopped
from bot.press.values import ChannelKind, State
from bot.press.ways import Way
from commands.press_plan_words import (
    all_paused_head,
    cause_line,
    halted_lines,
    held_back,
    language_list,
    out_at,
    paused_line,
)
from commands.press_sign_words import marked, said_of

Lines = list[Block | Inline]


def asked(reach: Reach, say: Say) -> Document:
    """Who and what a time reaches, before it is given."""
    lines: Lines = []
    if reach.written_at is not None:
        lines.append(
            say("Det här skrev du {then}, och jag läser det först nu.", then=say.time(reach.written_at))
        )
    return marked(reach.picture, say, *lines, _aim(reach, say), *_reached(reach, say))


def release_asked(reach: Reach, say: Say) -> Document:
    """The same, for a message that is let go again."""
    message = said_of(reach.picture, say)
    head = say("Släpper du {message} går det ut {at}.", message=message, at=say.exact(reach.when.at))
    return marked(reach.picture, say, head, *_unsigned(reach, say), *_reached(reach, say))


def _aim(reach: Reach, say: Say) -> str:
    message = said_of(reach.picture, say)
    if reach.when.at_once:
        return say("{message} går ut genast när du svarar ja.", message=message)
    at = say.exact(reach.when.at)
    if reach.before is not None and reach.picture.state is not State.MISSED:
        before = say.exact(reach.before)
        return say(
            "{message} flyttas till {at}. Tiden är nu {before}.", message=message, at=at, before=before
        )
    return say("{message} går ut {at}.", message=message, at=at)


def _reached(reach: Reach, say: Say) -> Lines:
    lines: Lines = [] if reach.complete else _unsigned(reach, say)
    found: list[Inline] = [way_line(one, say) for one in reach.ways.open]
    if reach.signed:
        found.append(
            say(
                "Godkänt av {actors}, revision {n}.",
                actors=say.list(reach.signed),
                n=reach.picture.revision,
            )
        )
    found.append(say("Språk: {languages}.", languages=language_list(reach.languages, say)))
    last = say.rich(
        "Fram till dess går det att stoppa med {stop}. Efter det går det inte att ta tillbaka, bara att "
        "rätta eller återkalla.",
        stop=code(f"!budskap stopp {reach.picture.reference}"),
    )
    return [*lines, bullets(found), *warnings(reach, say), last]


def _unsigned(reach: Reach, say: Say) -> Lines:
    if reach.complete:
        return []
    if reach.unsure:
        return [say("Jag kan inte se just nu om godkännandena gäller. Jag ser efter igen innan det går ut.")]
    if reach.blocked:
        return [
            say(
                "{actors} har avslagit det. Inget går ut förrän det finns en ny revision som är godkänd.",
                actors=say.list(reach.blocked),
            )
        ]
    if not reach.lacking:
        return [say("Ingen annan organisation än er egen har godkänt det. Inget går ut förrän en har det.")]
    return [
        say(
            "Det är ett önskemål än så länge: {actors} har inte godkänt det. Inget går ut innan dess.",
            actors=say.list(reach.lacking),
        )
    ]


def way_line(one: Way, say: Say) -> str:
    """One channel, and how many it reaches there."""
    match one.kind:
        case ChannelKind.ROOM:
            return say.count("{name}: ett rum.", "{name}: {n} rum.", one.addresses, name=one.name)
        case ChannelKind.MAIL:
            return say.count(
                "{name}: e-post till en mottagare.",
                "{name}: e-post till {n} mottagare.",
                one.addresses,
                name=one.name,
            )
        case ChannelKind.FEED:
            return say("{name}: flödet, som alla kan läsa.", name=one.name)
        case ChannelKind.WEBHOOK:
            return say("{name}: ett anrop till en webbplats.", name=one.name)


def warnings(reach: Reach, say: Say) -> Lines:
    """What may be wrong with the time, and what does not come along."""
    at, picture = reach.when.at, reach.picture
    lines: Lines = [near_line(one, say) for one in reach.near]
    if reach.unready:
        lines.append(
            say(
                "Texten är inte klar på {languages}. Inget går ut förrän den är det.",
                languages=language_list(reach.unready, say),
            )
        )
    if reach.ways.gone:
        lines.append(
            say(
                "Finns inte bland kanalerna, så dit går inget: {channels}.",
                channels=say.list(reach.ways.gone),
            )
        )
    if reach.short:
        lines.append(
            say(
                "Godkännandet från {actors} blir för gammalt före dess och behöver ges igen.",
                actors=say.list(reach.short),
            )
        )
    if picture.embargo_until is not None and picture.embargo_until > at:
        lines.append(
            say(
                "Embargot gäller till {until}, alltså efter den här tiden. Embargot är en överenskommelse "
                "mellan myndigheterna.",
                until=say.when(picture.embargo_until),
            )
        )
    if picture.expires_at is not None:
        lines.append(say("Budskapet gäller bara till {until}.", until=say.when(picture.expires_at)))
    return lines


def near_line(one: Near, say: Say) -> str:
    """Another actor's message close in time."""
    if one.state in {State.PARTLY, State.PUBLISHED, State.CORRECTED}:
        return say(
            "Nära i tid: {owner} publicerade {reference} {at}.",
            owner=one.owner,
            reference=one.reference,
            at=say.when(one.at),
        )
    return say(
        "Nära i tid: {owner} planerar {reference} till {at}. Stäm av med dem.",
        owner=one.owner,
        reference=one.reference,
        at=say.when(one.at),
    )


def scheduled(given: TimeGiven, say: Say) -> Document:
    """The time is given, or kept as a wish."""
    picture, reach = given.picture, given.reach
    lines: Lines = [out_at(given, say)]
    if picture.state is State.SCHEDULED and not reach.when.at_once and picture.publish_at is not None:
        lines.append(
            say(
                "Strax innan prövar jag kanalerna och säger till om något är fel.",
            )
        )
    return marked(picture, say, *lines, *(near_line(one, say) for one in reach.near))


def stopped(value: Stopped, say: Say) -> Document:
    if value.halted is not None and value.halted.out:
        head = say("{message} är stoppat på vägen.", message=said_of(value.picture, say))
        return marked(value.picture, say, head, *halted_lines(value.halted, value.picture.reference, say))
    head = say("{message} är stoppat. Inget av det går ut.", message=said_of(value.picture, say))
    again = say.rich(
        "Ändra det med {edit} om det ska tas upp igen. Då blir det ett utkast som ska godkännas på nytt.",
        edit=code(f"!budskap ändra {value.picture.reference}"),
    )
    return marked(value.picture, say, head, again)


def paused(value: Paused | AllPaused, say: Say) -> Document:
    if isinstance(value, AllPaused):
        return _all_paused(value, say)
    lines: Lines = [paused_line(value, say)]
    if not value.dropped:
        lines.append(held_back(value.picture.reference, say))
    return marked(value.picture, say, *lines)


def _all_paused(value: AllPaused, say: Say) -> Document:
    if not value.number:
        lines: Lines = [say("Inget budskap har en tid, så det finns inget att pausa.")]
    else:
        lines = [
            all_paused_head(value.number, say),
            cause_line(value.cause, say),
            say("Alla som berörs har fått veta det. Varje budskap måste släppas för sig."),
        ]
    if value.going:
        lines.append(
            say.count(
                "Ett är redan på väg ut. Det stoppas för sig, med !budskap stopp.",
                "{n} är redan på väg ut. De stoppas för sig, med !budskap stopp.",
                value.going,
            )
        )
    return doc(*lines)


def released(value: Released, say: Say) -> Document:
    picture = value.picture
    message = said_of(picture, say)
    if picture.publish_at is None:
        head = say("{message} är inte längre pausat, men tiden har passerat.", message=message)
        ask = say.rich(
            "Ge det en ny tid: {line}", line=code(f"!budskap schemalägg {picture.reference} tid:15:00")
        )
        return marked(picture, say, head, ask)
    at = say.exact(picture.publish_at)
    if picture.state is not State.SCHEDULED:
        head = say(
            "{message} är inte längre pausat, men alla som ska har inte godkänt det. Tiden {at} står kvar.",
            message=message,
            at=at,
        )
        return marked(picture, say, head)
    return marked(picture, say, say("{message} är släppt och går ut {at}.", message=message, at=at))
