"""Webhooks: added by an owner, told what happens over TLS, signed, tried again, given up, and sent again."""

import re
import ssl
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.actions import reviews
from restaurants.models import Restaurant, TeamEvent, Webhook, WebhookDelivery
from restaurants.webhooks import delivering
from restaurants.webhooks.sending import SendResult, post, tls_of_today
from reviews_site.crypto.standard_webhooks import is_signed
from tests.accounts.factors import signed_in_twice_over
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.webhooks import Receiver, deliver, receiver, webhook_of

pytestmark = pytest.mark.django_db
PAGE = "/business/zum-reiher-linz/webhooks/"
FORM = {"url": "https://hooks.example.org/platemark?x=1", "events": ["review.published", "reply.published"]}
__all__ = ["receiver"]


def test_an_owner_adds_an_address_and_is_shown_the_secret_once(client: Client, place: Restaurant, owner: User) -> None:
    signed_in_twice_over(client, owner)
    assert "Nothing was sent yet" in client.get(PAGE).content.decode()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", client.post(f"{PAGE}new/", FORM).content.decode())
    deliver()
    hook = Webhook.objects.get()
    assert (hook.url, hook.events, hook.new_secret) == (FORM["url"], sorted(FORM["events"]), "")
    page = client.get(PAGE).content.decode()
    assert secret not in page and "hooks.example.org" in page
    assert TeamEvent.objects.filter(action="hook_made", user=owner).exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"url": ""}, "Enter an address like"),
        ({"url": "http://hooks.example.org/"}, "has to begin with https://"),
        ({"url": "https://user:word@hooks.example.org/"}, "to name no user"),
        ({"url": "https://hooks.example.org/#part"}, "has to begin with https://"),
        ({"url": "https://127.0.0.1/"}, "needs the name of a host"),
        ({"url": "https://[::1]/"}, "needs the name of a host"),
        ({"url": "https://localhost/"}, "needs the name of a host"),
        ({"url": "https://2130706433/"}, "needs the name of a host"),
        ({"url": "https://hooks.example.org:22/"}, "443 and 8443"),
        ({"url": "https://hooks.example.org:port/"}, "no web address"),
        ({"url": "https://hooks.example.org/a b"}, "signs that an address can’t have"),
        ({"url": "https://hooks.example.org/" + "a" * 500}, "at most 500"),
        ({"events": []}, "Choose at least one."),
        ({"events": ["ping"]}, "Choose from the list."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_address_is_refused(
    client: Client, place: Restaurant, owner: User, form: dict[str, Any], says: str
) -> None:
    signed_in_twice_over(client, owner)
    assert says in client.post(f"{PAGE}new/", FORM | form).content.decode()
    assert not Webhook.objects.exists()


def test_there_are_five_at_most_and_strangers_find_no_page(
    client: Client, place: Restaurant, owner: User, stranger: User
) -> None:
    for _ in range(5):
        hook, _ = webhook_of(place, owner)
    signed_in_twice_over(client, owner)
    assert "has at most 5 addresses" in client.post(f"{PAGE}new/", FORM).content.decode()
    signed_in_twice_over(client, stranger)
    assert client.get(PAGE).status_code == 404
    for path in ("new/", *(f"{hook.pk}/{name}/" for name in ("ping", "renew", "revoke"))):
        assert client.post(f"{PAGE}{path}").status_code == 404


def test_messages_are_signed_and_without_words(place: Restaurant, owner: User, diner: User, receiver: Receiver) -> None:
    hook, secret = webhook_of(place, owner, receiver.url)
    other = factories.restaurant("Elsewhere")
    factories.review(other, diner)
    review = factories.review(place, diner)
    reviews.edit(restaurant=place, rating=1, text=factories.TEXT, visited_on=review.visited_on, by=diner, version=1)
    with playing("webhooks"):
        assert delivering.deliver_due(receiver.send) == 2
    bodies = [each["body"] for each in receiver.requests]
    assert [body["type"] for body in bodies] == ["review.published", "review.edited"]
    address = f"/api/v1/restaurants/{place.slug}/reviews/{review.pk}"
    assert bodies[0]["data"]["url"].endswith(address) and set(bodies[0]["data"]) == {"restaurant", "review", "url"}
    for each in receiver.requests:
        headers = each["headers"]
        named = {"message_id": headers["webhook-id"], "sent_at": int(headers["webhook-timestamp"]), "body": each["raw"]}
        assert is_signed([secret], **named, signatures=headers["webhook-signature"])
        assert headers["Content-Type"] == "application/json"
    assert set(WebhookDelivery.objects.values_list("state", "status", "problem")) == {("delivered", 204, "")}
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_a_withdrawn_review_takes_what_waits_along(place: Restaurant, owner: User, diner: User) -> None:
    webhook_of(place, owner)
    factories.review(place, diner)
    assert list(WebhookDelivery.objects.values_list("event", flat=True)) == ["review.published"]
    reviews.withdraw(restaurant=place, by=diner, version=1)
    assert list(WebhookDelivery.objects.values_list("event", flat=True)) == ["review.withdrawn"]


def failing(*_: object) -> SendResult:
    return SendResult(500, 12)


def test_a_message_is_tried_again_ever_later_and_given_up(place: Restaurant, owner: User, diner: User) -> None:
    hook, _ = webhook_of(place, owner)
    factories.review(place, diner)
    assert deliver(failing) == 1
    message = WebhookDelivery.objects.get()
    assert (message.state, message.attempts, message.status, message.milliseconds) == ("waiting", 1, 500, 12)
    assert timedelta(0) < message.due_at - timezone.now() < timedelta(seconds=46)
    assert deliver(failing) == 0
    waits = [delivering.wait_after(number) for number in range(1, 40)]
    assert timedelta(seconds=15) <= waits[0] and max(waits) <= 1.5 * delivering.LONGEST_WAIT
    WebhookDelivery.objects.update(due_at=timezone.now(), created_at=timezone.now() - timedelta(days=3))
    deliver(failing)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 2)
    hook.refresh_from_db()
    assert hook.failing_since and not hook.disabled_at


def test_after_five_days_an_address_is_disabled_and_owners_are_mailed(
    client: Client, place: Restaurant, owner: User, diner: User
) -> None:
    hook, _ = webhook_of(place, owner)
    factories.review(place, diner)
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
    deliver(failing)
    hook.refresh_from_db()
    assert hook.disabled_at and WebhookDelivery.objects.get().state == "failed"
    assert TeamEvent.objects.get(action="hook_off").mailed_at is None
    factories.review(place, factories.confirmed("erna"))
    assert WebhookDelivery.objects.count() == 1
    signed_in_twice_over(client, owner)
    assert "Disabled on" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{hook.pk}/ping/")
    hook.refresh_from_db()
    assert hook.disabled_at is None


def test_a_bad_address_holds_up_no_other(place: Restaurant, owner: User, diner: User) -> None:
    """While one address keeps its connection for as long as it may, the others get theirs."""
    slow, _ = webhook_of(place, owner, "https://slow.example.org/")
    webhook_of(place, owner, "https://quick.example.org/")
    factories.review(place, diner)
    is_quick_done = threading.Event()

    def send(url: str, _body: bytes, _headers: dict[str, str]) -> SendResult:
        if "slow" in url:
            return SendResult(None, 10_000, "" if is_quick_done.wait(30) else "It was alone.")
        is_quick_done.set()
        return SendResult(204, 3)

    assert deliver(send) == 2
    assert set(WebhookDelivery.objects.values_list("state", "problem")) == {("waiting", ""), ("delivered", "")}
    slow.refresh_from_db()
    assert slow.failing_since


def test_a_test_message_and_a_resent_one(client: Client, place: Restaurant, owner: User) -> None:
    hook, _ = webhook_of(place, owner)
    signed_in_twice_over(client, owner)
    client.post(f"{PAGE}{hook.pk}/ping/")
    deliver(failing)
    message = WebhookDelivery.objects.get()
    assert (message.event, message.state) == ("ping", "failed")
    path = f"{PAGE}messages/{message.pk}/resend/"
    assert "This message waits already" in client.post(path, follow=True).content.decode()
    WebhookDelivery.objects.update(tried_at=timezone.now() - timedelta(minutes=1))
    assert "It is sent once more" in client.post(path, follow=True).content.decode()
    sent: list[str] = []
    deliver(lambda _url, _body, headers: sent.append(headers["webhook-id"]) or SendResult(200, 1))  # type: ignore[func-returns-value]  # append returns nothing
    assert sent == [str(message.pk)]
    for _ in range(20):
        client.post(f"{PAGE}{hook.pk}/ping/")
    assert WebhookDelivery.objects.count() == 20


def test_for_a_day_after_a_renewal_both_secrets_sign(client: Client, place: Restaurant, owner: User) -> None:
    hook, _ = webhook_of(place, owner)
    signed_in_twice_over(client, owner)
    client.post(f"{PAGE}{hook.pk}/renew/")
    signatures: list[int] = []

    def send(_url: str, _body: bytes, headers: dict[str, str]) -> SendResult:
        signatures.append(len(headers["webhook-signature"].split()))
        return SendResult(204, 1)

    for until in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(hours=1)):
        deliver()
        Webhook.objects.update(previous_until=until)
        client.post(f"{PAGE}{hook.pk}/ping/")
        deliver(send)
    assert signatures == [2, 1]


def test_nothing_is_sent_to_a_revoked_address(client: Client, place: Restaurant, owner: User, diner: User) -> None:
    hook, _ = webhook_of(place, owner)
    factories.review(place, diner)
    signed_in_twice_over(client, owner)
    assert "Revoked." in client.post(f"{PAGE}{hook.pk}/revoke/", follow=True).content.decode()
    assert client.post(f"{PAGE}{hook.pk}/ping/").status_code == 404
    factories.review(place, factories.confirmed("erna"))
    assert deliver(failing) == 0 and not WebhookDelivery.objects.exists()


def test_old_messages_are_deleted(place: Restaurant, owner: User, diner: User) -> None:
    webhook_of(place, owner)
    factories.review(place, diner)
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=8))
    with playing("webhooks"):
        delivering.delete_old()
    assert not WebhookDelivery.objects.exists()


def test_a_batch_asks_the_same_for_each_address(place: Restaurant, owner: User) -> None:
    webhook_of(place, owner)
    with playing("webhooks"), CaptureQueriesContext(connection) as asked:
        delivering.deliver_due(failing)
    assert len(asked) <= 12


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (b"HTTP/1.1 302 Found\r\nLocation: https://localhost/\r\n\r\n", 302, "Redirections are not followed."),
        (b"HTTP/1.1 500\r\n\r\n", 500, ""),
        (b"SSH-2.0-OpenSSH\r\n", None, "none of HTTP"),
        (b"", None, "none of HTTP"),
        (b"x" * 5000, None, "none of HTTP"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_of_an_answer_the_status_is_kept(receiver: Receiver, answer: bytes, status: int | None, says: str) -> None:
    receiver.answer = answer
    result = receiver.send(receiver.url, b"{}", {})
    assert (result.status, says in result.problem) == (status, True)


def test_a_certificate_of_nobody_is_refused(receiver: Receiver) -> None:
    assert "certificate" in post(receiver.url, b"{}", {}).problem
    assert not receiver.requests


def test_nobody_answers(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restaurants.webhooks.sending.WHOLE_SECONDS", 0.3)
    receiver.is_silent = True
    assert "no answer within" in receiver.send(receiver.url, b"{}", {}).problem


def test_the_context_checks_names(receiver: Receiver) -> None:
    assert receiver.trusted.verify_mode is ssl.CERT_REQUIRED and receiver.trusted.check_hostname
    ours = tls_of_today()
    assert ours.verify_mode is ssl.CERT_REQUIRED and ours.check_hostname
    assert ours.minimum_version is ssl.TLSVersion.TLSv1_2
