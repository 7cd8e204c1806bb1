"""Attacks on what programs are told of changes: a reply on hold shows, a change is made up or hidden."""

import psycopg
import pytest

from restaurants.actions import owners, replies
from restaurants.models import Change
from tests.conftest import Login
from tests.restaurants import factories
from tests.restaurants.test_replies import REVEALING


@pytest.mark.protection("api_changes_of_public_rows")
@pytest.mark.django_db
def test_a_reply_on_hold_is_listed() -> None:
    place, owner = factories.restaurant(), factories.confirmed("otto")
    owners.grant(restaurant=place, user=owner, by=None)
    review = factories.review(place, factories.confirmed("anna"))
    replies.write(review=review, text=REVEALING, by=owner)
    replies.delete(review=review, by=owner)
    assert not Change.objects.filter(kind__startswith="reply").exists()


@pytest.mark.protection("api_changes_by_triggers")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM restaurants_change",
        "UPDATE restaurants_change SET kind = 'review_removed'",
        "INSERT INTO restaurants_change (id, transaction, kind, slug, changed_at)"
        " VALUES (gen_random_uuid(), 1, 'review_removed', 'x', now())",
        "SELECT restaurants_note_change('review_removed', id, NULL) FROM restaurants_restaurant",
        "SELECT restaurants_delete_old_changes()",
    ],
)
def test_injected_sql_makes_up_or_hides_a_change(login: Login, statement: str) -> None:
    factories.restaurant()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)
