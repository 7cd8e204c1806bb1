"""Reads the history of quality checks: the latest results, and what is left of the error budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from analytics.ingest.models import QualityCheck

# This share of the checks of four weeks must pass. Once the budget is spent: mend loads before adding to them.
OBJECTIVE = 0.95
BUDGET_WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class ErrorBudget:
    """The error budget of a relation: how many of its checks could be judged, and how many failed."""

    relation: str
    judged: int
    failed: int

    @property
    def allowed(self) -> float:
        """How many checks may fail."""
        return self.judged * (1 - OBJECTIVE)

    @property
    def left(self) -> float:
        """The share of the budget that is left: from 1, all of it, to 0 and less, nothing."""
        return 1 - self.failed / self.allowed if self.failed else 1.0

    @property
    def is_spent(self) -> bool:
        return self.failed > self.allowed


def budgets(*, now: datetime | None = None) -> list[ErrorBudget]:
    """The budget of every relation over four weeks."""
    since = (now or timezone.now()) - BUDGET_WINDOW
    counted = (
        QualityCheck.objects.filter(loaded_until__gt=since)
        .values_list("relation")
        .annotate(judged=Count("id", Q(passed__isnull=False)), failed=Count("id", Q(passed=False)))
        .order_by("relation")
    )
    return [ErrorBudget(*row) for row in counted]


def last_checks(relations: Iterable[str] | None = None) -> Sequence[QualityCheck]:
    """The latest result of each check, by relation; of these relations only, where they are given."""
    newest = QualityCheck.objects.order_by("relation", "kind", "name", "-loaded_until")
    if relations is not None:
        newest = newest.filter(relation__in=set(relations))
    return list(newest.distinct("relation", "kind", "name"))


def failures(*, limit: int = 20) -> Sequence[QualityCheck]:
    """The latest failed checks, newest first."""
    return list(QualityCheck.objects.filter(passed=False).order_by("-loaded_until", "relation")[:limit])
