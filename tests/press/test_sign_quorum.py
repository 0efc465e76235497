"""Named organisations, M of N and veto: whatever is said in whatever order, the rules decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from bot.press.signed import Standing, standing_of
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, Verdict, VoidWhy
from bot.press.who_signs import seated

ACTORS = ("a", "b", "c", "d", "e")
AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
_some = st.lists(st.sampled_from(ACTORS), unique=True).map(tuple)


@st.composite
def quorums(draw: st.DrawFn) -> Quorum:
    among = draw(_some)
    return Quorum(draw(_some), among, draw(st.integers(0, len(among))), draw(_some))


said = st.dictionaries(st.sampled_from(ACTORS), st.sampled_from(Verdict))


def standing(quorum: Quorum, verdicts: dict[str, Verdict], owner: str) -> Standing:
    rows = {
        actor: SignOffRow(actor=actor, verdict=verdict, at=AT, expires_at=AT + timedelta(hours=48))
        for actor, verdict in verdicts.items()
        if actor in quorum.signers
    }
    return Standing(quorum, rows, (), owner)


def enough(quorum: Quorum, verdicts: dict[str, Verdict], owner: str) -> bool:
    """The rules once more, as the issue words them."""
    yes = {actor for actor, verdict in verdicts.items() if verdict is Verdict.APPROVED}
    no = {actor for actor, verdict in verdicts.items() if verdict is Verdict.REJECTED}
    everyone = set(quorum.required) | set(quorum.among) | set(quorum.veto)
    each_named = all(actor in yes for actor in quorum.required)
    some_of_them = sum(actor in yes for actor in quorum.among) >= quorum.least
    nobody_blocks = not no & (set(quorum.required) | set(quorum.veto))
    another_one = any(actor != owner for actor in yes & everyone)
    return each_named and some_of_them and nobody_blocks and another_one


@given(quorums(), said, st.sampled_from(ACTORS))
def test_it_is_complete_when_the_rules_say_so_and_never_else(
    quorum: Quorum, verdicts: dict[str, Verdict], owner: str
) -> None:
    found = standing(quorum, verdicts, owner)
    assert found.complete == enough(quorum, verdicts, owner)


@given(quorums(), said, st.sampled_from(ACTORS))
def test_whoever_is_waited_for_brings_it_to_its_end(
    quorum: Quorum, verdicts: dict[str, Verdict], owner: str
) -> None:
    found = standing(quorum, verdicts, owner)
    left = found.left
    assert not set(left.each) & set(left.some)
    assert set(found.waited_for) == {*left.each, *left.some}
    assert not set(found.waited_for) & set(found.verdicts)
    if found.complete:
        assert not found.waited_for
    if not found.blocked and found.waited_for:
        more = {**verdicts, **dict.fromkeys(found.waited_for, Verdict.APPROVED)}
        after = standing(quorum, more, owner)
        others_said_no = [one for one in quorum.among if verdicts.get(one) is Verdict.REJECTED]
        assert after.complete or others_said_no or not after.approved - {owner}


@given(quorums(), said, st.sampled_from(ACTORS), st.sampled_from(ACTORS))
def test_one_more_yes_never_undoes_it_and_one_more_no_never_brings_it_about(
    quorum: Quorum, verdicts: dict[str, Verdict], owner: str, actor: str
) -> None:
    before = standing(quorum, verdicts, owner).complete
    yes = standing(quorum, {**verdicts, actor: Verdict.APPROVED}, owner).complete
    no = standing(quorum, {**verdicts, actor: Verdict.REJECTED}, owner).complete
    assert yes or not before
    assert before or not no


@given(quorums(), said, st.sampled_from(ACTORS))
def test_what_is_unsound_or_unsure_is_never_complete(
    quorum: Quorum, verdicts: dict[str, Verdict], owner: str
) -> None:
    found = standing(quorum, verdicts, owner)
    assert not replace(found, sound=False).complete
    assert not replace(found, unsure=("a",)).complete


@given(quorums(), st.dictionaries(st.sampled_from(ACTORS), st.sampled_from(("p", "q", "r"))))
def test_a_person_counts_for_one_organisation_and_is_lost_for_none(
    quorum: Quorum, people: dict[str, str]
) -> None:
    rows = {
        actor: SignOffRow(actor=actor, person=one, verdict=Verdict.APPROVED) for actor, one in people.items()
    }
    found = Standing(quorum, rows, (), "a").once_each()
    counted = [row.person for row in found.verdicts.values()]
    assert sorted(counted) == sorted(set(people.values()))
    assert {row.actor for row, why in found.lapsed if why is VoidWhy.ELSEWHERE} == {*rows} - {*found.verdicts}
    assert found.once_each() == found


@given(
    st.dictionaries(st.sampled_from(ACTORS), st.lists(st.sampled_from("pqrs"), unique=True)),
)
def test_as_many_organisations_as_can_have_a_person_each_have_one(able: dict[str, list[str]]) -> None:
    found = seated(able)
    ways = product(*(able[actor] for actor in sorted(found)))
    assert any(len(set(way)) == len(found) for way in ways)
    for more in combinations(able, len(found) + 1):
        assert not any(len(set(way)) == len(more) for way in product(*(able[actor] for actor in more)))


steps = st.lists(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(Verdict), st.sampled_from((None, VoidWhy.EXPIRED))),
    max_size=12,
)


@given(quorums(), steps, st.sampled_from(ACTORS))
def test_of_all_that_was_said_the_last_counts_but_a_no_that_blocks_stays(
    quorum: Quorum, said: list[tuple[str, Verdict, VoidWhy | None]], owner: str
) -> None:
    # a rejection lapses by nothing
    told = [(actor, verdict, None if verdict is Verdict.REJECTED else why) for actor, verdict, why in said]
    found = standing_of(
        quorum,
        [(SignOffRow(actor=actor, verdict=verdict), why) for actor, verdict, why in told],
        owner,
    )
    for actor in ACTORS:
        own = [(verdict, why) for name, verdict, why in told if name == actor]
        strong = actor in quorum.required or actor in quorum.veto
        if actor not in quorum.signers or not own:
            wanted = None
        elif strong and any(verdict is Verdict.REJECTED for verdict, _ in own):
            wanted = Verdict.REJECTED
        else:
            verdict, why = own[-1]
            wanted = verdict if why is None else None
        row = found.verdicts.get(actor)
        assert (row.verdict if row else None) == wanted
    assert found.complete == enough(
        quorum, {actor: Verdict(row.verdict) for actor, row in found.verdicts.items()}, owner
    )
