"""k-anonymity, measured on the real rows: how many people can't be told apart by what a dataset says of them.

Source: L. Sweeney, "k-anonymity: a model for protecting privacy", 2002. A group is counted in people, not in rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from analytics.datasets.plan import PERSON_OF, DatasetPlan, SelectedColumn
from analytics.datasets.tables import Connection, column_expression, from_clause

MIN_GROUP = 10  # people


@dataclass(frozen=True)
class GroupSizes:
    """The groups of people with equal values. Masking or dropping the columns of `coarsen` makes them large enough."""

    columns: tuple[str, ...]
    smallest: int
    share_below: float
    coarsen: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether the smallest group has enough people."""
        return self.smallest >= MIN_GROUP

    def __str__(self) -> str:
        people = f"{self.smallest} {'person' if self.smallest == 1 else 'people'}"
        text = f"By {', '.join(self.columns)} the smallest group has {people}, {MIN_GROUP} are required"
        text += f"; {self.share_below:.0%} of the people are in groups that are too small."
        return f"{text} Coarsen or drop {', then '.join(self.coarsen)}." if self.coarsen else text


def measure(connection: Connection, name: str, plan: DatasetPlan) -> GroupSizes | None:
    """Measure a dataset. None where it is about nobody, or has no column that people could be told apart by."""
    columns = plan.identifying
    if not columns or plan.base not in PERSON_OF:
        return None
    smallest, share = _measure_groups(connection, name, plan, columns)
    return GroupSizes(
        tuple(selected.column.name for selected in columns),
        smallest,
        share,
        () if smallest >= MIN_GROUP else _columns_to_coarsen(connection, name, plan, columns),
    )


def _columns_to_coarsen(
    connection: Connection, name: str, plan: DatasetPlan, columns: Sequence[SelectedColumn]
) -> tuple[str, ...]:
    """Greedy: each step leaves out the column without which the smallest group grows most."""
    remaining, removed = list(columns), []
    while remaining:
        sizes = {
            column: _measure_groups(connection, name, plan, [other for other in remaining if other is not column])
            for column in remaining
        }
        best = max(remaining, key=lambda column: (sizes[column][0], -sizes[column][1]))
        remaining.remove(best)
        removed.append(best.column.name)
        if sizes[best][0] >= MIN_GROUP:
            break
    return tuple(removed)


def _measure_groups(
    connection: Connection, name: str, plan: DatasetPlan, columns: Sequence[SelectedColumn]
) -> tuple[int, float]:
    """People in the smallest group, and the share of people in groups that are too small."""
    person = sql.Identifier(plan.base.replace(".", "_"), PERSON_OF[plan.base])
    # Without columns all people are one group: Citus refuses GROUP BY ().
    keys = sql.SQL(" GROUP BY {}" if columns else "{}").format(sql.SQL(", ").join(map(column_expression, columns)))
    statement = sql.SQL(
        "WITH groups AS (SELECT count(DISTINCT {person}) AS people {rows}{keys}) "
        "SELECT COALESCE(min(people), 0),"
        " COALESCE(sum(people) FILTER (WHERE people < {min_group}) / NULLIF(sum(people), 0), 0) "
        "FROM groups"
    ).format(person=person, rows=from_clause(name, plan), keys=keys, min_group=sql.Literal(MIN_GROUP))
    row = connection.execute(statement).fetchone()
    return (int(row[0]), float(row[1])) if row else (0, 0.0)
