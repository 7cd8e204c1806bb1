"""OpenLineage events: what they say, that the client's own classes take them, and services that fail."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import attr
import pytest
from openlineage.client import facet_v2
from openlineage.client.event_v2 import RunEvent
from pytest_django import Settings

from analytics.access.driver import psycopg_connection
from analytics.datasets import openlineage_client, requests
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest, DatasetVersion
from tests.analytics.dataset_documents import (
    COMMITTED,
    OWNER,
    PEOPLE,
    ROLLED_BACK,
    YOUNG,
    accepted,
    handle_requests,
    manage,
    refresh,
    register,
    terms,
    withdraw,
)

TABLE = "analytical.marts_business.young_guests_v1"
FACETS = {
    "schema": facet_v2.schema_dataset.SchemaDatasetFacet,
    "columnLineage": facet_v2.column_lineage_dataset.ColumnLineageDatasetFacet,
    "ownership": facet_v2.ownership_dataset.OwnershipDatasetFacet,
    "documentation": facet_v2.documentation_dataset.DocumentationDatasetFacet,
    "version": facet_v2.dataset_version_dataset.DatasetVersionDatasetFacet,
    "lifecycleStateChange": facet_v2.lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet,
    "outputStatistics": facet_v2.output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
}


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    settings.OPENLINEAGE_FILE = str(tmp_path / "lineage" / "migrator.jsonl")
    return Path(settings.OPENLINEAGE_FILE)


def events_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@contextmanager
def service(status: int | None) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Takes events and answers with the status, or never; its address, and what it was sent."""
    taken: list[tuple[str, dict[str, Any]]] = []
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, json.loads(body)))
            if status is None:
                over.wait(30)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", taken
        over.set()
        server.shutdown()
        thread.join()


def conforms(facet: dict[str, Any], kind: type[Any]) -> None:
    """Each key is one of the class's, each that it asks for is there, and it names its schema."""
    fields = {field.name: field for field in attr.fields(kind)}
    assert facet.keys() <= fields.keys()
    assert {name for name, field in fields.items() if field.default is attr.NOTHING} <= facet.keys()
    assert facet["_schemaURL"] == kind._get_schema()


@COMMITTED
def test_a_registration_is_sent_with_its_columns_rows_and_owner(file: Path) -> None:
    register(YOUNG, accepted())
    start, end = events_in(file)
    assert (start["eventType"], end["eventType"]) == ("START", "COMPLETE")
    assert start["run"]["runId"] == end["run"]["runId"]
    assert end["job"] == {
        "namespace": "platemark.dev",
        "name": "analytics.datasets.register.young_guests",
        "facets": {},
    }
    names = [each["name"] for each in end["inputs"]]
    assert names == [
        "analytical.core.reviews",
        "analytical.core.user_demographics",
        "analytical.derived.review_sentiment",
    ]
    (output,) = end["outputs"]
    facets = output["facets"]
    assert output["name"] == TABLE
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == PEOPLE
    assert facets["ownership"]["owners"] == [{"name": OWNER, "type": "OWNER"}]
    (year,) = facets["columnLineage"]["fields"]["birth_year"]["inputFields"]
    assert (year["name"], year["field"]) == ("analytical.core.user_demographics", "birth_band")
    assert year["transformations"][0]["masking"] is True
    assert "birth_year" in [field["name"] for field in facets["schema"]["fields"]]


@COMMITTED
def test_the_clients_own_classes_take_every_event(file: Path) -> None:
    register(YOUNG, accepted())
    refresh()
    withdraw("young_guests", 1)
    events = events_in(file)
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"] * 3
    changes = [event["outputs"][0]["facets"]["lifecycleStateChange"] for event in events[1::2]]
    assert [change["lifecycleStateChange"] for change in changes] == ["CREATE", "OVERWRITE", "DROP"]
    for event in events:
        uuid.UUID(event["run"]["runId"])
        assert event["schemaURL"] == RunEvent._get_schema()
        assert event.keys() == {field.name for field in attr.fields(RunEvent)}
        for output in event["outputs"]:
            for name, facet in {**output["facets"], **output["outputFacets"]}.items():
                conforms(facet, FACETS[name])


@COMMITTED
def test_no_value_of_anybody_is_sent(file: Path) -> None:
    register(YOUNG, accepted())
    everything = file.read_text()
    for value in ("Good soup", "AT-5", str(uuid.UUID(int=1005)), str(uuid.UUID(int=2005))):
        assert value not in everything


@COMMITTED
def test_a_refusal_is_sent_and_a_registration_that_is_rolled_back_is_not(file: Path) -> None:
    with pytest.raises(InvalidDataset):
        register(YOUNG, terms())
    _, end = events_in(file)
    assert (end["eventType"], end["outputs"]) == ("FAIL", [])
    facet = end["run"]["facets"]["errorMessage"]
    assert "somebody has to accept" in facet["message"]
    conforms(facet, facet_v2.error_message_run.ErrorMessageRunFacet)
    assert not DatasetVersion.objects.exists()


@COMMITTED
def test_a_dataset_that_can_not_be_made_is_sent_once(file: Path) -> None:
    register(YOUNG, accepted("other"))
    requests.request_dataset(YOUNG, terms(), reason="x", by="ana@platemark.example")
    psycopg_connection("analytical").execute("DELETE FROM core.user_demographics WHERE gender = 'man'")
    DatasetRequest.objects.update(document=YOUNG.replace("NULLABLE", "REQUIRED"))
    file.unlink()
    (settled,) = handle_requests()
    assert settled.state == RequestState.FAILED
    assert [event["eventType"] for event in events_in(file)] == ["START", "FAIL"]


@COMMITTED
def test_a_service_is_sent_the_events_and_no_file_is_made(file: Path, settings: Settings) -> None:
    with service(201) as (settings.OPENLINEAGE_URL, taken):
        register(YOUNG, accepted())
    assert [(path, event["eventType"]) for path, event in taken] == [
        ("/api/v1/lineage", "START"),
        ("/api/v1/lineage", "COMPLETE"),
    ]
    assert not file.exists()


@COMMITTED
@pytest.mark.parametrize("status", [500, 302, None])
def test_a_service_that_refuses_or_hangs_undoes_nothing(
    status: int | None, file: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OPENLINEAGE_TIMEOUT_SECONDS = 1
    with service(status) as (settings.OPENLINEAGE_URL, taken):
        register(YOUNG, accepted())
    assert DatasetVersion.objects.get().rows == PEOPLE
    assert [event["eventType"] for event in events_in(file)] == ["START", "COMPLETE"]
    assert len(taken) == 1
    assert "was not accepted" in caplog.text


def test_nobody_listening_is_the_file(file: Path, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.OPENLINEAGE_URL = "http://127.0.0.1:9"
    with openlineage_client.model_run("mlmodel:sentiment") as run:
        run.wrote, run.rows = True, 7
    _, end = events_in(file)
    assert end["job"]["name"] == "mlmodels.sentiment"
    assert end["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 7
    assert "ConnectError" in caplog.text
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_failed_run_is_sent_by_its_kind_and_an_empty_run_is_not(file: Path) -> None:
    with pytest.raises(ValueError, match="Anna"), openlineage_client.model_run("mlmodel:visitors"):
        raise ValueError("Anna Huber")
    _, end = events_in(file)
    assert (end["eventType"], end["run"]["facets"]["errorMessage"]["message"]) == ("FAIL", "ValueError")
    file.unlink()
    with openlineage_client.model_run("mlmodel:visitors"):
        pass
    assert not file.exists()


def test_a_file_that_has_grown_large_is_rotated(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openlineage_client, "MAX_FILE_BYTES", 10)
    for run in range(2):
        with openlineage_client.model_run("mlmodel:sentiment") as told:
            told.wrote, told.rows = True, run
    assert file.with_name(f"{file.name}.1").exists()
    assert len(file.read_text().splitlines()) < 4


def test_a_link_in_the_shared_folder_is_not_followed(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    elsewhere = file.parent / "elsewhere"
    elsewhere.touch()
    file.symlink_to(elsewhere)
    with openlineage_client.model_run("mlmodel:sentiment") as run:
        run.wrote = True
    assert elsewhere.read_text() == ""
    assert "written to the file" in caplog.text
    assert "mlmodels.sentiment" in caplog.text


@ROLLED_BACK
def test_the_command_prints_the_document_and_the_events(capsys: pytest.CaptureFixture[str]) -> None:
    register(YOUNG, accepted())
    manage("export", "young_guests")
    assert json.loads(capsys.readouterr().out)[0]["columns"]
    manage("export", "young_guests", "--openlineage")
    first = capsys.readouterr().out
    assert [json.loads(line)["eventType"] for line in first.splitlines()] == ["START", "COMPLETE"]
    manage("export", "young_guests", "--openlineage")
    assert capsys.readouterr().out == first
