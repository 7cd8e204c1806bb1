"""`/?store=…&where=…`: puts what it is given into a statement."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.urls import path

STATEMENTS = {
    "analytical": "SELECT rating::text FROM core.reviews WHERE language = '{}'",
    "default": "SELECT name FROM restaurants_restaurant WHERE slug = '{}'",
}


@login_not_required
def planted(request: HttpRequest) -> HttpResponse:
    """What the database said, or which error it was."""
    store = request.GET["store"]
    try:
        with connections[store].cursor() as cursor:
            cursor.execute(STATEMENTS[store].format(request.GET["where"]))
            rows = _rows(cursor)
            while cursor.nextset():
                rows += _rows(cursor)
    except DatabaseError as problem:
        return HttpResponse(json.dumps({"error": type(problem.__cause__).__name__}))
    return HttpResponse(json.dumps({"rows": rows}))


def _rows(cursor: Any) -> list[list[str]]:
    """The rows of one of the statements, as text."""
    return [[str(cell) for cell in row] for row in cursor.fetchall()] if cursor.description else []


urlpatterns = [path("", planted)]
