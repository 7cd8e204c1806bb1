"""Tables as roles see them: the same rows through the real logins of two roles, with what was masked and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.step_up import is_recently_authenticated, reauthentication_redirect
from analytics.access.company import COMPANY_ROLES, CompanyRole, Environment
from analytics.access.definitions import StoreGrants
from analytics.access.query.client import QueryUnavailable, query
from analytics.access.query.execution import QueryRows
from analytics.access.query.questions import RowQuery
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.datasets.column_access import ColumnAccess, RelationAccess, keys_of, relation_access, why_closed
from analytics.datasets.grants import analytical_grants_here
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import Decision, may_look_as

ROWS = 5


@dataclass(frozen=True)
class RoleSide:
    """A relation as one role has it: by the table of grants, and as its login answered. `no`: why it was not asked."""

    role: CompanyRole
    relation: RelationAccess
    rows: QueryRows | None
    no: str = ""

    @property
    def is_off(self) -> bool:
        """Whether the login answered with other columns than the table of grants says."""
        return self.rows is not None and set(self.rows.columns) != {column.name for column in self.relation.open}

    def cell(self, row: int, column: str) -> "ComparedCell":
        """A value; closed where the login does not read the column."""
        if self.rows is None or column not in self.rows.columns or row >= len(self.rows.rows):
            return ComparedCell(is_closed=True)
        return ComparedCell(self.rows.rows[row][self.rows.columns.index(column)])


@dataclass(frozen=True)
class ComparedCell:
    """What stands in a cell."""

    value: Any = None
    is_closed: bool = False


@dataclass(frozen=True)
class ClosedColumn:
    """A column that one of the sides does not read, or reads in another form."""

    column: ColumnAccess
    closed_to: list[tuple[str, str]]


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """Every table of the analytical store that somebody of the company reads, and how much of it."""
    environment, store = analytical_grants_here()
    logins = [login for login in COMPANY_ROLES if login in store.tables]
    names = sorted({name for login in logins for name in store.tables[login]})
    lines = [(name, [_share(relation_access(store, login, name)) for login in logins]) for name in names]
    shown = {"lines": lines, "roles": [COMPANY_ROLES[login] for login in logins], "environment": environment}
    return render(request, "console/tables.html", shown)


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def table(request: ConsoleRequest, relation: str) -> HttpResponse:
    """`?one=data_scientist&other=marketing_analyst`: the same rows as each of them sees them."""
    environment, store = analytical_grants_here()
    known = {name for login in COMPANY_ROLES for name in store.tables.get(login, {})}
    if relation not in known:
        raise Http404
    chosen = _chosen(request, store, relation)
    if set(chosen) - {str(role) for role in request.staff.roles} and not is_recently_authenticated(request):
        # To look as somebody else does takes a fresh proof; as oneself none.
        return redirect(reauthentication_redirect(request.get_full_path()))
    sides = [relation_access(store, login, relation) for login in chosen]
    order = [key for key in keys_of(relation) if all(key in {it.name for it in side.open} for side in sides)]
    found = [_side(request, environment, login, side, order) for login, side in zip(chosen, sides, strict=True)]
    names = list(dict.fromkeys(column.name for side in sides for column in side.columns))
    return render(
        request,
        "console/table.html",
        {
            "relation": relation,
            "sides": found,
            "names": names,
            "records": _records(found, order, names),
            "why": _why(found, environment),
            "order": order,
            "chosen": chosen,
            "options": [COMPANY_ROLES[login] for login in COMPANY_ROLES if _may(request, environment, login).allowed],
        },
    )


def _chosen(request: ConsoleRequest, store: StoreGrants, relation: str) -> list[str]:
    """The roles that the address names; one's own, and the first other that reads the relation, where it names none."""
    asked = [request.GET[side] for side in ("one", "other") if request.GET.get(side)]
    if any(login not in COMPANY_ROLES for login in asked):
        raise Http404
    if asked:
        return list(dict.fromkeys(asked))
    mine = [str(role) for role in request.staff.roles]
    if not request.staff.has(Permission.ROWS_COMPARE):
        return mine[:1]
    readers = [login for login in COMPANY_ROLES if relation in store.tables.get(login, {})]
    others = [login for login in COMPANY_ROLES if login not in readers]
    return [*readers, *others][:2]


def _may(request: ConsoleRequest, environment: Environment, login: str) -> Decision:
    return may_look_as(request.staff.roles, Role(login), has_real_people=environment == Environment.PROD)


def _side(
    request: ConsoleRequest, environment: Environment, login: str, relation: RelationAccess, order: Sequence[str]
) -> RoleSide:
    role = COMPANY_ROLES[login]
    decision = _may(request, environment, login)
    if not decision.allowed:
        return RoleSide(role, relation, None, decision.reason)
    try:
        rows = query(
            RowQuery(
                login, str(request.staff.user_id), relation.name, tuple(order), limit=ROWS, purpose="see a table as"
            )
        )
    except QueryUnavailable as problem:
        return RoleSide(role, relation, None, str(problem))
    return RoleSide(role, relation, rows)


def _records(
    sides: Sequence[RoleSide], order: Sequence[str], names: Sequence[str]
) -> list[list[tuple[RoleSide, list[ComparedCell]]]]:
    """For each row a line a side, with a cell a column. Without a common key rows can't be matched: none."""
    counts = [len(side.rows.rows) for side in sides if side.rows and side.rows.columns]
    if len(counts) > 1 and not order:
        return []
    return [
        [(side, [side.cell(row, name) for name in names]) for side in sides] for row in range(max(counts, default=0))
    ]


def _why(sides: Sequence[RoleSide], environment: Environment) -> list[ClosedColumn]:
    columns = {column.name: column for side in sides for column in side.relation.columns}
    found = []
    for name, column in columns.items():
        closed = [
            (side.role.title, why_closed(each, side.role.login, environment))
            for side in sides
            for each in side.relation.closed
            if each.name == name
        ]
        if closed:
            found.append(ClosedColumn(column, closed))
    return found


def _share(relation: RelationAccess) -> tuple[int, int]:
    return len(relation.open), len(relation.columns)
