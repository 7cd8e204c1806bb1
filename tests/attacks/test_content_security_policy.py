"""Attack: somebody managed to place a script in a page; the header must keep the browser from running it."""

import pytest
from django.test import Client


@pytest.mark.protection("content_security_policy")
@pytest.mark.django_db
def test_no_page_lets_inline_code_run(client: Client) -> None:
    for path in ("/", "/restaurants/", "/accounts/login/", "/no-such-page/"):
        policy = client.get(path).headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, path
        assert "script-src 'self'" in policy, path
        assert "unsafe" not in policy, path
