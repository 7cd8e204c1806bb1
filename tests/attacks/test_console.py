"""Attacks on the console: past the second factor, into staff's accounts, as another role, with made-up assertions."""

import time
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from analytics.access.query import service
from analytics.access.query.questions import HEADER, RowQuery, sign_query
from analytics.console.models import ConsoleSession
from reviews_site.processes import COMPANY_LOGINS
from tests import servers
from tests.accounts.users import PASSWORD, member
from tests.analytics.staffing import ConsoleClient, at_the_console, employed, gives_password, with_second_factor
from tests.conftest import Login, playing

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
PAGES = ["/", "/roles/", "/datasets/", "/requests/", "/lineage/", "/tables/", "/advisor/", "/api/v1/datasets"]


@BOTH
@pytest.mark.protection("console_second_factor")
@pytest.mark.parametrize("path", PAGES)
def test_a_stolen_password_opens_no_page(path: str) -> None:
    """Somebody who was never invited to set up a second factor, and whose password is known."""
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    gives_password(client, user)
    assert client.get(path).status_code == (401 if path.startswith("/api/") else 302)


@BOTH
@pytest.mark.protection("console_permission")
@pytest.mark.parametrize("path", ["/quarantine/", "/quality/", f"/quarantine/{uuid.UUID(int=1)}/", "/requests/new/"])
def test_a_role_opens_no_page_of_anothers(path: str) -> None:
    assert at_the_console("erik", "executive").get(path).status_code == 403


@COMMITTED
@pytest.mark.protection("console_account_rows")
def test_the_consoles_login_finds_staff_and_nobody_else(login: Login) -> None:
    employed("sofia", "data_scientist")
    member("mia")
    console = login("default", "console")
    addresses = {row[0] for row in console.execute("SELECT email FROM public.accounts_user").fetchall()}
    addresses |= {row[0] for row in console.execute("SELECT email FROM public.account_emailaddress").fetchall()}
    assert addresses == {"sofia@example.org"}


@COMMITTED
@pytest.mark.protection("console_account_rows")
def test_an_employee_with_an_ended_role_is_not_found_even_in_an_open_transaction(login: Login) -> None:
    user = employed("sofia", "data_scientist")
    console = login("default", "console")
    console.autocommit = False
    assert console.execute("SELECT count(*) FROM public.accounts_user").fetchall() == [(1,)]
    user.staff_roles.update(ends_at="2020-01-01T00:00:00Z")
    assert console.execute("SELECT count(*) FROM public.accounts_user").fetchall() == [(0,)]


@pytest.mark.protection("console_staff_tables_closed")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.accounts_staffrole (id, user_id, role, granted_by, granted_at, ends_at) SELECT"
        " gen_random_uuid(), id, 'security_engineer', 'me', now(), now() + interval '1 year' FROM public.accounts_user",
        "UPDATE public.accounts_staffrole SET role = 'security_engineer'",
        "UPDATE public.accounts_staffrole SET ends_at = now() + interval '9 years'",
        "UPDATE public.accounts_staffinvitation SET digest = '\\x00', ends_at = now() + interval '1 day'",
    ],
)
@pytest.mark.parametrize("name", ["console", "web"])
def test_an_injected_statement_makes_nobody_staff(login: Login, name: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


@COMMITTED
@pytest.mark.protection("console_session_grants")
@pytest.mark.parametrize("table", ["console_session", "accounts_staffrole", "accounts_staffinvitation"])
def test_the_site_reads_no_session_role_or_invitation_of_the_console(login: Login, table: str) -> None:
    at_the_console("sofia", "data_scientist")
    assert ConsoleSession.objects.exists()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(f"SELECT * FROM public.{table}")


@COMMITTED
@pytest.mark.protection("company_factor_rows")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.mfa_authenticator",
        "UPDATE public.mfa_authenticator SET data = '{}'",
        "DELETE FROM public.mfa_authenticator",
    ],
)
def test_the_sites_login_reaches_no_second_factor_of_the_company(login: Login, statement: str) -> None:
    at_the_console("sofia", "data_scientist")
    assert login("default", "web").execute(statement).rowcount == 0


@COMMITTED
@pytest.mark.protection("company_factor_rows")
def test_the_sites_login_plants_no_second_factor_of_the_company(login: Login) -> None:
    at_the_console("sofia", "data_scientist")
    planted = (
        "INSERT INTO public.mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'webauthn', '{}', now())"
    )
    web = login("default", "web")
    web.execute(planted, [member("mia").pk])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(planted, [User.objects.get(email="sofia@example.org").pk])


@COMMITTED
@pytest.mark.protection("company_factor_rows")
def test_the_consoles_login_plants_no_passkey_for_a_diner(login: Login) -> None:
    statement = (
        "INSERT INTO public.mfa_authenticator (user_id, type, data, created_at) SELECT %s, 'webauthn', '{}', now()"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "console").execute(statement, [member("mia").pk])


@COMMITTED
@pytest.mark.protection("company_accounts_at_console_only")
def test_a_company_account_opens_no_page_of_the_site(client: Client) -> None:
    user = employed("sofia", "data_scientist")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/profile/").status_code == 302


@COMMITTED
@pytest.mark.protection("second_factor_encryption")
def test_a_dump_of_second_factors_gives_no_code() -> None:
    user = employed("sofia", "data_scientist")
    secret = with_second_factor(user)
    with psycopg.connect(servers.url_of("default", "migrator")) as owner:
        kept = str(owner.execute("SELECT data FROM public.mfa_authenticator").fetchall())
    assert secret not in kept


@pytest.fixture
def as_query(settings: Settings) -> Iterator[None]:
    settings.PEOPLE_URLS = {name: servers.url_of("analytical", name) for name in COMPANY_LOGINS}
    with playing("query"):
        yield


def status_of(body: bytes, signature: str) -> int:
    request = RequestFactory().post("/rows", body, content_type="application/json", headers={HEADER: signature})
    return service.rows(request).status_code


def _question() -> RowQuery:
    return RowQuery("data_scientist", str(uuid.UUID(int=1)), "core.reviews")


@COMMITTED
@pytest.mark.protection("role_assertion_signature")
@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t={now},v1=" + "0" * 64])
def test_a_made_up_assertion_gets_no_row(as_query: None, signature: str) -> None:
    now = int(time.time())
    body, _ = sign_query(_question(), at=now)
    assert status_of(body, signature.format(now=now)) == 403


@COMMITTED
@pytest.mark.protection("role_assertion_signature")
def test_an_assertion_for_one_role_is_none_for_another(as_query: None) -> None:
    body, signature = sign_query(_question(), at=int(time.time()))
    assert status_of(body.replace(b"data_scientist", b"software_engineer"), signature) == 403


@COMMITTED
@pytest.mark.protection("role_assertion_age")
@pytest.mark.parametrize("seconds", [-40, 40, -3600])
def test_an_old_assertion_gets_no_row(as_query: None, seconds: int) -> None:
    assert status_of(*sign_query(_question(), at=int(time.time()) + seconds)) == 403


@COMMITTED
@pytest.mark.protection("role_assertion_single_use")
def test_a_recorded_assertion_is_answered_once(as_query: None) -> None:
    body, signature = sign_query(_question(), at=int(time.time()))
    assert [status_of(body, signature) for _ in range(2)] == [200, 403]


@BOTH
@pytest.mark.protection("prod_own_role_only")
def test_in_production_nobody_sees_rows_as_another_role(settings: Settings) -> None:
    """The query service is not up in this test: whoever may look would read that, and not why they may not."""
    client = at_the_console("sofia", "security_engineer")
    settings.PLATEMARK_ENV = "prod"
    page = client.get("/tables/core.reviews/?one=data_scientist").content.decode()
    assert "The query service does not answer" not in page
    assert "Here the rows are of real people." in page
