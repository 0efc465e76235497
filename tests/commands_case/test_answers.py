"""What people are told on the way through a night, besides that it is done."""

from tests.cases.night import ALM, BERG, CHEF, EK, LEDNING, NEW, STOCKHOLM, Night, direct


async def test_that_a_personnummer_stood_there_is_told_apart_from_the_card(night: Night) -> None:
    await night.type(EK, NEW, screened=("personnummer",))
    assert any("Ett personnummer stod" in body for body in night.news(direct(EK))[1:])
    assert "personnummer" not in night.card(direct(EK))
    assert "personnummer" not in night.heard(direct(EK))[0].body


async def test_a_reply_to_an_answer_about_one_case_means_that_case(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    first = await night.case()
    await night.type(EK, NEW)
    said = (await night.type(EK, f"!ärende avsluta {first.reference}"))[-1]
    assert "är redan taget av" in said.body
    await night.answer(EK, "ringt", said)
    assert [case.state for case in await night.cases()] == ["in_contact", "alarmed"]


async def test_one_who_is_not_on_duty_is_told_who_is_and_how_to_be(night: Night) -> None:
    await night.type(EK, NEW)
    (said,) = await night.answer(BERG, "tar", night.alarm())
    assert "Jouren i din enhet har just nu Alm, Stockholms socialjour (fiktiv)." in said.body
    assert "Ska du ha den i stället: skriv !jour ta." in said.body
    await night.type(BERG, "!jour ta", STOCKHOLM)
    await night.answer(BERG, "tar", night.alarm())
    assert (await night.case()).taken_by == BERG


async def test_what_cannot_be_undone_says_so_and_what_to_do(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    for _ in range(2):
        said = (await night.type(ALM, "!ångra", STOCKHOLM))[-1]
        assert said.body.startswith("!ärende tar går inte att ångra.\nÄrendet är taget.")
    await night.answer(EK, "ringt", night.heard(direct(EK))[0])
    assert "!ärende ringt går inte att ångra." in (await night.type(EK, "!ångra"))[-1].body


async def test_taking_the_duty_is_undone_by_undo(night: Night) -> None:
    await night.type(BERG, "!jour ta", STOCKHOLM)
    await night.type(BERG, "!ångra", STOCKHOLM)
    await night.type(EK, NEW)
    await night.answer(BERG, "tar", night.alarm())
    assert (await night.case()).taken_by is None


async def test_a_unit_that_was_passed_over_is_not_told_to_hand_over(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "överlämna till:ledning-stockholm skäl:hinner inte", night.alarm())
    await night.answer(CHEF, "tar", night.alarm(LEDNING))
    said = (await night.answer(ALM, "tar", night.alarm()))[-1]
    assert "är redan taget av" in said.body
    assert "överlämna" not in said.body


async def test_reopening_an_open_case_says_that_it_is_open(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    said = (await night.type(ALM, "!ärende återöppna", STOCKHOLM))[-1]
    assert "är öppet, så det behöver inte öppnas igen." in said.body


async def test_the_latest_case_where_there_is_none(night: Night) -> None:
    (said,) = await night.type(EK, "!ärende visa senaste")
    assert said.body == "Det finns inget ärende som du ska se."


async def test_why_a_case_is_withdrawn_is_asked_only_where_it_can_be(night: Night) -> None:
    await night.type(EK, NEW)
    asked = (await night.type(EK, "återta"))[-1]
    assert "Varför återtar du IA-" in asked.body
    await night.answer(EK, "1", asked)
    assert (await night.case()).state == "withdrawn"
    await night.type(EK, NEW)
    for verb in ("tar", "ringt"):
        await night.type(ALM, f"!{verb}", STOCKHOLM)
    said = (await night.type(EK, "återta"))[-1]
    assert "Ni har redan kontakt." in said.body
    assert "Varför" not in said.body
