"""ONNX Runtime sends nothing to its maker, and keeps no file of who uses it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "restaurants" / "face_model" / "centerface-boxes.onnx"
# Loads a model.
SESSION = """
import sys
{imported}
onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
"""
OURS = "from reviews_site.onnx_runtime import onnx_runtime; onnxruntime = onnx_runtime()"
ITS_OWN = "import onnxruntime; onnxruntime.disable_telemetry_events()"


@pytest.mark.parametrize(("imported", "keeps_files"), [(OURS, False), (ITS_OWN, True)])
def test_a_model_leaves_nothing_at_home(tmp_path: Path, imported: str, keeps_files: bool) -> None:
    """The second case shows that the first one would see it."""
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    command = [sys.executable, "-c", SESSION.format(imported=imported), str(MODEL)]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=True)
    assert any(tmp_path.iterdir()) == keeps_files


def test_the_library_is_imported_in_one_place() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in (
            "accounts",
            "analytics",
            "api",
            "demo",
            "mlmodels",
            "privacy_rights",
            "restaurants",
            "reviews_site",
        )
        for path in (ROOT / room).rglob("*.py")
        if "import onnxruntime" in path.read_text()
    }
    assert found == {"reviews_site/onnx_runtime.py"}
