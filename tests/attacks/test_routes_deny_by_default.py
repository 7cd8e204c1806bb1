"""Attack: somebody signed out asks for every route of the site that is not public."""

import re

import pytest
from django.test import Client

from reviews_site.web.access import routes


@pytest.mark.protection("routes_deny_by_default")
@pytest.mark.django_db(databases=["default", "analytical"])
def test_a_stranger_is_sent_to_sign_in_everywhere(client: Client) -> None:
    private = [path for path, is_public in routes().items() if not is_public]
    assert private
    for path in private:
        example = re.sub(r"<(\w+:)?(\w+)>", "00000000-0000-7000-8000-000000000000", path.replace("<int:pk>", "1"))
        response = client.get("/" + example)
        assert response.status_code in (302, 405), path
        assert response.status_code == 405 or response["Location"].startswith("/accounts/login/"), path
