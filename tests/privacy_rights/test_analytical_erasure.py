"""What people ask of the analytical store, under their pseudonyms: taken in once, carried out in steps, kept out."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.utils import timezone

from analytics.access.company import Environment
from analytics.access.stores import store_grants
from analytics.ingest import age_bands, erased_people, relay
from analytics.ingest.models import (
    PersonEvent,
    PrivacyRequest,
    QuarantinedEvent,
    RestaurantAgeBand,
    Review,
    ReviewEvent,
    UserDemographics,
)
from mlmodels.models import ReviewSentiment
from privacy_rights.analytical import erasure, functions
from reviews_site.ids import uuid7
from reviews_site.outbox import publish as outbox
from reviews_site.privacy import relation_name
from tests.analytics import events
from tests.analytics.conftest import score
from tests.analytics.events import let_wait_again
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PERSON = uuid.UUID("6f1f5e3c-2f5b-8c6e-9d1e-0a1b2c3d4e5f")
ASKED_AT = datetime(2026, 5, 2, 12, tzinfo=UTC)


def ask(kind: str, as_process: AsProcess, *, by: str, person: uuid.UUID = PERSON) -> uuid.UUID:
    """Publish a request as a process does; its id."""
    request_id = uuid7()
    said = {"request_id": str(request_id), "kind": kind, "person": str(person), "asked_at": ASKED_AT.isoformat()}
    with as_process(by):
        outbox.publish("accounts.privacy_requested", 1, said, restaurant_id=None)
    return request_id


def drain(as_process: AsProcess) -> relay.DrainResult:
    with as_process("relay"):
        return relay.drain()


def carry_out(as_process: AsProcess) -> erasure.ErasureProgress:
    with as_process("analytics_privacy"):
        return erasure.run_due()


def left_of(person: uuid.UUID) -> int:
    """Rows of the store that name the person."""
    found = [
        ReviewEvent.objects.filter(payload__reviewer=str(person)),
        PersonEvent.objects.filter(person=person),
        Review.objects.filter(reviewer=person),
        UserDemographics.objects.filter(person=person),
        QuarantinedEvent.objects.filter(payload__icontains=str(person)[:23]),
    ]
    return sum(rows.count() for rows in found)


def test_a_request_is_taken_in_once_and_says_nothing_of_who_asked(as_process: AsProcess) -> None:
    request_id = ask("export", as_process, by="web")
    assert drain(as_process) == relay.DrainResult(loaded=1)
    let_wait_again()
    assert drain(as_process) == relay.DrainResult(loaded=1)
    request = PrivacyRequest.objects.get()
    assert (request.pk, request.kind, request.person) == (request_id, "export", PERSON)
    assert (request.asked_at, request.done_at) == (ASKED_AT, None)


def test_an_erasure_takes_what_names_the_person_and_leaves_everybody_else(as_process: AsProcess) -> None:
    other = uuid.uuid4()
    for who in (PERSON, other):
        events.post(events.review(reviewer=str(who)))
        events.publish_demographics(events.person(person=str(who)))
        events.inject({**events.review(reviewer=str(who)), "rating": 9})
    drain(as_process)
    for review in Review.objects.all():
        score(str(review.review_id), review.event_id, events.RESTAURANT, 0.5)
    assert (left_of(PERSON), left_of(other)) == (5, 5)
    request_id = ask("erasure", as_process, by="privacy")
    drain(as_process)
    assert carry_out(as_process) == erasure.ErasureProgress(facts=1)
    assert (left_of(PERSON), left_of(other)) == (0, 5)
    assert ReviewSentiment.objects.count() == 1
    request = PrivacyRequest.objects.get(pk=request_id)
    assert {name: count for name, count in request.counts.items() if count} == {
        "landing.review_events": 1,
        "landing.person_events": 1,
        "landing.quarantine": 1,
        "core.reviews": 1,
        "core.user_demographics": 1,
        "derived.review_sentiment": 1,
    }
    assert request.person == PERSON, "The registrar still needs it."
    assert len(request.reviews or []) == 1


def test_the_pseudonym_goes_from_the_request_once_the_registrar_is_done(as_process: AsProcess) -> None:
    request_id = ask("erasure", as_process, by="privacy")
    drain(as_process)
    carry_out(as_process)
    assert carry_out(as_process) == erasure.ErasureProgress(), "It waits for the registrar."
    PrivacyRequest.objects.update(datasets_at=timezone.now())
    assert carry_out(as_process) == erasure.ErasureProgress(finished=1)
    request = PrivacyRequest.objects.get(pk=request_id)
    assert (request.person, request.reviews) == (None, None)
    assert request.done_at is not None
    assert carry_out(as_process) == erasure.ErasureProgress()


def test_an_export_is_not_an_erasure(as_process: AsProcess) -> None:
    events.post(events.review(reviewer=str(PERSON)))
    ask("export", as_process, by="web")
    drain(as_process)
    assert carry_out(as_process) == erasure.ErasureProgress()
    assert left_of(PERSON) == 2


def test_what_arrives_late_of_somebody_who_was_erased_is_not_loaded_nor_kept(as_process: AsProcess) -> None:
    ask("erasure", as_process, by="privacy")
    drain(as_process)
    carry_out(as_process)
    events.post(events.review(reviewer=str(PERSON)))
    events.publish_demographics(events.person(person=str(PERSON)))
    events.post(events.review())
    assert drain(as_process) == relay.DrainResult(loaded=1, quarantined=2)
    assert left_of(PERSON) == 0
    assert set(QuarantinedEvent.objects.values_list("payload", "reason")) == {(None, erased_people.ERASED_REASON)}


def test_emptying_the_store_and_replaying_the_outbox_brings_nobody_back(as_process: AsProcess) -> None:
    events.post(events.review(reviewer=str(PERSON)))
    ask("erasure", as_process, by="privacy")
    drain(as_process)
    carry_out(as_process)
    # As if the outbox had been restored from before the erasure.
    let_wait_again()
    drain(as_process)
    assert left_of(PERSON) == 0


def test_counts_do_not_move_by_one_erased_person(as_process: AsProcess) -> None:
    events.review_by_birth_years({1984: 14, 1995: 25})
    events.post(events.review(reviewer=str(PERSON)))
    events.publish_demographics(events.person(person=str(PERSON), birth_year=1984))
    drain(as_process)
    with as_process("relay"):
        assert age_bands.publish_due() == 1
    before = list(RestaurantAgeBand.objects.values())
    request_id = ask("erasure", as_process, by="privacy")
    drain(as_process)
    carry_out(as_process)
    PrivacyRequest.objects.update(datasets_at=timezone.now())
    assert carry_out(as_process) == erasure.ErasureProgress(finished=1)
    with as_process("relay"):
        assert age_bands.publish_due() == 0
    assert list(RestaurantAgeBand.objects.values()) == before
    request = PrivacyRequest.objects.get(pk=request_id)
    assert (request.person, request.reviews) == (None, None)


def test_every_table_of_people_is_erased_by_the_database_and_by_nothing_else(as_process: AsProcess) -> None:
    request_id = ask("erasure", as_process, by="privacy")
    drain(as_process)
    carry_out(as_process)
    named = {relation_name(model) for model, _ in functions.tables()}
    assert set(PrivacyRequest.objects.get(pk=request_id).counts) == named
    grants = store_grants(Environment.PROD)["analytical"].grants
    assert not [grant for grant in grants if grant.login == "analytics_privacy" and grant.verb == "DELETE"]


def test_one_persons_rows_are_found_by_an_index() -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table, column in (("landing.review_events", "reviewer"), ("core.reviews", "reviewer")):
            cursor.execute(f"EXPLAIN DELETE FROM {table} WHERE {column} = %s", [PERSON])
            assert "Index" in " ".join(row[0] for row in cursor.fetchall()), table
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN DELETE FROM outbox_event WHERE person = %s", [str(PERSON)])
        assert "outbox_event_by_person" in " ".join(row[0] for row in cursor.fetchall())
