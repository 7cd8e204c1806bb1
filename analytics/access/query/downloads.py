"""Downloads: rows of a statement as a file, marked, counted, and refused above what a role may take in a day."""

from dataclasses import dataclass

from django.db import connections

from analytics.access.log import STORE

# In one file.
DOWNLOAD_ROWS = 2000
_SPEND = "SELECT governance.download_spend(%s, %s, %s)"
_LEFT = """
SELECT b.rows_a_day, COALESCE(c.rows, 0) FROM governance.download_budgets() AS b
LEFT JOIN governance.download_count AS c
  ON c.role = b.role AND c.reader_id = %s AND c.day = (pg_catalog.now() AT TIME ZONE 'UTC')::date
WHERE b.role = %s
"""


class BudgetSpent(Exception):
    """These rows are more than the person may still download today. The message is for the page."""


@dataclass(frozen=True)
class DownloadBudget:
    """How many rows somebody may download in a day under a role, and how many they did."""

    rows_a_day: int
    spent: int

    @property
    def left(self) -> int:
        """Rows that may still be downloaded today."""
        return max(self.rows_a_day - self.spent, 0)


def spend(reader: str, role: str, rows: int) -> None:
    """Count rows that somebody downloads, as a part of the transaction that notes them.

    Raises:
        BudgetSpent: the day's budget does not have so many rows left; nothing was counted.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(_SPEND, [reader, role, rows])
        ((is_within,),) = cursor.fetchall()
    if not is_within:
        raise BudgetSpent("You have downloaded as many rows today as your role may. Narrow it, or wait for tomorrow.")


def budget_of(reader: str, role: str) -> DownloadBudget:
    """What somebody may still download today; nothing where the role has no line."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_LEFT, [reader, role])
        found = cursor.fetchall()
    return DownloadBudget(*found[0]) if found else DownloadBudget(0, 0)
