"""Attacks on the gateway of the models: without a token, with another's, by many calls, by what is sent."""

import gzip
import json
import shutil
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from mlmodels.gateway import tokens
from mlmodels.gateway.models import GatewayQuota, GatewayToken
from mlmodels.gateway.review_models import load_sentiment
from mlmodels.sentiment import artefact
from reviews_site.crypto.bearer_tokens import TokenKind, checksum, read_token
from tests import servers
from tests.conftest import Login
from tests.gateway.programs import GatewayClient, gateway_settings, service_token, text_input

ROUTES = ("", "/ready", "/versions/3", "/versions/3/ready")
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.fixture(autouse=True)
def routes() -> Iterator[None]:
    with gateway_settings():
        yield


def statuses(token: str, model: str = "sentiment") -> set[int]:
    """The statuses of every route of a model."""
    program = GatewayClient(token)
    asked = [program.get(f"/v2/models/{model}{route}") for route in ROUTES]
    sent = [program.infer(f"{model}{version}", text_input("Good.")) for version in ("", "/versions/3")]
    return {answer.status_code for answer in (*asked, *sent)}


@pytest.mark.protection("gateway_token_digest")
def test_a_dump_of_the_tokens_gives_none() -> None:
    token = service_token()
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT row_to_json(row)::text, row.id, row.digest FROM governance.gateway_token AS row")
        dumped, identifier, digest = cursor.fetchone()
    assert token.rpartition("_")[2][:12] not in dumped
    begin = f"pm_service_{identifier.hex}_{digest[:43]}"
    assert statuses(begin + checksum(begin)) == {401}
    assert statuses(token) == {200}


@pytest.mark.protection("gateway_token_digest")
@pytest.mark.parametrize("change", ["none", "cut", "person", "query"])
def test_without_a_token_there_is_nothing(change: str) -> None:
    token = service_token()
    sent = {"none": "", "cut": token[:-1], "person": token.replace("service", "user"), "query": ""}[change]
    assert statuses(sent) == {401}
    assert GatewayClient().get(f"/v2/models/sentiment?token={token}&Authorization=Bearer {token}").status_code == 401
    read = read_token(token, TokenKind.SERVICE)
    assert read is not None
    begin = f"pm_service_{read.identifier.hex}_{'0' * 43}"
    assert statuses(begin + checksum(begin)) == {401}


@pytest.mark.protection("gateway_token_expires")
def test_an_expired_token_is_refused() -> None:
    token = service_token()
    GatewayToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert statuses(token) == {401}


@pytest.mark.protection("gateway_token_expires")
def test_a_token_that_was_replaced_ends() -> None:
    token = service_token()
    read = read_token(token, TokenKind.SERVICE)
    assert read is not None
    newer = tokens.rotate(token_id=read.identifier, expires_at=timezone.now() + timedelta(days=1), overlap=timedelta(0))
    assert statuses(token) == {401}
    assert statuses(newer) == {200}


@pytest.mark.protection("gateway_token_revoked")
def test_a_revoked_token_is_refused_at_once() -> None:
    token = service_token()
    read = read_token(token, TokenKind.SERVICE)
    assert read is not None and statuses(token) == {200}
    tokens.revoke(token_id=read.identifier)
    assert statuses(token) == {401}


@pytest.mark.protection("gateway_token_model")
@pytest.mark.parametrize("models", [("aspects",), ("sentiment/2",), ("sentiment/33", "aspects")])
def test_a_token_for_another_model_or_version_finds_nothing(models: tuple[str, ...]) -> None:
    service_token("sentiment", service="another")
    token = service_token(*models)
    assert statuses(token) == {404}
    said = GatewayClient(token).get("/v2/models/sentiment").json()
    assert said == GatewayClient(token).get("/v2/models/nothing").json()


def called(function: str, *values: Any) -> list[Any]:
    """What a function answers to the gateway's own login, on a connection of this thread."""
    with servers.connect("analytical", "gateway") as gateway:
        return gateway.execute(f"SELECT verdict FROM governance.{function}", values).fetchall()


@COMMITTED
@pytest.mark.protection("gateway_calls")
def test_of_a_thousand_calls_at_once_exactly_the_quota_passes() -> None:
    token = read_token(service_token(), TokenKind.SERVICE)
    assert token is not None
    GatewayQuota.objects.filter(model="sentiment").update(calls_a_minute=317)

    def fifty(_: int) -> Counter[str]:
        with servers.connect("analytical", "gateway") as gateway:
            gateway.autocommit = True
            asked = "SELECT verdict FROM governance.gateway_ask(%s, %s, 'sentiment', '3', '{}', 1)"
            return Counter(gateway.execute(asked, [token.identifier, token.digest]).fetchall()[0][0] for _ in range(50))

    with ThreadPoolExecutor(20) as threads:
        counted = sum(threads.map(fifty, range(20)), Counter())
    assert counted == {"admitted": 317, "too many calls": 683}


@COMMITTED
@pytest.mark.protection("gateway_rows")
def test_ten_thousand_questions_teach_no_more_than_a_days_rows() -> None:
    """By four tokens of one service side by side, in pieces of many sizes."""
    sent = [read_token(service_token(), TokenKind.SERVICE) for _ in range(4)]
    GatewayQuota.objects.update(calls_a_minute=10_000)
    bound = GatewayQuota.objects.get(model="sentiment").rows_a_day

    def ask(number: int) -> int:
        token, learned = sent[number], 0
        assert token is not None
        asked = "SELECT verdict FROM governance.gateway_ask(%s, %s, 'sentiment', '3', '{score}', %s)"
        with servers.connect("analytical", "gateway") as gateway:
            gateway.autocommit = True
            for question in range(2500):
                rows = 1 + question % 64
                ((verdict,),) = gateway.execute(asked, [token.identifier, token.digest, rows]).fetchall()
                learned += rows if verdict == "admitted" else 0
        return learned

    with ThreadPoolExecutor(4) as threads:
        learned = sum(threads.map(ask, range(4)))
    assert learned == bound == GatewayQuota.objects.get(model="sentiment").rows
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT sum(rows) FROM governance.access_event WHERE relation = 'mlmodels.sentiment'")
        assert cursor.fetchone() == (bound,)


@COMMITTED
@pytest.mark.protection("gateway_rows_kept")
@pytest.mark.parametrize("rows", [-100, -1])
def test_a_gateway_that_was_taken_over_gives_no_rows_back(rows: int) -> None:
    token = read_token(service_token(), TokenKind.SERVICE)
    assert token is not None
    GatewayQuota.objects.update(rows=100)
    take = "gateway_ask(%s, %s, 'sentiment', '3', '{}', %s)"
    try:
        called(take, token.identifier, token.digest, rows)
    except psycopg.errors.InvalidParameterValue:
        pass
    else:
        pytest.fail("It took them.")
    assert set(GatewayQuota.objects.values_list("rows", flat=True)) == {100}


@COMMITTED
@pytest.mark.protection("gateway_log")
def test_a_gateway_that_was_taken_over_speaks_for_no_other_service() -> None:
    victim = read_token(service_token(service="victim"), TokenKind.SERVICE)
    own = read_token(service_token(), TokenKind.SERVICE)
    assert victim is not None and own is not None
    assert called("gateway_ask(%s, %s, 'sentiment', '3', '{}', 5)", victim.identifier, own.digest) == []
    assert GatewayQuota.objects.get(service="victim", model="sentiment").rows == 0


STATEMENTS = (
    "SELECT text FROM core.reviews",
    "SELECT visitors FROM core.visits",
    "SELECT score FROM derived.review_sentiment",
    "SELECT digest FROM governance.gateway_token",
    "UPDATE governance.gateway_quota SET rows_a_day = 1000000",
    "UPDATE derived.visitor_model SET made_at = now()",
    "DELETE FROM derived.model_release",
)


@COMMITTED
@pytest.mark.protection("gateway_reaches_no_fact")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_gateways_login_reaches_no_fact(login: Login, statement: str) -> None:
    gateway = login("analytical", "gateway")
    try:
        gateway.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return
    pytest.fail(f"It may: {statement}")


@pytest.mark.protection("gateway_packed_body")
def test_a_small_body_that_unpacks_to_much_is_refused() -> None:
    program = GatewayClient(service_token())
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    assert len(bomb) < 100_000
    tracemalloc.start()
    answer = program.send("sentiment", bomb, **{"Content-Encoding": "gzip"})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert peak < 16 * 1024 * 1024


@pytest.mark.protection("gateway_numbers")
@pytest.mark.parametrize("binary", [False, True])
def test_what_is_no_number_reaches_no_model(binary: bool) -> None:
    program = GatewayClient(service_token())
    tensor: dict[str, Any] = {"name": "visitors", "shape": [1, 1], "datatype": "FP64", "data": [1e999]}
    body = json.dumps({"inputs": [tensor]}).replace("Infinity", "1e999").encode()
    headers = {}
    if binary:
        tensor = {**tensor, "parameters": {"binary_data_size": 8}}
        del tensor["data"]
        head = json.dumps({"inputs": [tensor]}).encode()
        body, headers = head + b"\0\0\0\0\0\0\xf8\x7f", {"Inference-Header-Content-Length": str(len(head))}
    answer = program.send("sentiment", body, **headers)
    assert (answer.status_code, "not a number" in answer.json()["error"]) == (400, True)


@pytest.mark.protection("gateway_rounding")
def test_an_answer_has_two_digits() -> None:
    """The whole of a score is what a copy of the model would be trained on."""
    texts = [f"Table {number}, good soup but slow waiters." for number in range(60)]
    answer = GatewayClient(service_token()).infer("sentiment", text_input(*texts)).json()
    figures = [each for output in answer["outputs"] if output["datatype"] == "FP64" for each in output["data"]]
    assert len(figures) == 120
    assert {round(each, 2) - each for each in figures} == {0.0}


@pytest.mark.protection("model_signature")
def test_a_model_that_nobody_signed_is_not_served(tmp_path: Path, settings: Settings) -> None:
    planted = shutil.copytree(artefact.SHIPPED / "3", tmp_path / "sentiment" / "4")
    manifest = planted / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"release": 3', '"promotion": {}, "release": 4'))
    settings.MODEL_ARTEFACTS = tmp_path
    assert load_sentiment().version == "3"
