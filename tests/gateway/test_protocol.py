"""What the gateway answers: the routes of the Open Inference Protocol v2, with and without versions."""

from typing import Any

import pytest
from django.db import connections

from mlmodels.gateway import loaded
from mlmodels.gateway.models import GatewayQuota
from mlmodels.gateway.visitors_model import load_visitors
from tests.gateway.programs import GatewayClient, service_token, text_input

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PRAISE, BLAME = "The soup was wonderful, and I will come back.", "Cold food, rude service, never again."


def by_name(answer: Any) -> dict[str, Any]:
    """The outputs of an answer."""
    assert answer.status_code == 200, answer.content
    return {output["name"]: output for output in answer.json()["outputs"]}


@pytest.mark.parametrize("path", ["/v2", "/v2/"])
def test_the_server_says_what_it_is_to_everybody(routes: None, path: str) -> None:
    answer = GatewayClient().get(path)
    assert answer.status_code == 200
    assert answer.json()["name"] == "platemark" and answer.json()["extensions"] == ["binary_tensor_data"]


def test_health_is_for_everybody(routes: None) -> None:
    assert GatewayClient().get("/v2/health/live").json() == {"live": True}
    assert GatewayClient().get("/v2/health/ready").json() == {"live": True, "ready": True}


def test_sentiment_scores_each_text_in_its_language(program: GatewayClient) -> None:
    languages = text_input("en", "en", "de", name="language")
    answer = program.infer(
        "sentiment",
        text_input("The food was great and the service excellent.", BLAME, "Das Essen war hervorragend."),
        languages,
        id="one",
    )
    said, outputs = answer.json(), by_name(answer)
    assert (said["model_name"], said["model_version"], said["id"]) == ("sentiment", "3", "one")
    assert outputs["label"]["data"] == ["positive", "negative", "positive"]
    assert outputs["score"]["shape"] == [3] and outputs["score"]["datatype"] == "FP64"
    assert all(number == round(number, 2) for name in ("score", "confidence") for number in outputs[name]["data"])


def test_aspects_have_a_column_each(program: GatewayClient) -> None:
    columns = program.get("/v2/models/aspects").json()["properties"]["columns"].split(", ")
    outputs = by_name(program.infer("aspects", text_input(PRAISE, BLAME)))
    assert outputs["polarity"]["shape"] == outputs["probability"]["shape"] == [2, len(columns)]
    said = dict(zip(columns, outputs["polarity"]["data"], strict=False))
    assert said["food"] == "positive" and said["wait"] == ""
    assert outputs["return_intent"]["data"] == ["comes_back", "stays_away"]
    assert all(number == round(number, 2) for number in outputs["probability"]["data"])


def test_only_the_outputs_that_are_asked_for_come(program: GatewayClient) -> None:
    answer = program.infer("sentiment", text_input(PRAISE), outputs=[{"name": "label"}])
    assert list(by_name(answer)) == ["label"]


def test_metadata_say_what_a_model_takes_and_what_it_was_trained_on(program: GatewayClient) -> None:
    said = program.get("/v2/models/sentiment").json()
    assert (said["name"], said["versions"]) == ("sentiment", ["3"])
    assert said["inputs"][0] == {"name": "text", "datatype": "BYTES", "shape": [-1]}
    assert "sentences_yelp.tsv (CC BY 4.0)" in said["properties"]["trained_on"]
    assert said["properties"]["erased_since"] == "0" and len(said["properties"]["digest"]) == 64
    # The protocol's clients read texts there, and nothing else.
    assert {type(each) for each in said["properties"].values()} == {str}


@pytest.mark.parametrize("route", ["", "/ready", "/infer"])
def test_routes_have_a_version_or_none(program: GatewayClient, route: str) -> None:
    def status(version: str) -> int:
        path = f"sentiment{version}"
        if route == "/infer":
            return int(program.infer(path, text_input(PRAISE)).status_code)
        return int(program.get(f"/v2/models/{path}{route}").status_code)

    assert [status(version) for version in ("", "/versions/3", "/versions/2")] == [200, 200, 404]


def test_a_model_that_was_not_trained_is_not_ready(program: GatewayClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loaded.MODELS, "visitors", loaded.Slot(load_visitors))
    for answer in (program.get("/v2/models/visitors"), program.get("/v2/models/visitors/ready")):
        assert (answer.status_code, answer.json()) == (503, {"error": "The site has trained no visitors model yet."})
    assert program.get("/v2/health/ready").status_code == 200


def test_every_error_is_json_with_a_sentence(program: GatewayClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/v2/models/sentiment/infer"
    too_long = b" " * (2 * 1024 * 1024 + 1)
    answers = {
        400: program.send("sentiment", b"{"),
        401: GatewayClient().get("/v2/models/sentiment"),
        404: program.get("/v2/nothing"),
        405: program.get(path),
        413: program.send("sentiment", too_long),
        415: program.send("sentiment", b"<xml/>", content_type="text/xml"),
    }
    monkeypatch.setattr("mlmodels.gateway.wire.parse", lambda *_: 1 / 0)
    answers[500] = program.infer("sentiment", text_input(PRAISE))
    assert {expected: answer.status_code for expected, answer in answers.items()} == {each: each for each in answers}
    for answer in answers.values():
        assert answer["Content-Type"] == "application/json"
        assert list(answer.json()) == ["error"] and answer.json()["error"].endswith(".")
    assert answers[401]["WWW-Authenticate"] == "Bearer" and answers[405]["Allow"] == "POST"


def test_a_host_of_another_name_is_refused_in_json(routes: None) -> None:
    answer = GatewayClient().get("/v2", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()) == (400, {"error": "The request is malformed."})


@pytest.mark.parametrize(
    ("model", "inputs", "says"),
    [
        ("sentiment", [], "`inputs` must be"),
        ("sentiment", [text_input("a", name="words")], "takes an input text"),
        ("sentiment", [text_input("a"), text_input("a", name="words")], "takes no input words"),
        ("sentiment", [text_input("a"), text_input("fr", name="language")], "and not fr"),
        ("sentiment", [text_input("a"), text_input("en", "en", name="language")], "must have the shape [1]"),
        ("sentiment", [text_input(*"a" * 65)], "at most 64 rows"),
        ("aspects", [text_input(*"a" * 17)], "at most 16 rows"),
        ("sentiment", [text_input("a" * 10_001)], "more than 10000 characters"),
        ("sentiment", [{**text_input("a"), "datatype": "FP64", "data": [1.0]}], "must be BYTES"),
    ],
)
def test_what_a_model_does_not_take_is_refused(
    program: GatewayClient, model: str, inputs: list[dict[str, Any]], says: str
) -> None:
    answer = program.infer(model, *inputs)
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_an_unknown_output_is_refused(program: GatewayClient) -> None:
    answer = program.infer("sentiment", text_input(PRAISE), outputs=[{"name": "stars"}])
    assert (answer.status_code, "gives no output stars" in answer.json()["error"]) == (400, True)


def test_the_access_log_names_who_asked_what_and_no_text(program: GatewayClient) -> None:
    by_name(program.infer("sentiment", text_input("Pancakes for Mia", PRAISE), outputs=[{"name": "label"}]))
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text, e.* FROM governance.access_event e ORDER BY id DESC LIMIT 1")
        names = [column.name for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    assert "Pancakes" not in row["row_to_json"]
    expected = {"reader_id": "menu-planner", "role": "service", "relation": "mlmodels.sentiment", "version": "3"}
    assert {name: row[name] for name in expected} == expected
    assert (row["columns"], row["rows"], row["subjects"], row["row_fingerprints"]) == (["label"], 2, 0, [])


def test_a_service_that_asked_enough_learns_when_to_come_again(program: GatewayClient) -> None:
    GatewayQuota.objects.filter(model="sentiment").update(rows_a_day=3)
    answers = [program.infer("sentiment", text_input(*texts)) for texts in (("a", "b"), ("a", "b"), ("a",), ("a",))]
    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]
    assert 86_000 < int(answers[1]["Retry-After"]) <= 86_400 and "in a day" in answers[1].json()["error"]
    # What was refused counts for nothing.
    GatewayQuota.objects.filter(model="sentiment").update(calls_a_minute=3)
    asked = [program.get("/v2/models/sentiment/ready") for _ in range(2)]
    assert [answer.status_code for answer in asked] == [200, 429]
    assert 0 < int(asked[1]["Retry-After"]) <= 60 and "in a minute" in asked[1].json()["error"]


def test_a_window_that_is_over_begins_again(program: GatewayClient) -> None:
    GatewayQuota.objects.filter(model="sentiment").update(
        calls_a_minute=1,
        calls=1,
        rows_a_day=1,
        rows=1,
        minute_began_at="2026-01-01T00:00Z",
        day_began_at="2026-01-01T00:00Z",
    )
    assert program.infer("sentiment", text_input("a")).status_code == 200
    used = GatewayQuota.objects.get(model="sentiment")
    assert (used.calls, used.rows) == (1, 1)
    assert program.infer("sentiment", text_input("a")).status_code == 429


def test_counts_of_requests_are_for_whoever_has_the_token(program: GatewayClient, settings: Any) -> None:
    settings.METRICS_TOKEN = "right"
    program.get("/v2/models/sentiment")
    refused = program.get("/metrics")
    assert (refused.status_code, list(refused.json())) == (404, ["error"])
    text = GatewayClient().get("/metrics", headers={"authorization": "Bearer right"}).content.decode()
    assert 'platemark_requests_total{method="GET",route="model",status="200"}' in text


def test_a_token_of_one_version_is_for_that_alone(routes: None) -> None:
    path = "/v2/models/sentiment"
    assert GatewayClient(service_token("sentiment/3")).get(path).status_code == 200
    assert GatewayClient(service_token("sentiment/2")).get(path).status_code == 404
