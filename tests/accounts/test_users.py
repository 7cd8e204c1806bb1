"""Generated people are whole: they can sign in, are confirmed, and are told to analytics as anybody is."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import users
from accounts.enums import Gender, Region
from accounts.exceptions import NameTaken
from accounts.models import User
from accounts.selectors import confirmation_of, is_confirmed, person_facts, public_names_of
from reviews_site.outbox.models import Event
from reviews_site.policy import Role
from tests.accounts.users import PASSWORD
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def generated(name: str) -> users.NewUser:
    return users.NewUser(
        email=f"{name}@Example.org",
        password_hash=make_password(PASSWORD),
        display_name=f"{name.title()} Heron",
        birth_year=1990,
        gender=Gender.NON_BINARY,
        region=Region.SALZBURG,
    )


def test_a_generated_person_is_confirmed_and_published_to_analytics(as_process: AsProcess) -> None:
    with as_process("seeder"):
        user = users.create_confirmed(person=generated("gina"), confirmed_at=NOW)
    confirmation = confirmation_of(user)
    assert confirmation
    assert (confirmation.provider, confirmation.confirmed_at) == ("demo", NOW)
    assert person_facts(user).confirmed_until == NOW + timedelta(days=730)
    event = Event.objects.get()
    assert (event.topic, event.payload["birth_year"], event.payload["region"]) == (
        "accounts.demographics_changed",
        1990,
        "AT-5",
    )


def test_a_generated_person_can_sign_in(as_process: AsProcess, client: Client) -> None:
    with as_process("seeder"):
        users.create_confirmed(person=generated("gina"), confirmed_at=NOW)
    answer = client.post("/accounts/login/", {"login": "gina@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/start/")


def test_a_person_is_made_whole_or_not_at_all() -> None:
    users.create_confirmed(person=generated("gina"), confirmed_at=NOW)
    with pytest.raises(NameTaken), transaction.atomic():
        users.register(email="new@example.org", password=PASSWORD, display_name="gina heron")
    assert not User.objects.filter(email="new@example.org").exists()


def test_names_of_many_people_take_one_query(diner: User, other_diner: User, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's factory
        assert public_names_of([diner.pk, other_diner.pk])[diner.pk] == "Ada Heron"


def test_facts_of_the_unconfirmed_and_the_closed(diner: User) -> None:
    facts = person_facts(diner)
    assert (facts.confirmed_until, Role.MEMBER in facts.roles, is_confirmed(diner)) == (None, True, False)
    diner.is_active = False
    assert person_facts(diner).roles == {Role.VISITOR}
