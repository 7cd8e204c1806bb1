"""Tensors of the protocol: what their names, shapes, types and values may be. Pure, and it knows no HTTP."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlmodels.gateway.exceptions import InvalidRequest

BYTES, FP64 = "BYTES", "FP64"
# The protocol's names of types, in the byte order that it sends. BYTES, which are texts here, have none.
NUMBERS = {
    **{f"INT{bits}": np.dtype(f"<i{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"UINT{bits}": np.dtype(f"<u{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"FP{bits}": np.dtype(f"<f{bits // 8}") for bits in (16, 32, 64)},
    "BOOL": np.dtype("?"),
}
MAX_ELEMENTS, MAX_DIMENSIONS = 100_000, 4
Values = NDArray[Any]


@dataclass(frozen=True)
class Tensor:
    """Values in one row, and the shape that they have. Texts are Python's, in an array of objects."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    values: Values

    def in_shape(self) -> Values:
        """The values in their shape."""
        return self.values.reshape(self.shape)


@dataclass(frozen=True)
class TensorSpec:
    """What a model takes or gives. -1 in `shape`: any length."""

    name: str
    datatype: str
    shape: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """As the protocol writes it."""
        return {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}


def texts(name: str, values: Sequence[str], shape: tuple[int, ...]) -> Tensor:
    """A tensor of texts."""
    return Tensor(name, BYTES, shape, _objects(values))


def numbers(name: str, values: Any, *, digits: int) -> Tensor:
    """A tensor of numbers, rounded: what a model says to the last bit is what whoever copies it needs."""
    array = np.round(np.asarray(values, dtype=NUMBERS[FP64]), digits)
    return Tensor(name, FP64, array.shape, array.reshape(-1))


def checked_shape(name: str, shape: Any) -> tuple[int, ...]:
    """The shape as whole numbers from 1.

    Raises:
        InvalidRequest: it is something else, or has too many elements.
    """
    if not isinstance(shape, list) or not 1 <= len(shape) <= MAX_DIMENSIONS:
        raise InvalidRequest(f"The shape of {name} must be a list of 1 to {MAX_DIMENSIONS} numbers.")
    if not all(type(size) is int and size >= 1 for size in shape):
        raise InvalidRequest(f"The shape of {name} must be whole numbers from 1.")
    if math.prod(shape) > MAX_ELEMENTS:
        raise InvalidRequest(f"{name} has more than {MAX_ELEMENTS} elements.")
    return tuple(shape)


def from_list(name: str, datatype: str, shape: tuple[int, ...], data: Any) -> Tensor:
    """The tensor of a list as JSON has it: flat, or nested as the shape says.

    Raises:
        InvalidRequest: it does not fit shape or type.
    """
    flat = _flattened(name, data, shape)
    if datatype == BYTES:
        return checked_texts(Tensor(name, BYTES, shape, _objects(flat)))
    kind = NUMBERS[datatype].kind
    if not all(_is_number(each, kind) for each in flat):
        raise InvalidRequest(f"{name} has a value that is not {datatype}.")
    try:
        values = np.array(flat, dtype=NUMBERS[datatype])
    except (OverflowError, ValueError):
        raise InvalidRequest(f"{name} has a value that does not fit {datatype}.") from None
    return checked_numbers(Tensor(name, datatype, shape, values))


def checked_numbers(tensor: Tensor) -> Tensor:
    """The tensor, if each of its values is a number.

    Raises:
        InvalidRequest: one is infinite, or not a number.
    """
    if tensor.values.dtype.kind == "f" and not np.isfinite(tensor.values).all():
        raise InvalidRequest(f"{tensor.name} has a value that is infinite, or not a number.")
    return tensor


def checked_texts(tensor: Tensor) -> Tensor:
    """The tensor, if each of its values is a text that can be written down.

    Raises:
        InvalidRequest: one is no text, or half of a character.
    """
    try:
        for text in tensor.values:
            text.encode()
    except (AttributeError, UnicodeEncodeError):
        raise InvalidRequest(f"{tensor.name} has a value that is no text.") from None
    return tensor


def _objects(values: Sequence[Any]) -> Values:
    stored = np.empty(len(values), dtype=object)
    stored[:] = values
    return stored


def _flattened(name: str, data: Any, shape: tuple[int, ...]) -> list[Any]:
    if not isinstance(data, list):
        raise InvalidRequest(f"{name} has no list of data.")
    if any(isinstance(each, list) for each in data):
        data = _unnested(data, shape)
    if data is None or len(data) != math.prod(shape):
        raise InvalidRequest(f"The data of {name} do not fit its shape {list(shape)}.")
    found: list[Any] = data
    return found


def _unnested(data: list[Any], shape: tuple[int, ...]) -> list[Any] | None:
    """The elements of nested lists, or None where these have not the shape."""
    level: list[Any] = [data]
    for size in shape:
        if not all(isinstance(part, list) and len(part) == size for part in level):
            return None
        level = [each for part in level for each in part]
    return level


def _is_number(value: Any, kind: str) -> bool:
    """Whether JSON's value may stand for a number of that kind. A whole number may be written as 3.0."""
    if kind == "b":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and (kind == "f" or value.is_integer()))
