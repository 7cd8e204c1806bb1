"""One's own profile: shown, changed, and told to analytics under a pseudonym when the demographics changed."""

import pytest
from django.test import Client

from accounts.disclosures import DISCLOSURES
from accounts.models import Profile, User
from reviews_site.audit.models import Event as Audited
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.models import Event
from reviews_site.processes import Purpose

pytestmark = pytest.mark.django_db
PAGE = "/profile/"
FORM = {"display_name": "Ada Heron", "birth_year": "1984", "gender": "woman", "region": "AT-5"}


@pytest.fixture
def ada(client: Client, diner: User) -> User:
    client.force_login(diner)
    return diner


def test_it_shows_what_is_there_and_what_each_field_is_for(client: Client, ada: User) -> None:
    page = client.get(PAGE)
    assert page.context["form"].initial["display_name"] == "Ada Heron"
    assert page.content.decode().count("For ") >= 3


def test_saving_changes_the_profile_and_publishes_one_event(client: Client, ada: User) -> None:
    answer = client.post(PAGE, FORM)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert Profile.objects.values_list("birth_year", "gender", "region").get() == (1984, "woman", "AT-5")
    event = Event.objects.get()
    changed_at = event.payload.pop("changed_at")
    assert (event.topic, event.version, event.restaurant_id) == ("accounts.demographics_changed", 1, None)
    assert event.payload == {
        "person": str(pseudonym(Purpose.PSEUDONYM_REVIEWER, ada.pk)),
        "birth_year": 1984,
        "gender": "woman",
        "region": "AT-5",
    }
    assert changed_at.endswith("+00:00")
    assert str(ada.pk) not in str(event.payload)
    assert Audited.objects.filter(object_id=ada.pk, action="profile.changed").count() == 1


def test_saving_the_same_again_tells_nobody(client: Client, ada: User) -> None:
    client.post(PAGE, FORM)
    client.post(PAGE, FORM)
    assert Event.objects.count() == 1
    assert Audited.objects.filter(action="profile.changed").count() == 1


def test_a_new_name_is_not_published_to_analytics(client: Client, ada: User) -> None:
    client.post(PAGE, {"display_name": "Another Name"})
    assert Profile.objects.get().display_name == "Another Name"
    assert not Event.objects.exists()


def test_withdrawing_is_published_too(client: Client, ada: User) -> None:
    client.post(PAGE, FORM)
    client.post(PAGE, {"display_name": "Ada Heron"})
    assert Profile.objects.values_list("birth_year", "gender", "region").get() == (None, None, None)
    latest = Event.objects.latest("id").payload
    assert (latest["birth_year"], latest["gender"], latest["region"]) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "a"),
        ("display_name", "BRUNO heron"),
        ("display_name", "<b>bold</b>"),
        ("birth_year", "1850"),
        ("birth_year", "2020"),
        ("birth_year", "x"),
        ("gender", "robot"),
        ("region", "DE-BY"),
    ],
)
def test_bad_input_is_reported_and_changes_nothing(
    client: Client, ada: User, other_diner: User, field: str, value: str
) -> None:
    answer = client.post(PAGE, FORM | {field: value})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert Profile.objects.get(user=ada).birth_year is None
    assert not Event.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post(PAGE, FORM)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods(client: Client, ada: User, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405


def test_nobody_can_name_another_profile(client: Client, ada: User, other_diner: User) -> None:
    client.post(f"{PAGE}?user={other_diner.pk}", FORM | {"user": str(other_diner.pk), "user_id": str(other_diner.pk)})
    assert Profile.objects.get(user=other_diner).birth_year is None


def test_below_each_field_stands_who_sees_it(client: Client, ada: User) -> None:
    page = client.get(PAGE).content.decode()
    for each in DISCLOSURES.values():
        assert each.sentence in page


def test_picture_and_languages_are_kept_here_and_published_to_nobody(client: Client, ada: User) -> None:
    chosen = {"avatar_motif": "teapot", "avatar_colour": "sky", "languages": ["de", "sl"]}
    assert client.post(PAGE, {"display_name": "Ada Heron", **chosen}).status_code == 302
    kept = Profile.objects.values_list("avatar_motif", "avatar_colour", "languages").get(user=ada)
    assert kept == ("teapot", "sky", "de sl")
    assert not Event.objects.exists()
    page = client.get(PAGE).content.decode()
    assert 'aria-label="Your picture: Teapot on sky"' in page
    assert '<label lang="sl">' in page and "Slovenščina" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("avatar_motif", "face"),
        ("avatar_colour", "url(x)"),
        ("languages", ["xx"]),
        ("languages", ["de", "en", "it", "fr", "es", "hr", "hu", "cs", "sk"]),
    ],
)
def test_there_is_no_other_picture_and_no_endless_list(
    client: Client, ada: User, field: str, value: str | list[str]
) -> None:
    answer = client.post(PAGE, FORM | {field: value})
    assert list(answer.context["form"].errors) == [field]
    assert Profile.objects.get(user=ada).birth_year is None
