"""`manage.py gateway`: tokens are made, replaced, revoked, listed and limited, and each is in the audit log."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mlmodels.gateway.models import GatewayQuota, GatewayToken
from reviews_site.audit.models import Event
from reviews_site.crypto.bearer_tokens import TokenKind, read_token

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def gateway(capsys: Any, *arguments: str) -> str:
    """What the command printed."""
    call_command("gateway", *arguments)
    return str(capsys.readouterr().out).strip()


def test_a_token_is_made_replaced_and_revoked(capsys: Any) -> None:
    token = read_token(gateway(capsys, "create", "menu-planner", "sentiment", "aspects/1"), TokenKind.SERVICE)
    assert token is not None
    newer = read_token(gateway(capsys, "rotate", str(token.identifier), "--overlap-hours", "1"), TokenKind.SERVICE)
    assert newer is not None
    left = GatewayToken.objects.get(pk=token.identifier).expires_at - timezone.now()
    assert 0 < left.total_seconds() <= 3600
    listed = json.loads(gateway(capsys, "list", "--json"))
    assert [each["id"] for each in listed] == [str(token.identifier), str(newer.identifier)]
    assert [each["models"] for each in listed] == [["sentiment", "aspects/1"]] * 2
    gateway(capsys, "revoke", str(newer.identifier))
    assert str(newer.identifier) not in gateway(capsys, "list")
    with pytest.raises(CommandError, match="no live token"):
        gateway(capsys, "revoke", str(newer.identifier))
    actions = Event.objects.filter(action__startswith="gateway_token.").order_by("id")
    assert [event.action.partition(".")[2] for event in actions] == ["created", "created", "rotated", "revoked"]


def test_limits_can_be_changed(capsys: Any) -> None:
    gateway(capsys, "create", "menu-planner", "sentiment")
    GatewayQuota.objects.update(rows=5000)
    gateway(capsys, "limit", "menu-planner", "sentiment", "--calls", "60", "--rows", "1000")
    quota = GatewayQuota.objects.get()
    assert (quota.calls_a_minute, quota.rows_a_day, quota.rows) == (60, 1000, 1000)
    with pytest.raises(CommandError, match="has no token"):
        gateway(capsys, "limit", "menu-planner", "visitors", "--calls", "1", "--rows", "1")
    with pytest.raises(CommandError, match="from 0"):
        gateway(capsys, "limit", "menu-planner", "sentiment", "--calls", "-1", "--rows", "1")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Menu Planner", "sentiment"), "in lower case"),
        (("menu-planner", "stars"), "no model of the gateway"),
        (("menu-planner", "sentiment", "--days", "366"), "from 1 to 365"),
    ],
)
def test_what_can_not_be_is_refused(capsys: Any, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        gateway(capsys, "create", *arguments)
