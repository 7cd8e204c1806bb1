"""Writes EfficientNet-Lite0 as an ONNX graph with whole numbers of eight bits, and a head on it.

Training only: it needs the package onnx. The encoder gives `features`: 1280 numbers, and the log-odds that the picture
shows one of a group of the thousand classes that it learned before.
Source: M. Tan, Q. Le, https://arxiv.org/abs/1905.11946; Lite: https://github.com/tensorflow/tpu (no squeeze, ReLU6).
"""

import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from mlmodels.photos.base_weights import Weights
from mlmodels.photos.model import Floats
from reviews_site.onnx_runtime import onnx_runtime

OPSET, FORMAT, SIZE = 17, 9, 224
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1)
INPUT, FEATURES, ODDS = "pixels", "features", "log_odds"
# Numbers of ImageNet's classes. Dishes, fruit and vegetables; drinks and what they are served in; menus.
GROUPS = (tuple(range(924, 966)), (440, 441, 504, 572, 737, 898, 901, 907, 966, 967, 968, 969), (922,))
DISHES, DRINKS = 0, 1
WIDTH = 1280 + len(GROUPS)
_LEAST = 1e-4
_BATCH_NORM_EPSILON = 1e-3


class _Graph:
    """Nodes and constants as they are added; each method returns the name of what it makes."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any, name: str = "") -> str:
        name = name or f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(value, "f4")), name))
        return name

    def add(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def convolve(
        self, source: str, layer: str, norm: str, *, stride: int = 1, groups: int = 1, clip: bool = True
    ) -> str:
        """A convolution into which the batch normalisation after it is folded."""
        kernel = self.weights[f"{layer}.weight"]
        gain = self.weights[f"{norm}.weight"] / np.sqrt(self.weights[f"{norm}.running_var"] + _BATCH_NORM_EPSILON)
        bias = self.weights[f"{norm}.bias"] - self.weights[f"{norm}.running_mean"] * gain
        inputs = (source, self.constant(kernel * gain[:, None, None, None]), self.constant(bias))
        shape = list(kernel.shape[2:])
        found = self.add("Conv", *inputs, auto_pad="SAME_UPPER", strides=[stride] * 2, group=groups, kernel_shape=shape)
        return self.add("Clip", found, "low", "high") if clip else found

    def block(self, source: str, number: int, stride: int) -> str:
        """An inverted residual: wider, by channel, narrower; and the source, where the shape is the same."""
        name, inner = f"_blocks.{number}", source
        if f"{name}._expand_conv.weight" in self.weights:
            inner = self.convolve(inner, f"{name}._expand_conv", f"{name}._bn0")
        depth = self.weights[f"{name}._depthwise_conv.weight"].shape[0]
        inner = self.convolve(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, groups=depth)
        narrow = self.weights[f"{name}._project_conv.weight"].shape[0]
        expand = self.weights.get(f"{name}._expand_conv.weight")
        inner = self.convolve(inner, f"{name}._project_conv", f"{name}._bn2", clip=False)
        incoming = depth if expand is None else expand.shape[1]
        return self.add("Add", source, inner) if stride == 1 and incoming == narrow else inner


def encoder(weights: Weights) -> onnx.ModelProto:
    """The encoder in floating point: pictures in, `features` out."""
    graph = _Graph(weights)
    graph.constant(0, "low")
    graph.constant(6, "high")
    last = graph.convolve(INPUT, "_conv_stem", "_bn0", stride=2)
    for number, stride in enumerate(STRIDES):
        last = graph.block(last, number, stride)
    last = graph.convolve(last, "_conv_head", "_bn1")
    pooled = graph.add("Flatten", graph.add("GlobalAveragePool", last))
    known = graph.add("Gemm", pooled, *map(graph.constant, (weights["_fc.weight"], weights["_fc.bias"])), transB=1)
    groups = np.zeros((weights["_fc.weight"].shape[0], len(GROUPS)))
    for column, members in enumerate(GROUPS):
        groups[list(members), column] = 1.0
    share = graph.add("MatMul", graph.add("Softmax", known, axis=-1), graph.constant(groups))
    share = graph.add("Clip", share, graph.constant(_LEAST), graph.constant(1.0 - _LEAST))
    rest = graph.add("Sub", graph.constant(1.0), share)
    log_odds = graph.add("Sub", graph.add("Log", share), graph.add("Log", rest))
    graph.add("Concat", pooled, log_odds, name=FEATURES, axis=1)
    return _model(graph.nodes, graph.constants, [(FEATURES, WIDTH)])


def in_eight_bits(model: onnx.ModelProto, pictures: Iterable[NDArray[np.float32]]) -> onnx.ModelProto:
    """The same with whole numbers in its convolutions, whose ranges are taken from `pictures`."""
    onnx_runtime()
    from onnxruntime import quantization  # imported late: it takes a second

    class Pictures(quantization.CalibrationDataReader):  # type: ignore[misc]  # the library has no types
        def __init__(self) -> None:
            self.left = iter(pictures)

        def get_next(self) -> dict[str, Any] | None:
            each = next(self.left, None)
            return None if each is None else {INPUT: each}

    logging.disable(logging.WARNING)  # it advises steps that a graph without batch normalisation does not need
    with tempfile.TemporaryDirectory(prefix="platemark-model-") as scratch:
        before, after = Path(scratch) / "before.onnx", Path(scratch) / "after.onnx"
        onnx.save(model, before)
        quantization.quantize_static(
            before, after, Pictures(), per_channel=True, op_types_to_quantize=["Conv", "Clip", "Add", "Gemm"]
        )
        logging.disable(logging.NOTSET)
        found: onnx.ModelProto = onnx.load(after)
        return found


def with_head(model: onnx.ModelProto, weight: Floats, bias: Floats) -> bytes:
    """The encoder with a head: `log_odds` of the classes that `weight` has columns for, and of drinks after them.

    What the encoder takes for a drink with a chance of d is a drink with that chance; the others share the rest.
    """
    graph = _Graph({})
    graph.constants, graph.nodes = list(model.graph.initializer), list(model.graph.node)
    matrix, start = graph.constant(weight, "head_weight"), graph.constant(bias, "head_bias")
    learned = graph.add("LogSoftmax", graph.add("Gemm", FEATURES, matrix, start), axis=-1)
    drink = graph.add("MatMul", FEATURES, graph.constant(_only(DRINKS), "drinks"))
    no_drink = graph.add("Neg", graph.add("Softplus", drink))
    graph.add("Concat", graph.add("Add", learned, no_drink), graph.add("Add", drink, no_drink), name=ODDS, axis=1)
    made = _model(graph.nodes, graph.constants, [(FEATURES, WIDTH), (ODDS, len(bias) + 1)], model.opset_import)
    found: bytes = made.SerializeToString(deterministic=True)
    return found


def _only(group: int) -> Floats:
    found = np.zeros((WIDTH, 1))
    found[1280 + group] = 1.0
    return found


def _model(
    nodes: list[Any], constants: list[Any], outputs: list[tuple[str, int]], opset: Any = None
) -> onnx.ModelProto:
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "efficientnet_lite0",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", 3, SIZE, SIZE])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width]) for name, width in outputs],
            initializer=constants,
        ),
        opset_imports=list(opset or [helper.make_opsetid("", OPSET)]),
        ir_version=FORMAT,
    )
    onnx.checker.check_model(made)
    return made
