"""What every model behind the gateway has: a name, a version, what it takes and gives, and what it was trained on."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlmodels.gateway.exceptions import InvalidRequest
from mlmodels.gateway.tensors import BYTES, Tensor, TensorSpec

MAX_TEXT_LENGTH = 10_000
TEXT = TensorSpec("text", BYTES, (-1,))


@dataclass(frozen=True, kw_only=True)
class ServedModel(ABC):
    """A loaded model. Its network belongs to one thread at a time.

    `properties`: what the metadata say beside names and shapes, in texts, as the protocol has them.
    """

    name: str
    version: str
    properties: Mapping[str, str]
    inputs: Sequence[TensorSpec]
    optional: Sequence[TensorSpec]
    outputs: Sequence[TensorSpec]
    max_rows: int
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def infer(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """An output of each name, from inputs that `rows_in` took.

        Raises:
            InvalidRequest: the inputs are not what the model takes.
        """
        with self.lock:
            return {tensor.name: tensor for tensor in self.answer(inputs)}

    def metadata(self) -> dict[str, Any]:
        """As the protocol writes it. `properties` is its room for more."""
        return {
            "name": self.name,
            "versions": [self.version],
            "platform": "platemark",
            "inputs": [spec.as_json() for spec in (*self.inputs, *self.optional)],
            "outputs": [spec.as_json() for spec in self.outputs],
            "properties": dict(self.properties),
        }

    def rows_in(self, inputs: Mapping[str, Tensor]) -> int:
        """How many rows are asked about.

        Raises:
            InvalidRequest: an input is missing, unknown or of another type, or there are more rows than are taken.
        """
        known = {spec.name: spec for spec in (*self.inputs, *self.optional)}
        if missing := [spec.name for spec in self.inputs if spec.name not in inputs]:
            raise InvalidRequest(f"{self.name} takes an input {missing[0]}.")
        for name, tensor in inputs.items():
            if name not in known:
                raise InvalidRequest(f"{self.name} takes no input {name}; it takes {', '.join(known)}.")
            if (tensor.datatype == BYTES) != (known[name].datatype == BYTES):
                raise InvalidRequest(f"{name} must be {known[name].datatype}.")
        rows = inputs[self.inputs[0].name].shape[0]
        if rows > self.max_rows:
            raise InvalidRequest(f"{self.name} takes at most {self.max_rows} rows at once.")
        return rows

    def chosen(self, wanted: Mapping[str, bool], binary: bool) -> dict[str, bool]:
        """Each output that is wanted, and whether as bytes; all of them, as `binary` says, where none is named.

        Raises:
            InvalidRequest: the model does not give one.
        """
        given = [spec.name for spec in self.outputs]
        if unknown := [name for name in wanted if name not in given]:
            raise InvalidRequest(f"{self.name} gives no output {unknown[0]}; it gives {', '.join(given)}.")
        return dict(wanted) or dict.fromkeys(given, binary)

    @abstractmethod
    def answer(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """The outputs, one thread at a time."""


def texts_of(tensor: Tensor, rows: int, *, max_length: int = MAX_TEXT_LENGTH) -> list[str]:
    """One text for each row; shapes [n] and [n, 1] are the same.

    Raises:
        InvalidRequest: there are more or fewer, or one is too long.
    """
    if len(tensor.values) != rows or tensor.shape[0] != rows:
        raise InvalidRequest(f"{tensor.name} must have the shape [{rows}].")
    found: list[str] = tensor.values.tolist()
    if any(len(text) > max_length for text in found):
        raise InvalidRequest(f"{tensor.name} has a text of more than {max_length} characters.")
    return found
