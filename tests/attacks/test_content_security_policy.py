"""Attack: somebody managed to place a script in a page; the header must keep the browser from running it."""

import pytest
from django.test import Client

DIRECTIVES = (
    *("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"),
)


@pytest.mark.protection("content_security_policy")
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/restaurants/", "/accounts/login/", "/no-such-page/"])
@pytest.mark.parametrize(
    "directive",
    DIRECTIVES,
)
def test_no_page_lets_inline_code_run(client: Client, path: str, directive: str) -> None:
    policy = client.get(path).headers.get("Content-Security-Policy", "")
    assert directive in policy
    assert "unsafe" not in policy
