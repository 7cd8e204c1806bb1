"""Attacks by people who work with a restaurant, or did: they review it, vote there, or come back."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.enums import AppealState
from accounts.identity import clients
from accounts.models import User
from restaurants.actions import owners, table_codes, votes
from restaurants.exceptions import InvalidReview
from restaurants.models import HelpfulVote, Restaurant, Review, TeamMember
from restaurants.selectors import is_affiliated
from reviews_site.policy import Denied, TeamRole
from tests.accounts.appeals import appealed, decided, shows_document, two_with_one_document
from tests.accounts.conftest import StandIn
from tests.attacks.test_review_trigger import INSERT
from tests.conftest import Login, ProcessClient, playing
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
EDIT = "UPDATE restaurants_review SET text = 'Simply the best, whoever cooks.' WHERE id = %s"
Come = Callable[[Restaurant, User], None]


def works_at(place: Restaurant, user: User) -> None:
    """Make somebody read figures there."""
    owners.grant(restaurant=place, user=user, by=None, role=TeamRole.ANALYST)


def left(place: Restaurant, user: User) -> None:
    """Make somebody have left the team almost a year ago."""
    works_at(place, user)
    owners.revoke(restaurant=place, user=user, by=None)
    TeamMember.objects.filter(user=user).update(left_at=timezone.now() - timedelta(days=364))


@pytest.mark.protection("affiliation_in_database")
@COMMITTED
@pytest.mark.parametrize("come", [works_at, left])
def test_web_inserts_and_edits_a_review_by_somebody_of_the_team(login: Login, come: Come) -> None:
    place, mallory = factories.restaurant(), factories.confirmed("mallory")
    other, dora = factories.restaurant("Zur Rohrdommel"), factories.confirmed("dora")
    before = factories.review(other, dora)
    come(place, mallory)
    come(other, dora)
    web = login("default", "web")
    for statement, values in ((INSERT, [uuid.uuid4(), place.pk, mallory.pk]), (EDIT, [before.pk])):
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            web.execute(statement, values)
        assert refused.value.diag.constraint_name == "restaurants_review_by_guests"


@pytest.mark.protection("affiliation_in_database")
@pytest.mark.django_db
@pytest.mark.parametrize("come", [works_at, left])
def test_somebody_of_the_team_reviews_and_votes(client: ProcessClient, come: Come) -> None:
    place, mallory = factories.restaurant(), factories.confirmed("mallory")
    praise = factories.review(place, factories.confirmed("dora"))
    come(place, mallory)
    client.force_login(mallory)
    assert "from the inside" in client.get(f"/restaurants/{place.slug}/review/").content.decode()
    with playing("web"), pytest.raises(Denied):
        factories.review(place, mallory)
    with playing("web"), pytest.raises(Denied):
        votes.vote(slug=place.slug, review_id=praise.pk, by=mallory)
    with pytest.raises(IntegrityError, match="nothing to do"):
        HelpfulVote.objects.create(review=praise, user=mallory)


@pytest.mark.protection("affiliation_in_database")
@pytest.mark.django_db
def test_somebody_who_left_confirms_the_visit_of_an_earlier_review() -> None:
    place, mallory = factories.restaurant(), factories.confirmed("mallory")
    review = factories.review(place, mallory)
    left(place, mallory)
    (code,) = table_codes.make(restaurant=place, count=1)
    with pytest.raises(InvalidReview):
        table_codes.use(review=review, code=code, by=mallory)
    assert Review.objects.get().visit_confirmed_by == ""


@pytest.mark.protection("affiliation_follows_document")
@pytest.mark.django_db(databases=["default", "vault"])
def test_an_owner_comes_back_with_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada works there. Her document then confirms the account that she appealed with."""
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    place, other = factories.restaurant(), factories.restaurant("Zur Rohrdommel")
    ada, again = two_with_one_document(stand_in)
    works_at(place, ada)
    decided(appealed(again), AppealState.GRANTED)
    shows_document(again, stand_in)
    with playing("web"):
        assert is_affiliated(again, place)
        assert not is_affiliated(again, other)
    # It has no role where the first account works.
    assert TeamMember.objects.filter(user=again).count() == 1
    assert not TeamMember.objects.filter(user=again, left_at=None).exists()
