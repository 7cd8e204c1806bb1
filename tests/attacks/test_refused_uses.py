"""Attacks on what people refuse: read on under another login, counted on, switched back, or said to be done."""

import uuid
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Consent
from analytics.ingest import age_bands, cubes, relay
from analytics.ingest.models import AllowedUses, RestaurantAgeBand, Review
from mlmodels.models import ReviewSentiment
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import active_model
from mlmodels.sentiment.predict import reviews as read
from reviews_site.outbox.models import Event
from tests.accounts.users import member
from tests.analytics.dataset_documents import YOUNG, accepted, refresh, register, rows, write_facts
from tests.analytics.events import RESTAURANT, inject, post, review, review_by_birth_years
from tests.analytics.test_data_uses import ADA, BEN, day, say
from tests.conftest import AsProcess, Login, ProcessClient

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
REFUSED = {"statistics": False, "models": False, "datasets": False}


def refused_and_not(as_process: AsProcess) -> None:
    """A review by somebody who refuses everything, and one by somebody who refuses nothing."""
    for who in (ADA, BEN):
        post(review(reviewer=str(who), text=f"The soup of {who} was wonderful."))
    say(ADA, **REFUSED)
    with as_process("relay"):
        relay.drain()


@COMMITTED
@pytest.mark.protection("refusal_for_models")
@pytest.mark.parametrize(
    "statement", ["SELECT text FROM core.reviews", "SELECT text FROM core.reviews WHERE NOT COALESCE(false)"]
)
def test_no_model_reads_a_review_that_was_refused_to_models(
    as_process: AsProcess, login: Login, statement: str
) -> None:
    """With the login's own password and any SQL: what trains or scores later reads no more than this."""
    refused_and_not(as_process)
    assert login("analytical", "models").execute(statement).fetchall() == [(f"The soup of {BEN} was wonderful.",)]


@pytest.mark.protection("refusal_for_models")
@pytest.mark.parametrize("statement", ["UPDATE core.reviews SET for_models = true", "SELECT * FROM core.allowed_uses"])
def test_no_model_changes_or_reads_what_was_refused(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("analytical", "models").execute(statement)


@BOTH
@pytest.mark.protection("refusal_while_scoring")
def test_a_model_that_has_the_text_already_writes_no_score_of_it(as_process: AsProcess) -> None:
    post(review(reviewer=str(ADA)))
    with as_process("relay"):
        relay.drain()
    with as_process("models"):
        active = active_model()
        batch = scoring.take(active, size=10)
    say(ADA, models=False)
    with as_process("relay"):
        relay.drain()
    with as_process("models"):
        found = read(active.models["en"], [one.text for one in batch])
        scoring.write(batch, found, version=1, at=timezone.now())
    assert len(batch) == 1
    assert not ReviewSentiment.objects.exists()


@COMMITTED
@pytest.mark.protection("refusal_for_company_roles")
@pytest.mark.parametrize(
    "statement", ["SELECT reviewer FROM core.reviews", "SELECT reviewer FROM marts.masked_reviews"]
)
def test_nobody_of_the_company_reads_rows_of_whoever_refuses(
    as_process: AsProcess, login: Login, statement: str
) -> None:
    refused_and_not(as_process)
    assert login("analytical", "data_scientist").execute(statement).fetchall() == [(BEN,)]


@COMMITTED
@pytest.mark.protection("refusal_in_datasets")
def test_no_dataset_is_made_of_whoever_refuses(login: Login, as_process: AsProcess) -> None:
    write_facts()
    refuses = uuid.UUID(int=1005)
    say(refuses, datasets=False)
    with as_process("relay"):
        relay.drain()
    register(YOUNG, accepted())
    refresh()
    found = rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM governance.dataset_token WHERE subject = %s", [refuses])
        tokens = cursor.fetchone()[0]
    assert (len(found), tokens) == (23, 0)


@BOTH
@pytest.mark.protection("refusal_in_statistics")
def test_no_count_is_made_of_whoever_refuses(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 100})
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    for who in Review.objects.values_list("reviewer", flat=True)[:40]:
        say(who, statistics=False)
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
        assert cubes.publish_stale() == 0
    review_by_birth_years({1984: 50})
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    [band] = RestaurantAgeBand.objects.filter(restaurant_id=RESTAURANT, reviewers__isnull=False)
    assert band.reviewers == 110


@BOTH
@pytest.mark.protection("data_use_newest_answer")
def test_an_old_word_played_again_does_not_allow_what_was_refused(as_process: AsProcess) -> None:
    say(ADA, at=1)
    say(ADA, at=2, **REFUSED)
    with as_process("relay"):
        relay.drain()
    recorded = Event.objects.order_by("id").values_list("payload", flat=True)[0]
    inject(recorded, topic="accounts.data_uses_changed")
    with as_process("relay"):
        relay.drain()
    assert AllowedUses.objects.values_list("statistics", "models", "datasets").get() == (False, False, False)


@BOTH
@pytest.mark.protection("relay_schema_validation")
@pytest.mark.parametrize("changes", [{"models": "yes"}, {"models": "on"}, {"advertising": True}])
def test_a_forged_word_of_another_shape_is_not_loaded(as_process: AsProcess, changes: dict[str, Any]) -> None:
    say(ADA, at=1, **REFUSED)
    allowed = {"statistics": True, "models": True, "datasets": True}
    inject({"person": str(ADA), "changed_at": day(2), **allowed, **changes}, topic="accounts.data_uses_changed")
    with as_process("relay"):
        relay.drain()
    assert not AllowedUses.objects.get().statistics


@COMMITTED
@pytest.mark.protection("receipt_grants")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.outbox_receipt VALUES (gen_random_uuid(), now())",
        "UPDATE public.outbox_receipt SET done_at = now()",
        "DELETE FROM public.outbox_receipt",
    ],
)
def test_nobody_but_the_relay_says_that_a_refusal_is_done(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@BOTH
@pytest.mark.protection("data_uses_csrf_token")
def test_another_site_changes_nobodys_uses() -> None:
    """A page elsewhere posts the form with the cookies of whoever looks at it."""
    browser: Client = ProcessClient(enforce_csrf_checks=True)
    browser.force_login(member("mia"))
    browser.post("/privacy/uses/models/", {"allowed": "no"}, headers={"origin": "https://evil.example"})
    assert not Consent.objects.filter(agreement="models").exists()
