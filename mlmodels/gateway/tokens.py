"""Makes, replaces and revokes the tokens of services, as the owner of the tables: `manage.py gateway`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone

from mlmodels.active import STORE
from mlmodels.exceptions import ModelError
from mlmodels.gateway.models import SERVED, GatewayQuota, GatewayToken
from reviews_site.audit.log import record
from reviews_site.crypto.bearer_tokens import TokenKind, make_token
from reviews_site.ids import uuid7

CALLS_A_MINUTE, ROWS_A_DAY = 600, 10_000


class NoSuchToken(ModelError):
    """There is no live token of that id."""


class UnknownModel(ModelError):
    """A token can't be for a model that the gateway does not serve."""


def create(*, service: str, models: Sequence[str], expires_at: datetime) -> str:
    """A new token of a service, which is kept nowhere and can't be shown again.

    Args:
        models: names, each with `/version` where it is for that version alone.

    Raises:
        UnknownModel: one is not served.
    """
    for name in models:
        if name.partition("/")[0] not in SERVED:
            raise UnknownModel(f"{name} is no model of the gateway: {', '.join(SERVED)}.")
    identifier = uuid7()
    token, digest = make_token(identifier, TokenKind.SERVICE)
    with transaction.atomic(using=STORE):
        GatewayToken.objects.create(
            id=identifier, service=service, digest=digest, allowed_models=list(models), expires_at=expires_at
        )
        for name in {name.partition("/")[0] for name in models}:
            GatewayQuota.objects.get_or_create(
                service=service, model=name, defaults={"calls_a_minute": CALLS_A_MINUTE, "rows_a_day": ROWS_A_DAY}
            )
    _record("created", identifier, service)
    return token


def rotate(*, token_id: UUID, expires_at: datetime, overlap: timedelta) -> str:
    """A new token for the same models. The old one works for as long as `overlap`, and no longer than it would have.

    Raises:
        NoSuchToken: it ended.
    """
    old = _live(token_id)
    token = create(service=old.service, models=old.allowed_models, expires_at=expires_at)
    ends_at = min(old.expires_at, timezone.now() + overlap)
    GatewayToken.objects.filter(pk=token_id).update(expires_at=ends_at)
    _record("rotated", token_id, old.service)
    return token


def revoke(*, token_id: UUID) -> None:
    """End a token at once.

    Raises:
        NoSuchToken: it has ended.
    """
    old = _live(token_id)
    GatewayToken.objects.filter(pk=token_id).update(revoked_at=timezone.now())
    _record("revoked", token_id, old.service)


def limit(*, service: str, model: str, calls_a_minute: int, rows_a_day: int) -> bool:
    """Say how much a service may ask a model; whether it has a token for it at all. What it used stays used."""
    return bool(
        GatewayQuota.objects.filter(service=service, model=model).update(
            calls_a_minute=calls_a_minute,
            rows_a_day=rows_a_day,
            calls=Least("calls", calls_a_minute),
            rows=Least("rows", rows_a_day),
        )
    )


def live() -> list[GatewayToken]:
    """Tokens that work, by service."""
    return list(GatewayToken.objects.filter(_is_live()).defer("digest").order_by("service", "id"))


def _live(token_id: UUID) -> GatewayToken:
    found = GatewayToken.objects.filter(_is_live(), pk=token_id).defer("digest").first()
    if found is None:
        raise NoSuchToken(f"There is no live token {token_id}. `manage.py gateway list` names them.")
    return found


def _is_live() -> Q:
    return Q(revoked_at=None, expires_at__gt=timezone.now())


def _record(verb: str, token_id: UUID, service: str) -> None:
    record(f"gateway_token.{verb}", actor_id=None, object_id=token_id, detail={"service": service})
