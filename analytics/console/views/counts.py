"""Published counts of reviewers, read under the login of one's own role."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.access.company import Environment
from analytics.access.query.asking import NoAnswer, ask
from analytics.access.query.questions import MOST_ROWS, Question
from analytics.access.stores import stores
from analytics.console.counts import tables
from analytics.console.gate import ConsoleRequest, needs
from reviews_site.policy import Permission

RELATION = "marts.reviewer_cubes"


@require_safe
@needs(Permission.ROWS_READ)
def page(request: ConsoleRequest) -> HttpResponse:
    """Every table that is published; which of one's roles read it is said beside it."""
    granted = stores(Environment(settings.PLATEMARK_ENV))["analytical"].tables
    role = next((str(each) for each in request.staff.roles if RELATION in granted.get(each, {})), "")
    if not role:
        return render(request, "console/counts.html", {"problem": "Your role reads no published counts."})
    question = Question(role, str(request.staff.user_id), RELATION, limit=MOST_ROWS, purpose="published counts")
    try:
        found = ask(question)
    except NoAnswer as problem:
        return render(request, "console/counts.html", {"problem": str(problem)}, status=503)
    return render(request, "console/counts.html", {"tables": tables(found.columns, found.rows), "role": role})
