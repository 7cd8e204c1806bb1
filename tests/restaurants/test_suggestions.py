"""Suggestions by guests: who makes them, who decides, what a page says then, and what the person is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import SuggestionStep
from restaurants.actions import listings, notifications, profiles, suggestions
from restaurants.actions.profiles import ProfileValues
from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.exceptions import InvalidHours, SuggestionRefused
from restaurants.hours.written import WrittenHours, read_line
from restaurants.listings.rows import ListingRow
from restaurants.models import Notification, PageProfile, Restaurant, Suggestion, TeamEdit
from restaurants.rules import MAX_SUGGESTIONS_PER_DAY
from restaurants.selectors.page_changes import page_changes
from restaurants.selectors.page_suggestions import own_suggestions, suggestions_for_team
from tests.accounts.test_staffing import Engineer
from tests.conftest import playing
from tests.restaurants import factories
from tests.restaurants.claims import owner_of, place
from tests.restaurants.suggestions import NOTE, PHONE, decided, step_on, suggested

pytestmark = pytest.mark.django_db
WEEK = WrittenHours((read_line("11:00-14:00"), *((),) * 6))
MOVED = {"street": "Ringgasse 7", "postcode": "4600", "town": "Wels"}
ACCEPTED: list[tuple[SuggestionKind, dict[str, Any], str, Any, str]] = [
    (SuggestionKind.PHONE, PHONE, "phone", "+43 7242 5550", "Phone"),
    (SuggestionKind.WEBSITE, {"website": "https://reiher.example"}, "website", "https://reiher.example", "Website"),
    (SuggestionKind.NAME, {"name": "Zum alten Reiher"}, "name", "Zum alten Reiher", "Name"),
    (SuggestionKind.MOVED, MOVED, "street", "Ringgasse 7", "Address"),
    (SuggestionKind.HOURS, {"hours": WEEK}, "opening_hours", "Mo 11:00-14:00; Tu-Su off", "Opening hours"),
]


@pytest.mark.parametrize(("kind", "values", "field", "after", "label"), ACCEPTED)
def test_a_team_accepts_and_the_page_says_it(
    kind: SuggestionKind, values: dict[str, Any], field: str, after: Any, label: str
) -> None:
    restaurant, gast = place(), factories.confirmed("gast")
    otto = owner_of(restaurant, "otto")
    suggestion = suggested(restaurant, gast, kind, values)
    (shown,) = suggestions_for_team(restaurant, member=otto)
    assert (shown.kind, shown.note) == (kind, NOTE)
    decided(restaurant, suggestion, otto)
    restaurant.refresh_from_db()
    assert getattr(restaurant, field) == after
    (change,) = page_changes(restaurant)
    assert [each.label for each in change.fields] == [label]
    assert TeamEdit.objects.get(restaurant=restaurant).user == otto
    assert Suggestion.objects.get().state == SuggestionState.ACCEPTED


def test_a_second_change_of_a_page_that_has_a_profile_keeps_the_rest() -> None:
    restaurant = place()
    otto = owner_of(restaurant, "otto")
    words = ProfileValues("At the pond.", "+43 1", restaurant.website, "yes", {"menu": "https://reiher.example/m"})
    profiles.change(restaurant=restaurant, values=words, seen=0, by=otto)
    decided(restaurant, suggested(restaurant, factories.confirmed("gast")), otto)
    profile = PageProfile.objects.get(restaurant=restaurant)
    assert (profile.version, profile.description, profile.phone) == (2, "At the pond.", "+43 7242 5550")
    assert (profile.wheelchair, profile.links) == ("yes", {"menu": "https://reiher.example/m"})


def test_a_refused_suggestion_changes_nothing_and_the_person_is_notified() -> None:
    restaurant, gast = place(), factories.confirmed("gast")
    otto = owner_of(restaurant, "otto")
    suggestion = suggested(restaurant, gast)
    with playing("mail"):
        notifications.make()
    assert Notification.objects.get(user=otto).kind == "team_suggestion"
    decided(restaurant, suggestion, otto, is_accepted=False)
    restaurant.refresh_from_db()
    assert restaurant.phone == "" and page_changes(restaurant) == []
    with playing("mail"):
        notifications.make()
        notifications.make()
    assert Notification.objects.get(user=gast).kind == "suggestion"
    (own,) = own_suggestions(gast)
    assert own.state == SuggestionState.REFUSED
    with pytest.raises(SuggestionRefused, match="changed in the meantime"):
        decided(restaurant, suggestion, otto)


def test_staff_decide_for_a_place_without_a_team() -> None:
    restaurant, support = place(), Engineer("sina", "customer_support")
    assert step_on(suggested(restaurant, factories.confirmed("gast")), support) == ""
    restaurant.refresh_from_db()
    assert restaurant.phone == "+43 7242 5550" and not TeamEdit.objects.exists()
    other = suggested(restaurant, factories.confirmed("gundi"), SuggestionKind.NAME, {"name": "Reiher"})
    assert step_on(other, support, SuggestionStep.REFUSE) == ""
    restaurant.refresh_from_db()
    assert restaurant.name == "Zum Reiher"


def test_what_has_a_team_by_now_is_the_teams() -> None:
    restaurant, support = place(), Engineer("sina", "customer_support")
    suggestion = suggested(restaurant, factories.confirmed("gast"))
    otto = owner_of(restaurant, "otto")
    assert "has a team by now" in step_on(suggestion, support)
    assert [each.id for each in suggestions_for_team(restaurant, member=otto)] == [suggestion.pk]


def test_one_waits_of_a_kind_and_one_person_suggests_so_many_a_day() -> None:
    gast = factories.confirmed("gast")
    first = place()
    suggested(first, gast)
    with pytest.raises(SuggestionRefused, match="suggested this already"):
        suggested(first, gast)
    for number in range(1, MAX_SUGGESTIONS_PER_DAY):
        suggested(place(f"Place {number}"), gast)
    with pytest.raises(SuggestionRefused, match="10 changes a day"):
        suggested(place("One more"), gast)
    withdrawn = Suggestion.objects.get(restaurant=first)
    with playing("web"):
        suggestions.withdraw(suggestion=withdrawn, by=gast)
    with pytest.raises(SuggestionRefused, match="10 changes a day"):
        suggested(first, gast)


def test_the_team_itself_and_hours_that_are_there_are_not_suggested() -> None:
    restaurant = place()
    with pytest.raises(SuggestionRefused, match="change its page yourself"):
        suggested(restaurant, owner_of(restaurant, "otto"))
    restaurant.opening_hours = WEEK.text()
    with pytest.raises(InvalidHours, match="says already"):
        suggested(restaurant, factories.confirmed("gast"), SuggestionKind.HOURS, {"hours": WEEK})


def test_an_import_overwrites_no_name_and_no_new_address() -> None:
    row = ListingRow(ref="r1", name="Zum Reiher", street="Am Teich 1", town="Linz", latitude=48.3, longitude=14.3)
    listings.store(rows=[row], source="town", by=None)
    restaurant = Restaurant.objects.get(source="town")
    support, gast = Engineer("sina", "customer_support"), factories.confirmed("gast")
    step_on(suggested(restaurant, gast, SuggestionKind.MOVED, MOVED), support)
    step_on(suggested(restaurant, gast, SuggestionKind.NAME, {"name": "Zur Reiherin"}), support)
    listings.store(rows=[row], source="town", by=None)
    restaurant.refresh_from_db()
    assert (restaurant.name, restaurant.street, restaurant.latitude) == ("Zur Reiherin", "Ringgasse 7", None)


def test_what_was_decided_long_ago_is_deleted() -> None:
    restaurant, gast = place(), factories.confirmed("gast")
    old, fresh = suggested(restaurant, gast), suggested(restaurant, gast, SuggestionKind.NAME, {"name": "Reiher"})
    long_ago = timezone.now() - timedelta(days=91)
    Suggestion.objects.filter(pk=old.pk).update(state="refused", decided_at=long_ago)
    with playing("mail"):
        suggestions.delete_old()
    assert [each.pk for each in Suggestion.objects.all()] == [fresh.pk]
