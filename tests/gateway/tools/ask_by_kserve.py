"""Asks the gateway with KServe's SDK and protocol v2. Arguments: host and port, and a token."""

import asyncio
import sys

import httpx
import numpy as np
from kserve import InferInput, InferRequest  # type: ignore[import-not-found]  # of the clients' own environment
from kserve.inference_client import InferenceRESTClient, RESTConfig  # type: ignore[import-not-found]  # the same

TEXTS = ["The food was great and the service excellent.", "Köstlich, aber kalt."]


async def main(host: str, token: str) -> None:
    """Health, and answers to a request of JSON and one of bytes."""
    base, headers = f"http://{host}", {"Authorization": f"Bearer {token}"}
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await client.is_server_live(base) and await client.is_server_ready(base)
    assert await client.is_model_ready(base, "sentiment", headers=headers)
    for binary in (False, True):
        text = InferInput("text", [2], "BYTES")
        text.set_data_from_numpy(np.array(TEXTS, dtype=object), binary_data=binary)
        request = InferRequest(model_name="sentiment", infer_inputs=[text], request_id="one")
        answer = await client.infer(base, request, model_name="sentiment", headers=dict(headers))
        assert (answer.id, answer.model_name) == ("one", "sentiment")
        outputs = {output.name: output for output in answer.outputs}
        assert outputs["label"].data[0] == "positive" and outputs["score"].as_numpy()[0] > 0.4
    try:
        await client.infer(base, request, model_name="sentiment", headers={})
    except httpx.HTTPStatusError as problem:
        assert "Send a token" in str(problem), problem
    else:
        raise AssertionError("It was answered.")


asyncio.run(main(*sys.argv[1:]))
