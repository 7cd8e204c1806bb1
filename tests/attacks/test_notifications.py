"""Attacks on follows and notifications of other people, on the mails about them, and on the links that end these."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core import mail as outbox
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import mail
from accounts.models import User
from restaurants.actions import follows, notifications, owners, saved_lists, votes
from restaurants.enums import NotificationChannel, NotificationKind
from restaurants.models import Notification, NotificationChoice, QuietHours, Restaurant
from restaurants.unsubscribe_links import UnsubscribeLink
from reviews_site.crypto.aead import seal
from reviews_site.processes import Purpose
from tests.conftest import Login, playing
from tests.restaurants import factories
from tests.restaurants.test_notifications import ONE_CLICK, choose, make, send

TABLES = ("savedlist", "savedplace", "follow", "notification", "notificationchoice", "quiethours")
LINES = "Gasthaus\r\nBcc: eve@example.org\r\n\r\nYour account is locked, sign in at http://evil.example/"


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def follower(place: Restaurant) -> User:
    """Somebody with a row in each table, who is mailed of everything."""
    person = factories.confirmed("dora")
    saved_lists.save(restaurant=place, list_id=None, by=person)
    follows.follow(restaurant=place, by=person)
    choose(person, NotificationChannel.MAIL)
    hour = timezone.now().hour
    QuietHours(user=person, starts=(hour + 2) % 24, ends=(hour + 3) % 24, time_zone="UTC").save(force_insert=True)
    factories.review(place, factories.confirmed("anna"), text="Only the fish is fresh here, on Fridays.")
    make()
    return person


def post(token: str) -> Client:
    client = Client()
    client.post(f"/unsubscribe/{token}/", ONE_CLICK)
    return client


def token_of(person: UUID, kind: NotificationKind = NotificationKind.HELPFUL, version: int = 1) -> str:
    return UnsubscribeLink(person, kind, version).address.split("/")[-2]


def kinds_mailed(person: User) -> set[str]:
    chosen = NotificationChoice.objects.filter(user=person, channel=NotificationChannel.MAIL)
    return set(chosen.values_list("kind", flat=True))


@pytest.mark.protection("private_row_security")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
def test_a_query_without_a_filter_reads_one_person_or_nothing(table: str, follower: User, login: Login) -> None:
    other = factories.confirmed("mallory")
    connection = login("default", "web")
    for person, is_shown in ((None, False), (other.pk, False), (follower.pk, True)):
        with connection.transaction():
            if person:
                connection.execute("SELECT set_config('platemark.person', %s, true)", [str(person)])
            assert connection.execute(f"SELECT count(*) > 0 FROM restaurants_{table}").fetchone() == (is_shown,)


@pytest.mark.protection("private_rows_granted_to_few")
@pytest.mark.django_db(transaction=True)
def test_no_other_process_reads_lists_and_notifications(follower: User, login: Login) -> None:
    for name in ("console", "relay", "mail", "media", "identity", "staffing", "registrar", "breach", "privacy"):
        connection = login("default", name)
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM restaurants_{table}")


@pytest.mark.protection("notifications_made_by_function")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO restaurants_notification SELECT * FROM restaurants_notification LIMIT 0",
        "DELETE FROM restaurants_notification",
        "UPDATE restaurants_notification SET review_id = review_id",
        "SELECT restaurants_take_notification_mail()",
    ],
)
def test_web_makes_no_notification(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@pytest.mark.protection("quiet_hours_of_known_zones")
@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Europe/Atlantis", "'", ""])
def test_hours_of_an_unknown_zone_stop_the_mails_of_everybody(follower: User, zone: str) -> None:
    mallory = factories.confirmed("mallory")
    choose(mallory, NotificationChannel.MAIL)
    with suppress(DataError, IntegrityError), transaction.atomic():
        QuietHours(user=mallory, starts=1, ends=2, time_zone=zone).save(force_insert=True)
    Notification.objects.bulk_create(
        Notification(user=mallory, kind=each.kind, key="1", restaurant=each.restaurant, waits_for_mail=True)
        for each in Notification.objects.filter(user=follower)
    )
    mailed: set[str] = set()
    with suppress(DataError):
        mailed = {address for message in send() for address in message.to}
    assert mailed == {follower.email, mallory.email}


@pytest.mark.protection("notifications_once")
@pytest.mark.django_db
def test_a_ring_of_votes_is_notified_of_once_a_day(place: Restaurant) -> None:
    author = factories.confirmed("anna")
    review = factories.review(place, author)
    for name in ("dora", "otto", "dora", "karl", "dora"):
        voter = User.objects.filter(email=f"{name}@example.org").first() or factories.confirmed(name)
        votes.vote(slug=place.slug, review_id=review.pk, by=voter)
        make()
        votes.withdraw(slug=place.slug, review_id=review.pk, by=voter)
    assert Notification.objects.filter(user=author).count() == 1


@pytest.mark.protection("alerts_to_the_team")
@pytest.mark.django_db
def test_the_owner_of_another_restaurant_learns_of_its_reviews(place: Restaurant) -> None:
    mallory = factories.confirmed("mallory")
    owners.grant(restaurant=factories.restaurant("Zur Post"), user=mallory, by=None)
    factories.review(place, factories.confirmed("anna"))
    make()
    assert not Notification.objects.filter(user=mallory).exists()


@pytest.mark.protection("alerts_made_by_function")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("process", ["web", "mail", "media"])
def test_injected_sql_asks_who_works_where(login: Login, process: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", process).execute("SELECT * FROM restaurants_team_alerts()")


@pytest.mark.protection("notification_mails_name_restaurants_only")
@pytest.mark.django_db
def test_a_mail_tells_nothing_of_another_person(follower: User) -> None:
    (message,) = send()
    text = f"{message.subject} {message.body} {message.alternatives[0][0]}"
    assert "Zum Reiher" in text
    for secret in ("Anna", "anna@example.org", "fish", str(follower.pk), "dora"):
        assert secret not in text


@pytest.mark.protection("mail_on_one_line")
@pytest.mark.django_db
def test_a_name_adds_neither_a_header_nor_a_sentence(follower: User) -> None:
    place = factories.restaurant()
    Restaurant.objects.filter(pk=place.pk).update(name=LINES)
    factories.review(place, factories.confirmed("otto"))
    with playing("mail"):
        notifications.queue_mails()
        mail.queue(to="ada@example.org", subject=LINES, text="Hello.")
        with suppress(ValueError):  # Django's own refusal, which would end the worker's turn
            mail.deliver_due()
    assert len(outbox.outbox) == 2
    for message in outbox.outbox:
        assert "\nBcc" not in message.message().as_string() and message.recipients() == message.to
        assert "\nYour account" not in message.body


@pytest.mark.protection("unsubscribe_links_sealed")
@pytest.mark.django_db
def test_nobody_makes_a_link_for_somebody_else(follower: User) -> None:
    words = f"{follower.pk} helpful 1".encode()
    own = token_of(follower.pk)
    forged = [
        urlsafe_b64encode(words).decode().rstrip("="),
        urlsafe_b64encode(seal(Purpose.COUNTERS, words, context=b"unsubscribe")).decode().rstrip("="),
        urlsafe_b64encode(seal(Purpose.UNSUBSCRIBE, words, context=b"another use")).decode().rstrip("="),
        *(own[:at] + ("A" if own[at] != "A" else "B") + own[at + 1 :] for at in (0, 10, 40, len(own) - 3)),
        *(own[:-4], own + "AAAA", "A", "\u00e9", "%00", "A" * 5000),
    ]
    for token in forged:
        post(token)
    assert kinds_mailed(follower) == set(NotificationKind.values)


@pytest.mark.protection("unsubscribe_links_sealed")
@pytest.mark.django_db
def test_a_link_ends_one_kind_of_one_person(follower: User) -> None:
    other = factories.confirmed("mallory")
    choose(other, NotificationChannel.MAIL)
    post(token_of(other.pk))
    post(urlsafe_b64encode(f"{follower.pk} helpful 1".encode()).decode().rstrip("="))
    assert kinds_mailed(follower) == set(NotificationKind.values)
    assert kinds_mailed(other) == {*NotificationKind.values} - {"helpful"}


@pytest.mark.protection("unsubscribe_links_of_one_choice")
@pytest.mark.django_db
def test_a_link_is_replayed_after_its_receiver_chose_again(follower: User) -> None:
    token = token_of(follower.pk)
    post(token)
    choose(follower, NotificationChannel.MAIL)
    post(token)
    assert kinds_mailed(follower) == set(NotificationKind.values)


@pytest.mark.protection("unsubscribe_links_say_nothing")
@pytest.mark.django_db
def test_a_link_does_not_show_who_exists(follower: User) -> None:
    tokens = ["A", token_of(uuid4()), token_of(follower.pk, version=7), token_of(follower.pk), token_of(follower.pk)]
    for method in ("get", "post"):
        answers = [getattr(Client(), method)(f"/unsubscribe/{token}/") for token in tokens]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
