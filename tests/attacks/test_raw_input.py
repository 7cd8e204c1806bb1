"""Attack: a NUL, which no text of PostgreSQL may hold, in a query or in the name of a field."""

import pytest
from django.test import Client

from tests.analytics.staffing import at_the_console

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.mark.protection("nul_refused")
@pytest.mark.parametrize("path", ["/access/?of=core%00reviews", "/access/?who=%00"])
def test_a_nul_in_a_query_of_the_console_is_a_bad_request(path: str) -> None:
    client = at_the_console("olga", "security_engineer")
    client.raise_request_exception = False
    assert client.get(path).status_code == 400


@pytest.mark.protection("nul_refused")
def test_a_nul_in_the_name_of_a_field_is_a_bad_request(client: Client) -> None:
    client.raise_request_exception = False
    assert client.post("/accounts/login/", {"login\0": "mia@example.org"}).status_code == 400
