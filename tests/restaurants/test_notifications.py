"""Following restaurants, notifications in the page, and mails about them with links that end them."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mail
from accounts.models import User
from restaurants.actions import follows, notifications, reviews, votes
from restaurants.enums import NotificationChannel, NotificationKind, PhotoState
from restaurants.models import Follow, Notification, NotificationChoice, Photo, QuietHours, Restaurant
from restaurants.unsubscribe_links import UnsubscribeLink, read_token
from tests.conftest import AsProcess, ProcessClient, playing
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def signed_in(diner: User) -> ProcessClient:
    client = ProcessClient()
    client.force_login(diner)
    return client


def make() -> int:
    with playing("mail"):
        return notifications.make()


def send() -> list[Any]:
    """The mails that the worker sends now."""
    before = len(outbox.outbox)
    with playing("mail"):
        notifications.queue_mails()
        mail.deliver_due()
    return outbox.outbox[before:]


def choose(person: User, channel: NotificationChannel) -> None:
    follows.choose(channels=dict.fromkeys(NotificationKind.values, channel), by=person)


def unread(person: User) -> int:
    return User.objects.get(pk=person.pk).unread_count


def photo(place: Restaurant, author: User, state: PhotoState, name: str = "a") -> Photo:
    review = factories.review(place, author) if not author.reviews.exists() else author.reviews.get()
    values = {"token": name * 32} if state in (PhotoState.PUBLISHED, PhotoState.UNCHECKED) else {}
    return Photo.objects.create(
        review=review, restaurant=place, author=author, sha256=name * 64, state=state, width=4, height=3, **values
    )


def test_a_new_review_of_a_followed_restaurant_is_notified_of_once(
    signed_in: Client, place: Restaurant, diner: User, stranger: User
) -> None:
    page = signed_in.post(f"{place.get_absolute_url()}follow/", follow=True).content.decode()
    assert "You follow Zum Reiher." in page and "Stop following" in page
    review = factories.review(place, stranger)
    assert (make(), make(), unread(diner), unread(stranger)) == (1, 0, 1, 0)
    page = signed_in.get("/notifications/").content.decode()
    assert f"#review-{review.pk}" in page and "new review by <bdi>Sven Heron</bdi>: 4 of 5" in page
    assert 'class="count">1<' in page and 'class="notification-new"' in page
    page = signed_in.post("/notifications/read/", follow=True).content.decode()
    assert unread(diner) == 0 and 'class="count"' not in page and 'class="notification-new"' not in page


def test_nobody_is_notified_of_their_own_or_of_earlier_reviews(place: Restaurant, diner: User, stranger: User) -> None:
    factories.review(place, stranger)
    follows.follow(restaurant=place, by=diner)
    factories.review(place, diner)
    assert make() == 0


def test_whoever_stops_following_is_notified_no_more(signed_in: Client, place: Restaurant, stranger: User) -> None:
    for values in ({}, {}, {"remove": "1"}):
        signed_in.post(f"{place.get_absolute_url()}follow/", values)
    assert not Follow.objects.exists()
    factories.review(place, stranger)
    assert make() == 0
    assert signed_in.get(f"{place.get_absolute_url()}follow/").status_code == 405


def test_an_author_is_notified_of_a_photo_that_waits_until_they_look(place: Restaurant, diner: User) -> None:
    photo(place, diner, PhotoState.UNCHECKED)
    assert (make(), make(), unread(diner)) == (1, 0, 1)
    assert Notification.objects.get(user=diner).kind == "photo_refused"


def test_a_day_has_one_notification_of_photos_and_one_of_votes(
    signed_in: Client, place: Restaurant, diner: User, stranger: User
) -> None:
    for number, state in enumerate(
        [PhotoState.PUBLISHED, PhotoState.PUBLISHED, PhotoState.REFUSED, PhotoState.WAITING]
    ):
        photo(place, diner, state, "abcd"[number])
    review = diner.reviews.get()
    for voter in (stranger, factories.confirmed("otto")):
        votes.vote(slug=place.slug, review_id=review.pk, by=voter)
    make()
    kinds = sorted(Notification.objects.filter(user=diner).values_list("kind", flat=True))
    assert kinds == ["helpful", "photo_published", "photo_refused"]
    page = signed_in.get("/notifications/").content.decode()
    for words in ("are published.", "is not shown at", "helpful."):
        assert words in page


def test_notifications_go_with_the_review(place: Restaurant, diner: User, stranger: User) -> None:
    follows.follow(restaurant=place, by=diner)
    factories.review(place, stranger)
    make()
    with playing("web"):
        reviews.withdraw(restaurant=place, by=stranger)
    assert not Notification.objects.exists() and unread(diner) == 0
    assert make() == 0


def test_old_notifications_are_deleted(place: Restaurant, diner: User, stranger: User) -> None:
    follows.follow(restaurant=place, by=diner)
    factories.review(place, stranger)
    make()
    Notification.objects.update(created_at=timezone.now() - timedelta(days=91))
    with playing("mail"):
        notifications.delete_old()
    assert not Notification.objects.exists() and unread(diner) == 0


def test_nobody_is_mailed_who_did_not_ask(place: Restaurant, diner: User, stranger: User) -> None:
    follows.follow(restaurant=place, by=diner)
    factories.review(place, stranger)
    assert make() == 1 and send() == []
    choose(diner, NotificationChannel.MAIL)
    assert send() == [], "What was there before the choice is not mailed."
    choose(diner, NotificationChannel.NONE)
    factories.review(place, factories.confirmed("otto"))
    assert make() == 0


def test_one_mail_a_day_names_the_restaurants(place: Restaurant, diner: User, stranger: User) -> None:
    choose(diner, NotificationChannel.MAIL)
    follows.follow(restaurant=place, by=diner)
    for author in (stranger, factories.confirmed("otto")):
        factories.review(place, author)
    make()
    (message,) = send()
    assert message.to == ["dora@example.org"] and "- Zum Reiher (2)" in message.body
    link = NotificationChoice.objects.get(kind="new_review")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in message.body and address in message.alternatives[0][0]
    assert read_token(address.split("/")[-2]) == UnsubscribeLink(diner.pk, NotificationKind.NEW_REVIEW, link.version)
    factories.review(place, factories.confirmed("karl"))
    assert make() == 1 and send() == []
    NotificationChoice.objects.update(mailed_at=timezone.now() - timedelta(days=1))
    (message,) = send()
    assert "- Zum Reiher\n" in message.body


def test_nobody_gets_more_than_fifty_a_day(place: Restaurant, diner: User, stranger: User) -> None:
    follows.follow(restaurant=place, by=diner)
    review = factories.review(place, stranger)
    known = [
        Notification(user=diner, kind="helpful", key=str(number), restaurant=place, review=review)
        for number in range(50)
    ]
    Notification.objects.bulk_create(known)
    assert make() == 0
    Notification.objects.filter(pk=known[0].pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert make() == 1


def test_what_was_read_is_not_mailed(signed_in: Client, place: Restaurant, diner: User, stranger: User) -> None:
    choose(diner, NotificationChannel.MAIL)
    follows.follow(restaurant=place, by=diner)
    factories.review(place, stranger)
    make()
    signed_in.post("/notifications/read/")
    assert send() == []


def test_the_link_ends_the_mails_of_its_kind_by_a_post_and_twice(client: Client, diner: User) -> None:
    choose(diner, NotificationChannel.MAIL)
    link = UnsubscribeLink(diner.pk, NotificationKind.HELPFUL, 1)
    path = link.address.partition("//")[2].partition("/")[2]
    assert reverse("restaurants:unsubscribe", args=[path.split("/")[1]]) == f"/{path}"
    strict = ProcessClient(enforce_csrf_checks=True)
    assert "Unsubscribe?" in strict.get(f"/{path}").content.decode()
    assert NotificationChoice.objects.filter(channel="mail").count() == len(NotificationKind)
    for _ in range(2):
        assert "You are unsubscribed" in strict.post(f"/{path}", ONE_CLICK).content.decode()
    assert set(NotificationChoice.objects.filter(channel="mail").values_list("kind", flat=True)) == {
        *NotificationKind.values
    } - {"helpful"}
    assert NotificationChoice.objects.get(kind="helpful").channel == "page"


def test_choices_are_saved_and_must_be_complete(signed_in: Client, diner: User) -> None:
    values = {**dict.fromkeys(NotificationKind.values, "page"), "helpful": "none"}
    page = signed_in.post("/notifications/choices/", values, follow=True).content.decode()
    assert "Your choice is saved." in page and '<option value="none" selected>' in page
    for wrong in ({**values, "helpful": "carrier pigeon"}, {}):
        assert "Choose one answer" in signed_in.post("/notifications/choices/", wrong, follow=True).content.decode()
    assert NotificationChoice.objects.get(kind="helpful").channel == "none"


HOURS = {"quiet_from": "22", "quiet_until": "7", "time_zone": "Europe/Vienna"}


@pytest.mark.parametrize(
    ("hours", "is_quiet"), [((0, 2), True), ((-2, 3), True), ((2, 0), False), ((2, -1), False), ((-3, -1), False)]
)
def test_no_mail_is_sent_in_quiet_hours(
    place: Restaurant, diner: User, stranger: User, hours: tuple[int, int], is_quiet: bool
) -> None:
    choose(diner, NotificationChannel.MAIL)
    follows.follow(restaurant=place, by=diner)
    factories.review(place, stranger)
    make()
    # The hours are counted from now on in Tokyo, and may go over midnight there. An hour may end meanwhile.
    now = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).hour
    starts, ends = ((now + hour) % 24 for hour in hours)
    quiet = QuietHours(user=diner, starts=starts, ends=ends, time_zone="Asia/Tokyo")
    quiet.save(force_insert=True)
    assert len(send()) == (0 if is_quiet else 1)
    quiet.delete()
    assert len(send()) == (1 if is_quiet else 0), "What was due is sent when the hours end."


def test_quiet_hours_are_chosen_and_ended(signed_in: Client, diner: User) -> None:
    values = dict.fromkeys(NotificationKind.values, "page")
    page = signed_in.post("/notifications/choices/", {**values, **HOURS}, follow=True).content.decode()
    assert '<option value="22" selected>22:00' in page and '<option value="Europe/Vienna" selected>Vienna' in page
    for wrong, says in (
        ({**HOURS, "quiet_until": ""}, "Choose both hours"),
        ({**HOURS, "quiet_until": "22"}, "two different hours"),
        ({**HOURS, "time_zone": ""}, "the time zone that you are in"),
        ({**HOURS, "time_zone": "Europe/Atlantis"}, "a time zone of the list"),
    ):
        page = signed_in.post("/notifications/choices/", {**values, **wrong}).content.decode()
        assert says in page and 'value="22" selected' in page
    found = QuietHours.objects.get(user=diner)
    assert (found.starts, found.ends, found.time_zone) == (22, 7, "Europe/Vienna")
    signed_in.post("/notifications/choices/", values)
    assert not QuietHours.objects.exists()


def test_following_has_a_limit(signed_in: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows, "MAX_FOLLOWS", 1)
    signed_in.post(f"{place.get_absolute_url()}follow/")
    other = factories.restaurant("Zur Rohrdommel")
    page = signed_in.post(f"{other.get_absolute_url()}follow/", follow=True).content.decode()
    assert "You follow 1 restaurants." in page and Follow.objects.get().restaurant == place


def test_a_count_in_the_header_costs_no_query(
    signed_in: Client, place: Restaurant, diner: User, stranger: User, as_process: AsProcess
) -> None:
    address = place.get_absolute_url()
    factories.review(place, stranger)
    before = queries(signed_in, address), queries(ProcessClient(), address)
    follows.follow(restaurant=place, by=diner)
    factories.review(place, factories.confirmed("otto"))
    make()
    assert signed_in.get(address).content.decode().count('class="count">1<') == 1
    assert (queries(signed_in, address), queries(ProcessClient(), address)) == before
    page = queries(signed_in, "/notifications/")
    for name in "abc":
        factories.review(place, factories.confirmed(name))
    make()
    assert queries(signed_in, "/notifications/") == page


def test_followers_are_found_by_an_index(place: Restaurant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT user_id FROM restaurants_follow WHERE restaurant_id = %s", [place.pk])
        assert "restaurants_follow_once" in str(cursor.fetchall())
