"""Attacks by the addresses of webhooks: into our network by name, second look-up and redirection; a broken web."""

import contextlib
import socket
from typing import Any

import psycopg
import pytest
from django.db import connection

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant, Webhook, WebhookDelivery
from restaurants.webhooks.addresses import AddressRefused, address_of, is_of_the_internet
from restaurants.webhooks.sending import post
from reviews_site.crypto.standard_webhooks import is_signed, new_secret
from tests.conftest import AsProcess, Login
from tests.restaurants import factories
from tests.restaurants.webhooks import Receiver, deliver, receiver, webhook_of

__all__ = ["receiver"]
INSIDE = [
    *("127.0.0.1", "127.8.9.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.7", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::a00:7", "2002:7f00:1::", "2001:0:4136:e378::63bf:80ff:fffe", "ff02::1"),
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "2001:db8::1", "::ffff:8.8.8.8"),
]


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def otto(place: Restaurant) -> User:
    person = factories.confirmed("otto")
    owners.grant(restaurant=place, user=person, by=None)
    return person


def rows(*addresses: str) -> list[Any]:
    """What a look-up of a name gives."""
    return [(socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, 443)) for each in addresses]


@pytest.mark.protection("webhook_address")
@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_leads_into_our_network(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    """Somebody's own name server gives any address. One of several is enough."""
    assert is_of_the_internet("93.184.216.34") and is_of_the_internet("2606:2800:220:1::")
    for addresses in ([inside], ["93.184.216.34", inside]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=addresses, **__: rows(*found))
        with pytest.raises(AddressRefused):
            address_of("hooks.example.org", 443)


@pytest.mark.protection("webhook_one_look_up")
def test_a_second_look_up_gives_another_address(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name leads to the open internet when it is checked, and to us when it is connected to."""
    asked: list[str] = []

    def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return rows("93.184.216.34" if len(asked) == 1 else "127.0.0.1")

    connected: list[Any] = []

    def connect(address: Any, **_: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    post("https://hooks.example.org/", b"{}", {})
    assert connected == [("93.184.216.34", 443)] and asked == ["hooks.example.org"]


@pytest.mark.protection("webhook_no_redirection")
def test_an_answer_leads_elsewhere(receiver: Receiver) -> None:
    receiver.answer = f"HTTP/1.1 307 X\r\nLocation: {receiver.url}/inside\r\nContent-Length: 0\r\n\r\n".encode()
    result = receiver.send(receiver.url, b"{}", {})
    assert (result.status, result.is_delivered, len(receiver.requests)) == (307, False, 1)


@pytest.mark.protection("webhook_form")
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://hooks.example.org:6379/",
        "https://hooks.example.org/\r\nX-Other: 1",
        "https://hooks.example.org@127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_a_row_that_was_written_past_the_form_is_not_sent_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows("93.184.216.34"))
    monkeypatch.setattr(socket, "create_connection", lambda address, **_: connected.append(address))
    with contextlib.suppress(AttributeError, TypeError):  # what stands in for a connection is none
        post(url, b"{}", {})
    assert connected == []


@pytest.mark.protection("webhook_own_secret")
@pytest.mark.django_db
def test_a_secret_is_moved_to_the_address_of_another_team(place: Restaurant, otto: User, receiver: Receiver) -> None:
    _, secret = webhook_of(place, otto)
    mallory = factories.confirmed("mallory")
    other = factories.restaurant("Zwei")
    owners.grant(restaurant=other, user=mallory, by=None)
    theirs, _ = webhook_of(other, mallory, receiver.url)
    Webhook.objects.filter(pk=theirs.pk).update(secret=Webhook.objects.get(restaurant=place).secret)
    factories.review(other, factories.confirmed("dora"))
    deliver(receiver.send)
    (sent,) = receiver.requests
    headers = sent["headers"]
    named = {"message_id": headers["webhook-id"], "sent_at": int(headers["webhook-timestamp"]), "body": sent["raw"]}
    assert not is_signed([secret], **named, signatures=headers["webhook-signature"])


@pytest.mark.protection("webhook_without_words")
@pytest.mark.django_db
def test_a_receiver_keeps_what_its_author_withdraws(place: Restaurant, otto: User, receiver: Receiver) -> None:
    webhook_of(place, otto, receiver.url)
    dora = factories.confirmed("dora")
    review = factories.review(place, dora)
    deliver(receiver.send)
    (sent,) = receiver.requests
    for told in (review.text[:20].encode(), b"Dora", dora.email.encode(), str(dora.pk).encode()):
        assert told not in sent["raw"]


@pytest.mark.protection("webhook_columns")
@pytest.mark.django_db(transaction=True)
def test_a_broken_web_process_reads_secrets_and_writes_webhooks(login: Login, place: Restaurant, otto: User) -> None:
    webhook_of(place, otto)
    web, tables = login("default", "web"), ("restaurants_webhook", "restaurants_webhookdelivery")
    for statement in (
        *(f"SELECT {column} FROM restaurants_webhook" for column in ("new_secret", "secret", "previous_secret")),
        "UPDATE restaurants_webhook SET url = 'https://evil.example/'",
        "UPDATE restaurants_webhookdelivery SET state = 'waiting'",
        *(f"DELETE FROM {table}" for table in tables),
        *(f"INSERT INTO {table} (id) VALUES (uuidv7())" for table in tables),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@pytest.mark.protection("webhook_worker_columns")
@pytest.mark.django_db(transaction=True)
def test_a_broken_worker_reads_people_and_changes_addresses(login: Login, place: Restaurant, otto: User) -> None:
    webhook_of(place, otto)
    worker = login("default", "webhooks")
    for statement in (
        "SELECT text FROM restaurants_review",
        "SELECT email FROM accounts_user",
        "SELECT secret FROM restaurants_till",
        "UPDATE restaurants_webhook SET url = 'https://evil.example/'",
        "INSERT INTO outbox_event (id) VALUES (uuidv7())",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute(statement)


@pytest.mark.protection("webhook_functions_ask")
@pytest.mark.django_db
def test_a_broken_web_process_adds_an_address_in_a_strangers_name(
    as_process: AsProcess, place: Restaurant, otto: User
) -> None:
    hook, _ = webhook_of(place, otto)
    factories.review(place, factories.confirmed("dora"))
    WebhookDelivery.objects.update(state="failed", tried_at="2026-01-01T00:00:00Z")
    message = WebhookDelivery.objects.get()
    stranger, secret = str(factories.confirmed("sven").pk), new_secret()
    calls: list[tuple[str, list[Any]]] = [
        ("make_webhook(%s, %s, 'https://evil.example/', '{reply.published}', %s)", [stranger, str(place.pk), secret]),
        ("renew_webhook(%s, %s, %s)", [stranger, str(hook.pk), secret]),
        ("revoke_webhook(%s, %s)", [stranger, str(hook.pk)]),
        ("ping_webhook(%s, %s)", [stranger, str(hook.pk)]),
        ("resend_webhook(%s, %s)", [stranger, str(message.pk)]),
    ]
    with as_process("web"), connection.cursor() as cursor:
        for call, arguments in calls:
            cursor.execute(f"SELECT public.restaurants_{call}", arguments)
            assert cursor.fetchone()[0] in (None, False)
