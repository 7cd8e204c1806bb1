"""The protection advisor: rules that anybody can follow, three worked cases, and the chart."""

from collections import Counter
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from analytics.datasets import advisor, radar_chart
from analytics.datasets.advisor import CASES, EXTREMES, RULES, Scores, advise
from analytics.datasets.enums import Protection
from tests.analytics.staffing import at_the_console

SCORES = st.builds(Scores, **{name: st.integers(1, 5) for name in EXTREMES})
SVG = "{http://www.w3.org/2000/svg}"


def scores(**changed: int) -> Scores:
    return Scores(**dict.fromkeys(EXTREMES, 3) | changed)


@pytest.mark.parametrize(
    ("case", "protection"),
    [("transactional", Protection.ENCRYPT), ("ml", Protection.TOKENIZE), ("bi", Protection.MASK)],
)
def test_the_worked_cases(case: str, protection: Protection) -> None:
    assert advise(CASES[case].scores).protection is protection


@pytest.mark.parametrize(
    ("changed", "protection"),
    [
        ({"sensitivity": 1}, Protection.NONE),
        ({"usage": 1, "downstream": 1, "joining": 1}, Protection.DROP),
        ({"joining": 3}, Protection.TOKENIZE),
        ({"joining": 3, "downstream": 1}, Protection.HASH),
        ({"joining": 2, "access": 2}, Protection.ENCRYPT),
        ({"joining": 2, "access": 2, "usage": 4, "size": 4}, Protection.MASK),
        ({"joining": 2, "access": 2, "usage": 4, "size": 4, "sensitivity": 5}, Protection.ENCRYPT),
        ({"joining": 2, "sensitivity": 2}, Protection.NONE),
        ({"joining": 2, "sensitivity": 2, "access": 4}, Protection.MASK),
    ],
)
def test_each_rule_decides_by_what_it_names(changed: dict[str, int], protection: Protection) -> None:
    assert advise(scores(**changed)).protection is protection


def test_each_protection_is_advised_and_each_rule_decides_for_some_scores() -> None:
    found = Counter(advise(Scores(*each)).protection for each in product(range(1, 6), repeat=len(EXTREMES)))
    assert set(found) == set(Protection) and found.total() == 5**6
    for rule in RULES:
        assert any(
            next(first for first in RULES if first.applies(Scores(*each))) is rule
            for each in product(range(1, 6), repeat=len(EXTREMES))
        )


def test_what_does_most_harm_is_encrypted_for_one_reader_however_much_it_is_read() -> None:
    assert advise(Scores(5, 5, 5, 1, 1, 1)).protection is Protection.ENCRYPT


@pytest.mark.django_db(databases=["default", "analytical"])
def test_the_consoles_page_shows_what_the_code_advises_for_every_advice_that_there_is() -> None:
    examples = {advise(Scores(*each)): each for each in product((1, 2, 4, 5), repeat=len(EXTREMES))}
    examples[advise(Scores(5, 5, 5, 1, 1, 1))] = (5, 5, 5, 1, 1, 1)
    client = at_the_console("mara", "marketing_analyst")
    for advice, each in examples.items():
        page = client.get("/advisor/", dict(zip(EXTREMES, each, strict=True)))
        shown = unescape(page.content.decode()).split("Three examples")[0]
        assert f'<span class="tag tag-info">{advice.protection}</span>' in shown
        assert [reason for reason in advice.reasons if f"<li>{reason}</li>" not in shown] == []
    rules = unescape(page.content.decode()).split("How it decides")[1]
    assert all(f"<li>{rule.says}</li>" in rules for rule in RULES)


@given(SCORES)
def test_there_is_always_a_reason_and_more_sensitive_is_never_less_protected(found: Scores) -> None:
    advice = advise(found)
    assert advice.reasons
    if found.sensitivity < 5:
        more = Scores(**dict(found) | {"sensitivity": found.sensitivity + 1})
        assert (advise(more).protection is Protection.NONE) <= (advice.protection is Protection.NONE)


@pytest.mark.parametrize("score", [0, 6, 2.5, True, "3"])
def test_a_score_off_the_scale_is_refused(score: Any) -> None:
    with pytest.raises(ValueError, match="must be a whole number from 1 to 5"):
        scores(usage=score)


@given(SCORES)
def test_the_chart_shows_every_score_where_it_belongs(found: Scores) -> None:
    drawing = ElementTree.fromstring(radar_chart.svg("A <title> & more", found))  # noqa: S314 - our own drawing
    polygon = drawing.findall(f"{SVG}polygon")[-1].attrib["points"].split()
    assert polygon == [",".join(map(str, radar_chart.point_of(place, score))) for place, (_, score) in enumerate(found)]
    words = [text.text for text in drawing.findall(f"{SVG}text")]
    assert words == [f"{EXTREMES[name].title} {score}" for name, score in found]
    assert "style" not in drawing.attrib


def test_no_word_of_the_chart_leaves_the_drawing() -> None:
    for text in ElementTree.fromstring(radar_chart.svg("x", scores())).findall(f"{SVG}text"):  # noqa: S314 - our own drawing
        width = 7.5 * len(text.text or "")
        x = float(text.attrib["x"])
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.attrib["text-anchor"]]
        assert left >= 0
        assert left + width <= radar_chart.SIZE


def test_the_command_advises_and_draws(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    call_command("datasets", "advise", "--case", "bi", "--svg", str(tmp_path / "bi.svg"))
    told = capsys.readouterr().out
    assert "Recommended: Mask" in told
    assert "Sensitivity   4   " in told
    assert (tmp_path / "bi.svg").read_text() == radar_chart.svg(CASES["bi"].title, CASES["bi"].scores)
    call_command("datasets", "advise", "--scores", "5", "3", "1", "1", "2", "1")
    assert "Recommended: Encrypt" in capsys.readouterr().out
    with pytest.raises(CommandError, match="must be a whole number from 1 to 5"):
        call_command("datasets", "advise", "--scores", "9", "3", "1", "1", "2", "1")


def test_the_page_shows_each_case_as_it_comes_out(settings: Any) -> None:
    page = (settings.BASE_DIR / "docs" / "protection-advisor.md").read_text()
    for name, case in advisor.CASES.items():
        assert f"| {case.title} | {' | '.join(str(score) for _, score in case.scores)} |" in page
        assert f"**{advise(case.scores).protection}**" in page
        drawn = (settings.BASE_DIR / "docs" / "images" / f"advisor-{name}.svg").read_text()
        assert drawn == radar_chart.svg(case.title, case.scores)
    rules = [f"{number}. {rule.says}" for number, rule in enumerate(RULES, 1)]
    assert "\n".join(rules) in page.split("## The rules, in their order")[1]
