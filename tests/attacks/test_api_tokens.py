"""Attacks on tokens of the API: from a dump, over their scope, expired, revoked, another person's, guessed, logged."""

import hashlib
import logging
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.actions import api_tokens
from accounts.models import ApiToken, User
from reviews_site.crypto.bearer_tokens import TokenKind, checksum, make_token, read_token
from reviews_site.logs import MaskingFormatter
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import signed_in_twice_over
from tests.api.programs import DEVICE, program, token_of
from tests.conftest import Login
from tests.restaurants import factories

ME, MINE = "/api/v1/me", "/api/v1/me/reviews"
COMMITTED = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dora(db: None) -> User:
    return factories.confirmed("dora")


def in_a_token(identifier: object, secret: str) -> str:
    """A token with this as its secret, and the checksum that belongs to it."""
    begin = f"pm_user_{str(identifier).replace('-', '')}_{secret[:43].ljust(43, '0')}"
    return begin + checksum(begin)


@pytest.mark.protection("api_token_digest")
def test_a_dump_of_the_database_gives_no_token(dora: User) -> None:
    """Whatever stands in the row is sent as the secret, whole, cut, and digested again."""
    token = token_of(dora)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(row)::text, row.id, row.digest FROM accounts_apitoken AS row")
        dumped, identifier, digest = cursor.fetchone()
    secret = token.rpartition("_")[2][:-6]
    assert secret not in dumped and secret[:12] not in dumped
    tries = (digest, digest[21:], hashlib.sha256(digest.encode()).hexdigest())
    assert [program(in_a_token(identifier, each)).get(ME).status_code for each in tries] == [401] * 3
    assert program(token).get(ME).status_code == 200


@pytest.mark.protection("api_token_expires")
def test_an_expired_token_is_refused(dora: User) -> None:
    token = token_of(dora)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program(token).get(ME).status_code == 401


@pytest.mark.protection("api_token_revoked")
def test_a_revoked_token_is_refused_at_once(dora: User) -> None:
    token = token_of(dora)
    sent = program(token)
    assert sent.get(ME).status_code == 200
    api_tokens.revoke(token_id=ApiToken.objects.get().pk, by=dora, device=DEVICE)
    assert sent.get(ME).status_code == 401


@pytest.mark.protection("api_token_of_open_account")
def test_the_token_of_a_closed_account_is_refused(dora: User) -> None:
    token = token_of(dora)
    User.objects.filter(pk=dora.pk).update(is_active=False)
    assert program(token).get(ME).status_code == 401


@pytest.mark.protection("api_token_scope")
@pytest.mark.parametrize(("scope", "path"), [(Scope.REVIEWS_READ, ME), (Scope.PROFILE_READ, MINE)])
def test_a_token_does_nothing_that_it_was_not_made_for(dora: User, scope: Scope, path: str) -> None:
    assert program(token_of(dora, scope)).get(path).status_code == 403


@pytest.mark.protection("api_token_restaurant")
def test_a_token_for_one_restaurant_reads_nothing_of_another(dora: User) -> None:
    one, other = factories.restaurant("Eins"), factories.restaurant("Zwei")
    factories.review(one, dora)
    factories.review(other, dora)
    found = program(token_of(dora, restaurant_id=one.pk)).get(f"{MINE}?restaurant={other.pk}")
    assert found.status_code == 400
    rows = program(token_of(dora, restaurant_id=one.pk)).get(MINE).json()["items"]
    assert [row["restaurant"] for row in rows] == [one.slug]


@pytest.mark.protection("api_token_own_only")
def test_somebody_elses_token_is_neither_listed_nor_revoked(client: Client, dora: User) -> None:
    token = token_of(dora)
    mallory = factories.confirmed("mallory")
    signed_in_twice_over(client, mallory)
    identifier = ApiToken.objects.get().pk
    assert client.post(f"/security/tokens/{identifier}/revoke/").status_code == 302
    assert "Script" not in client.get("/security/tokens/").content.decode()
    assert program(token).get(ME).status_code == 200


@pytest.mark.protection("api_token_step_up")
def test_a_stolen_session_makes_no_token(client: Client, dora: User) -> None:
    """Whoever stole a cookie, and knows neither password nor factor."""
    client.force_login(dora)
    form = {"name": "x", "scopes": [Scope.PROFILE_READ], "days": "365"}
    answer = client.post("/security/tokens/new/", form)
    assert "pm_user_" not in answer.content.decode() and not ApiToken.objects.exists()


@pytest.mark.protection("api_token_needs_id_and_secret")
def test_the_secret_of_one_token_opens_no_other(dora: User) -> None:
    mallory = factories.confirmed("mallory")
    own, target = read_token(token := token_of(mallory), TokenKind.USER), read_token(token_of(dora), TokenKind.USER)
    assert own and target
    assert program(in_a_token(target.identifier, token.rpartition("_")[2])).get(ME).status_code == 401
    assert program(make_token(target.identifier, TokenKind.USER)[0]).get(ME).status_code == 401


@pytest.mark.protection("api_token_tries")
@override_settings(API_LIMITS={"address": 20, "person": 300})
def test_somebody_tries_tokens(dora: User) -> None:
    identifier = read_token(token_of(dora), TokenKind.USER)
    assert identifier
    answers = [program(make_token(identifier.identifier, TokenKind.USER)[0]).get(ME).status_code for _ in range(25)]
    assert answers == [401] * 20 + [429] * 5


@pytest.mark.protection("api_answers_not_stored")
def test_no_cache_keeps_what_a_token_was_answered(dora: User) -> None:
    for path, headers in ((ME, {}), (MINE, {"if-none-match": "*"})):
        answer = program(token_of(dora)).get(path, headers=headers)
        assert answer.headers.get("Cache-Control") == "no-store, private"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.protection("api_token_masked")
@pytest.mark.parametrize("message", ["Not Found: /api/v1/{}", "headers: {{'X': '{}'}}", "said {} to us", "key={}&x=1"])
def test_no_log_line_holds_a_token(dora: User, message: str) -> None:
    token = token_of(dora)
    line = logging.LogRecord("x", logging.ERROR, "x.py", 1, message.format(token), None, None)
    said = MaskingFormatter("%(message)s").format(line)
    assert token.rpartition("_")[2] not in said and token[-20:] not in said


@pytest.mark.protection("api_token_column_grants")
@COMMITTED
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT digest FROM accounts_apitoken",
        "SELECT count(*) FROM accounts_apitoken WHERE digest LIKE 'a%'",
        "UPDATE accounts_apitoken SET digest = repeat('0', 64)",
        "UPDATE accounts_apitoken SET expires_at = now() + interval '1 year'",
        "UPDATE accounts_apitoken SET scopes = '{profile:read}'",
        "INSERT INTO accounts_apitoken (id, user_id, name, digest, scopes, expires_at, created_at)"
        " SELECT gen_random_uuid(), user_id, 'x', repeat('0', 64), scopes, now() + interval '9 years',"
        " now() + interval '9 years' FROM accounts_apitoken",
    ],
)
def test_injected_sql_reads_no_digest_and_stretches_no_token(login: Login, dora: User, statement: str) -> None:
    token_of(dora)
    web = login("default", "web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), web.transaction():
        web.execute("SELECT set_config('platemark.person', %s, true)", [str(dora.pk)])
        web.execute(statement)


@pytest.mark.protection("api_token_row_security")
@COMMITTED
def test_a_query_without_a_filter_shows_no_token_of_somebody_else(login: Login, dora: User) -> None:
    token_of(dora)
    web, other = login("default", "web"), factories.confirmed("mallory")
    for person in ("", str(other.pk)):
        with web.transaction():
            web.execute("SELECT set_config('platemark.person', %s, true)", [person])
            assert web.execute("SELECT id, name FROM accounts_apitoken").fetchall() == []
