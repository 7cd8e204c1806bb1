"""What one's data may be used for: shown, refused and allowed again by its person, and told to analytics."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Consent, Profile, User
from accounts.rules import MAX_USE_CHANGES_PER_HOUR
from accounts.selectors import data_uses_of
from reviews_site.audit.models import Event as Audited
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.models import Event, Receipt
from reviews_site.processes import Purpose

pytestmark = pytest.mark.django_db
PAGE = "/privacy/uses/"
REFUSE, ALLOW = {"allowed": "no"}, {"allowed": "yes"}


@pytest.fixture
def ada(client: Client, diner: User) -> User:
    client.force_login(diner)
    return diner


def published_uses() -> list[dict[str, object]]:
    """What was published of uses, in order, without when and whose."""
    events = Event.objects.filter(topic="accounts.data_uses_changed").order_by("id")
    return [{k: v for k, v in event.payload.items() if k not in {"person", "changed_at"}} for event in events]


def carried_out(use: str) -> None:
    """What the relay says once the newest change of a use has taken effect."""
    event_id = Consent.objects.filter(agreement=use).latest("id").event_id
    assert event_id
    Receipt(event_id=event_id, done_at=timezone.now()).save(force_insert=True)


def test_the_page_says_of_each_use_what_who_and_what_refusing_does(client: Client, ada: User) -> None:
    page = client.get(PAGE).content.decode()
    for words in ("What it is", "Who sees it", "For example", "If you refuse", "Refuse this use"):
        assert page.count(words) == 3
    assert [use.is_allowed for use in data_uses_of(ada)] == [True, True, True]


@pytest.mark.parametrize("use", ["statistics", "models", "datasets"])
def test_each_use_is_refused_by_itself_and_published_under_the_pseudonym(client: Client, ada: User, use: str) -> None:
    assert client.post(f"{PAGE}{use}/", REFUSE)["Location"] == PAGE
    assert published_uses() == [{"statistics": True, "models": True, "datasets": True} | {use: False}]
    event = Event.objects.get()
    assert event.payload["person"] == str(pseudonym(Purpose.PSEUDONYM_REVIEWER, ada.pk))
    assert str(ada.pk) not in str(event.payload)
    row = Consent.objects.get(agreement=use)
    assert (row.answer, row.page, row.version, row.event_id) == ("refused", "uses", 1, event.pk)
    assert Audited.objects.filter(object_id=ada.pk, action="use.refused").count() == 1


def test_the_second_refusal_tells_of_the_first_too(client: Client, ada: User) -> None:
    client.post(f"{PAGE}models/", REFUSE)
    client.post(f"{PAGE}datasets/", REFUSE)
    assert published_uses()[-1] == {"statistics": True, "models": False, "datasets": False}


def test_refusing_twice_is_refusing_once(client: Client, ada: User) -> None:
    client.post(f"{PAGE}models/", REFUSE)
    client.post(f"{PAGE}models/", REFUSE)
    assert len(published_uses()) == Consent.objects.filter(agreement="models").count() == 1


def test_it_is_asked_until_the_relay_says_that_it_is_done(client: Client, ada: User) -> None:
    client.post(f"{PAGE}models/", REFUSE)
    assert "This takes about a minute" in client.get(PAGE).content.decode()
    carried_out("models")
    page = client.get(PAGE).content.decode()
    assert "It took effect everywhere on" in page and "This takes about a minute" not in page


def test_a_later_change_that_is_done_has_carried_the_earlier_one_out(client: Client, ada: User) -> None:
    client.post(f"{PAGE}models/", REFUSE)
    client.post(f"{PAGE}datasets/", REFUSE)
    carried_out("datasets")
    assert [use.is_under_way for use in data_uses_of(ada)] == [False, False, False]


def test_demographics_stay_on_the_site_while_statistics_are_refused(client: Client, ada: User) -> None:
    client.post(f"{PAGE}statistics/", REFUSE)
    client.post("/profile/", {"display_name": "Ada Heron", "birth_year": "1984", "gender": "woman", "region": "AT-5"})
    assert Profile.objects.get(user=ada).birth_year == 1984
    assert not Event.objects.filter(topic="accounts.demographics_changed").exists()


def test_allowing_statistics_again_tells_what_the_profile_says_now(client: Client, ada: User) -> None:
    Profile.objects.filter(user=ada).update(birth_year=1984, region="AT-5")
    client.post(f"{PAGE}statistics/", REFUSE)
    client.post(f"{PAGE}statistics/", ALLOW)
    [event] = Event.objects.filter(topic="accounts.demographics_changed")
    assert (event.payload["birth_year"], event.payload["gender"], event.payload["region"]) == (1984, None, "AT-5")
    newest = Event.objects.filter(topic="accounts.data_uses_changed").latest("id")
    assert event.payload["changed_at"] >= newest.payload["changed_at"]
    assert [use.is_allowed for use in data_uses_of(ada)] == [True, True, True]


def test_nobody_changes_anothers_uses(client: Client, ada: User, other_diner: User) -> None:
    client.post(
        f"{PAGE}models/?user={other_diner.pk}", REFUSE | {"user": str(other_diner.pk), "user_id": other_diner.pk}
    )
    assert [use.is_allowed for use in data_uses_of(other_diner)] == [True, True, True]
    assert set(Consent.objects.filter(agreement="models").values_list("user", flat=True)) == {ada.pk}


@pytest.mark.parametrize(
    ("path", "data"), [("terms", REFUSE), ("cookies", REFUSE), ("models", {}), ("models", {"allowed": "perhaps"})]
)
def test_there_is_nothing_else_to_refuse_and_no_other_answer(
    client: Client, ada: User, path: str, data: dict[str, str]
) -> None:
    assert client.post(f"{PAGE}{path}/", data).status_code == 404
    assert published_uses() == []


def test_minds_are_changed_ten_times_an_hour_at_most(client: Client, ada: User) -> None:
    for number in range(MAX_USE_CHANGES_PER_HOUR + 1):
        client.post(f"{PAGE}models/", ALLOW if number % 2 else REFUSE)
    assert len(published_uses()) == MAX_USE_CHANGES_PER_HOUR
    assert "Wait a little" in client.get(PAGE).content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post(f"{PAGE}models/", REFUSE)["Location"].startswith("/accounts/login/")
    assert published_uses() == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods(client: Client, ada: User, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405
    assert getattr(client, method)(f"{PAGE}models/").status_code == 405
    assert client.get(f"{PAGE}models/").status_code == 405
