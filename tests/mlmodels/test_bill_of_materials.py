"""The bill of materials says what the lock pins and what ships, and nothing else."""

import hashlib
import json
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from mlmodels.bill_of_materials import MANIFEST, PROJECT, WEIGHTS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "analytics", "api", "demo", "mlmodels", "privacy_rights", "restaurants", "reviews_site", "sandbox")
# They say nothing where they are installed; by their sources they are under the MIT License and Apache-2.0.
SILENT = {"httpagentparser", "sigstore-models"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    out = StringIO()
    call_command("sbom", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture(scope="module")
def locked() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return [package for package in packages if package["name"] != PROJECT]


def of_type(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in document["components"] if each["type"] == kind]


def test_packages_are_those_of_the_lock(document: dict[str, Any], locked: list[dict[str, Any]]) -> None:
    listed = {(each["name"], each["version"]) for each in of_type(document, "library")}
    assert listed == {(package["name"], package["version"]) for package in locked}


def test_digests_are_those_of_the_lock(document: dict[str, Any], locked: list[dict[str, Any]]) -> None:
    files = [file for each in locked for file in (*each.get("wheels", []), each.get("sdist")) if file]
    listed = {
        reference["url"]: f"sha256:{reference['hashes'][0]['content']}"
        for each in of_type(document, "library")
        for reference in each["externalReferences"]
    }
    assert listed == {file["url"]: file["hash"] for file in files}


def test_what_production_needs_is_required_and_has_a_licence(document: dict[str, Any]) -> None:
    required = {each["name"]: each for each in of_type(document, "library") if each["scope"] == "required"}
    assert {"django", "fido2", "psycopg-binary", "redis", "numpy"} <= required.keys()
    assert not {"pytest", "ruff", "playwright", "jax"} & required.keys()
    assert {name for name, each in required.items() if not each.get("licenses")} <= SILENT


def test_every_reference_leads_to_a_component(document: dict[str, Any]) -> None:
    known = {PROJECT, *(each["bom-ref"] for each in document["components"])}
    assert len(known) == 1 + len(document["components"])
    assert {each["ref"] for each in document["dependencies"]} <= known
    assert {ref for each in document["dependencies"] for ref in each["dependsOn"]} <= known


def test_models_are_what_ships_and_say_what_they_learned_from(document: dict[str, Any]) -> None:
    models = {each["name"]: each for each in of_type(document, "machine-learning-model")}
    assert models.keys() == WEIGHTS.keys()
    for name, model in models.items():
        assert model["hashes"][0]["content"] == hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        manifest = (ROOT / name).parent / MANIFEST
        if manifest.is_file():
            learned = [each["name"] for each in model["modelCard"]["modelParameters"]["datasets"]]
            assert learned == [row["file"] for row in json.loads(manifest.read_text())["training"]]


def test_every_file_of_weights_has_a_licence_and_is_named_in_the_notice() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for ending in ("onnx", "npz", "ftz", "safetensors", "pt", "pth", "pkl")
        for path in (ROOT / room).rglob(f"*.{ending}")
    }
    assert found == WEIGHTS.keys()
    notice = (ROOT / "NOTICE").read_text()
    assert [name for name in WEIGHTS if name not in notice and name.rpartition("/")[2] not in notice] == []


def test_the_same_files_give_the_same_document(document: dict[str, Any], tmp_path: Path) -> None:
    out = StringIO()
    call_command("sbom", "--out", str(tmp_path / "sbom.json"), stdout=out)
    assert json.loads((tmp_path / "sbom.json").read_text()) == document
    assert f"lists {len(document['components'])} packages and models" in out.getvalue()
