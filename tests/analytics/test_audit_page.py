"""Reading the audit log: at the console and by command, filtered by time, person, role and object; and exported."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from reviews_site.audit.log import record
from reviews_site.audit.models import Event
from reviews_site.command_processes import process_for_command
from reviews_site.ids import uuid7
from tests.analytics.console_realm import console_realm
from tests.analytics.staffing import at_the_console, employed
from tests.analytics.test_console_pages import html
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def listed(*arguments: str) -> None:
    with console_realm(), playing(process_for_command(["audit", "list"])):
        call_command("audit", "list", *arguments)


def test_a_security_engineer_reads_who_did_what_by_time_person_role_and_object() -> None:
    client = at_the_console("olga", "security_engineer")
    dan, request = employed("dan", "data_engineer"), uuid7()
    record("dataset_request.approved", actor_id=dan.pk, object_id=request, detail={"dataset": "young_guests"})
    record("dataset.withdrawn", actor_id=None, detail={"dataset": "young_guests@1"})
    page = html(client, "/audit/")
    assert "Dataset request approved" in page
    assert "dan@example.org" in page and "the system" in page and "young_guests@1" in page
    for asked in (
        {"person": dan.email},
        {"person": str(dan.pk)},
        {"role": "data_engineer"},
        {"object_id": str(request)},
    ):
        only = html(client, "/audit/", **asked)
        assert "dataset_request.approved" in only and "dataset.withdrawn" not in only
    assert "dataset.withdrawn" in html(client, "/audit/", dataset="young_guests")
    tomorrow = f"{timezone.now() + timedelta(days=1):%Y-%m-%d}"
    assert "No events" in html(client, "/audit/", since=tomorrow)
    assert "dataset.withdrawn" in html(client, "/audit/", until=f"{timezone.now():%Y-%m-%d}", login="")
    assert "No events" in html(client, "/audit/", person="nobody@example.org")
    assert client.get("/audit/", {"before": "x"}).status_code == 404
    assert client.get("/audit/", {"object_id": "x"}).status_code == 200


def test_other_roles_read_none_of_it() -> None:
    client = at_the_console("dan", "data_engineer")
    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/export/").status_code == 403


def test_an_export_is_in_the_log() -> None:
    client = at_the_console("olga", "security_engineer")
    record("dataset.withdrawn", actor_id=None, detail={"dataset": "young_guests@1"})
    answer = client.post("/audit/export/", {"dataset": "young_guests", "action": "dataset."})
    with playing("console"):
        (line,) = [json.loads(text) for text in answer.getvalue().decode().splitlines()]
    assert (line["action"], line["detail"]) == ("dataset.withdrawn", {"dataset": "young_guests@1"})
    exported = Event.objects.get(action="audit.exported")
    assert exported.actor_id == User.objects.get(email="olga@example.org").pk
    assert exported.detail == {"dataset": "young_guests", "action": "dataset."}


def test_the_command_lists_filters_and_exports(capsys: pytest.CaptureFixture[str]) -> None:
    dan = employed("dan", "data_engineer")
    record("dataset_request.approved", actor_id=dan.pk, detail={"dataset": "young_guests"})
    listed("--who", dan.email, "--action", "dataset")
    assert "dataset_request.approved  dan@example.org" in capsys.readouterr().out
    listed("--role", "executive")
    assert capsys.readouterr().out == "No events fit.\n"
    listed("--dataset", "young_guests", "--action", "dataset", "--json")
    assert json.loads(capsys.readouterr().out)["actor_id"] == str(dan.pk)
    assert Event.objects.filter(action="audit.exported").count() == 1
    with pytest.raises(CommandError, match="object_id"):
        listed("--object", "x")
