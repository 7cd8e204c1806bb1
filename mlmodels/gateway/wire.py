"""Requests and answers as bytes: JSON, and the binary tensor extension. Pure.

With the extension the body is JSON followed by the tensors, each little-endian and in the order of the JSON; the header
`Inference-Header-Content-Length` says how long the JSON is. Of a text its length comes first, in four bytes.
"""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlmodels.gateway.exceptions import InvalidRequest, RequestTooLarge, UnknownEncoding
from mlmodels.gateway.tensors import BYTES, NUMBERS, Tensor, checked_numbers, checked_shape, checked_texts, from_list

# The loop in front of the threads takes no more either (`reviews_site/deployment/buffering_worker.py`).
MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_HEADER_BYTES = 256 * 1024
MAX_INPUTS, MAX_NAME_LENGTH = 16, 100
# What Triton has beside the protocol, and what would need a state or a memory that the gateway shares with nobody.
_REFUSED = ("sequence_", "shared_memory_", "classification")
_WINDOW_BITS = {"gzip": 31, "deflate": 15}


@dataclass(frozen=True)
class RequestedOutput:
    """An output that the request names, and whether it is to come as bytes."""

    name: str
    binary: bool


@dataclass(frozen=True)
class InferenceRequest:
    """A request as it was sent. `outputs` is empty where all are wanted, as bytes where `binary` is set."""

    id: str
    inputs: Mapping[str, Tensor]
    outputs: Sequence[RequestedOutput]
    binary: bool


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its packing.

    Raises:
        RequestTooLarge: what comes out is too long; no more than that was unpacked.
        UnknownEncoding: it is packed in another way than gzip or deflate.
        InvalidRequest: it can't be unpacked.
    """
    if encoding in ("", "identity"):
        return body
    if encoding not in _WINDOW_BITS:
        raise UnknownEncoding("A body may be packed with gzip or deflate, and in no other way.")
    opened = zlib.decompressobj(_WINDOW_BITS[encoding])
    try:
        whole = opened.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        raise InvalidRequest(f"The body is not packed with {encoding}.") from None
    if len(whole) > MAX_BODY_BYTES:
        raise RequestTooLarge(f"Unpacked, the body is longer than {MAX_BODY_BYTES} bytes.")
    if not opened.eof or opened.unused_data:
        raise InvalidRequest("The packed body has no end, or something behind it.")
    return whole


def parse(body: bytes, header_length: str | None) -> InferenceRequest:
    """The request in a body, whose JSON is `header_length` bytes long; None: it is nothing but JSON.

    Raises:
        InvalidRequest: it is malformed, or asks for what the gateway does not do.
    """
    length = _header_length(header_length, len(body))
    said = _object(_loaded(body[:length]), "The request")
    _refuse_extensions(said)
    parts = said.get("inputs")
    if not isinstance(parts, list) or not 1 <= len(parts) <= MAX_INPUTS:
        raise InvalidRequest(f"`inputs` must be a list of 1 to {MAX_INPUTS} tensors.")
    tensors, place = [], length
    for part in parts:
        tensor, place = _tensor(_object(part, "A tensor"), body, place)
        tensors.append(tensor)
    if place != len(body):
        raise InvalidRequest("There are bytes behind the last tensor.")
    inputs = {tensor.name: tensor for tensor in tensors}
    if len(inputs) != len(tensors):
        raise InvalidRequest("Two tensors have the same name.")
    return InferenceRequest(_id(said), inputs, _outputs(said), _flag(said, "binary_data_output"))


def answer(said: dict[str, Any], outputs: Sequence[tuple[Tensor, bool]]) -> tuple[bytes, int | None]:
    """The body of an answer, and the length of its JSON where tensors follow it as bytes."""
    written, behind = [], []
    for tensor, binary in outputs:
        part: dict[str, Any] = {"name": tensor.name, "datatype": tensor.datatype, "shape": list(tensor.shape)}
        if binary:
            behind.append(to_bytes(tensor))
            part["parameters"] = {"binary_data_size": len(behind[-1])}
        else:
            part["data"] = tensor.values.tolist()
        written.append(part)
    head = json.dumps({**said, "outputs": written}, separators=(",", ":"), allow_nan=False).encode()
    return b"".join([head, *behind]), len(head) if behind else None


def to_bytes(tensor: Tensor) -> bytes:
    """The values as the extension sends them."""
    if tensor.datatype != BYTES:
        return tensor.values.astype(NUMBERS[tensor.datatype]).tobytes()
    encoded = [text.encode() for text in tensor.values]
    return b"".join(part for text in encoded for part in (struct.pack("<I", len(text)), text))


def _header_length(said: str | None, whole: int) -> int:
    if said is None:
        return whole
    if not said.isdecimal() or not said.isascii() or len(said) > len(str(MAX_BODY_BYTES)) or int(said) > whole:
        raise InvalidRequest("Inference-Header-Content-Length is not the length of a part of the body.")
    if int(said) > MAX_HEADER_BYTES:
        raise InvalidRequest(f"The JSON before the tensors is longer than {MAX_HEADER_BYTES} bytes.")
    return int(said)


def _loaded(text: bytes) -> Any:
    def refuse(constant: str) -> None:
        raise InvalidRequest(f"{constant} is no number of JSON.")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise InvalidRequest("The request is not JSON.") from None


def _object(said: Any, what: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise InvalidRequest(f"{what} must be an object of JSON.")
    return said


def _parameters(said: dict[str, Any]) -> dict[str, Any]:
    return _object(said.get("parameters") or {}, "`parameters`")


def _refuse_extensions(said: dict[str, Any]) -> None:
    for name in _parameters(said):
        if name.startswith(_REFUSED):
            raise InvalidRequest(f"The parameter {name[:MAX_NAME_LENGTH]} is of an extension that is not served here.")


def _flag(said: dict[str, Any], name: str) -> bool:
    flag = _parameters(said).get(name, False)
    if not isinstance(flag, bool):
        raise InvalidRequest(f"The parameter {name} must be true or false.")
    return flag


def _id(said: dict[str, Any]) -> str:
    identifier = said.get("id") or ""
    if not isinstance(identifier, str) or len(identifier) > MAX_NAME_LENGTH:
        raise InvalidRequest(f"`id` must be a text of at most {MAX_NAME_LENGTH} characters.")
    return identifier


def _name(said: dict[str, Any]) -> str:
    name = said.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        raise InvalidRequest(f"A tensor must have a name of at most {MAX_NAME_LENGTH} characters.")
    return name


def _outputs(said: dict[str, Any]) -> list[RequestedOutput]:
    listed = said.get("outputs") or []
    if not isinstance(listed, list) or len(listed) > MAX_INPUTS:
        raise InvalidRequest(f"`outputs` must be a list of at most {MAX_INPUTS} names.")
    found = []
    for each in listed:
        output = _object(each, "An output")
        _refuse_extensions(output)
        found.append(RequestedOutput(_name(output), _flag(output, "binary_data")))
    return found


def _tensor(said: dict[str, Any], body: bytes, place: int) -> tuple[Tensor, int]:
    """A tensor, and where the bytes of the next one begin."""
    name, datatype = _name(said), said.get("datatype")
    _refuse_extensions(said)
    if not isinstance(datatype, str) or (datatype != BYTES and datatype not in NUMBERS):
        raise InvalidRequest(f"{name} has no type of the protocol: {', '.join([BYTES, *NUMBERS])}.")
    shape = checked_shape(name, said.get("shape"))
    size = _parameters(said).get("binary_data_size")
    if size is None:
        return from_list(name, datatype, shape, said.get("data")), place
    if type(size) is not int or not 0 <= size <= len(body) - place:
        raise InvalidRequest(f"binary_data_size of {name} is not the length of what follows.")
    if "data" in said:
        raise InvalidRequest(f"{name} has data twice.")
    return _from_bytes(name, datatype, shape, body[place : place + size]), place + size


def _from_bytes(name: str, datatype: str, shape: tuple[int, ...], content: bytes) -> Tensor:
    count = int(np.prod(shape))
    if datatype == BYTES:
        return checked_texts(Tensor(name, BYTES, shape, _texts(name, content, count)))
    kind = NUMBERS[datatype]
    if len(content) != count * kind.itemsize:
        raise InvalidRequest(f"The bytes of {name} do not fit its shape {list(shape)}.")
    if kind.kind == "b" and content.strip(b"\0\1"):
        raise InvalidRequest(f"{name} has a byte that is neither true nor false.")
    return checked_numbers(Tensor(name, datatype, shape, np.frombuffer(content, dtype=kind)))


def _texts(name: str, content: bytes, count: int) -> Any:
    found, place = np.empty(count, dtype=object), 0
    try:
        for row in range(count):
            (length,) = struct.unpack_from("<I", content, place)
            place += 4
            text = content[place : place + length]
            if len(text) != length:
                raise InvalidRequest(f"A text of {name} is shorter than it says.")
            found[row], place = text.decode(), place + length
    except (struct.error, UnicodeDecodeError):
        raise InvalidRequest(f"The bytes of {name} are not {count} texts in UTF-8.") from None
    if place != len(content):
        raise InvalidRequest(f"{name} has bytes behind its last text.")
    return found
