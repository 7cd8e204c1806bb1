"""Requests as bytes: what is sent comes out as it was, and whatever is malformed is refused with a sentence."""

import gzip
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmodels.gateway import wire
from mlmodels.gateway.exceptions import GatewayError, InvalidRequest, RequestTooLarge, UnknownEncoding
from mlmodels.gateway.tensors import BYTES, MAX_ELEMENTS, NUMBERS, Tensor, texts

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
PLAIN = {"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"]}


def parsed(tensor: dict[str, Any], behind: bytes = b"", **more: Any) -> Tensor:
    """The one tensor of a request."""
    head = json.dumps({"inputs": [tensor], **more}).encode()
    request = wire.parse(head + behind, str(len(head)) if behind else None)
    (found,) = request.inputs.values()
    return found


@given(TEXTS)
def test_texts_come_out_as_they_were_sent(sent: list[str]) -> None:
    as_json = parsed({"name": "text", "shape": [len(sent)], "datatype": "BYTES", "data": sent})
    content = wire.to_bytes(texts("text", sent, (len(sent),)))
    size = {"binary_data_size": len(content)}
    as_bytes = parsed({"name": "text", "shape": [len(sent)], "datatype": "BYTES", "parameters": size}, content)
    assert as_json.values.tolist() == as_bytes.values.tolist() == sent


@given(st.sampled_from(sorted(NUMBERS)), st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_numbers_come_out_as_they_were_sent(datatype: str, sent: list[int]) -> None:
    data = [bool(each) for each in sent] if datatype == "BOOL" else sent
    nested = [data[:3], data[3:]]
    tensor = {"name": "n", "shape": [2, 3], "datatype": datatype}
    content = np.array(sent, dtype=NUMBERS[datatype]).tobytes()
    ways = [
        parsed({**tensor, "data": data}),
        parsed({**tensor, "data": nested}),
        parsed({**tensor, "parameters": {"binary_data_size": len(content)}}, content),
    ]
    assert [way.values.astype(int).tolist() for way in ways] == [sent] * 3
    assert ways[1].in_shape().shape == (2, 3)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert parsed({"name": "n", "shape": [1], "datatype": "INT64", "data": [3.0]}).values.tolist() == [3]


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"shape": [-1]}, "whole numbers from 1"),
    ({"shape": [0]}, "whole numbers from 1"),
    ({"shape": [True]}, "whole numbers from 1"),
    ({"shape": [1.0]}, "whole numbers from 1"),
    ({"shape": []}, "1 to 4 numbers"),
    ({"shape": [1, 1, 1, 1, 1]}, "1 to 4 numbers"),
    ({"shape": "1"}, "1 to 4 numbers"),
    ({"shape": [MAX_ELEMENTS + 1]}, "more than 100000 elements"),
    ({"shape": [2**40, 2**40]}, "more than 100000 elements"),
    ({"shape": [2]}, "do not fit its shape"),
    ({"shape": [1, 2], "data": [["a"], ["b"]]}, "do not fit its shape"),
    ({"data": [["a", "b"]]}, "no text"),
    ({"data": [[[["a"]]]]}, "no text"),
    ({"data": "a"}, "no list of data"),
    ({"data": None}, "no list of data"),
    ({"data": [1]}, "no text"),
    ({"data": [None]}, "no text"),
    ({"data": ["\ud800"]}, "no text"),
    ({"datatype": "STRING"}, "no type of the protocol"),
    ({"datatype": []}, "no type of the protocol"),
    ({"datatype": "FP64", "data": ["a"]}, "not FP64"),
    ({"datatype": "FP64", "data": [True]}, "not FP64"),
    ({"datatype": "INT8", "data": [128]}, "does not fit INT8"),
    ({"datatype": "UINT8", "data": [-1]}, "does not fit UINT8"),
    ({"datatype": "INT64", "data": [1.5]}, "not INT64"),
    ({"datatype": "INT64", "data": [10**400]}, "does not fit INT64"),
    ({"datatype": "BOOL", "data": [1]}, "not BOOL"),
    ({"datatype": "FP64", "data": [10**400]}, "does not fit FP64"),
    ({"name": ""}, "must have a name"),
    ({"name": "a\nb"}, "must have a name"),
    ({"name": 7}, "must have a name"),
    ({"parameters": [1]}, "must be an object"),
    ({"parameters": {"binary_data_size": 1}}, "not the length of what follows"),
    ({"parameters": {"binary_data_size": -1}}, "not the length of what follows"),
    ({"parameters": {"binary_data_size": True}}, "not the length of what follows"),
    ({"parameters": {"binary_data_size": 0}}, "data twice"),
    ({"parameters": {"shared_memory_region": "r"}}, "not served here"),
]


@pytest.mark.parametrize(("change", "says"), MALFORMED)
def test_a_malformed_tensor_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        parsed({**PLAIN, **change})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(number: str) -> None:
    body = json.dumps({"inputs": [{"name": "n", "shape": [1], "datatype": "FP64", "data": [0.25]}]})
    with pytest.raises(InvalidRequest, match=r"no number|not a number"):
        wire.parse(body.replace("0.25", number).encode(), None)


@pytest.mark.parametrize("datatype", ["FP16", "FP32", "FP64"])
def test_what_is_no_number_in_bytes_is_refused(datatype: str) -> None:
    content = np.array([np.nan], dtype=NUMBERS[datatype]).tobytes()
    tensor = {"name": "n", "shape": [1], "datatype": datatype, "parameters": {"binary_data_size": len(content)}}
    with pytest.raises(InvalidRequest, match="not a number"):
        parsed(tensor, content)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b'{"inputs": []}', b'{"inputs": {}}'],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        wire.parse(body, None)


@pytest.mark.parametrize(
    "more",
    [
        {"id": 7},
        {"id": "a" * 101},
        {"outputs": "label"},
        {"outputs": ["label"]},
        {"outputs": [{"name": "label", "parameters": {"classification": 2}}]},
        {"outputs": [{"name": "label", "parameters": {"binary_data": "yes"}}]},
        {"parameters": {"sequence_id": 1}},
        {"parameters": {"binary_data_output": 1}},
    ],
)
def test_a_request_that_asks_for_what_there_is_not_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        parsed(PLAIN, **more)


def test_two_tensors_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="same name"):
        wire.parse(json.dumps({"inputs": [PLAIN, PLAIN]}).encode(), None)


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "", "9" * 30, "999"])
def test_a_wrong_length_of_the_json_is_refused(length: str) -> None:
    with pytest.raises(InvalidRequest, match="is not the length"):
        wire.parse(json.dumps({"inputs": [PLAIN]}).encode(), length)


def test_json_before_tensors_is_bounded() -> None:
    head = json.dumps({"inputs": [PLAIN]}).encode() + b" " * wire.MAX_HEADER_BYTES
    with pytest.raises(InvalidRequest, match="longer than"):
        wire.parse(head, str(len(head)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (struct.pack("<I", 2**32 - 1) + b"a", "shorter than it says"),
        (b"\0\0\0", "not 1 texts"),
        (struct.pack("<I", 1) + b"\xff", "not 1 texts"),
        (struct.pack("<I", 1) + b"ab", "behind its last text"),
    ],
)
def test_malformed_texts_in_bytes_are_refused(content: bytes, says: str) -> None:
    tensor = {"name": "t", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": len(content)}}
    with pytest.raises(InvalidRequest, match=says):
        parsed(tensor, content)


def test_bytes_behind_the_last_tensor_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="behind the last tensor"):
        parsed(PLAIN, b"more")


@given(JSON_VALUES, st.sampled_from(["name", "shape", "datatype", "data", "parameters"]), st.binary(max_size=8))
def test_whatever_stands_in_a_tensor_is_read_or_refused(value: Any, place: str, behind: bytes) -> None:
    head = json.dumps({"inputs": [{**PLAIN, place: value}], "outputs": value}).encode()
    try:
        request = wire.parse(head + behind, str(len(head)))
    except GatewayError as refused:
        assert str(refused).endswith(".")
    else:
        assert all(len(each.values) == np.prod(each.shape) for each in request.inputs.values())


@given(st.sampled_from([BYTES, *NUMBERS]), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.binary(max_size=64))
def test_whatever_bytes_follow_are_read_or_refused(datatype: str, shape: list[int], content: bytes) -> None:
    tensor = {"name": "t", "shape": shape, "datatype": datatype, "parameters": {"binary_data_size": len(content)}}
    head = json.dumps({"inputs": [tensor]}).encode()
    try:
        (found,) = wire.parse(head + content, str(len(head))).inputs.values()
    except InvalidRequest as refused:
        assert str(refused).endswith(".")
    else:
        assert wire.to_bytes(found) == content


def test_an_answer_has_bytes_behind_its_json() -> None:
    label, score = texts("label", ["é", ""], (2,)), Tensor("n", "FP64", (1,), np.array([0.5]))
    body, length = wire.answer({"id": "one"}, [(label, True), (score, False)])
    assert length is not None
    assert json.loads(body[:length])["outputs"] == [
        {"name": "label", "datatype": "BYTES", "shape": [2], "parameters": {"binary_data_size": 10}},
        {"name": "n", "datatype": "FP64", "shape": [1], "data": [0.5]},
    ]
    assert body[length:] == b"\2\0\0\0\xc3\xa9\0\0\0\0"


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_body_is_unpacked_and_bounded(encoding: str, pack: Any) -> None:
    assert wire.unpacked(pack(b"tensors"), encoding) == b"tensors"
    for broken in (pack(b"tensors")[:-1], pack(b"tensors") + b"more", b"tensors"):
        with pytest.raises(InvalidRequest):
            wire.unpacked(broken, encoding)
    with pytest.raises(RequestTooLarge):
        wire.unpacked(pack(bytes(wire.MAX_BODY_BYTES + 1)), encoding)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x"])
def test_another_packing_is_refused(encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        wire.unpacked(b"", encoding)
