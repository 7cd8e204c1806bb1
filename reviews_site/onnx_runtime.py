"""ONNX Runtime without its telemetry, which writes a device's id and events to a file, and sends them to its maker."""

import os
from types import ModuleType
from typing import Any

_SWITCH = "ORT_DISABLE_TELEMETRY"


def onnx_runtime() -> ModuleType:
    """The library. Its switch is read at the first import; `disable_telemetry_events()` comes too late."""
    os.environ[_SWITCH] = "1"
    import onnxruntime  # imported here: it takes its time, and most processes need none

    module: ModuleType = onnxruntime
    return module


def load_session(model: bytes, *, is_confined: bool = False) -> Any:
    """A session of one thread for a model.

    Args:
        is_confined: for a child that can start no thread and ends with its answer: no memory is kept for a next one.
    """
    library = onnx_runtime()
    options = library.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if is_confined:
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
    return library.InferenceSession(model, options, providers=["CPUExecutionProvider"])
