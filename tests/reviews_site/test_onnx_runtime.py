"""ONNX Runtime sends nothing to its maker, and keeps no file of who uses it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "restaurants" / "face_model" / "centerface-boxes.onnx"
# Loads a model.
SESSION = """
import sys
from reviews_site.onnx_runtime import onnx_runtime
onnx_runtime().InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
"""


def test_a_model_leaves_nothing_at_home(tmp_path: Path) -> None:
    """With no variable of CI, which would switch the telemetry off by itself."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [sys.executable, "-c", SESSION, str(MODEL)]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=True)
    assert not any(tmp_path.iterdir())


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
