"""What a role may still ask for with noise this month."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connections

from analytics.access.log import STORE

_LEFT = """
SELECT b.budget, COALESCE(s.spent, 0) FROM governance.privacy_budgets() AS b
LEFT JOIN governance.privacy_spent AS s ON s.role = b.role AND s.version = %s WHERE b.role = %s
"""


@dataclass(frozen=True)
class PrivacyBudget:
    """In thousandths of the privacy loss epsilon."""

    budget: int
    spent: int

    @property
    def percent_spent(self) -> int:
        """How much of it is spent, in percent."""
        return 100 * self.spent // self.budget if self.budget else 100


def privacy_budget_of(role: str) -> PrivacyBudget:
    """What a role has and spent this month; nothing where it has no line."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_LEFT, [f"{datetime.now(UTC):%Y-%m}", role])
        found = cursor.fetchall()
    return PrivacyBudget(*found[0]) if found else PrivacyBudget(0, 0)
