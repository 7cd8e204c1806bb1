"""Bodies that nobody asked for: long ones, files, and whatever somebody unknown sends."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client

from tests.accounts.factors import signed_in_twice_over
from tests.restaurants import factories

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
UPLOAD = "/business/zum-reiher-linz/visits/file/"


@pytest.fixture
def parsed() -> Iterator[list[str]]:
    """What forms with files were read meanwhile."""
    found: list[str] = []
    parse = MultiPartParser.parse

    def noted(parser: MultiPartParser) -> object:
        found.append("read")
        return parse(parser)

    with patch.object(MultiPartParser, "parse", noted):
        yield found


@BOTH
@pytest.mark.protection("unread_bodies")
@pytest.mark.parametrize("path", [UPLOAD, "/profile/", "/business/"])
def test_a_file_from_somebody_unknown_is_not_read(parsed: list[str], path: str) -> None:
    factories.restaurant()
    client = Client(enforce_csrf_checks=True)
    client.cookies["platemark_csrf"] = "a" * 32
    answer = client.post(path, {"file": SimpleUploadedFile("visits.csv", b"a" * 1_000_000)})
    assert parsed == []
    assert answer.headers.get("Location", "").partition("?")[0] == "/accounts/login/"


@BOTH
@pytest.mark.protection("unread_bodies")
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/security/", "/privacy/uses/"])
def test_a_long_form_is_not_read(parsed: list[str], path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["platemark_csrf"] = "a" * 32
    signed_in_twice_over(client, factories.confirmed("dora"))
    answer = client.post(path, {"file": SimpleUploadedFile("visits.csv", b"a" * 300_000)})
    assert (parsed, answer.status_code) == ([], 413)
    assert "too much at once" in answer.content.decode()
