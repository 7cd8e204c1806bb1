"""The model of aspects as files, and back: a graph of fixed operators, a list of pieces, and figures in the manifest.

It does not sign, and does not verify: `mlmodels.registry` does.
"""

from pathlib import Path

from mlmodels.aspects.model import AspectModel, Calibration
from mlmodels.aspects.wordpiece import CLASS, END, UNKNOWN
from mlmodels.exceptions import ArtefactRefused
from mlmodels.registry import ModelArtefact

NAME = "aspects"
SHIPPED = Path(__file__).parent / "artefact"
GRAPH, PIECES = "encoder.onnx", "pieces.txt"


def model_of(artefact: ModelArtefact) -> AspectModel:
    """The model in a verified artefact. Raises ArtefactRefused if its files do not make one."""
    try:
        graph, pieces = artefact.files[GRAPH], artefact.files[PIECES].decode().split("\n")
        said = artefact.manifest["calibration"]
        calibration = Calibration(float(said["temperature"]), float(said["threshold"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactRefused(f"Release {artefact.release} of {NAME} cannot be read: {error!r}.") from error
    if not {CLASS, END, UNKNOWN} <= {*pieces} or calibration.temperature <= 0:
        raise ArtefactRefused(f"Release {artefact.release} of {NAME} has no whole list of pieces, or no temperature.")
    try:
        return AspectModel(graph, pieces, calibration, artefact.release)
    except Exception as error:  # whatever ONNX Runtime says of a broken graph
        raise ArtefactRefused(f"Release {artefact.release} of {NAME} holds no graph that runs: {error}") from error
