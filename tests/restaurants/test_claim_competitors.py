"""What whoever claims a place can't review, and whoever reviewed can't claim."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from restaurants.actions import claims
from restaurants.enums import ClaimProof
from restaurants.models import Claim
from reviews_site.policy import Denied
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.claims import (
    LISTING,
    WORDS,
    claimed,
    place,
    refused,
)

pytestmark = pytest.mark.django_db


def test_who_claims_a_place_reviews_neither_it_nor_its_competitors_for_a_week() -> None:
    own, beside = place("Zum Reiher", "regional", "fish"), factories.restaurant("Zur Rohrdommel", "fish")
    elsewhere, different = (
        factories.restaurant("Zum Kormoran", "fish", town="Wels"),
        factories.restaurant("Udon", "ramen"),
    )
    ada = factories.confirmed("ada")
    before = factories.review(beside, factories.confirmed("dora"))
    claimed(own, ada)
    with playing("web"):
        for closed, says in ((own, "claim"), (beside, "same town")):
            with pytest.raises(Denied, match=says):
                factories.review(closed, ada)
        for open_one in (elsewhere, different):
            factories.review(open_one, ada)
    assert before.author_id != ada.pk
    Claim.objects.update(submitted_at=timezone.now() - timedelta(days=8))
    factories.review(beside, ada)


def test_who_reviewed_a_competitor_within_a_week_claims_nothing_beside_it() -> None:
    own, beside, ada = (
        place("Zum Reiher", "fish"),
        factories.restaurant("Zur Rohrdommel", "fish"),
        factories.confirmed("ada"),
    )
    factories.review(beside, ada)
    how = {"proof": ClaimProof.DOCUMENTS, "statement": WORDS, "by": ada}
    assert "You reviewed" in refused(claims.begin, restaurant=own, mailbox="", **how)
    assert "You reviewed" in refused(claims.add, values=LISTING, **how)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE restaurants_review SET posted_at = posted_at - interval '8 days'")
    claimed(own, ada)
