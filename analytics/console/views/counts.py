"""Published counts of reviewers, read under the login of one's own role."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.access.company import Environment
from analytics.access.query.client import QueryUnavailable, query
from analytics.access.query.questions import MAX_ROWS, RowQuery
from analytics.access.stores import store_grants
from analytics.console.counts import tables
from analytics.console.gate import ConsoleRequest, permission_required
from reviews_site.policy import Permission

RELATION = "marts.reviewer_cubes"


@require_safe
@permission_required(Permission.ROWS_READ)
def page(request: ConsoleRequest) -> HttpResponse:
    """Every table that is published; which of one's roles read it is said beside it."""
    granted = store_grants(Environment(settings.PLATEMARK_ENV))["analytical"].tables
    role = next((str(each) for each in request.staff.roles if RELATION in granted.get(each, {})), "")
    if not role:
        return render(request, "console/counts.html", {"problem": "Your role reads no published counts."})
    question = RowQuery(role, str(request.staff.user_id), RELATION, limit=MAX_ROWS, purpose="published counts")
    try:
        found = query(question)
    except QueryUnavailable as problem:
        return render(request, "console/counts.html", {"problem": str(problem)}, status=503)
    return render(request, "console/counts.html", {"tables": tables(found.columns, found.rows), "role": role})
