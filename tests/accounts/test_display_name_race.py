"""Two people choose one pen name in the same moment: the second is told at the field, as any later one would be."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.actions import profiles, users
from accounts.agreements.texts import current_texts
from accounts.exceptions import NameTaken
from accounts.models import Profile, User
from tests.accounts.users import PASSWORD
from tests.conftest import ProcessClient

BERT = {"email": "bert@example.org", "password1": PASSWORD, "display_name": "ada HERON", "agreed": current_texts()}


def until_somebody_waits() -> None:
    """Return once another connection of this database waits for a lock, or fail after two minutes."""
    asks = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    give_up_at = time.monotonic() + 120
    while time.monotonic() < give_up_at:
        with connection.cursor() as cursor:
            cursor.execute(asks)
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_sees_an_error_at_the_field() -> None:
    answers: list[Any] = []

    def sign_up() -> None:
        answers.append(ProcessClient().post("/accounts/signup/", BERT))
        connections.close_all()

    second = threading.Thread(target=sign_up)
    with transaction.atomic():
        users.register(email="ada@example.org", password=PASSWORD, display_name="Ada Heron")
        second.start()
        until_somebody_waits()
    second.join()
    [answer] = answers
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"display_name": ["This pen name is taken. Choose another."]}
    assert User.objects.values_list("email").get() == ("ada@example.org",)


@pytest.mark.django_db
def test_a_profile_keeps_its_name_when_the_new_one_is_taken(diner: User, other_diner: User) -> None:
    kept, taken = diner.profile.display_name, other_diner.profile.display_name
    with pytest.raises(NameTaken):
        profiles.update(display_name=taken.upper(), demographics=profiles.Demographics(None, None, None), by=diner)
    assert Profile.objects.get(user=diner).display_name == kept
