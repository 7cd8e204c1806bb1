"""Attacks on the address of a till: forged, replayed and late messages, another till's secret, a broken web process."""

import json
import time

import psycopg
import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from restaurants.actions import owners, tills
from restaurants.models import Restaurant, Till, TillMessage, VisitCount
from reviews_site.crypto.standard_webhooks import new_secret, sign
from tests.conftest import AsProcess, Login
from tests.restaurants import factories
from tests.restaurants.tills import MONDAY, FakeTill, counted, post, read, till_of


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def otto(place: Restaurant) -> User:
    person = factories.confirmed("otto")
    owners.grant(restaurant=place, user=person, by=None)
    return person


@pytest.fixture
def till(place: Restaurant, otto: User) -> FakeTill:
    return till_of(place, otto)


@pytest.mark.protection("till_signature")
@pytest.mark.parametrize("attack", ["other secret", "other body", "other id", "no signature", "other version"])
def test_somebody_who_knows_the_address_sends_numbers(till: FakeTill, attack: str) -> None:
    genuine = counted((MONDAY, 1))
    match attack:
        case "other secret":
            till.send(genuine, secret=new_secret())
        case "other body":
            till.send(
                genuine,
                body=b'{"type": "guest_numbers.counted", "data": {"days": []}}'.replace(
                    b"[]", b'[{"day": "2026-03-02", "visitors": 9}]'
                ),
            )
        case "other id":
            till.send(genuine, webhook_id="msg_2")
        case "no signature":
            till.send(genuine, webhook_signature="v1,")
        case _:
            till.send(genuine, webhook_signature="v1a,AAAA v1,AAAA")
    assert read() == ["forged"]
    assert not VisitCount.objects.exists()


@pytest.mark.protection("till_own_secret")
def test_another_restaurants_till_signs_for_this_one(till: FakeTill, place: Restaurant) -> None:
    """Its team moves its sealed secret into the row of another: by a hole in what writes rows, not by a page."""
    mallory = factories.confirmed("mallory")
    other = factories.restaurant("Zwei")
    owners.grant(restaurant=other, user=mallory, by=None)
    theirs = till_of(other, mallory)
    till.send(counted((MONDAY, 1)), message_id="first", secret=theirs.secret)
    Till.objects.filter(pk=till.till.pk).update(secret=Till.objects.get(pk=theirs.till.pk).secret)
    till.send(counted((MONDAY, 2)), message_id="second", secret=theirs.secret)
    assert read() == ["forged", "forged"]
    assert not VisitCount.objects.filter(restaurant=place).exists()


@pytest.mark.protection("till_replay")
def test_a_recorded_message_is_sent_again_with_a_signature_more(till: FakeTill) -> None:
    """A correction came between: the old number would be back."""
    at = int(time.time())
    till.send(counted((MONDAY, 1)), message_id="recorded", sent_at=at)
    till.send(counted((MONDAY, 2)), message_id="correction")
    read()
    signature = f"{sign_of(till, counted_body(), at)} v1,AAAA"
    till.send(counted((MONDAY, 1)), message_id="recorded", sent_at=at, webhook_signature=signature)
    read()
    assert VisitCount.objects.get().visitors == 2


def counted_body() -> bytes:
    return json.dumps(counted((MONDAY, 1))).encode()


def sign_of(till: FakeTill, body: bytes, at: int) -> str:
    return sign(till.secret, message_id="recorded", sent_at=at, body=body)


@pytest.mark.protection("till_window")
def test_a_message_that_was_recorded_an_hour_ago_is_sent(till: FakeTill) -> None:
    """It never arrived then, so that its id is new here."""
    till.send(counted((MONDAY, 1)), sent_at=int(time.time()) - 3600)
    read()
    assert not VisitCount.objects.exists()


@pytest.mark.protection("till_window_of_the_worker")
def test_a_broken_web_process_hands_in_an_old_message(till: FakeTill) -> None:
    at = int(time.time()) - 3600
    body = counted_body()
    tills.receive(
        till_id=till.till.pk, message_id="recorded", sent_at=at, signatures=sign_of(till, body, at), body=body.decode()
    )
    assert read() == ["late"]
    assert not VisitCount.objects.exists()


@pytest.mark.protection("till_unverified_ids")
def test_forged_messages_use_up_the_ids_of_genuine_ones(till: FakeTill) -> None:
    till.send(counted((MONDAY, 9)), message_id="msg_next", secret=new_secret())
    read()
    till.send(counted((MONDAY, 1)), message_id="msg_next")
    assert read() == ["forged", "accepted"]


@pytest.mark.protection("till_unknown_alike")
@pytest.mark.django_db
def test_somebody_learns_which_addresses_there_are(till: FakeTill) -> None:
    headers = {"webhook-id": "m", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
    known, unknown = (post(each, b"{}", headers) for each in (till.till.pk, "01900000-0000-7000-8000-000000000000"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    shown = [{name: value for name, value in answer.items() if name != "X-Request-ID"} for answer in (known, unknown)]
    assert shown[0] == shown[1]
    assert TillMessage.objects.count() == 1


@pytest.mark.protection("till_columns")
@pytest.mark.django_db(transaction=True)
def test_a_broken_web_process_reads_secrets_and_writes_tills(login: Login, till: FakeTill) -> None:
    web = login("default", "web")
    tables = "restaurants_till", "restaurants_tillmessage"
    for statement in (
        *(f"SELECT {column} FROM restaurants_till" for column in ("new_secret", "secret", "previous_secret")),
        *(f"SELECT {column} FROM restaurants_tillmessage" for column in ("body", "signatures")),
        "UPDATE restaurants_till SET new_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'",
        "UPDATE restaurants_tillmessage SET outcome = 'waiting'",
        *(f"DELETE FROM {table}" for table in tables),
        *(f"INSERT INTO {table} (id) VALUES (uuidv7())" for table in tables),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@pytest.mark.protection("till_functions_ask")
@pytest.mark.django_db
def test_a_broken_web_process_connects_a_till_in_a_strangers_name(
    as_process: AsProcess, till: FakeTill, place: Restaurant
) -> None:
    stranger = factories.confirmed("sven")
    secret = new_secret()
    with as_process("web"), connection.cursor() as cursor:
        for call, arguments in (
            ("restaurants_make_till(%s, %s, %s, %s)", [str(stranger.pk), str(place.pk), "Bar", secret]),
            ("restaurants_renew_till(%s, %s, %s)", [str(stranger.pk), str(till.till.pk), secret]),
            ("restaurants_revoke_till(%s, %s)", [str(stranger.pk), str(till.till.pk)]),
        ):
            cursor.execute(f"SELECT {call}", arguments)
            assert cursor.fetchone()[0] in (None, False)
    assert Till.objects.get().revoked_at is None


@pytest.mark.protection("till_publishes_numbers_alone")
@pytest.mark.django_db
def test_a_broken_worker_publishes_a_review(as_process: AsProcess, place: Restaurant) -> None:
    statement = (
        "INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)"
        " VALUES (uuidv7(), 'restaurants.review_withdrawn', 1, %s, '{}', now())"
    )
    with as_process("tills"), connection.cursor() as cursor, pytest.raises(IntegrityError, match="of_tills"):
        cursor.execute(statement, [place.pk])
