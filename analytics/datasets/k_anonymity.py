"""How many people can't be told apart by what a dataset says of them (k-anonymity), measured on the real rows.

Source: L. Sweeney, "k-anonymity: a model for protecting privacy", 2002. A group is counted in people, not in rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from analytics.datasets.plan import PERSON_OF, DatasetPlan, SelectedColumn
from analytics.datasets.tables import Connection, column_expression, from_clause

# Fewer people than this in a group are too few.
MIN_GROUP = 10


@dataclass(frozen=True)
class GroupSizes:
    """What was measured. `coarsen` names the columns to mask or drop, one after the other, until groups are enough."""

    columns: tuple[str, ...]
    smallest: int
    share_below: float
    coarsen: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether each group has enough people."""
        return self.smallest >= MIN_GROUP

    def __str__(self) -> str:
        people = f"{self.smallest} {'person' if self.smallest == 1 else 'people'}"
        told = f"By {', '.join(self.columns)} the smallest group has {people}, {MIN_GROUP} are asked for"
        told += f"; {self.share_below:.0%} of the people are in groups that are too small."
        return f"{told} Coarsen or drop {', then '.join(self.coarsen)}." if self.coarsen else told


def measure(connection: Connection, name: str, made_of: DatasetPlan) -> GroupSizes | None:
    """Of a dataset that is about people. None where it is about nobody, or by nothing that could tell them apart."""
    telling = made_of.telling
    if not telling or made_of.base not in PERSON_OF:
        return None
    smallest, share = _groups(connection, name, made_of, telling)
    return GroupSizes(
        tuple(each.column.name for each in telling),
        smallest,
        share,
        () if smallest >= MIN_GROUP else _coarsened(connection, name, made_of, telling),
    )


def _coarsened(
    connection: Connection, name: str, made_of: DatasetPlan, telling: Sequence[SelectedColumn]
) -> tuple[str, ...]:
    """Greedy: each step takes away the column without which the smallest group grows most."""
    left, gone = list(telling), []
    while left:
        sizes = {
            each: _groups(connection, name, made_of, [other for other in left if other is not each]) for each in left
        }
        best = max(left, key=lambda each: (sizes[each][0], -sizes[each][1]))
        left.remove(best)
        gone.append(best.column.name)
        if sizes[best][0] >= MIN_GROUP:
            break
    return tuple(gone)


def _groups(
    connection: Connection, name: str, made_of: DatasetPlan, telling: Sequence[SelectedColumn]
) -> tuple[int, float]:
    """People in the smallest group, and the share of people in groups that are too small."""
    person = sql.Identifier(made_of.base.replace(".", "_"), PERSON_OF[made_of.base])
    keys = sql.SQL("({})").format(sql.SQL(", ").join(map(column_expression, telling)))
    statement = sql.SQL(
        "WITH groups AS (SELECT count(DISTINCT {person}) AS people {rows} GROUP BY {keys}) "
        "SELECT COALESCE(min(people), 0),"
        " COALESCE(sum(people) FILTER (WHERE people < {fewest}) / NULLIF(sum(people), 0), 0) "
        "FROM groups"
    ).format(person=person, rows=from_clause(name, made_of), keys=keys, fewest=sql.Literal(MIN_GROUP))
    found = connection.execute(statement).fetchone()
    return (int(found[0]), float(found[1])) if found else (0, 0.0)
