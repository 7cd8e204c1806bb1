"""Reads the history of quality checks: what was found last, and how much of the error budget is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from analytics.ingest.models import QualityCheck

# Of the checks of four weeks, as many may fail as this leaves. Once it is spent: mend loads before adding to them.
OBJECTIVE = 0.95
BUDGET_WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class ErrorBudget:
    """The error budget of one relation: how many of its checks could be judged, and how many failed."""

    relation: str
    judged: int
    failed: int

    @property
    def allowed(self) -> float:
        """How many may fail."""
        return self.judged * (1 - OBJECTIVE)

    @property
    def left(self) -> float:
        """What is left of the budget: 1 is all of it, 0 and less is nothing."""
        if not self.failed:
            return 1.0
        return 1 - self.failed / self.allowed

    @property
    def is_spent(self) -> bool:
        """Whether more failed than may."""
        return self.failed > self.allowed


def budgets(*, now: datetime | None = None) -> list[ErrorBudget]:
    """The budget of every relation, over four weeks."""
    since = (now or timezone.now()) - BUDGET_WINDOW
    counted = (
        QualityCheck.objects.filter(loaded_until__gt=since)
        .values_list("relation")
        .annotate(judged=Count("id", Q(passed__isnull=False)), failed=Count("id", Q(passed=False)))
        .order_by("relation")
    )
    return [ErrorBudget(*row) for row in counted]


def last_checks() -> Sequence[QualityCheck]:
    """The last verdict on each thing that is checked, by relation."""
    newest = QualityCheck.objects.order_by("relation", "kind", "name", "-loaded_until")
    return list(newest.distinct("relation", "kind", "name"))


def failures(*, limit: int = 20) -> Sequence[QualityCheck]:
    """What failed, the latest first."""
    return list(QualityCheck.objects.filter(passed=False).order_by("-loaded_until", "relation")[:limit])
