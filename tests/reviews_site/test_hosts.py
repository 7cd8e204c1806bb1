"""The name that pages are served under, and what a request's own name is used for: nothing."""

import re
from pathlib import Path

import pytest
from django.test import Client

from reviews_site.settings.realms import host_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://platemark.example", "platemark.example"),
        ("https://Platemark.example:443/", "platemark.example"),
        ("https://platemark.example:8443", "platemark.example:8443"),
        ("http://localhost:9400", "localhost:9400"),
        ("http://localhost:80", "localhost"),
        ("http://[::1]:9400", "[::1]:9400"),
    ],
)
def test_the_host_is_written_as_browsers_write_it(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["testserver@evil.example", "testserver b", "", " testserver", "a\0", "\xff"])
def test_what_is_no_name_gets_no_page(host: str) -> None:
    assert Client(headers={"host": host}).get("/restaurants/").status_code == 400


@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitoring_asks_by_the_names_of_its_network(path: str) -> None:
    assert Client(headers={"host": "127.0.0.1:9400"}).get(path).status_code == 200


def test_no_code_makes_an_address_of_what_a_request_names() -> None:
    """The sandbox, which stands for others' services, may."""
    rooms = ("accounts", "api", "analytics", "demo", "mlmodels", "privacy_rights", "restaurants", "reviews_site")
    files = [path for room in rooms for kind in ("*.py", "*.html", "*.txt") for path in (ROOT / room).rglob(kind)]
    naming = re.compile(r"build_absolute_uri|get_current_site|\bget_host\b|HTTP_HOST")
    found = {str(path.relative_to(ROOT)) for path in files if naming.search(path.read_text())}
    assert found == {"reviews_site/web/hosts.py", "restaurants/page_cache.py"}
