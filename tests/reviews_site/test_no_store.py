"""What may be stored of the site: what is the same for everybody."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/restaurants/", "/robots.txt", "/nowhere/"])
def test_public_pages_may_be_kept(client: Client, path: str) -> None:
    assert "Cache-Control" not in client.get(path).headers
