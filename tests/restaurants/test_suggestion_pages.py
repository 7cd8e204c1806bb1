"""The pages of suggestions: choosing, writing, one's own with what became of them, and the page of a team."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.models import Suggestion
from tests.accounts.factors import signed_in_twice_over
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import owner_of, place
from tests.restaurants.suggestions import NOTE, suggested

pytestmark = pytest.mark.django_db


def test_a_guest_suggests_without_a_script_and_withdraws(client: ProcessClient) -> None:
    restaurant = place()
    path = f"/restaurants/{restaurant.slug}/suggest/"
    assert path in client.get(f"/restaurants/{restaurant.slug}/").content.decode()
    assert client.get(path).status_code == 302
    client.force_login(factories.confirmed("gast"))
    kinds = client.get(path).content.decode()
    assert all(f"?what={kind}" in kinds for kind in SuggestionKind if kind != "open")
    assert "?what=open" not in kinds and "?what=" in client.get(f"{path}?what=nothing").content.decode()
    assert "Write a number such as" in client.post(f"{path}?what=phone", {"phone": "call me"}).content.decode()
    assert "begins with" in client.post(f"{path}?what=website", {"website": "javascript:alert(1)"}).content.decode()
    assert "Write street and number" in client.post(f"{path}?what=moved", {"town": "Wels"}).content.decode()
    hours = client.post(f"{path}?what=hours", {"weekday_0": "never"}).content.decode()
    assert "Write hours such as" in hours
    sent = client.post(f"{path}?what=phone", {"phone": "+43 7242 5550", "note": NOTE})
    assert sent["Location"] == "/suggestions/"
    own = client.get("/suggestions/").content.decode()
    assert "Nobody has decided yet" in own and "+43 7242 5550" in own
    again = client.post(f"{path}?what=phone", {"phone": "+43 7242 5551"}).content.decode()
    assert "You have suggested this already" in again
    client.post(f"/suggestions/{Suggestion.objects.get().pk}/withdraw/")
    assert Suggestion.objects.get().state == SuggestionState.WITHDRAWN


def test_hours_begin_with_those_of_the_page(client: ProcessClient) -> None:
    restaurant = place()
    restaurant.opening_hours, restaurant.country = "Mo-Fr 11:00-14:00; PH off", "AT"
    restaurant.save()
    client.force_login(factories.confirmed("gast"))
    path = f"/restaurants/{restaurant.slug}/suggest/?what=hours"
    assert client.get(path).content.decode().count("11:00–14:00") >= 5
    client.post(path, {**{f"weekday_{day}": "12-15" for day in range(5)}})
    assert Suggestion.objects.get().proposed["opening_hours"] == "Mo-Fr 12:00-15:00; Sa-Su off; PH off"


def test_the_unconfirmed_are_led_to_their_confirmation(client: ProcessClient) -> None:
    restaurant = place()
    client.force_login(factories.unconfirmed("ida"))
    page = client.post(f"/restaurants/{restaurant.slug}/suggest/?what=closed", {}).content.decode()
    assert "First confirm who you are" in page and not Suggestion.objects.exists()


def test_a_team_decides_and_never_learns_who_suggested(client: ProcessClient) -> None:
    restaurant, gast = place(), factories.confirmed("gast")
    otto = owner_of(restaurant, "otto")
    first = suggested(restaurant, gast)
    second = suggested(restaurant, gast, SuggestionKind.NAME, {"name": "<b>Reiher</b>"})
    suggested(restaurant, gast, SuggestionKind.CLOSED)
    signed_in_twice_over(client, otto)
    path = f"/business/{restaurant.slug}/suggestions/"
    page = client.get(path).content.decode()
    assert "+43 7242 5550" in page and NOTE in page and "&lt;b&gt;Reiher" in page and "<b>Reiher" not in page
    assert SuggestionKind.CLOSED.label not in page
    assert not any(word in page for word in (str(gast.pk), gast.email, "gast"))
    assert client.post(f"{path}{first.pk}/", {}).status_code == 404
    assert client.post(f"{path}{first.pk}/", {"accept": "1"})["Location"] == path
    client.post(f"{path}{second.pk}/", {"refuse": "1"})
    restaurant.refresh_from_db()
    assert (restaurant.phone, restaurant.name) == ("+43 7242 5550", "Zum Reiher")
    assert "Nothing waits" in client.get(path).content.decode()
    assert "changed in the meantime" in client.post(f"{path}{first.pk}/", {"accept": "1"}, follow=True).content.decode()


def test_a_page_of_a_team_takes_no_query_more_for_each_suggestion(client: ProcessClient) -> None:
    restaurant = place()
    signed_in_twice_over(client, owner_of(restaurant, "otto"))
    path, counts = f"/business/{restaurant.slug}/suggestions/", []
    client.get(path)  # a process asks once for the types of contents
    for name in ("gast", "gundi"):
        suggested(restaurant, factories.confirmed(name))
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
