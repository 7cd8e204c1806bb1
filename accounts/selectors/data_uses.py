"""What somebody lets their data be used for, and how far a change of it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.agreements.texts import USES, Text, current
from accounts.enums import Agreement, ConsentAnswer
from accounts.models import Consent, User
from reviews_site.outbox.models import Receipt


@dataclass(frozen=True)
class DataUse:
    """One use. Nothing was asked: it is allowed. `done_at` None while a change is still being carried out."""

    text: Text
    is_allowed: bool
    changed_at: datetime | None
    done_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether something was asked that has not taken effect everywhere."""
        return self.changed_at is not None and self.done_at is None


def data_uses_of(user: User) -> list[DataUse]:
    """The three uses, as their page shows them. Two queries."""
    newest, receipts = _newest(user), _receipts(user)
    return [_use(agreement, newest.get(agreement.value), receipts) for agreement in USES]


def allowed_uses(user: User) -> dict[Agreement, bool]:
    """Whether each use is allowed. One query."""
    newest = _newest(user)
    return {use: use.value not in newest or newest[use.value].answer == ConsentAnswer.ACCEPTED for use in USES}


def _newest(user: User) -> dict[str, Consent]:
    rows = Consent.objects.filter(user=user, agreement__in=USES).order_by("agreement", "-id").distinct("agreement")
    return {row.agreement: row for row in rows}


def _receipts(user: User) -> Mapping[str, datetime]:
    """When each of the person's changes had taken effect, by the event that told of it; the oldest first."""
    events = Consent.objects.filter(user=user, event_id__isnull=False).order_by("-id").values("event_id")[:50]
    done = Receipt.objects.filter(event_id__in=events).order_by("event_id")
    return {str(event_id): at for event_id, at in done.values_list("event_id", "done_at")}


def _use(agreement: Agreement, row: Consent | None, receipts: Mapping[str, datetime]) -> DataUse:
    if row is None:
        return DataUse(current(agreement), is_allowed=True, changed_at=None, done_at=None)
    # An event tells of all three uses, and ids sort by time: a later one that was carried out carried this one out too.
    done = next((at for event, at in receipts.items() if event >= str(row.event_id)), None)
    return DataUse(current(agreement), row.answer == ConsentAnswer.ACCEPTED, row.answered_at, done)
