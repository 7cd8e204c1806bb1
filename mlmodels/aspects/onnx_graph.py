"""Writes trained parameters as an ONNX graph, with weights in eight bits. Training only: it needs the package onnx."""

import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from mlmodels.aspects.base_weights import HEADS, WIDTH, Parameters
from reviews_site.onnx_runtime import onnx_runtime

OPSET, FORMAT = 20, 10
FAR = -1e9
OUTPUTS = {
    "praise": ["rows"],
    "presence": ["rows", "categories"],
    "polarity": ["rows", "categories", "polarities"],
    "looks": ["rows", "queries", "words"],
}


class Graph:
    """Nodes and constants, as they are added; each method returns the name of what it makes."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.large: list[str] = []  # nodes whose weights are worth eight bits

    def constant(self, value: Any, kind: Any = np.float32) -> str:
        """A tensor that does not change."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(value, kind)), name))
        return name

    def add(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """A node with one output."""
        output = name or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def dense(self, source: str, weight: Any, bias: Any) -> str:
        """`source` times `weight`, plus `bias`."""
        self.large.append(self.add("MatMul", source, self.constant(weight)))
        return self.add("Add", self.large[-1], self.constant(bias))

    def normal(self, source: str, scale: Any, shift: Any) -> str:
        """Layer normalisation over the last axis."""
        return self.add(
            "LayerNormalization", source, self.constant(scale), self.constant(shift), axis=-1, epsilon=1e-12
        )

    def shaped(self, source: str, *shape: int) -> str:
        """`source` in another shape; 0 keeps a size, -1 is the rest."""
        return self.add("Reshape", source, self.constant(shape, np.int64))


def model_bytes(parameters: Parameters) -> bytes:
    """The graph: `numbers` and `mask` of sentences in, the four `OUTPUTS` out. Weights of matrices are integers."""
    graph = Graph()
    _build(graph, parameters)
    made = helper.make_model(
        helper.make_graph(graph.nodes, "aspects", *_ends(), initializer=graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=FORMAT,
    )
    onnx.checker.check_model(made)
    return _in_eight_bits(made, graph.large)


def _ends() -> tuple[list[Any], list[Any]]:
    rows_and_words = ["rows", "words"]
    inputs = [
        helper.make_tensor_value_info("numbers", TensorProto.INT64, rows_and_words),
        helper.make_tensor_value_info("mask", TensorProto.FLOAT, rows_and_words),
    ]
    return inputs, [helper.make_tensor_value_info(*each) for each in _outputs()]


def _outputs() -> list[tuple[str, int, list[str]]]:
    return [(name, TensorProto.FLOAT, sizes) for name, sizes in OUTPUTS.items()]


def _build(graph: Graph, parameters: Parameters) -> None:
    pieces = graph.add("Gather", graph.constant(parameters["pieces"]), "numbers")
    graph.large.append(pieces)
    length = graph.add("Slice", graph.add("Shape", "numbers"), *(graph.constant([at], np.int64) for at in (1, 2)))
    places = graph.add(
        "Slice",
        graph.constant(parameters["positions"]),
        graph.constant([0], np.int64),
        length,
        graph.constant([0], np.int64),
    )
    vectors = graph.normal(graph.add("Add", pieces, places), parameters["scale"], parameters["shift"])
    absent = graph.add("Mul", graph.add("Sub", graph.constant(1.0), "mask"), graph.constant(FAR))
    of_heads = graph.add("Unsqueeze", absent, graph.constant([1, 2], np.int64))
    for layer in parameters["layers"]:
        vectors = _layer(graph, layer, vectors, of_heads)
    _heads(graph, parameters, vectors, graph.add("Unsqueeze", absent, graph.constant([1], np.int64)))


def _layer(graph: Graph, layer: Parameters, vectors: str, absent: str) -> str:
    size = WIDTH // HEADS
    parts = [
        graph.add(
            "Transpose",
            graph.shaped(graph.dense(vectors, weight, bias), 0, 0, HEADS, size),
            perm=[0, 2, 3, 1] if number == 1 else [0, 2, 1, 3],
        )
        for number, (weight, bias) in enumerate(
            zip(np.split(layer["attend"], 3, axis=1), np.split(layer["attend_bias"], 3), strict=True)
        )
    ]
    scores = graph.add("Mul", graph.add("MatMul", parts[0], parts[1]), graph.constant(size**-0.5))
    weight = graph.add("Softmax", graph.add("Add", scores, absent), axis=-1)
    seen = graph.add("Transpose", graph.add("MatMul", weight, parts[2]), perm=[0, 2, 1, 3])
    near = graph.dense(graph.shaped(seen, 0, 0, WIDTH), layer["out"], layer["out_bias"])
    vectors = graph.normal(graph.add("Add", vectors, near), layer["first_scale"], layer["first_shift"])
    grown = graph.add("Gelu", graph.dense(vectors, layer["grow"], layer["grow_bias"]))
    far = graph.dense(grown, layer["shrink"], layer["shrink_bias"])
    return graph.normal(graph.add("Add", vectors, far), layer["second_scale"], layer["second_shift"])


def _heads(graph: Graph, parameters: Parameters, vectors: str, absent: str) -> None:
    count = parameters["presence"].shape[1]
    scores = graph.add("Transpose", graph.add("MatMul", vectors, graph.constant(parameters["queries"])), perm=[0, 2, 1])
    looks = graph.add("Softmax", graph.add("Add", scores, absent), axis=-1, name="looks")
    means = graph.add("MatMul", looks, vectors)
    first, last, axis = (graph.constant([at], np.int64) for at in (0, count, 1))
    of_category = graph.add("Slice", means, first, last, axis)
    of_whole = graph.add("Squeeze", graph.add("Slice", means, last, graph.constant([count + 1], np.int64), axis), axis)
    weighed = graph.add("Mul", of_category, graph.constant(parameters["presence"].T))
    presence = graph.add("ReduceSum", weighed, graph.constant([2], np.int64), keepdims=0)
    graph.add("Add", presence, graph.constant(parameters["presence_bias"]), name="presence")
    sides = graph.add("MatMul", of_category, graph.constant(parameters["polarity"]))
    graph.add("Add", sides, graph.constant(parameters["polarity_bias"]), name="polarity")
    praise = graph.add("MatMul", of_whole, graph.constant(parameters["praise"]))
    graph.add("Add", praise, graph.constant(parameters["praise_bias"]), name="praise")


def _in_eight_bits(made: Any, nodes: list[str]) -> bytes:
    onnx_runtime()
    from onnxruntime.quantization import QuantType, quantize_dynamic  # imported late: it takes a second

    logging.disable(logging.WARNING)  # it names each tensor that has no range of its own
    with tempfile.TemporaryDirectory(prefix="platemark-model-") as scratch:
        before, after = Path(scratch) / "before.onnx", Path(scratch) / "after.onnx"
        onnx.save(made, before)
        quantize_dynamic(
            before,
            after,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_quantize=nodes,
        )
        logging.disable(logging.NOTSET)
        return after.read_bytes()
