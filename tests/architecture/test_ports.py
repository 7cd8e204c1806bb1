"""No test uses a port of `make run`: what listens there changes no test, and no test stands in its way."""

import re
import socket
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import DEFAULT_PORTS

TESTS = Path(__file__).resolve().parents[1]
# As a number by itself: in an id or a longer number it is none.
DEFAULT_PORT = re.compile(rf"(?<![\w-])({'|'.join(map(str, DEFAULT_PORTS))})(?![\w-])")


def test_no_test_names_a_default_port() -> None:
    kinds = (".py", ".json", ".html", ".txt", ".js", ".toml", ".sh")
    texts = [path for path in TESTS.rglob("*") if path.suffix in kinds and path != TESTS / "conftest.py"]
    named = [f"{path}: {found.group()}" for path in texts for found in DEFAULT_PORT.finditer(path.read_text())]
    assert named == []


@pytest.mark.parametrize("port", DEFAULT_PORTS)
def test_no_test_connects_to_a_default_port_or_listens_there(port: int) -> None:
    for use in (socket.socket.connect, socket.socket.bind):
        with socket.socket() as tried, pytest.raises(RuntimeError, match=str(port)):
            use(tried, ("127.0.0.1", port))


def test_no_service_of_the_tests_settings_is_where_make_run_has_it() -> None:
    addresses = (settings.PROVIDER_URL, settings.QUERY_URL, settings.EMAIL_PORT, settings.CELERY_BROKER_URL)
    dialled = " ".join(map(str, (*addresses, settings.CACHES)))
    assert not DEFAULT_PORT.search(dialled)
