"""The console's page of suggestions: what waits for staff, a signed decision, and nobody's name."""

import pytest

from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.models import Suggestion
from tests.analytics.staffing import at_the_console
from tests.analytics.test_company_roles_page import proves_by_code, works
from tests.restaurants import factories
from tests.restaurants.claims import owner_of, place
from tests.restaurants.suggestions import NOTE, suggested

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PROOF_PAGE, PAGE = "/suggestions/proof/", "/suggestions/"


def test_staff_close_a_place_with_a_signature_and_do_not_learn_who_suggested_it() -> None:
    restaurant, gast = place(), factories.confirmed("gast")
    owner_of(restaurant, "otto")
    phone, shut = suggested(restaurant, gast), suggested(restaurant, gast, SuggestionKind.CLOSED)
    support = at_the_console("sue", "customer_support")
    page = support.get(PAGE).content.decode()
    assert "It is closed for good" in page and NOTE in page and "managed by its team" in page
    assert "The phone number is wrong" not in page
    assert not any(word in page for word in (gast.email, "Gast Heron", str(gast.pk)))
    assert support.post(f"{PAGE}{phone.pk}/decision/", {"step": "accept"}).status_code == 404
    assert support.post(f"{PAGE}{shut.pk}/decision/", {"step": "delete"}).status_code == 404
    assert support.post(f"{PAGE}{shut.pk}/decision/", {"step": "accept"})["Location"] == PROOF_PAGE
    asked = support.get(PROOF_PAGE).content.decode()
    assert "You accept the suggestion" in asked and "Zum Reiher, Linz" in asked
    proves_by_code(support, "sue", PROOF_PAGE, PAGE)
    assert "Your signature is being checked" in support.get(PAGE).content.decode()
    works()
    restaurant.refresh_from_db()
    assert restaurant.closed_at is not None
    assert "Accepted" in support.get(PAGE).content.decode()


def test_a_suggestion_for_a_place_without_a_team_is_refused() -> None:
    restaurant = place()
    suggestion = suggested(restaurant, factories.confirmed("gast"), SuggestionKind.NAME, {"name": "Reiher"})
    security = at_the_console("olga", "security_engineer")
    assert "Zum Reiher" in security.get(PAGE).content.decode()
    security.post(f"{PAGE}{suggestion.pk}/decision/", {"step": "refuse"})
    assert "the page stays as it is" in security.get(PROOF_PAGE).content.decode()
    proves_by_code(security, "olga", PROOF_PAGE, PAGE)
    works()
    assert Suggestion.objects.get().state == SuggestionState.REFUSED


def test_other_roles_see_no_suggestions() -> None:
    suggestion = suggested(place(), factories.confirmed("gast"))
    analyst = at_the_console("mia", "marketing_analyst")
    assert analyst.get(PAGE).status_code == 403
    assert analyst.post(f"{PAGE}{suggestion.pk}/decision/", {"step": "accept"}).status_code == 403
