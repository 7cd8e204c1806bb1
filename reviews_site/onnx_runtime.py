"""ONNX Runtime without its telemetry, which writes a device's id and events to a file, and sends them to its maker."""

import os
from types import ModuleType

_SWITCH = "ORT_DISABLE_TELEMETRY"


def onnx_runtime() -> ModuleType:
    """The library. Its switch is read at the first import; `disable_telemetry_events()` comes too late."""
    os.environ[_SWITCH] = "1"
    import onnxruntime  # imported here: it takes its time, and most processes need none

    module: ModuleType = onnxruntime
    return module
