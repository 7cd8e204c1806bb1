"""Reads tokens of the API: one's own for their page, and whose one is that a program sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.private_rows import private_rows
from reviews_site.crypto.bearer_tokens import TokenKind, read_token
from reviews_site.policy.scopes import Scope


@dataclass(frozen=True)
class TokenAccess:
    """Whose token a program sent, and what it may do in their name."""

    user: User
    scopes: frozenset[Scope]
    restaurant_id: UUID | None

    def allows(self, scope: Scope, restaurant_id: UUID | None = None) -> bool:
        """Whether it may do that, at that restaurant if it is about one."""
        return scope in self.scopes and self.restaurant_id in (None, restaurant_id)


def live_tokens(user: User) -> QuerySet[ApiToken]:
    """The tokens of somebody that work, the newest first. Within `private_rows` alone."""
    tokens = ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
    return tokens.defer("digest", "home_region").order_by("-id")


def own_tokens(user: User) -> Sequence[ApiToken]:
    """The same, read."""
    with private_rows(user.pk):
        return list(live_tokens(user))


def access_of(text: str, network: str) -> TokenAccess | None:
    """Whose token it is; None for every other text, whatever is wrong with it. Two queries, or none.

    Args:
        network: where it was sent from, which is noted of a token that belongs to nobody.
    """
    if (token := read_token(text, TokenKind.USER)) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM public.accounts_use_api_token(%s, %s, %s)", [token.identifier, token.digest, network]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    person, scopes, restaurant_id = row
    return TokenAccess(User.objects.get(pk=person), frozenset(map(Scope, scopes)), restaurant_id)
