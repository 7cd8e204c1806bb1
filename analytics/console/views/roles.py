"""The role table: what each company role reaches in an environment, for a reader who writes no SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.access.company import COMPANY_ROLES, FUNCTIONAL_ROLES, PRINCIPALS, CompanyRole, Environment
from analytics.access.stores import store_grants
from analytics.console.gate import permission_required
from analytics.datasets.column_access import STORE_NAMES, RelationAccess, relation_accesses
from reviews_site.policy import Permission


@dataclass(frozen=True)
class RoleLine:
    """A company role in one environment."""

    role: CompanyRole
    environment: Environment

    @property
    def reach(self) -> object:
        """What it reaches there."""
        return self.role.in_(self.environment)

    @property
    def tables(self) -> list[str]:
        """The functional roles that it is made of there."""
        return list(self.role.in_(self.environment).tables)


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def table(request: HttpRequest) -> HttpResponse:
    """Every company role and every process, in the environment that is asked for."""
    environment = _asked(request)
    return render(
        request,
        "console/roles.html",
        {
            "lines": [RoleLine(role, environment) for role in COMPANY_ROLES.values()],
            "principals": [(each, sorted(each.process.purposes)) for each in PRINCIPALS.values()],
            "environment": environment,
            "environments": list(Environment),
            "here": settings.PLATEMARK_ENV,
        },
    )


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def role(request: HttpRequest, login: str) -> HttpResponse:
    """One role: its bundles, and each table with the columns that it reads and those that stay closed."""
    if login not in COMPANY_ROLES:
        raise Http404
    environment = _asked(request)
    line = RoleLine(COMPANY_ROLES[login], environment)
    return render(
        request,
        "console/role.html",
        {
            "line": line,
            "bundles": [FUNCTIONAL_ROLES[name] for name in line.tables],
            "relations": list(_relations(login, environment)),
            "environment": environment,
            "environments": list(Environment),
            "here": settings.PLATEMARK_ENV,
        },
    )


def _relations(login: str, environment: Environment) -> Iterator[tuple[str, list[RelationAccess]]]:
    for alias, store in store_grants(environment).items():
        found = relation_accesses(store, login)
        if found:
            yield STORE_NAMES[alias], found


def _asked(request: HttpRequest) -> Environment:
    """The environment of the address; this installation's own where it names none."""
    try:
        return Environment(request.GET.get("env", settings.PLATEMARK_ENV))
    except ValueError:
        raise Http404 from None
