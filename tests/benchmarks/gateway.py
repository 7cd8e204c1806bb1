"""What the gateway costs beside the model that it asks: CPU time of its process and of the store, a request."""

import json

from tests.benchmarks import figures, load, processor
from tests.benchmarks.figures import Measurement
from tests.benchmarks.inside_gateway import TEXT
from tests.benchmarks.site import Server, Stage, gunicorn

_PATH = "/v2/models/sentiment/infer"


def gateway_overhead(on: Stage, *, rounds: int, requests: int) -> Measurement:
    """Each round asks about one text so often over HTTP, and as often the model itself, in a bare process."""
    token = on.inside("migrator", "service_token")
    body = json.dumps({"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": [TEXT]}]})
    request = load.request_of(_PATH, method="POST", headers=[f"Authorization: Bearer {token}"], body=body)
    over, own, bare = [], [], []
    with gunicorn(on, process="gateway") as served:
        _ask(on, served, request, requests // 4)  # it loads the model, and connects
        for number in range(rounds):
            print(f"\r  round {number + 1} of {rounds}: gateway_overhead", end="", flush=True)
            process, store = _ask(on, served, request, requests)
            model = float(on.inside("gateway", "bare_sentiment", str(requests)))
            over.append(process + store - model)
            own.append(process - model)
            bare.append(model)
    print("\r" + " " * 50 + "\r", end="")
    note = (
        f"{figures.median(own):.2f} of it in the gateway's process, the rest in PostgreSQL; "
        f"the model itself takes {figures.median(bare):.2f}"
    )
    return Measurement("gateway_overhead", figures.median(over), "CPU ms/request", note=note)


def _ask(on: Stage, served: Server, request: bytes, requests: int) -> tuple[float, float]:
    """CPU milliseconds of a request: of the gateway, and of the store."""
    roots = (served.pid, on.postmaster("analytical"))
    before = [processor.cpu_seconds([root]) for root in roots]
    loaded = load.send(served.port, iter([request] * requests), expected=200)
    if loaded.failures:
        raise SystemExit(f"{loaded.failures} of {loaded.requests} requests were refused.")
    process, store = (
        figures.milliseconds_a_request(processor.cpu_seconds([root]) - began, requests)
        for root, began in zip(roots, before, strict=True)
    )
    return process, store
