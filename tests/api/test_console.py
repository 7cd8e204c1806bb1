"""The console's API: whom it opens to, what it says and takes, and the manners that it shares with the public one."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from analytics.datasets.models import DatasetRequest
from reviews_site.audit.models import Event
from tests.analytics.dataset_documents import YOUNG
from tests.analytics.staffing import ConsoleClient, at_the_console, employed, gives_password
from tests.analytics.test_console_requests import ASKED
from tests.analytics.test_dataset_document import EXAMPLES
from tests.api.test_manners import problem_of

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
DATASETS, REQUESTS, JSON = "/api/v1/datasets", "/api/v1/requests", "application/json"
SENT = {name: ASKED[name] for name in ("name", "reason", "owner")} | {
    "audience": ["marketing_analyst"],
    "document": json.loads(YOUNG),
}


def sent(client: ConsoleClient, body: object) -> Any:
    return client.post(REQUESTS, json.dumps(body), content_type=JSON)


def test_a_request_is_sent_and_read_again_page_by_page() -> None:
    client = at_the_console("mara", "marketing_analyst")
    made = sent(client, SENT)
    assert (made.status_code, made.json()["state"]) == (201, "checking")
    assert made.json()["requested_by"] == "mara@example.org"
    assert Event.objects.filter(action="dataset_request.asked", object_id=made.json()["id"]).exists()
    sent(client, SENT | {"name": "other_guests"})
    first = client.get(REQUESTS, {"limit": 1})
    assert [each["name"] for each in first.json()["items"]] == ["other_guests"]
    assert first.json()["next"].startswith(settings.CONSOLE_URL)
    last = client.get(first.json()["next"].removeprefix(settings.CONSOLE_URL.rstrip("/"))).json()
    assert ([each["id"] for each in last["items"]], last["next"]) == ([made.json()["id"]], None)
    assert (
        first.headers["RateLimit-Policy"].startswith('"person"')
        and first.headers["Cache-Control"] == "no-store, private"
    )
    assert client.get(REQUESTS, headers={"if-none-match": client.get(REQUESTS).headers["ETag"]}).status_code == 304


def test_every_problem_of_a_request_comes_back_with_its_path() -> None:
    client = at_the_console("mara", "marketing_analyst")
    twice = json.loads((EXAMPLES / "as_published.json").read_text())
    document = problem_of(sent(client, SENT | {"document": twice}), 422)
    assert [each["field"] for each in document["errors"]] == ["$[0].columns[3].name"]
    unknown = problem_of(sent(client, SENT | {"state": "approved"}), 422)
    assert [each["field"] for each in unknown["errors"]] == ["state"]
    missing = problem_of(sent(client, {"document": []}), 422)
    assert {each["field"] for each in missing["errors"]} == {"name", "reason", "owner", "audience"}
    wrong = problem_of(sent(client, SENT | {"audience": ["nobody"], "owner": "x@example.com"}), 422)
    assert {each["field"] for each in wrong["errors"]} == {"audience", "owner"}
    problem_of(client.post(REQUESTS, "{", content_type=JSON), 400)
    problem_of(client.get(f"{DATASETS}/young_guests", {"version": "first"}), 400)
    problem_of(client.get(f"{DATASETS}/young_guests"), 404)
    problem_of(client.put(DATASETS), 405)
    assert not DatasetRequest.objects.exists()


def test_it_opens_to_whom_the_page_opens_and_never_leads_elsewhere() -> None:
    for path in (DATASETS, REQUESTS):
        problem_of(ConsoleClient().get(path), 401)
    by_password = ConsoleClient()
    gives_password(by_password, employed("sofia", "data_scientist"))
    problem_of(by_password.get(DATASETS), 401)
    client = at_the_console("cora", "customer_support")
    for page, path in (("/datasets/", DATASETS), ("/requests/", REQUESTS)):
        assert client.get(page).status_code == 403
        problem_of(client.get(path), 403)
    reader = at_the_console("dan", "data_engineer")
    assert reader.get(REQUESTS).status_code == 200
    assert problem_of(sent(reader, SENT), 403)["detail"] == "Your role can’t request datasets."


def test_a_post_needs_the_token_of_its_session_and_a_program_has_no_way_in() -> None:
    client = at_the_console("mara", "marketing_analyst")
    client.handler.enforce_csrf_checks = True
    problem_of(sent(client, SENT), 403)
    problem_of(client.post(REQUESTS, json.dumps(SENT), content_type=JSON, headers={"authorization": "Bearer x"}), 403)
    client.get("/security/")
    headers = {"x-csrftoken": client.cookies["platemark_console_csrf"].value}
    assert client.post(REQUESTS, json.dumps(SENT), content_type=JSON, headers=headers).status_code == 201


@override_settings(API_LIMITS={"address": 100, "person": 1})
def test_who_asks_too_often_reads_when_to_ask_again() -> None:
    client = at_the_console("dan", "data_engineer")
    assert client.get(DATASETS).status_code == 200
    answer = client.get(DATASETS)
    problem_of(answer, 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
