"""The gateway as a process of its own, asked by clients of others as they come, and by a crowd."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from mlmodels.gateway.models import GatewayQuota
from tests.deploy.services import end_connections, no_connections, service
from tests.gateway.programs import service_token, text_input

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
TOOLS = Path(__file__).parent / "tools"
# `make gateway-clients` installs them, pinned, in an environment of their own.
PYTHON = Path(__file__).resolve().parents[2] / "var" / "gateway-clients" / "bin" / "python"
INFER = "/v2/models/sentiment/infer"


@pytest.fixture
def gateway() -> Iterator[httpx.Client]:
    """A client of the process `gateway`."""
    with service("gateway") as client:
        yield client


def address_of(client: httpx.Client) -> str:
    """Host and port."""
    return str(client.base_url.netloc.decode()).replace("127.0.0.1", "localhost")


@pytest.mark.skipif(not PYTHON.exists(), reason="clients of the gateway are not installed")
def test_clients_of_others_are_served_as_they_come(gateway: httpx.Client) -> None:
    token = service_token()
    for program in ("ask_by_triton", "ask_by_kserve", "ask_by_open_inference"):
        command = [str(PYTHON), str(TOOLS / f"{program}.py"), address_of(gateway), token]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert ended.returncode == 0, f"{program}: {ended.stdout[-2000:]}{ended.stderr[-4000:]}"


def test_of_a_thousand_calls_at_once_as_many_are_answered_as_may_be(gateway: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {service_token()}"}
    GatewayQuota.objects.filter(model="sentiment").update(calls_a_minute=2000, rows_a_day=600)
    body = {"inputs": [text_input("The food was great.")]}
    with ThreadPoolExecutor(32) as crowd:
        asked = crowd.map(lambda _: gateway.post(INFER, json=body, headers=headers), range(1000))
        statuses = Counter(answer.status_code for answer in asked)
    assert statuses == {200: 600, 429: 400}


def test_while_its_store_is_down_it_says_when_to_ask_again(gateway: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {service_token()}"}
    body = {"inputs": [text_input("The food was great.")]}
    assert gateway.post(INFER, json=body, headers=headers).status_code == 200
    assert end_connections("gateway") > 0
    assert gateway.post(INFER, json=body, headers=headers).status_code == 200
    with no_connections("analytical"):
        end_connections("gateway")
        answer = gateway.post(INFER, json=body, headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"], list(answer.json())) == (503, "5", ["error"])
    assert gateway.post(INFER, json=body, headers=headers).status_code == 200
