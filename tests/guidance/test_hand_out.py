"""``!gängsnack LANGUAGE``: the official guide, the short text and help, in the same room."""

from __future__ import annotations

from tests.guidance.day import ALM, GuideDay


async def test_the_guide_is_handed_out_in_a_language_by_name(day: GuideDay) -> None:
    await day.rule(show_drafts=True)
    await day.load_guide("so")
    answer, text = await day.type(ALM, "!gängsnack somaliska")
    assert answer.body.startswith("Gängsnacket på somaliska")
    assert "https://guide.example/so" in text.body
