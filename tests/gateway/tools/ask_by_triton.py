"""Asks the gateway with Triton's own client, by its defaults. Arguments: host and port, and a token."""

import sys

import numpy as np
import tritonclient.http as triton  # type: ignore[import-not-found]  # of the clients' own environment
from tritonclient.utils import InferenceServerException  # type: ignore[import-not-found]  # the same

TEXTS = np.array(["The food was great and the service excellent.", "Köstlich, aber kalt."], dtype=object)


def main(host: str, token: str) -> None:
    """Health, metadata, and answers as bytes, as JSON, and of packed requests."""
    client, headers = triton.InferenceServerClient(host), {"Authorization": f"Bearer {token}"}
    assert client.is_server_live() and client.is_server_ready()
    assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
    assert client.is_model_ready("sentiment", headers=headers)
    assert client.is_model_ready("sentiment", "3", headers=headers)
    assert not client.is_model_ready("sentiment", "2", headers=headers)
    assert not client.is_model_ready("sentiment")
    assert client.get_model_metadata("sentiment", headers=headers)["versions"] == ["3"]
    for binary in (True, False):
        text = triton.InferInput("text", [2, 1], "BYTES")
        text.set_data_from_numpy(TEXTS.reshape(2, 1), binary_data=binary)
        for packed in (None, "gzip", "deflate"):
            for version, wanted in (("", None), ("3", outputs(binary))):
                # It adds to the headers that it is given.
                options = {"headers": dict(headers), "request_compression_algorithm": packed, "request_id": "one"}
                check(client.infer("sentiment", [text], version, outputs=wanted, **options))
    refused(client, headers)


def outputs(binary: bool) -> list[object]:
    """All outputs, asked for by name."""
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in ("score", "label", "confidence")]


def check(answer: object) -> None:
    """The answer is about two texts, the first of which praises."""
    assert answer.get_response()["id"] == "one"  # type: ignore[attr-defined]  # the client has no types
    score, label = answer.as_numpy("score"), answer.as_numpy("label")  # type: ignore[attr-defined]  # the same
    assert score.shape == label.shape == (2,) and score.dtype == np.float64
    assert label[0] in (b"positive", "positive") and score[0] > 0.4


def refused(client: object, headers: dict[str, str]) -> None:
    """What is refused comes as the client's exception, with the gateway's sentence."""
    text = triton.InferInput("words", [1], "BYTES")
    text.set_data_from_numpy(TEXTS[:1])
    for sent, says in ((headers, "takes an input text"), ({}, "Send a token")):
        try:
            client.infer("sentiment", [text], headers=dict(sent))  # type: ignore[attr-defined]  # the same
        except InferenceServerException as problem:
            assert says in problem.message(), problem.message()
        else:
            raise AssertionError("It was answered.")


main(*sys.argv[1:])
