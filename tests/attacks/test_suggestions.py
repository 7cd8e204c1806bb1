"""Attacks on suggestions by guests: whose they are, decisions by others, closing, a flood, and a claim's letter."""

import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.enums import SuggestionStep
from accounts.models import SuggestionAction
from restaurants.enums import ClaimProof, SuggestionKind
from restaurants.exceptions import ClaimRefused
from restaurants.models import Restaurant, Suggestion
from tests.accounts.factors import at_the_desk
from tests.accounts.test_staffing import Engineer, outcome_of
from tests.attacks.refusal import refusal
from tests.conftest import Login, ProcessClient, playing
from tests.restaurants import factories
from tests.restaurants.claims import claimed, owner_of, place
from tests.restaurants.suggestions import closed, step_on, suggested

COMMITTED = pytest.mark.django_db(transaction=True)
SUGGEST = "SELECT restaurants_suggest(%s, %s, %s, %s, '')"
DECIDE = "SELECT restaurants_decide_suggestion(%s, %s, %s, 'accept')"
PHONE = '{"phone": "+43 1 666"}'


def state_of(suggestion: Suggestion) -> str:
    return str(Suggestion.objects.values_list("state", flat=True).get(pk=suggestion.pk))


@COMMITTED
@pytest.mark.protection("suggestions_of_nobody")
def test_webs_login_reads_a_suggestion_of_somebody_else(login: Login) -> None:
    suggested(place(), factories.confirmed("gast"))
    assert login("default", "web").execute("SELECT user_id FROM restaurants_suggestion").fetchall() == []


@COMMITTED
@pytest.mark.protection("suggestions_without_their_person")
def test_the_console_learns_who_made_a_suggestion(login: Login) -> None:
    suggested(place(), factories.confirmed("gast"))
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute("SELECT user_id FROM restaurants_suggestion")


@COMMITTED
@pytest.mark.protection("suggestions_for_staff_at_console")
def test_the_console_reads_what_is_for_a_team(login: Login) -> None:
    restaurant = place()
    owner_of(restaurant, "otto")
    suggested(restaurant, factories.confirmed("gast"))
    assert login("default", "console").execute("SELECT note FROM restaurants_suggestion").fetchall() == []


TAKEN_OVER = (
    "INSERT INTO restaurants_suggestion (id, restaurant_id, user_id, kind, proposed, note, state)"
    " VALUES (uuidv7(), %(place)s, %(me)s, 'closed', '{}', '', 'waiting')",
    "UPDATE restaurants_suggestion SET state = 'accepted', decided_at = now()",
    "UPDATE restaurants_suggestion SET proposed = '{}'",
    "DELETE FROM restaurants_suggestion",
    "UPDATE restaurants_restaurant SET closed_at = now()",
    "SELECT restaurants_take_suggestion_step(%(other)s, %(suggestion)s, 'accept')",
)


@COMMITTED
@pytest.mark.protection("suggestion_tables_read_only")
@pytest.mark.parametrize("process", ["web", "console"])
@pytest.mark.parametrize("statement", TAKEN_OVER)
def test_a_login_writes_a_suggestion_or_closes_a_place(login: Login, statement: str, process: str) -> None:
    restaurant, mallory = place(), factories.confirmed("mallory")
    suggestion = suggested(restaurant, mallory, SuggestionKind.CLOSED)
    values = {"place": restaurant.pk, "me": mallory.pk, "suggestion": suggestion.pk, "other": uuid.uuid4()}
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", process).execute(statement, values)


@pytest.mark.django_db
@pytest.mark.protection("suggestions_decided_by_own_team")
def test_a_team_decides_on_another_place(client: ProcessClient) -> None:
    restaurant, own = place(), place("Zur Falle", website="")
    owner_of(restaurant, "otto")
    mallory = owner_of(own, "mallory")
    suggestion = suggested(restaurant, factories.confirmed("gast"))
    at_the_desk(client, mallory)
    for slug in (restaurant.slug, own.slug):
        client.post(f"/business/{slug}/suggestions/{suggestion.pk}/", {"accept": "1"})
    assert client.get(f"/business/{restaurant.slug}/suggestions/").status_code == 404
    assert state_of(suggestion) == "waiting"


@COMMITTED
@pytest.mark.protection("suggestions_decided_by_own_team")
def test_webs_login_decides_for_somebody_without_the_permission(login: Login) -> None:
    restaurant, own = place(), place("Zur Falle", website="")
    owner_of(restaurant, "otto")
    mallory = owner_of(own, "mallory")
    suggestion = suggested(restaurant, factories.confirmed("gast"))
    web = login("default", "web")
    for asked in (restaurant, own):
        try:
            web.execute(DECIDE, [mallory.pk, asked.pk, suggestion.pk])
        except psycopg.errors.InsufficientPrivilege:
            web.rollback()
    assert state_of(suggestion) == "waiting"
    reads = web.execute("SELECT note FROM restaurants_suggestions_for_team(%s, %s)", [mallory.pk, restaurant.pk])
    assert reads.fetchall() == []


@COMMITTED
@pytest.mark.protection("closing_by_staff")
def test_a_team_that_is_taken_over_closes_its_place(login: Login) -> None:
    restaurant = place()
    otto = owner_of(restaurant, "otto")
    suggestion = suggested(restaurant, factories.confirmed("gast"), SuggestionKind.CLOSED)
    asked = [otto.pk, restaurant.pk, suggestion.pk]
    assert login("default", "web").execute(DECIDE, asked).fetchone() == ("not_possible",)
    assert Restaurant.objects.get(pk=restaurant.pk).closed_at is None


@COMMITTED
@pytest.mark.protection("closing_not_by_competitors")
def test_a_competitor_says_that_a_place_is_closed(login: Login) -> None:
    restaurant, own = place("Zum Reiher", "fish"), place("Zur Falle", "fish", website="")
    mallory = owner_of(own, "mallory")
    web = login("default", "web")
    assert web.execute(SUGGEST, [mallory.pk, restaurant.pk, "closed", "{}"]).fetchone() == ("competitor",)
    assert web.execute(SUGGEST, [mallory.pk, restaurant.pk, "phone", PHONE]).fetchone() == ("done",)


@pytest.mark.django_db
@pytest.mark.protection("suggestion_not_ones_own")
def test_staff_accept_what_they_suggested_themselves() -> None:
    restaurant, sina = place(), Engineer("sina", "customer_support")
    suggestion = suggested(restaurant, gast := factories.confirmed("gast"), SuggestionKind.CLOSED)
    Suggestion.objects.filter(pk=suggestion.pk).update(user=sina.user)
    assert gast.pk != sina.user.pk
    assert "a suggestion of their own" in step_on(suggestion, sina)
    assert state_of(suggestion) == "waiting"


@pytest.mark.django_db
@pytest.mark.protection("suggestion_step_signed")
def test_a_signature_is_turned_to_another_suggestion() -> None:
    restaurant, sina, gast = place(), Engineer("sina", "customer_support"), factories.confirmed("gast")
    first = suggested(restaurant, gast)
    second = suggested(restaurant, gast, SuggestionKind.CLOSED)
    act = sina.proves(SuggestionAction(actor_id=sina.user.pk, suggestion_id=first.pk, step=SuggestionStep.REFUSE))
    assert isinstance(act, SuggestionAction)
    act.suggestion_id, act.step = second.pk, SuggestionStep.ACCEPT
    with playing("console"):
        signed_actions.submit(act)
    outcome_of(act)
    assert state_of(second) == "waiting"


@COMMITTED
@pytest.mark.protection("suggestions_a_day")
def test_one_person_floods_places_with_suggestions(login: Login) -> None:
    mallory, web = factories.confirmed("mallory"), login("default", "web")
    places = [place(f"Place {number}", website="") for number in range(12)]
    answers = [web.execute(SUGGEST, [mallory.pk, each.pk, "phone", PHONE]).fetchone() for each in places]
    assert answers == [("done",)] * 10 + [("too_many",)] * 2


@COMMITTED
@pytest.mark.protection("suggestions_by_confirmed_people")
def test_somebody_unconfirmed_suggests(login: Login) -> None:
    nobody = factories.confirmed("ida")
    nobody.verification_status.expires_at = timezone.now() - timedelta(days=1)
    nobody.verification_status.save()
    asked = [nobody.pk, place().pk, "phone", PHONE]
    assert login("default", "web").execute(SUGGEST, asked).fetchone() == ("not_confirmed",)


@COMMITTED
@pytest.mark.protection("suggestions_say_what_pages_show")
@pytest.mark.parametrize(
    ("kind", "proposed"),
    [
        ("website", '{"website": "javascript:alert(1)"}'),
        ("website", '{"website": "https://evil.example/<script>"}'),
        ("website", '{"website": "https://listed.example@evil.example"}'),
        ("phone", '{"phone": "0900 <b>call</b>"}'),
        ("phone", '{"phone": "+43 1", "managed_since": "2020-01-01"}'),
        ("phone", '{"phone": "+43 1 666", "description": "Taken."}'),
        ("closed", '{"is_closed": false}'),
        ("name", '{"name": "  ", "skeleton": "x", "name_words": "x"}'),
    ],
)
def test_a_suggestion_says_more_than_its_kind(login: Login, kind: str, proposed: str) -> None:
    asked = [factories.confirmed("mallory").pk, place().pk, kind, proposed]
    assert login("default", "web").execute(SUGGEST, asked).fetchone() == ("not_possible",)


@pytest.mark.django_db
@pytest.mark.protection("letters_to_listed_addresses")
def test_a_claims_letter_is_led_to_another_address() -> None:
    restaurant, support = place(), Engineer("sina", "customer_support")
    home = {"street": "Falle 6", "postcode": "4020", "town": "Linz"}
    assert step_on(suggested(restaurant, factories.confirmed("gast"), SuggestionKind.MOVED, home), support) == ""
    restaurant.refresh_from_db()
    with pytest.raises(ClaimRefused):
        claimed(restaurant, factories.confirmed("mallory"), ClaimProof.POST)


@pytest.mark.django_db
@pytest.mark.protection("letters_to_listed_addresses")
def test_a_place_moves_before_the_letter_is_printed() -> None:
    restaurant, support = place(), Engineer("sina", "customer_support")
    claim = claimed(restaurant, factories.confirmed("mallory"), ClaimProof.POST)
    home = {"street": "Falle 6", "postcode": "4020", "town": "Linz"}
    step_on(suggested(restaurant, factories.confirmed("gast"), SuggestionKind.MOVED, home), support)
    with connection.cursor() as cursor:
        cursor.execute("SELECT restaurants_print_claim_letter(%s)", [claim.pk])
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db
@pytest.mark.protection("claim_domain_of_listing")
def test_a_code_is_led_to_a_suggested_website() -> None:
    restaurant, support = place(), Engineer("sina", "customer_support")
    values = {"website": "https://evil-reiher.example"}
    assert step_on(suggested(restaurant, factories.confirmed("gast"), SuggestionKind.WEBSITE, values), support) == ""
    restaurant.refresh_from_db()
    claim = claimed(restaurant, factories.confirmed("mallory"), ClaimProof.MAIL)
    assert claim.address == "info@zum-reiher.example"


@pytest.mark.django_db
@pytest.mark.protection("reviews_of_open_places")
def test_a_review_of_a_closed_place_is_written_past_the_policy() -> None:
    restaurant = place()
    closed(restaurant, factories.confirmed("gast"), Engineer("sina", "customer_support"))
    restaurant.closed_at = None
    with pytest.raises(IntegrityError, match="closed for good"):
        factories.review(restaurant, factories.confirmed("ada"))
