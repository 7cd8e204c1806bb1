"""Asks the gateway with the client made from the protocol's OpenAPI file. Arguments: host and port, and a token."""

import sys
from collections.abc import Callable

import httpx
from open_inference.openapi.client import OpenInferenceClient  # type: ignore[import-not-found]  # of their environment
from open_inference.openapi.errors import BadRequestError, NotFoundError  # type: ignore[import-not-found]  # the same
from open_inference.openapi.types import (  # type: ignore[import-not-found]  # the same
    InferenceRequest,
    RequestInput,
    TensorData,
)

TEXTS = ["The food was great and the service excellent.", "Köstlich, aber kalt."]


def main(host: str, token: str) -> None:
    """Every call that the client has, with and without a version."""
    session = httpx.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    client = OpenInferenceClient(base_url=f"http://{host}", httpx_client=session)
    client.check_server_liveness()
    client.check_server_readiness()
    client.check_model_readiness("sentiment")
    client.check_model_version_readiness("sentiment", "3")
    assert client.read_server_metadata().name == "platemark"
    assert "sentences_yelp.tsv" in client.read_model_metadata("sentiment").properties["trained_on"]
    assert client.read_model_version_metadata("sentiment", "3").versions == ["3"]
    text = RequestInput(name="text", shape=[2], datatype="BYTES", data=TensorData(__root__=TEXTS))
    request = InferenceRequest(id="one", inputs=[text])
    for answer in (
        client.model_infer("sentiment", request=request),
        client.model_version_infer("sentiment", "3", request=request),
    ):
        outputs = {output.name: output for output in answer.outputs}
        assert answer.id == "one" and outputs["label"].data.__root__[0] == "positive"
    refused(lambda: client.model_infer("sentiment", request=InferenceRequest(inputs=[])), BadRequestError)
    refused(lambda: client.check_model_readiness("nothing"), NotFoundError)


def refused(ask: Callable[[], object], error: type[Exception]) -> None:
    """The client raises its own exception, which has the gateway's sentence."""
    try:
        ask()
    except error as problem:
        assert problem.body["error"].endswith("."), problem  # type: ignore[attr-defined]  # the client has no types
    else:
        raise AssertionError("It was answered.")


main(*sys.argv[1:])
