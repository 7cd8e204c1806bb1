"""Who is confirmed, how and until when. Reads the status that the identity worker alone can write."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.enums import VerificationLevel, VerificationProvider, VerificationState
from accounts.models import User, VerificationStatus
from reviews_site.policy import PersonFacts, Role


@dataclass(frozen=True)
class Confirmation:
    """What the stamp says: how, by whom, when and until when. `country` is for the person's own eyes."""

    level: VerificationLevel
    provider: str
    country: str
    confirmed_at: datetime
    expires_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether it counts now."""
        return self.expires_at > timezone.now()

    @property
    def provider_label(self) -> str:
        """By whom, in words."""
        return VerificationProvider.in_words(self.provider)


def confirmation_of(user: User | AnonymousUser) -> Confirmation | None:
    """The person's confirmation, whether live or expired; None where there never was one, or nobody is signed in."""
    return confirmations_of([user.pk]).get(user.pk) if user.is_authenticated else None


def confirmations_of(user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Confirmation]:
    """The confirmations of many people in one query, by user id; who has none is missing."""
    rows = VerificationStatus.objects.filter(user_id__in=list(user_ids), state=VerificationState.CONFIRMED)
    return {row.user_id: _confirmation(row) for row in rows}


def is_confirmed(user: User | AnonymousUser) -> bool:
    """Whether the person has a live confirmation."""
    confirmation = confirmation_of(user)
    return confirmation is not None and confirmation.is_live


def person_facts(user: User | AnonymousUser) -> PersonFacts:
    """What the policy needs to know of the person. Signing in takes a confirmed address, so who is in is a member."""
    if not user.is_authenticated or not user.is_active:
        return PersonFacts(roles=frozenset({Role.VISITOR}))
    confirmation = confirmation_of(user)
    return PersonFacts(
        roles=frozenset({Role.VISITOR, Role.MEMBER}),
        confirmed_until=confirmation.expires_at if confirmation else None,
    )


def _confirmation(row: VerificationStatus) -> Confirmation:
    if row.confirmed_at is None or row.expires_at is None:  # the constraint accounts_status_confirmed_whole forbids it
        raise ValueError(f"The confirmation of user {row.user_id} has no dates.")
    return Confirmation(VerificationLevel(row.level), row.provider, row.country, row.confirmed_at, row.expires_at)
