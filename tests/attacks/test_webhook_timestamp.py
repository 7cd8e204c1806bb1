"""Attack: somebody recorded a genuine message of the provider, and plays it again later."""

import time
from typing import Any

import pytest
from django.test import Client

from reviews_site.celery import app
from tests.accounts.senders import SENDERS, hear
from tests.accounts.users import member


@pytest.mark.protection("webhook_timestamp")
@pytest.mark.parametrize("seconds_ago", [301, 86_400, -330])
@pytest.mark.parametrize("provider", SENDERS)
@pytest.mark.django_db
def test_a_recorded_message_is_worth_nothing_later(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, provider: str, seconds_ago: int
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: woken.append(name))
    sender = SENDERS[provider]
    hear(sender, monkeypatch, settings)
    body = sender.message(sender.session(member("ada")).provider_session_id)
    genuine = sender.signs(body, int(time.time()) - seconds_ago)
    answer: Any = client.generic("POST", "/webhooks/identity/", body, headers={sender.header: genuine})
    assert (answer.status_code, woken) == (400, [])
