"""What people answer to the texts: at signup, when a text has changed, and what they read of it afterwards."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.actions import consents
from accounts.agreements.texts import current, current_texts
from accounts.enums import Agreement
from accounts.models import Consent, User
from accounts.selectors import outstanding_for
from restaurants.models import Restaurant, Review
from reviews_site.policy import Denied
from tests.accounts.consents import newer
from tests.accounts.users import PASSWORD, member
from tests.restaurants import factories
from tests.restaurants.test_review_page import form_with

pytestmark = pytest.mark.django_db
PAGE = "/privacy/agreements/"
NEW = {"email": "eve@example.org", "display_name": "Eve Heron", "agreed": ""}


@pytest.fixture
def ada(client: Client) -> User:
    diner = factories.confirmed("ada")
    client.force_login(diner)
    return diner


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_joining_takes_one_box_that_is_not_ticked_in_advance(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert f'name="agreed" value="{current_texts()}"' in page
    assert "checked" not in page
    assert "at least 14 years old" in page and "/documents/terms/" in page and "/documents/privacy/" in page
    answer = client.post(path, NEW | {"password1": PASSWORD})
    assert list(answer.context["form"].errors) == ["agreed"]
    assert not User.objects.exists() and not Consent.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_joining_writes_down_which_texts_were_shown(client: Client, path: str) -> None:
    client.post(path, NEW | {"password1": PASSWORD, "agreed": current_texts()})
    terms, told = current(Agreement.TERMS), current(Agreement.PRIVACY)
    rows = Consent.objects.order_by("id").values_list("user__email", "agreement", "version", "text_sha256", "answer")
    assert list(rows) == [
        ("eve@example.org", "terms", 1, terms.digest, "accepted"),
        ("eve@example.org", "privacy", 1, told.digest, "informed"),
    ]
    assert set(Consent.objects.values_list("page", "event_id")) == {("signup", None)}


def test_terms_that_changed_while_the_form_was_open_are_not_accepted(client: Client, tmp_path: Path) -> None:
    before = current_texts()
    with newer(Agreement.TERMS, tmp_path):
        answer = client.post("/accounts/signup/", NEW | {"password1": PASSWORD, "agreed": before})
    assert list(answer.context["form"].errors) == ["agreed"]
    assert not User.objects.exists()


def test_nothing_is_asked_twice(ada: User) -> None:
    assert not outstanding_for(ada)
    assert consents.accept_documents(by=ada, page="agreements") == []
    assert Consent.objects.filter(user=ada).count() == 2


def test_a_new_version_is_announced_on_the_profile_and_asked_beside_the_review(
    client: Client, ada: User, tmp_path: Path
) -> None:
    place = factories.restaurant()
    with newer(Agreement.TERMS, tmp_path):
        for path in ("/profile/", "/privacy/", "/privacy/uses/"):
            assert "Our terms have changed" in client.get(path).content.decode()
        page = client.get(f"{place.get_absolute_url()}review/").content.decode()
        assert 'name="agreed"' in page and "Soup is asked about now." in page
        answer = client.post(f"{place.get_absolute_url()}review/", form_with())
        assert list(answer.context["agreement"].errors) == ["agreed"]
        assert answer.context["form"].cleaned_data["text"], "what was written is kept"
        assert not Review.objects.exists()
        client.post(f"{place.get_absolute_url()}review/", form_with() | {"agreed": current_texts()})
    assert Review.objects.get().author_id == ada.pk
    assert Consent.objects.filter(user=ada).latest("id").page == "review"


def test_who_has_not_accepted_is_asked_nothing_but_before_a_posting(client: Client, ada: User, tmp_path: Path) -> None:
    with newer(Agreement.TERMS, tmp_path):
        for path in ("/", "/restaurants/", "/profile/", "/security/", "/verification/", PAGE):
            assert client.get(path).status_code == 200
        assert client.post("/profile/", {"display_name": "Ada Heron Again"}).status_code == 302


def test_the_action_refuses_whoever_goes_round_the_form(ada: User, tmp_path: Path) -> None:
    place: Restaurant = factories.restaurant()
    with newer(Agreement.TERMS, tmp_path), pytest.raises(Denied, match="terms have changed"):
        factories.review(place, ada)
    assert factories.review(place, ada)


def test_the_privacy_notice_is_shown_and_stops_nobody(client: Client, ada: User, tmp_path: Path) -> None:
    place = factories.restaurant()
    with newer(Agreement.PRIVACY, tmp_path):
        assert "changed our privacy notice" in client.get("/profile/").content.decode()
        assert 'name="agreed"' not in client.get(f"{place.get_absolute_url()}review/").content.decode()
        assert factories.review(place, ada)
        client.post(PAGE, {"agreed": current_texts()})
        assert not outstanding_for(ada)


def test_the_page_shows_ones_own_answers_and_takes_the_new_one(client: Client, ada: User, tmp_path: Path) -> None:
    member("bruno")
    assert {line.user_id for line in client.get(PAGE).context["history"]} == {ada.pk}
    with newer(Agreement.TERMS, tmp_path):
        assert client.post(PAGE, {}).status_code == 200
        assert client.post(PAGE, {"agreed": current_texts()})["Location"] == PAGE
        rows = list(Consent.objects.filter(user=ada, agreement="terms").order_by("id").values_list("version", "page"))
    assert rows == [(1, "demo"), (2, "agreements")]


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods(client: Client, ada: User, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405
