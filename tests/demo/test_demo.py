"""The demo: loaded as the actions would have written it, once, with sign-ins that work. The whole town: test_town."""

import csv
import io
import json
import re
import stat
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.selectors import company_roles_of
from demo import claims, imported_users, restaurants, reviews, sign_ins, town, users
from demo.edits import add_edits
from restaurants import selectors
from restaurants.actions.reviews import event_payload
from restaurants.models import (
    Claim,
    Follow,
    Menu,
    Notification,
    Reply,
    Restaurant,
    Review,
    SavedPlace,
    Suggestion,
    TeamMember,
    Till,
    VisitCount,
    Webhook,
)
from restaurants.selectors import page_suggestions as selectors_of_suggestions
from reviews_site.audit.models import Event as AuditEvent
from reviews_site.outbox.models import Event
from reviews_site.outbox.schemas import validate
from tests.conftest import playing
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def demo(*arguments: str) -> str:
    """Run the command; what it tells."""
    out = io.StringIO()
    with playing("seeder"):
        call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def made() -> tuple[int, ...]:
    """How many rows of each kind there are."""
    kinds = (Restaurant, Menu, User, Review, VisitCount, Event, AuditEvent)
    return tuple(kind._default_manager.count() for kind in kinds)


def test_a_town_is_made_once_and_can_be_signed_in_to(var: Path, client: Client) -> None:
    demo("--small")
    before = made()
    assert before[:4] == (12, 12, 57, 153)
    assert before[4] > 5_000
    note = (var / "demo.json").read_text()
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600
    demo("--small")
    assert (made(), (var / "demo.json").read_text()) == (before, note)
    for known in json.loads(note)["sign_ins"]:
        assert client.login(email=known["email"], password=known["password"]), known["email"]


def test_guests_have_saved_places_follow_some_and_are_notified(var: Path, client: Client) -> None:
    demo("--small")
    assert SavedPlace.objects.count() > 100 and Follow.objects.count() > 100
    diner = User.objects.get(email=sign_ins.DINER)
    assert diner.unread_count == Notification.objects.filter(user=diner, read_at=None).count() > 0
    client.force_login(diner)
    page = client.get("/saved/").content.decode()
    assert "Anna recommends the dumplings" in page and "Date night" in page
    assert "has a new review by" in client.get("/notifications/").content.decode()


def test_some_reviews_are_edited_once_and_have_a_history(var: Path, client: Client) -> None:
    demo("--small")
    count = add_edits(town.SOURCE)
    assert count > 5 and add_edits(town.SOURCE) == 0
    edited = list(Review.objects.filter(version=2).select_related("restaurant"))
    assert len(edited) == count
    for review in edited:
        page = client.get(f"{review.restaurant.get_absolute_url()}reviews/{review.pk}/").content.decode()
        assert "Edit: " in page and "How this review was edited" in page


def test_owners_reply_and_one_reply_of_each_waits_for_staff(var: Path, client: Client) -> None:
    demo("--small")
    counts = Counter(Reply.objects.values_list("state", flat=True))
    assert counts["published"] > 6 and 1 <= counts["waiting"] <= 3 and set(counts) == {"published", "waiting"}
    edited = Reply.objects.exclude(review__reply_versions=None).select_related("restaurant").first()
    assert edited and "The restaurant replied" in client.get(edited.restaurant.get_absolute_url()).content.decode()
    count = Reply.objects.count()
    demo("--small")
    assert Reply.objects.count() == count


def test_a_claim_waits_for_its_letter_one_for_staff_and_one_for_an_owner(var: Path) -> None:
    demo("--small")
    waiting = Claim.objects.order_by("id").values_list("proof", "state", "restaurant__source_ref")
    assert list(waiting) == [
        ("documents", "waiting", None),
        ("documents", "answering", claims.DISPUTED),
        ("post", "code_due", claims.CLAIMED),
    ]
    assert not Claim.objects.filter(user__email=sign_ins.DINER).exists()
    demo("--small")
    assert Claim.objects.count() == 3


def test_three_restaurants_are_run_by_their_owners(var: Path, client: Client) -> None:
    demo("--small")
    for ref in ("zur-alten-waage", "trattoria-lucia", "blechdach-burger"):
        place = Restaurant.objects.select_related("menu", "page_profile").get(source_ref=ref)
        assert place.menu.version == 2 and place.page_profile.description and "PH " in place.opening_hours
        assert Reply.objects.filter(restaurant=place).exists()
        assert Till.objects.filter(restaurant=place).count() == 1
        assert selectors_of_suggestions.suggestions_for_team(place, member=sign_ins.owner_of(place))
    roles = TeamMember.objects.filter(restaurant__source_ref="zur-alten-waage").values_list("role", flat=True)
    assert set(roles) == {"owner", "manager", "analyst"}
    assert Webhook.objects.count() == 1
    kinds = Suggestion.objects.order_by("id").values_list("kind", flat=True)
    assert len(kinds) == 7 and "closed" in kinds
    demo("--small")
    assert (Suggestion.objects.count(), Till.objects.count()) == (7, 3)


def test_staff_have_their_role_and_a_second_factor_that_the_command_knows(var: Path) -> None:
    with pytest.raises(CommandError, match="no demo yet"):
        demo("codes")
    demo("--small")
    parts = {one.email: one.part for one in sign_ins.listed() if one.part}
    for email, part in parts.items():
        assert company_roles_of(User.objects.get(email=email).pk) == [part]
    told = [line.split() for line in demo("codes").splitlines()]
    owners = {one.email for one in sign_ins.listed() if one.restaurant}
    assert {line[0] for line in told} == set(parts) | owners
    assert all(re.fullmatch(r"[0-9]{6}", line[1]) for line in told)


def test_owners_own_one_place_each_one_manages_two_and_staff_none(var: Path) -> None:
    demo("--small")
    for one in sign_ins.listed():
        person = User.objects.get(email=one.email)
        owned = [place.source_ref for place in selectors.managed_restaurants(person)]
        assert sorted(owned) == sorted(filter(None, (one.restaurant, one.also))), one.email
        assert not person.groups.exists()
    assert {one.role for one in sign_ins.listed() if not one.confirmed} == {
        "newcomer",
        "data engineer",
        "marketing analyst",
        "data scientist",
        "security engineer",
        "customer support",
    }


def test_what_is_loaded_is_what_actions_would_have_written(var: Path) -> None:
    """Every event is of a known topic, valid and as the action builds it; every sum adds up; the log knows of all."""
    demo("--small")
    topics = Counter(Event.objects.values_list("topic", flat=True))
    assert topics["restaurants.review_posted"] == 153
    assert topics["restaurants.restaurant_listed"] == 12
    assert topics["accounts.demographics_changed"] <= 44
    assert topics["restaurants.visits_counted"] >= 2 * 11
    for event in Event.objects.all():
        validate(event.topic, event.version, event.payload)
    for review in Review.objects.all():
        event = Event.objects.get(payload__review_id=str(review.pk))
        assert (event.payload, event.restaurant_id) == (event_payload(review), review.restaurant_id)
    for place in Restaurant.objects.select_related("rating"):
        stars = Counter(place.reviews.values_list("rating", flat=True))
        assert place.rating.stars == tuple(stars[value] for value in range(1, 6))
    assert AuditEvent.objects.filter(action="review.posted").count() == 153


def test_reviews_are_listed_in_the_order_of_posting(var: Path) -> None:
    demo("--small")
    times = list(Review.objects.order_by("id").values_list("posted_at", flat=True))
    assert times == sorted(times)
    assert times[-1] < timezone.now()
    assert all(review.visited_on <= review.posted_at.date() for review in Review.objects.all())


def test_all_visits_are_published_and_none_of_a_closed_day(var: Path) -> None:
    demo("--small")
    for place in restaurants.demo_restaurants(town.SEED, small=True):
        counts = VisitCount.objects.filter(restaurant__source_ref=place.ref)
        assert not {count.day.weekday() for count in counts} & place.closed_weekdays
        told = Event.objects.filter(topic="restaurants.visits_counted", restaurant_id__in=counts.values("restaurant"))
        assert sum(len(event.payload["days"]) for event in told) == counts.count()


def test_some_places_have_enough_reviewers_for_age_bands() -> None:
    decade = {guest.email: (guest.birth_year or 0) // 10 for guest in users.handmade_users()}
    for place in ("zur-alten-waage", "trattoria-lucia"):
        here = [decade[one.email] for one in reviews.handmade_reviews() if one.ref == place]
        assert len(here) >= 30
        assert sum(here.count(band) >= 10 for band in set(here)) >= 3


def test_generated_people_are_the_same_each_time_and_all_different() -> None:
    people = imported_users.generate_users(700)
    assert [person.display_name for person in people] == [
        person.display_name for person in imported_users.generate_users(700)
    ]
    assert len({person.display_name.lower() for person in people}) == 700


def test_production_refuses(var: Path, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    with pytest.raises(CommandError, match="development only"):
        demo()
    assert not User.objects.exists()


def starred(path: Path) -> Path:
    """Three texts of two restaurants, and three that can't be posted."""
    rows = [
        ("One", factories.TEXT, "5.0"),
        ("One", factories.TEXT + " Again.", "3.5"),
        ("One", "short", "5.0"),
        ("Two", factories.TEXT, "1.0"),
        ("Two", factories.TEXT, ""),
        ("Two", factories.TEXT, "Like"),
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("restaurant", "review", "rating"), *rows])
    return path


def test_real_texts_go_onto_imported_restaurants_once(tmp_path: Path) -> None:
    factories.restaurant("Zum Reiher")
    factories.restaurant("Zur Rohrdommel")
    path = str(starred(tmp_path / "texts.csv"))
    first = demo("reviews", path)
    assert "3 posted" in first
    assert "2 left out: no stars" in first
    by_place = Review.objects.values("restaurant__name").annotate(number=Count("id")).order_by("-number")
    assert [(row["restaurant__name"], row["number"]) for row in by_place] == [("Zum Reiher", 2), ("Zur Rohrdommel", 1)]
    assert sorted(Review.objects.values_list("rating", flat=True)) == [1, 4, 5]
    assert "3 there before" in demo("reviews", path)
    assert Review.objects.count() == 3


def test_a_limit_spreads_over_the_restaurants(tmp_path: Path) -> None:
    factories.restaurant("Zum Reiher")
    factories.restaurant("Zur Rohrdommel")
    demo("reviews", str(starred(tmp_path / "texts.csv")), "--limit", "2")
    assert set(Review.objects.values_list("restaurant__name", flat=True)) == {"Zum Reiher", "Zur Rohrdommel"}


@pytest.mark.parametrize("content", [None, "a,b\n1,2\n"])
def test_what_is_no_such_file_ends_with_code_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "texts.csv"
    if content:
        path.write_text(content)
    with pytest.raises(CommandError) as caught:
        demo("reviews", str(path))
    assert caught.value.returncode == 2


def test_without_restaurants_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="listings import"):
        demo("reviews", str(starred(tmp_path / "texts.csv")))
