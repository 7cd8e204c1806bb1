"""Who reads a column, and everything that is made of it: by the table of grants, and by grants on datasets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.company.principals import PRINCIPALS
from analytics.access.definitions import StoreGrants, parse_grants
from analytics.access.stores import store_grants
from analytics.datasets.lineage import Edge, Node
from analytics.datasets.models import DatasetGrant

# What people see of what a process reads.
_SHOWN = {
    "dashboards": "pages of owners: /business/",
    "web": "pages of the site",
    "console": "pages of the console",
    "analytics_privacy": "exports of people's data, and erasures",
    "privacy": "exports of people's data, and erasures",
    "models": "model: sentiment",
    "forecasts": "model: visitors",
    "loader": "loads and published counts",
    "registrar": "registered datasets",
    "breach": "the breach report",
}


@dataclass(frozen=True)
class ColumnReader:
    """A login that reads some of the columns asked for, and what it is."""

    login: str
    title: str
    columns: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.login} ({self.title}): {', '.join(map(str, self.columns))}"


def readers_after(nodes: Iterable[Node], edges: Iterable[Edge], environment: Environment) -> list[ColumnReader]:
    """Who reads these columns, or any that is made of them."""
    wanted = {*nodes, *(edge.column for edge in edges)}
    relations = {node.relation for node in wanted}
    found: dict[str, set[Node]] = {}
    for login, node in _granted_columns(store_grants(environment).values()):
        if node in wanted or (not node.column and node.relation in relations):
            found.setdefault(login, set()).add(node)
    return [ColumnReader(login, title_of(login), tuple(sorted(columns))) for login, columns in sorted(found.items())]


def title_of(login: str) -> str:
    """A company role's title, or what the process of a login shows or does."""
    if login in COMPANY_ROLES:
        return COMPANY_ROLES[login].title
    processes = (each for each in PRINCIPALS.values() if login in each.process.logins.values())
    return _SHOWN.get(login) or next((each.says.rstrip(".") for each in processes), "a process")


def _granted_columns(stores: Iterable[StoreGrants]) -> Iterator[tuple[str, Node]]:
    for store in stores:
        for login, relations in store.tables.items():
            for relation, verbs in relations.items():
                for grant in parse_grants(login, relation, verbs):
                    if grant.verb == "SELECT":
                        yield login, Node(relation, grant.column)
    for row in DatasetGrant.objects.all():
        for column in row.columns:
            yield row.login, Node(row.relation, column)
