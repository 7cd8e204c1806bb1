"""Tills: connected by a team, renewed, revoked; what they send is verified, saved once, and listed."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.models import Restaurant, TeamEvent, Till, TillMessage, VisitCount
from restaurants.tills import messages
from reviews_site.audit.models import Event
from reviews_site.crypto.standard_webhooks import is_signed, read_time, sign
from reviews_site.outbox.models import Event as OutboxEvent
from tests.accounts.factors import at_the_desk, signed_in_twice_over
from tests.conftest import playing
from tests.restaurants.tills import MONDAY, FakeTill, counted, post, read, till_of

pytestmark = pytest.mark.django_db
PAGE = "/business/zum-reiher-linz/tills/"


@pytest.fixture
def till(place: Restaurant, owner: User) -> FakeTill:
    return till_of(place, owner)


def test_signatures_are_those_of_the_specification() -> None:
    """The example of the specification's libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    named: Any = {"message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "sent_at": 1614265330, "body": body}
    assert sign(secret, **named) == known
    assert is_signed([secret], **named, signatures=f"v1,AAAA {known}")
    assert not is_signed([secret], **named, signatures=known.replace("v1,", "v2,"))
    assert not is_signed([], **named, signatures=known)
    assert (read_time("1614265330"), read_time("1.5"), read_time("-1"), read_time("")) == (1614265330, None, None, None)


def test_a_team_connects_a_till_and_is_shown_the_secret_once(client: Client, place: Restaurant, owner: User) -> None:
    signed_in_twice_over(client, owner)
    assert "Nothing arrived yet" in client.get(PAGE).content.decode()
    page = client.post(f"{PAGE}new/", {"name": "Bar"}).content.decode()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", page)
    till = FakeTill(Till.objects.get(), secret)
    assert f"/webhooks/tills/{till.till.pk}/" in page
    read()
    till.till.refresh_from_db()
    assert not till.till.new_secret and secret.encode() not in bytes(till.till.secret or b"")
    assert till.send(counted((MONDAY, 84))).status_code == 202
    read()
    later = client.get(PAGE).content.decode()
    assert secret not in later and "Accepted" in later and "Bar" in later
    assert list(TeamEvent.objects.filter(action="till_made").values_list("user", flat=True)) == [owner.pk]
    assert "connected a till" in client.get("/business/zum-reiher-linz/team/").content.decode()


def test_a_name_is_asked_for_and_there_are_ten_at_most(client: Client, place: Restaurant, owner: User) -> None:
    signed_in_twice_over(client, owner)
    assert "Give the till a name" in client.post(f"{PAGE}new/", {"name": " "}).content.decode()
    for number in range(10):
        till_of(place, owner, f"Till {number}")
    assert "has at most 10 addresses" in client.post(f"{PAGE}new/", {"name": "More"}).content.decode()
    assert Till.objects.count() == 10


def test_secrets_take_a_recent_authentication(client: Client, till: FakeTill, owner: User) -> None:
    at_the_desk(client, owner)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 3600, "type": "totp"}]
    session.save()
    for path in (f"{PAGE}new/", f"{PAGE}{till.till.pk}/renew/"):
        assert "/security/confirm/" in client.post(path, {"name": "Bar"}).headers["Location"]
    assert Till.objects.count() == 1


def test_strangers_and_analysts_find_no_page(client: Client, till: FakeTill, stranger: User) -> None:
    signed_in_twice_over(client, stranger)
    paths = [PAGE, f"{PAGE}new/", f"{PAGE}{till.till.pk}/renew/", f"{PAGE}{till.till.pk}/revoke/"]
    assert [(client.get if path == PAGE else client.post)(path).status_code for path in paths] == [404] * 4


def test_numbers_are_saved_corrected_and_published(till: FakeTill, place: Restaurant) -> None:
    for number, visitors in enumerate((84, 84, 86)):
        assert till.send(counted((MONDAY, visitors, 31)), message_id=f"msg_{number}").status_code == 202
    assert read() == ["accepted"] * 3
    assert list(TillMessage.objects.order_by("id").values_list("days", "body", "signatures")) == [
        (1, "", ""),
        (0, "", ""),
        (1, "", ""),
    ]
    assert VisitCount.objects.values_list("day", "visitors", "purchases").get() == (date(2026, 3, 2), 86, 31)
    assert OutboxEvent.objects.filter(topic="restaurants.visits_counted", published_by="tills").count() == 2
    assert Event.objects.filter(action="visits.recorded", object_id=place.pk, actor_id=None).count() == 2


def test_the_same_message_is_kept_once_and_a_used_id_is_not_read(till: FakeTill) -> None:
    at = int(time.time())
    for _ in range(3):
        assert till.send(counted((MONDAY, 84)), sent_at=at).status_code == 202
    assert read() == ["accepted"]
    assert till.send(counted((MONDAY, 99)), sent_at=at).status_code == 202
    assert read() == ["accepted", "replayed"]
    assert VisitCount.objects.get().visitors == 84


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "The body is not JSON."),
        (b"[" * 20_000, "The body is not JSON."),
        ([], "The body is no object with a type."),
        ({"type": "guest_numbers.counted"}, "data.days is no list of 1 to 400 days."),
        ({"type": "guest_numbers.counted", "data": {"days": [4]}}, "data.days.0 has other fields"),
        (counted((MONDAY, 84), ("2026-03-32", 1)), "data.days.1.day is no day"),
        ({"type": "guest_numbers.counted", "data": {"days": [{"day": 3, "visitors": 1}]}}, "data.days.0.day is no day"),
        ({"type": "guest_numbers.counted", "data": {"days": [{"day": MONDAY, "visitors": "1"}]}}, "no whole number"),
        (counted((MONDAY, -1)), "Enter the guests as a number from 0"),
        (counted(("2926-03-02", 1)), "until today"),
        (counted((MONDAY, 1), (MONDAY, 2)), "A day is named twice."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_signed_and_wrong_is_explained(till: FakeTill, content: Any, problem: str) -> None:
    assert till.send(content).status_code == 202
    assert read() == ["unreadable"]
    assert problem in TillMessage.objects.get().problem
    assert not VisitCount.objects.exists()


def test_one_bad_message_holds_up_no_other(till: FakeTill) -> None:
    till.send(counted((MONDAY, -1)), message_id="bad")
    till.send({"type": "shift.closed", "data": {}}, message_id="other")
    till.send(counted((MONDAY, 84)), message_id="good")
    assert read() == ["unreadable", "other", "accepted"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"webhook_id": ""}, 400),
        ({"webhook_id": "a.b"}, 400),
        ({"webhook_id": "a" * 121}, 400),
        ({"webhook_timestamp": "yesterday"}, 400),
        ({"webhook_timestamp": "1700000000"}, 400),
        ({"webhook_timestamp": "4000000000"}, 400),
        ({"webhook_signature": ""}, 400),
        ({"webhook_signature": "v1," + "A" * 1001}, 400),
        ({"body": b"\xff"}, 400),
        ({"body": b"a\0"}, 400),
        ({"body": b"a" * 32_769}, 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_message_is_not_kept(till: FakeTill, change: dict[str, Any], status: int) -> None:
    assert till.send(counted((MONDAY, 84)), **change).status_code == status
    assert not TillMessage.objects.exists()


def test_an_address_takes_messages_only(client: Client, till: FakeTill) -> None:
    assert client.get(f"/webhooks/tills/{till.till.pk}/").status_code == 405


def test_two_secrets_work_for_a_day_after_a_renewal(client: Client, till: FakeTill, owner: User) -> None:
    signed_in_twice_over(client, owner)
    path = f"{PAGE}{till.till.pk}/renew/"
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", client.post(path).content.decode())
    assert "renewed a moment ago" in client.post(path, follow=True).content.decode()
    read()
    assert "still works until" in client.get(PAGE).content.decode()
    till.send(counted((MONDAY, 1)), message_id="old")
    till.send(counted((MONDAY, 2)), message_id="new", secret=secret)
    assert read() == ["accepted", "accepted"]
    Till.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    till.send(counted((MONDAY, 3)), message_id="old_again")
    till.send(counted((MONDAY, 4)), message_id="new_again", secret=secret)
    assert read() == ["accepted", "accepted", "forged", "accepted"]


def test_a_revoked_till_answers_as_if_it_had_never_been(client: Client, till: FakeTill, owner: User) -> None:
    till.send(counted((MONDAY, 1)), message_id="before")
    signed_in_twice_over(client, owner)
    page = client.post(f"{PAGE}{till.till.pk}/revoke/", follow=True).content.decode()
    assert "Revoked. What “Bar” sends from now on is not read." in page
    assert client.post(f"{PAGE}{till.till.pk}/revoke/").status_code == 404
    assert till.send(counted((MONDAY, 2)), message_id="after").status_code == 202
    # What waited then is not read either: its secret is gone.
    assert read() == ["forged"]
    assert not VisitCount.objects.exists()


def test_a_thousand_wait_and_no_more(till: FakeTill, settings: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO restaurants_tillmessage"
            " (id, till_id, message_id, sent_at, signatures, body, outcome, problem, digest)"
            " SELECT uuidv7(), %s, n::text, 0, 'v1,', '', 'waiting', '', decode(lpad(n::text, 4, '0'), 'hex')"
            " FROM generate_series(1, 1000) AS n",
            [till.till.pk],
        )
    answer = till.send(counted((MONDAY, 1)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert read().count("forged") == 1000
    assert till.send(counted((MONDAY, 1))).status_code == 202


def test_a_batch_asks_a_number_of_questions_that_its_refused_messages_do_not_change(till: FakeTill) -> None:
    counts = []
    for round_number in range(2):
        for number in range(1 + 4 * round_number):
            post(till.till.pk, b"{}", till_headers(f"m{round_number}{number}"))
        with playing("tills"), CaptureQueriesContext(connection) as asked:
            messages.read_waiting()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def till_headers(message_id: str) -> dict[str, str]:
    return {"webhook-id": message_id, "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}


def test_old_messages_are_deleted(till: FakeTill) -> None:
    till.send(counted((MONDAY, 1)))
    post(till.till.pk, b"{}", till_headers("forged"))
    read()
    for days, left in ((8, ["accepted"]), (31, [])):
        TillMessage.objects.update(received_at=timezone.now() - timedelta(days=days))
        with playing("tills"):
            messages.delete_old()
        assert list(TillMessage.objects.values_list("outcome", flat=True)) == left
