"""Each constraint refuses what it is for, whoever writes."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.enums import VerificationLevel, VerificationState
from accounts.models import Profile, User, VerificationRequest, VerificationSession, VerificationStatus
from tests.accounts.conftest import opened_session

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused(name: str) -> "pytest.RaisesExc[IntegrityError]":
    return pytest.RaisesExc(IntegrityError, match=name)


def test_an_address_has_one_account(diner: User) -> None:
    with refused("accounts_user_email_unique"):
        User.objects.create_user(email="ADA@Example.org")


def test_an_address_is_stored_in_lower_case() -> None:
    with refused("accounts_user_email_lower_case"):
        User(email="Ada@example.org").save()


def test_a_name_is_one_persons_whatever_its_case(diner: User, other_diner: User) -> None:
    with refused("accounts_profile_name_unique"):
        Profile.objects.filter(user=other_diner).update(display_name="ADA HERON")


@pytest.mark.parametrize("name", ["", " Ada", "Ada "])
def test_a_name_is_trimmed(diner: User, name: str) -> None:
    with refused("accounts_profile_name_trimmed"):
        Profile.objects.filter(user=diner).update(display_name=name)


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("birth_year", 1899, "accounts_profile_birth_year_range"),
        ("birth_year", 2101, "accounts_profile_birth_year_range"),
        ("gender", "robot", "accounts_profile_gender_listed"),
        ("region", "DE-BY", "accounts_profile_region_listed"),
    ],
)
def test_demographics_are_from_the_lists(diner: User, field: str, value: object, constraint: str) -> None:
    with refused(constraint):
        Profile.objects.filter(user=diner).update(**{field: value})


def test_nobody_is_staff_or_superuser_and_no_column_says_so(diner: User) -> None:
    columns = {field.column for field in User._meta.local_concrete_fields}
    assert columns == {
        "id",
        "email",
        "password",
        "last_login",
        "is_active",
        "date_joined",
        "home_region",
        "unread_count",
    }
    assert (diner.is_superuser, diner.is_staff) == (False, False)
    assert not diner.has_perm("accounts.delete_user")


def test_a_request_has_one_session(diner: User) -> None:
    session = opened_session(diner)
    with refused("request_id"):
        VerificationSession.objects.create(request=session.request, provider="sandbox", provider_session_id="other")


def test_the_providers_session_belongs_to_one_request(diner: User) -> None:
    session = opened_session(diner)
    request = VerificationRequest.objects.create(user=diner)
    with refused("accounts_session_provider_unique"):
        VerificationSession.objects.create(
            request=request, provider="sandbox", provider_session_id=session.provider_session_id
        )


def test_a_session_is_in_a_known_state(diner: User) -> None:
    session = opened_session(diner)
    with refused("accounts_session_state_listed"):
        VerificationSession.objects.filter(pk=session.pk).update(state=VerificationState.EXPIRED)


def test_a_status_is_in_a_known_state(diner: User) -> None:
    with refused("accounts_status_state_listed"):
        VerificationStatus.objects.create(user=diner, provider="sandbox", state="trusted")


@pytest.mark.parametrize("flaw", [{"level": ""}, {"confirmed_at": None}, {"expires_at": None}, {"expires_at": NOW}])
def test_a_confirmation_is_whole(diner: User, flaw: dict[str, object]) -> None:
    whole = {"level": VerificationLevel.DOCUMENT, "confirmed_at": NOW, "expires_at": NOW + timedelta(days=1)}
    with refused("accounts_status_confirmed_complete"):
        VerificationStatus.objects.create(
            user=diner, provider="sandbox", state=VerificationState.CONFIRMED, **{**whole, **flaw}
        )


def test_nothing_personal_is_in_what_is_printed(diner: User) -> None:
    session = opened_session(diner)
    printed = f"{diner} {diner.profile} {session} {session.request}"
    # As words: three of an id's digits may happen to be the name.
    assert not re.search(r"\bada\b", printed, re.IGNORECASE)
