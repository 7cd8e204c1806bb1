"""Attacks on the file that the encoder of photos is made from: an old pickle, which may name what it likes."""

import pickle

import numpy as np
import pytest

from mlmodels.photos import base_weights
from mlmodels.photos.exceptions import BadPhotoWeights


def weights(content: bytes) -> bytes:
    """A file of torch around the pickle of its tensors, with six numbers."""
    preface = b"".join(pickle.dumps(each, protocol=2) for each in (1, 2, "facts"))
    numbers = np.arange(6, dtype="<f4").tobytes()
    return preface + content + pickle.dumps(["0"], protocol=2) + (6).to_bytes(8, "little") + numbers


def tensor(size: tuple[int, ...], stride: tuple[int, ...], offset: int = 0, named: bytes = b"") -> bytes:
    """The pickle of one tensor, by hand, as its names are of a package that is not here; `named` is named before."""
    place = b"".join(pickle.dumps(each, protocol=2)[2:-1] for each in (offset, size, stride))
    storage = b"(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x06tQ"
    made = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + place + b"\x89NtR"
    return b"\x80\x02" + (b"c" + named + b"\n0" if named else b"") + b"}U\x01w" + made + b"s."


@pytest.mark.protection("photo_weights_names")
@pytest.mark.parametrize("named", [b"builtins\neval", b"os\nsystem", b"mlmodels.registry\nsign"])
def test_a_pickle_names_something_other_than_a_tensor(named: bytes) -> None:
    """What it may name it may call."""
    with pytest.raises(BadPhotoWeights):
        base_weights.read_confined(weights(tensor((6,), (1,), named=named)))


@pytest.mark.protection("photo_weights_bounds")
@pytest.mark.parametrize(("size", "stride", "offset"), [((7,), (1,), 0), ((2, 3), (4, 1), 0), ((6,), (1,), 3)])
def test_a_tensor_reaches_past_its_numbers(size: tuple[int, ...], stride: tuple[int, ...], offset: int) -> None:
    """Else it would read what else lies in memory."""
    with pytest.raises(BadPhotoWeights):
        base_weights.read_confined(weights(tensor(size, stride, offset)))
