"""Attack on the gateway's TLS: clients whose certificate it does not know, or that have none."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from reviews_site.deployment.health import port_is_free
from tests.certificates import certificate
from tests.deploy.http_server import serving_once

Certificate = tuple[Path, Path]


@pytest.fixture
def certificates(tmp_path: Path) -> dict[str, Certificate]:
    """Of the gateway, of a client that it knows, and of a stranger."""
    for name in (names := ("gateway", "client", "stranger")):
        (tmp_path / name).mkdir()
    return {name: certificate(tmp_path / name) for name in names}


@pytest.fixture
def port(certificates: dict[str, Certificate]) -> Iterator[int]:
    """The port of a gateway that asks clients for certificates."""
    served, key = map(str, certificates["gateway"])
    tls = {"GATEWAY_TLS_CERT": served, "GATEWAY_TLS_KEY": key, "GATEWAY_CLIENT_CA": str(certificates["client"][0])}
    store = {"PLATEMARK_PROCESS": "gateway", "DATABASE_ANALYTICAL_URL": "postgresql://nobody@localhost/none"}
    with serving_once(_listens, "tests.deploy.echo:application", "localhost", {**store, **tls}) as found:
        yield found


def _listens(port: int, _host: str) -> bool:
    return not port_is_free(port)


@contextmanager
def client(port: int, trusted: Path, own: Certificate | None) -> Iterator[httpx.Client]:
    """A client that trusts the gateway, with a certificate of its own or none."""
    context = ssl.create_default_context(cafile=str(trusted))
    if own:
        context.load_cert_chain(*own)
    with httpx.Client(base_url=f"https://localhost:{port}", verify=context, trust_env=False, timeout=60) as found:
        yield found


@pytest.mark.protection("gateway_client_certificate")
@pytest.mark.parametrize("who", ["stranger", None])
def test_who_has_no_certificate_that_is_known_gets_no_answer(
    port: int, certificates: dict[str, Certificate], who: str | None
) -> None:
    trusted = certificates["gateway"][0]
    with client(port, trusted, certificates["client"]) as known:
        # Longer than what TLS sends at once, and twice on one connection.
        for length in (1_000_000, 3):
            answer = known.post("/v2", content=b"a" * length)
            assert (answer.status_code, answer.json()["body"]) == (200, str(length))
    with client(port, trusted, certificates[who] if who else None) as attacker:
        try:
            answer = attacker.get("/v2")
        except httpx.TransportError:
            return
    pytest.fail(f"It answered {answer.status_code}.")
