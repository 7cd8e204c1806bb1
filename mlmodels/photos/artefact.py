"""The model of photos as files, and back: a graph of fixed operators, and its form in the manifest under `classifier`.

It does not sign, and does not verify: `mlmodels.registry` does. Any ONNX classifier of this form may stand here:
`manage.py models adopt photos`.
"""

from pathlib import Path
from typing import Any

from mlmodels.exceptions import ArtefactRefused
from mlmodels.photos.model import Form, PhotoModel
from mlmodels.registry import ModelArtefact

NAME = "photos"
SHIPPED = Path(__file__).parent / "artefact"
GRAPH, SEEN = "classifier.onnx", "trained_on.txt"


def form_of(listed: dict[str, Any]) -> Form:
    """The form that a manifest, or a file for `adopt`, describes. Raises ValueError or TypeError for another."""
    values = {**listed, "classes": tuple(listed["classes"])}
    for name in ("mean", "scale"):
        red, green, blue = map(float, listed[name])
        values[name] = (red, green, blue)
    return Form(**values)


def model_of(artefact: ModelArtefact) -> PhotoModel:
    """The model in a verified artefact, not loaded yet. Raises ArtefactRefused if its files do not make one."""
    try:
        return PhotoModel(artefact.files[GRAPH], form_of(artefact.manifest["classifier"]), artefact.release)
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactRefused(f"Release {artefact.release} of {NAME} cannot be read: {error!r}.") from error


def seen_photos(artefact: ModelArtefact) -> frozenset[str]:
    """How the SHA-256 of each photo that it learned from begins."""
    return frozenset(artefact.files.get(SEEN, b"").decode("ascii", "replace").split())
