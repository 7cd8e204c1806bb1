"""Attacks on what people answered: a refusal made into a consent afterwards, by web, or by the table's owner."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from accounts.enums import Agreement
from accounts.models import Consent
from reviews_site.policy import Denied
from tests.accounts.consents import newer
from tests.accounts.users import member
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
Superuser = Callable[[str], "psycopg.Connection[Any]"]
CHANGES = (
    "UPDATE public.accounts_consent SET answer = 'refused'",
    "UPDATE public.accounts_consent SET text_sha256 = repeat('0', 64)",
    "DELETE FROM public.accounts_consent",
    "TRUNCATE public.accounts_consent",
)


@COMMITTED
@pytest.mark.protection("consent_insert_only")
@pytest.mark.parametrize("statement", CHANGES)
def test_an_injected_statement_rewrites_no_answer(login: Login, statement: str) -> None:
    member("mia")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)
    assert set(Consent.objects.values_list("answer", flat=True)) == {"accepted", "informed"}


@COMMITTED
@pytest.mark.protection("consent_append_only")
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_of_the_table_rewrites_no_answer_either(superuser: Superuser, statement: str) -> None:
    member("mia")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser("default").execute(statement)
    assert set(Consent.objects.values_list("answer", flat=True)) == {"accepted", "informed"}


@pytest.mark.django_db
@pytest.mark.protection("terms_before_posting")
def test_nobody_posts_under_terms_that_they_have_not_seen(tmp_path: Path) -> None:
    place, diner = factories.restaurant(), factories.confirmed("ada")
    with newer(Agreement.TERMS, tmp_path), pytest.raises(Denied):
        factories.review(place, diner)
