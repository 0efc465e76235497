"""What people are told on the way through a night, besides that it is done."""

from tests.cases.night import EK, NEW, Night, direct


async def test_that_a_personnummer_stood_there_is_told_apart_from_the_card(night: Night) -> None:
    await night.type(EK, NEW, screened=("personnummer",))
    assert any("Ett personnummer stod" in body for body in night.news(direct(EK))[1:])
    assert "personnummer" not in night.card(direct(EK))
    assert "personnummer" not in night.heard(direct(EK))[0].body
