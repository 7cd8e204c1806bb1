"""Attack: a signed-in stranger, or the owner of another place, guesses a dashboard's address; or makes an owner."""

import uuid

import pytest
from psycopg.errors import InsufficientPrivilege

from restaurants.actions import owners
from tests.analytics.conftest import make_person, make_restaurant
from tests.attacks.refusal import refusal
from tests.conftest import Login, ProcessClient

MAKE_OWNER = """
INSERT INTO restaurants_restaurantuserobjectpermission (permission_id, user_id, content_object_id)
VALUES (1, %s, %s)
"""


@pytest.mark.protection("dashboard_object_permission")
@pytest.mark.django_db(databases=["default", "analytical"])
def test_a_stranger_and_the_owner_of_another_place_see_nothing(client: ProcessClient) -> None:
    make_restaurant("golden-carp")
    neighbour = make_person()
    owners.grant(restaurant=make_restaurant("silver-pike"), user=neighbour, by=None)
    for person in (make_person(), neighbour):
        client.force_login(person)
        for page in ("", "guests-by-age.csv"):
            assert client.get(f"/business/golden-carp/{page}").status_code == 404


@pytest.mark.protection("owner_permission_select_only")
def test_sql_injected_into_web_makes_nobody_an_owner(login: Login) -> None:
    with refusal(InsufficientPrivilege):
        login("default", "web").execute(MAKE_OWNER, [uuid.uuid4(), uuid.uuid4()])
