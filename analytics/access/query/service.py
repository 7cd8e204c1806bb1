"""The one route of the process `query`. It has no pages and no sessions: a signed question in, rows out."""

import logging
import time
from dataclasses import asdict

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.access import log
from analytics.access.query.execution import QueryRows, RelationUnreadable, execute
from analytics.access.query.questions import HEADER, InvalidQuery, RowQuery, verify_query
from analytics.access.row_fingerprints import fingerprints_of_rows
from reviews_site.crypto.signing import BadSignature
from reviews_site.web.access import public

MAX_QUERY_BYTES = 8192
# Columns by which people can be told apart, under pseudonyms or tokens: distinct ones are counted for the log.
OF_PEOPLE = frozenset({"reviewer", "person", "user_id"})
logger = logging.getLogger(__name__)


@public
@csrf_exempt
@require_POST
def rows(request: HttpRequest) -> HttpResponse:
    """200 with rows; 403 for whoever nobody vouches for; 400 for what does not read; 503 where the store does not."""
    body = request.read(MAX_QUERY_BYTES + 1)
    if len(body) > MAX_QUERY_BYTES:
        return JsonResponse({"error": "The question is too long."}, status=400)
    try:
        question = verify_query(body, request.headers.get(HEADER, ""), now=int(time.time()))
        found = execute(question)
        _note(question, found)
    except BadSignature as problem:
        return JsonResponse({"error": str(problem)}, status=403)
    except InvalidQuery as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    except RelationUnreadable as problem:
        return JsonResponse({"error": str(problem)}, status=503)
    except DatabaseError as problem:
        logger.error("The access log could not be written: %s", type(problem).__name__)
        return JsonResponse({"error": "What is read could not be noted, so nothing is shown."}, status=503)
    return JsonResponse(asdict(found))


def _note(question: RowQuery, found: QueryRows) -> None:
    """Write down what is about to be shown."""
    people = [found.columns.index(name) for name in found.columns if name in OF_PEOPLE]
    subjects = len({tuple(row[place] for place in people) for row in found.rows}) if people else None
    log.record_read(
        reader_id=question.reader_id,
        role=question.role,
        relation=question.relation,
        columns=found.columns,
        rows=len(found.rows),
        subjects=subjects,
        row_fingerprints=fingerprints_of_rows(found.columns, found.rows),
        purpose=question.purpose,
    )
