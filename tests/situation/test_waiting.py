"""What of the lägesbild waits for somebody is in ``!mina``, and gone from there once it is done."""

from tests.situation.day import EK, HED, KVIST, LUND, ROC, Day, direct

CALL = "!samverkansläge begär orsak:flera skjutningar i länet på ett dygn"


async def mine(day: Day, who: str) -> str:
    return (await day.type(who, "!mina"))[0].body


async def test_a_call_waits_for_the_duty_officer_until_it_is_decided(day: Day) -> None:
    await day.type(HED, CALL)
    assert "SL-0001, begäran om aktiverat läge 08:00: bekräfta eller avslå." in await mine(day, LUND)
    assert "SL-0001" not in await mine(day, KVIST)
    await day.type(LUND, "!samverkansläge bekräfta")
    assert await mine(day, LUND) == "Inget väntar på dig."


async def test_a_need_waits_for_whoever_took_it_until_it_is_met(day: Day) -> None:
    await day.type(EK, "!behov ny filtar för:ssr")
    await day.type(HED, "!behov ta BE-0001 klart:16:00")
    assert "BE-0001, behov att lösa senast 16:00." in await mine(day, HED)
    assert "BE-0001" not in await mine(day, EK)
    await day.type(HED, "!behov klart BE-0001")
    assert "BE-0001" not in await mine(day, HED)


async def test_a_round_waits_for_the_actors_reporter_until_it_has_answered(day: Day) -> None:
    await day.pass_by(hours=4, minutes=30)
    assert "LB-1121-1, rapport till lägesbilden före 14:30." in await mine(day, HED)
    assert "LB-1121-1, rapport" not in await mine(day, EK)
    await day.type(HED, "!lägesbild inget")
    assert "LB-1121-1" not in await mine(day, HED)


async def test_a_directed_request_waits_for_whom_it_was_sent_to(day: Day) -> None:
    await day.type(KVIST, "!lägesbild begär aktör:Nacka text:hur är läget i skolorna senast:16:00", ROC)
    assert "BG-0001, begäran att svara på före 16:00." in await mine(day, HED)


async def test_an_exercise_is_marked(day: Day) -> None:
    await day.type(HED, f"{CALL} övning:ja")
    assert "ÖVNING. SL-0001" in await mine(day, LUND)


async def test_what_waits_is_told_to_no_room(day: Day) -> None:
    await day.type(HED, CALL)
    said = await day.type(LUND, "!mina", ROC)
    assert not any("SL-0001" in one.body for one in said if one.room == ROC)
    assert any("SL-0001" in one.body for one in said if one.room == direct(LUND))


async def test_a_picture_waits_for_the_duty_officers_review_until_it_is_out_whole(day: Day) -> None:
    await day.pass_by(hours=6, minutes=35)
    assert "LB-1121-1, lägesbild att granska före 15:00." in await mine(day, LUND)
    assert "granska" not in await mine(day, KVIST)
    await day.pass_by(minutes=30)
    assert "LB-1121-1, lägesbild att granska: den gick ut utan fritext 15:00." in await mine(day, LUND)
    await day.type(LUND, "!lägesbild publicera")
    assert "LB-1121-1" not in await mine(day, LUND)
