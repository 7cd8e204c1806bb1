"""What readers, writers and monitoring are told while a store is full, stopped or gone."""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import Session
from reviews_site.processes import PROCESSES
from reviews_site.settings.databases import caches
from reviews_site.web import health
from tests.accounts.users import member
from tests.conftest import ProcessClient

BOTH = pytest.mark.django_db(databases=["default", "analytical"])


@BOTH
def test_while_nothing_can_be_saved_readers_go_on_and_writers_get_a_sentence(client: ProcessClient) -> None:
    client.force_login(member("mia"))
    # A session in use is written again every five minutes.
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        for path in ("/", "/restaurants/", "/profile/", "/security/"):
            assert client.get(path).status_code == 200, path
        answer = client.post("/profile/", {"display_name": "Candid Fig"})
        transaction.set_rollback(True)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "If you sent a form, it wasn’t saved" in answer.content.decode()


@BOTH
def test_ready_names_the_store_that_is_gone(client: ProcessClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").content == b"ok\n"
    monkeypatch.setitem(connections["analytical"].settings_dict, "HOST", "/nowhere")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"analytical does not answer\n")


@BOTH
def test_ready_waits_for_no_store_that_was_stopped(
    client: ProcessClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(health, "_DEADLINE_SECONDS", 2)
    with socket.socket(socket.AF_UNIX) as stopped:
        stopped.bind(str(tmp_path / ".s.PGSQL.5432"))
        stopped.listen()
        monkeypatch.setitem(connections["default"].settings_dict, "HOST", str(tmp_path))
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"default does not answer\n")


@BOTH
def test_ready_names_counters_that_are_gone_and_goes_on(
    client: ProcessClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:1/0")
    settings.CACHES = caches(PROCESSES["web"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"counters do not answer: nobody can sign in\n")
