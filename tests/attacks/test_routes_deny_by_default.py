"""Attack: somebody signed out asks for every route of the site that is not public."""

import re

import pytest
from django.test import Client

from reviews_site.web.access import routes

# allauth asks for a sign-in here itself: tests/accounts/test_passwords.py.
ASKED_TWICE = {"accounts/password/change/"}
PRIVATE = [path for path, is_public in routes().items() if not is_public and path not in ASKED_TWICE]


@pytest.mark.protection("routes_deny_by_default")
@pytest.mark.django_db(databases=["default", "analytical"])
@pytest.mark.parametrize("route", PRIVATE)
def test_a_visitor_is_sent_to_the_sign_in_page(client: Client, route: str) -> None:
    path = re.sub(r"<(\w+:)?(\w+)>", "00000000-0000-7000-8000-000000000000", re.sub(r"<int:\w+>", "1", route))
    client.raise_request_exception = False
    response = client.get("/" + path)
    assert (response.status_code, response.headers.get("Location", "").partition("?")[0]) == (302, "/accounts/login/")
