"""Which dishes of its own menu a sentence names, and how well that is measured."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mlmodels.dishes.menu import MAX_NAMES, Menu
from mlmodels.dishes.words import MAX_WORDS

INN = Menu.of(
    {
        "schnitzel": ("Wiener Schnitzel vom Kalb", "Viennese veal schnitzel"),
        "roast": ("Zwiebelrostbraten mit Bratkartoffeln", "roast beef with onions"),
        "pork": ("Schweinsbraten mit Knödel", "roast pork"),
        "tiramisu": ("Tiramisù",),
        "tacos": ("Tacos al pastor",),
        "cauliflower": ("Tacos mit Karfiol", "cauliflower tacos"),
    }
)


@pytest.mark.parametrize(
    ("sentence", "dishes"),
    [
        ("Das Schnitzel war knusprig.", ["schnitzel"]),
        ("Schnitzels for everyone", ["schnitzel"]),
        ("The schnitzl was cold.", ["schnitzel"]),
        ("SCHNITZEL UND TIRAMISU!", ["schnitzel", "tiramisu"]),
        ("Der Rostbraten war zäh.", ["roast"]),
        ("Der Braten war zäh.", []),
        ("The roast pork, not the roast beef.", ["roast", "pork"]),
        ("Cauliflower tacos, charred.", ["cauliflower"]),
        ("Our waiter, a Wiener, was kind.", []),
        ("Thank you, Anna.", []),
        ("", []),
    ],
)
def test_a_sentence_names_dishes(sentence: str, dishes: list[str]) -> None:
    assert INN.named_in(sentence) == dishes


def test_another_menu_has_other_dishes() -> None:
    assert Menu.of({"ramen": ("Tonkotsu Ramen",)}).named_in("The schnitzel was great.") == []


def test_long_texts_and_menus_are_read_to_a_limit() -> None:
    assert INN.named_in("word " * MAX_WORDS + "schnitzel") == []
    assert len(Menu.of({str(number): (f"dish{number}",) for number in range(3 * MAX_NAMES)}).names) == MAX_NAMES


def test_the_labelled_sentences_are_measured_beside_a_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("models", "evaluate", "dishes", "--json")
    found = json.loads(capsys.readouterr().out)
    for figures in found.values():
        assert figures["matching"]["f1"] > figures["substring"]["f1"] + 0.05
        assert min(figures["matching"]["precision"], figures["matching"]["recall"]) > 0.94
    assert sum(figures["data"]["sentences"] for figures in found.values()) > 200
    call_command("models", "evaluate", "dishes")
    assert "substring" in capsys.readouterr().out


@pytest.mark.parametrize("row", ["inn\tGood soup.\tno such dish", "nowhere\tGood soup.\t", "inn", ""])
def test_labels_that_fit_no_menu_are_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "menus.tsv").write_text("menu\tdish\tnames\ninn\tsoup\tFrittatensuppe\n")
    (tmp_path / "sentences.tsv").write_text(f"menu\tsentence\tdishes\n{row}\n")
    with pytest.raises(CommandError, match=r"a menu or a dish that there is not|no rows"):
        call_command("models", "evaluate", "dishes", "--data", str(tmp_path))
    with pytest.raises(CommandError, match="neither"):
        (tmp_path / "sentences.tsv").unlink()
        call_command("models", "evaluate", "dishes", "--data", str(tmp_path))
