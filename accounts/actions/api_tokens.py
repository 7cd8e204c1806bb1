"""Makes, revokes and deletes tokens of the API. Whoever makes one was just asked who they are: the view sees to it."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.actions.security import record_activity
from accounts.devices import Device
from accounts.enums import SecurityKind
from accounts.exceptions import TooManyTokens
from accounts.models import ApiToken, Profile, User
from accounts.private_rows import private_rows
from accounts.selectors.api_tokens import live_tokens
from reviews_site.crypto.bearer_tokens import TokenKind, make_token
from reviews_site.ids import uuid7
from reviews_site.policy.scopes import MAX_LIVE_TOKENS, Scope

# Django would write the columns too that the database alone fills.
_INSERT = """
INSERT INTO accounts_apitoken (id, user_id, name, digest, scopes, restaurant_id, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
# The row policy of the worker says the same.
ENDED_DAYS = 90


def create(
    *, name: str, scopes: Collection[Scope], days: int, by: User, device: Device, restaurant_id: UUID | None = None
) -> str:
    """Make a token for `by`, and return it. It is kept nowhere, and can't be shown again.

    Args:
        days: for how long, at most 365.
        restaurant_id: the one restaurant that it is for.

    Raises:
        TooManyTokens: they have `MAX_LIVE_TOKENS`.
    """
    identifier = uuid7()
    token, digest = make_token(identifier, TokenKind.USER)
    with private_rows(by.pk):
        # The lock makes two clicks wait for each other.
        Profile.objects.select_for_update().only("pk").get(pk=by.pk)
        if live_tokens(by).count() >= MAX_LIVE_TOKENS:
            raise TooManyTokens(f"You have {MAX_LIVE_TOKENS} tokens. Revoke one that you don't need any more.")
        expires_at = timezone.now() + timedelta(days=days)
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [identifier, by.pk, name, digest, sorted(scopes), restaurant_id, expires_at])
        record_activity(kind=SecurityKind.TOKEN_CREATED, user=by, device=device, detail=name)
    return token


def revoke(*, token_id: UUID, by: User, device: Device) -> bool:
    """End a token of `by` at once; whether there was a live one."""
    with private_rows(by.pk), transaction.atomic():
        found = live_tokens(by).filter(pk=token_id).values_list("name", flat=True).first()
        if found is None or not live_tokens(by).filter(pk=token_id).update(revoked_at=Now()):
            return False
        record_activity(kind=SecurityKind.TOKEN_REVOKED, user=by, device=device, detail=found)
    return True


def delete_ended() -> int:
    """Delete tokens that ended 90 days ago, without seeing whose. Returns how many there were."""
    ended_before = timezone.now() - timedelta(days=ENDED_DAYS)
    ended = ApiToken.objects.filter(Q(expires_at__lt=ended_before) | Q(revoked_at__lt=ended_before))
    return int(ended._raw_delete(using="default"))
