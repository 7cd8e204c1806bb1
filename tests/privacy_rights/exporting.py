"""People who take a copy of everything, and every worker that has a part in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from analytics.ingest import relay
from analytics.ingest.models import PrivacyRequest
from privacy_rights.actions import exports as actions
from privacy_rights.export import sealed_parts
from privacy_rights.models.export import ExportRequest
from privacy_rights.tasks.privacy import run_due
from tests.accounts.factors import gave
from tests.conftest import AsProcess, ProcessClient


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    files = {"BACKEND": "reviews_site.objects.RegionalFileStorage", "OPTIONS": {"location": str(tmp_path / "objects")}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": files, "staticfiles": static}):
        yield tmp_path / "objects" / "eu" / "accounts.exports"


def ready(user: User, as_process: AsProcess) -> ExportRequest:
    """Ask, and let every worker have its turn; what analytics would leave is left by hand."""
    with as_process("web"):
        request = actions.request_export(by=user)
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        sealed_parts.store(request.pk, "analytics", b'{"core.reviews": []}')
    PrivacyRequest.objects.filter(pk=request.pk).update(done_at=timezone.now())
    with as_process("privacy"):
        run_due()
    request.refresh_from_db()
    return request


def signed_in(user: User, *, seconds_ago: float = 0) -> ProcessClient:
    browser = ProcessClient()
    browser.force_login(user)
    gave(browser, user, "password", seconds_ago=seconds_ago)
    return browser


def fetched(browser: ProcessClient) -> HttpResponse:
    return cast(HttpResponse, browser.post("/privacy/export/fetch/"))
