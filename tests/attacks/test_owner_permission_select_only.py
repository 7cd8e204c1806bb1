"""Attack: whoever holds web's database login makes themselves an owner, and so opens a restaurant's dashboard."""

import psycopg
import pytest

from tests.conftest import Login
from tests.restaurants import factories

GRANT = """
INSERT INTO restaurants_restaurantuserobjectpermission (permission_id, user_id, content_object_id)
SELECT auth_permission.id, %s, %s FROM auth_permission WHERE codename = 'view_dashboard'
"""


@pytest.mark.protection("owner_permission_select_only")
@pytest.mark.django_db(transaction=True)
def test_web_names_itself_an_owner(login: Login) -> None:
    place, intruder = factories.restaurant(), factories.confirmed("sven")
    web = login("default", "web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(GRANT, [intruder.pk, place.pk])
    assert not intruder.has_perm("restaurants.view_dashboard", place)
