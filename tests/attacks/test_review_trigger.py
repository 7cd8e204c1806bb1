"""Attack: whoever holds web's database login inserts a review of a person whom nobody confirmed."""

import uuid

import psycopg
import pytest
from django.utils import timezone

from accounts.models import VerificationStatus
from tests.conftest import Login
from tests.restaurants import factories

INSERT = """
INSERT INTO restaurants_review (id, restaurant_id, author_id, rating, text, language, visited_on, posted_at)
VALUES (%s, %s, %s, 5, 'Simply the best place that I was ever paid for.', 'en', current_date, now())
"""


@pytest.mark.protection("review_trigger")
@pytest.mark.django_db(transaction=True)
def test_web_inserts_a_review_of_an_unconfirmed_person(login: Login) -> None:
    place, sock_puppet = factories.restaurant(), factories.unconfirmed("ulf")
    web = login("default", "web")
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        web.execute(INSERT, [uuid.uuid4(), place.pk, sock_puppet.pk])
    assert refused.value.diag.constraint_name == "restaurants_review_author_confirmed"


@pytest.mark.protection("review_trigger")
@pytest.mark.django_db(transaction=True)
def test_web_edits_a_review_after_its_author_is_confirmed_no_more(login: Login) -> None:
    review = factories.review(factories.restaurant(), factories.confirmed("dora"))
    VerificationStatus.objects.update(expires_at=timezone.now())
    web = login("default", "web")
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        web.execute("UPDATE restaurants_review SET text = 'Simply the best, whoever pays.' WHERE id = %s", [review.pk])
    assert refused.value.diag.constraint_name == "restaurants_review_author_confirmed"
