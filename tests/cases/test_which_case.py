"""When it is not clear which case somebody means: they are asked, and a number is answer enough."""

from tests.cases.night import ALM, DRIFT, EK, HALL, KVIST, LUND, NEW, ROC, STOCKHOLM, Night, direct

KOMMUN_POLIS = "!nacka-polis:localhost"


async def _two(night: Night) -> list[str]:
    await night.type(EK, NEW)
    await night.type(EK, NEW)
    return [case.reference for case in await night.cases()]


async def test_which_case_is_asked_with_numbers_and_a_number_picks_it(night: Night) -> None:
    first, second = await _two(night)
    asked = (await night.type(ALM, "!ärende tar", STOCKHOLM))[-1].body
    assert "Vilket ärende?" in asked
    assert f"1) {second}" in asked.replace("1. ", "1) ")
    assert f"2) {first}" in asked.replace("2. ", "2) ")
    said = await night.type(ALM, "2", STOCKHOLM)
    assert any(f"har tagit {first}" in one.body for one in said)
    assert [case.taken_by for case in await night.cases()] == [ALM, None]


async def test_the_end_of_the_reference_picks_it_too(night: Night) -> None:
    first, _ = await _two(night)
    await night.type(ALM, "!ärende tar", STOCKHOLM)
    await night.type(ALM, first[-6:], STOCKHOLM)
    assert [case.taken_by for case in await night.cases()] == [ALM, None]


async def test_where_details_may_stand_the_choices_tell_the_cases_apart(night: Night) -> None:
    await _two(night)
    asked = (await night.type(ALM, "!ärende tar", STOCKHOLM))[-1].body
    assert asked.count("hemkommun Nacka, 15–17 år, larmat 03:12") == 2
    asked = (await night.type(KVIST, "!ärende eskalera", ROC))[-1].body
    assert "Vilket ärende?" in asked
    assert "Nacka" not in asked


async def test_cases_that_are_not_theirs_to_take_are_not_offered(night: Night) -> None:
    case = "hemkommun:Nacka påträffad:Nacka ålder:16 gäng:nej när:nu ring:samordnare"
    for _ in range(7):
        await night.type(EK, NEW)
    for _ in range(7):
        await night.type(ALM, f"!ärende ny till:polis {case}")
    first, *_ = [one for one in await night.cases() if one.unit == "socialjour-stockholm"]
    asked = (await night.type(ALM, "tar"))[-1].body
    assert asked.count("IA-") == 6
    assert "Polisens" not in asked
    said = await night.type(LUND, "tar")
    assert "TiB när ingen enhet" in said[0].body, "far from the end there is nothing to choose between"
    assert first.taken_by is None


async def test_talk_in_the_room_is_no_answer_to_which_case(night: Night) -> None:
    await _two(night)
    await night.type(ALM, "!ärende tar", STOCKHOLM)
    assert await night.type(ALM, "jag ringer dem nu på 08-465 004 01", STOCKHOLM) == []
    await night.type(ALM, "1", STOCKHOLM)
    assert [case.taken_by for case in await night.cases()] == [None, ALM]


async def test_in_the_direct_chat_a_number_with_nothing_else_picks_the_case(night: Night) -> None:
    first, _ = await _two(night)
    asked = (await night.type(EK, "återta skäl:behövs inte längre"))[-1]
    assert "Vilket ärende?" in asked.body
    await night.answer(EK, "2", asked)
    assert [case.state for case in await night.cases() if case.reference == first] == ["withdrawn"]


async def test_a_room_that_hears_of_no_case_is_told_neither_which_nor_by_whom(night: Night) -> None:
    first, second = await _two(night)
    await night.answer(ALM, "tar", night.alarm())
    before = len(night.log)
    for room in (DRIFT, KOMMUN_POLIS):
        await night.type(HALL, f"!ärende tar {first}", room)
        await night.type(ALM, f"!ärende tar {first}", room)
        await night.type(ALM, "!ärende avsluta", room)
        await night.type(ALM, f"!ärende avsluta {second}", room)
        await night.type(EK, f"!ärende återta {first} skäl:behövs inte längre", room)
        await night.type(EK, "!ärende ringt", room)
    for said in night.log[before:]:
        if said.room in (DRIFT, KOMMUN_POLIS):
            assert "IA-" not in said.body
            assert "socialjour" not in said.body
            assert said.body.splitlines()[-1] == "Jag svarar dig i direktchatten."
    assert any("IA-" in said.body for said in night.log[before:] if said.room == direct(ALM))


async def test_a_number_in_the_direct_chat_answers_what_was_asked_in_a_room_that_hears_nothing(
    night: Night,
) -> None:
    first, _ = await _two(night)
    await night.type(EK, "!ärende återta skäl:behövs inte längre", DRIFT)
    assert "Vilket ärende?" in night.heard(direct(EK))[-1].body
    await night.type(EK, "2")
    assert [case.state for case in await night.cases() if case.reference == first] == ["withdrawn"]
    assert not any("IA-" in said.body for said in night.heard(DRIFT))


async def test_the_centre_is_asked_in_its_own_room(night: Night) -> None:
    await _two(night)
    asked = (await night.type(KVIST, "!ärende eskalera", ROC))[-1]
    assert asked.room == ROC
    assert "Vilket ärende?" in asked.body
