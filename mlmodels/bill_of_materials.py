"""A bill of materials in CycloneDX 1.6: packages as `uv.lock` pins them, models as they ship, what each learned from.

It reads files and what is installed. The same files give the same document.
"""

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

PROJECT = "platemark"
NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of addresses, as RFC 9562 has it
# Each file of weights that ships, and what it is under. The file NOTICE says from whom.
WEIGHTS = {
    "mlmodels/aspects/artefact/1/encoder.onnx": "Apache-2.0",
    "mlmodels/photos/artefact/1/classifier.onnx": "Apache-2.0",
    "mlmodels/sentiment/artefact/3/de.weights.npz": "BSD-3-Clause",
    "mlmodels/sentiment/artefact/3/weights.npz": "BSD-3-Clause",
    "restaurants/face_model/centerface-boxes.onnx": "MIT",
    "restaurants/language_model/lid.176.ftz": "CC-BY-SA-3.0",
}
MANIFEST, MAX_LICENCE = "manifest.json", 80
Component = dict[str, Any]
Package = Mapping[str, Any]


def bill_of_materials(root: Path) -> dict[str, Any]:
    """The document for the checkout at `root`."""
    locked = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]
    [project] = [package for package in locked if package["name"] == PROJECT]
    others = [package for package in locked if package is not project]
    required = _reached(project["dependencies"], others)
    licences = {_normal(each.name): _licence(each) for each in distributions()}
    packages = [_package(each, ref_of(each) in required, licences.get(each["name"], [])) for each in others]
    models = [_model(root, path, licence) for path, licence in WEIGHTS.items()]
    content = {
        "metadata": {"component": _application(project)},
        "components": [*packages, *models],
        "dependencies": [
            {"ref": PROJECT, "dependsOn": [*_needed(project, others), *(model["bom-ref"] for model in models)]},
            *({"ref": ref_of(each), "dependsOn": _needed(each, others)} for each in others),
        ],
    }
    serial = uuid.uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    return {
        **{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1},
        **content,
    }


def ref_of(package: Package) -> str:
    """The package URL, which names a package in one version."""
    return f"pkg:pypi/{package['name']}@{package['version']}"


def _application(project: Package) -> Component:
    licence = [{"license": {"id": "BSD-3-Clause"}}]
    return {
        **{"type": "application", "bom-ref": PROJECT, "name": PROJECT, "version": project["version"]},
        "licenses": licence,
    }


def _package(package: Package, is_required: bool, licences: list[Component]) -> Component:
    files = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])]
    found = {
        **{"type": "library", "bom-ref": ref_of(package), "purl": ref_of(package)},
        **{"name": package["name"], "version": package["version"], "scope": "required" if is_required else "optional"},
        "externalReferences": [
            {"type": "distribution", "url": file["url"], "hashes": [_hash(file["hash"].removeprefix("sha256:"))]}
            for file in files
        ],
    }
    return {**found, "licenses": licences} if licences else found


def _model(root: Path, path: str, licence: str) -> Component:
    file = root / path
    manifest = _manifest(file.parent)
    found: Component = {
        **{"type": "machine-learning-model", "bom-ref": path, "name": path},
        "hashes": [_hash(hashlib.sha256(file.read_bytes()).hexdigest())],
        "licenses": [{"license": {"id": licence}}],
    }
    if manifest:
        learned = [_data(row) for row in manifest["training"]]
        found |= {"version": str(manifest["release"]), "modelCard": {"modelParameters": {"datasets": learned}}}
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    place = folder / MANIFEST
    return dict(json.loads(place.read_bytes())) if place.is_file() else {}


def _data(row: Mapping[str, Any]) -> Component:
    """What a model learned from, as a manifest lists it."""
    name = row.get("file") or row["relation"]
    return {"type": "dataset", "name": name, "governance": _owner(row), "description": str(row.get("terms", ""))}


def _owner(row: Mapping[str, Any]) -> Component:
    return {"owners": [{"organization": {"name": str(row.get("credit", PROJECT))}}]}


def _hash(content: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": content}


def _licence(installed: Distribution) -> list[Component]:
    """What a package that is installed says that it is under, in the best form that it has."""
    said = installed.metadata
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    named = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License :: ")]
    if not named and "License" in said and 0 < len(said["License"].strip()) < MAX_LICENCE:
        named = [said["License"].strip()]
    return [{"license": {"name": name}} for name in named]


def _normal(name: str) -> str:
    """The name as an index has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(package: Package, others: Iterable[Package]) -> list[str]:
    """The references of what a package needs, extras and groups included."""
    groups = [package.get("dependencies", [])]
    for table in ("optional-dependencies", "dev-dependencies"):
        groups += package.get(table, {}).values()
    return sorted({ref for group in groups for ref in _refs(group, others)})


def _refs(wanted: Iterable[Package], others: Iterable[Package]) -> Iterator[str]:
    for each in wanted:
        for package in others:
            if package["name"] == each["name"] and each.get("version", package["version"]) == package["version"]:
                yield ref_of(package)


def _reached(wanted: list[Package], others: list[Package]) -> set[str]:
    """The references of all that these need, and what that needs, with the extras that are asked for."""
    found: set[tuple[str, str]] = set()
    waiting = list(_with_extras(wanted))
    while waiting:
        each, extra = waiting.pop()
        for package in others:
            if ref_of(package) in _refs([each], [package]) and (ref_of(package), extra) not in found:
                found.add((ref_of(package), extra))
                extras = package.get("optional-dependencies", {})
                waiting += _with_extras(extras.get(extra, []) if extra else package.get("dependencies", []))
    return {ref for ref, _ in found}


def _with_extras(wanted: Iterable[Package]) -> Iterator[tuple[Package, str]]:
    """Each, by itself and once for every extra that is asked for."""
    return ((each, extra) for each in wanted for extra in ("", *each.get("extra", ())))
