"""The routes of the process `query`: a signed query or statement in, rows out. There are no pages and no sessions."""

import logging
import time
from dataclasses import asdict

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.access import log
from analytics.access.query.downloads import BudgetSpent
from analytics.access.query.execution import QueryRows, RelationUnreadable, execute
from analytics.access.query.noisy_counts import PrivacySpent, answer_noisily
from analytics.access.query.noisy_questions import from_fields
from analytics.access.query.questions import (
    HEADER,
    InvalidQuery,
    RowQuery,
    once,
    verified_fields,
    verify_query,
    verify_sql_query,
)
from analytics.access.query.sql_execution import StatementFailed, run_statement
from analytics.access.query.statement_log import PEOPLE_COLUMNS, record_answer, record_problem
from analytics.access.query.statements import StatementRefused
from analytics.access.row_fingerprints import fingerprints_of_rows
from reviews_site.crypto.signing import BadSignature
from reviews_site.web.access import public

MAX_QUERY_BYTES = 8192
MAX_SQL_BYTES = 40_000
_NOT_NOTED = "What is read could not be noted, so nothing is shown."
logger = logging.getLogger(__name__)


@public
@csrf_exempt
@require_POST
def rows(request: HttpRequest) -> HttpResponse:
    """200 with rows; 403 for a bad signature; 400 for an invalid query; 503 if the store does not answer."""
    body = request.read(MAX_QUERY_BYTES + 1)
    if len(body) > MAX_QUERY_BYTES:
        return JsonResponse({"error": "The question is too long."}, status=400)
    try:
        question = verify_query(body, request.headers.get(HEADER, ""), now=int(time.time()))
        answer = execute(question)
        _record(question, answer)
    except BadSignature as problem:
        return JsonResponse({"error": str(problem)}, status=403)
    except InvalidQuery as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    except RelationUnreadable as problem:
        return JsonResponse({"error": str(problem)}, status=503)
    except Error as problem:
        logger.error("The access log could not be written: %s", type(problem).__name__)
        return JsonResponse({"error": _NOT_NOTED}, status=503)
    return JsonResponse(asdict(answer))


@public
@csrf_exempt
@require_POST
def estimates(request: HttpRequest) -> HttpResponse:
    """200 with numbers; 403 for a bad signature; 400 for an invalid question; also where no privacy is left."""
    body, now = request.read(MAX_QUERY_BYTES), int(time.time())
    try:
        fields = verified_fields(body, request.headers.get(HEADER, ""), now=now)
        answer = answer_noisily(once(lambda: from_fields(fields), now=now))
    except BadSignature as problem:
        return JsonResponse({"error": str(problem)}, status=403)
    except (InvalidQuery, PrivacySpent) as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    except Error as problem:
        logger.error("An estimate could not be made: %s", type(problem).__name__)
        return JsonResponse({"error": _NOT_NOTED}, status=503)
    return JsonResponse(asdict(answer))


@public
@csrf_exempt
@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """200 with rows; 403 for a bad signature; 400 for a statement that is refused; 503 where it fails."""
    body = request.read(MAX_SQL_BYTES + 1)
    if len(body) > MAX_SQL_BYTES:
        return JsonResponse({"error": "The statement is too long."}, status=400)
    try:
        question = verify_sql_query(body, request.headers.get(HEADER, ""), now=int(time.time()))
        try:
            answer = run_statement(question)
            record_answer(question, answer)
        except (StatementRefused, StatementFailed, BudgetSpent) as problem:
            record_problem(question, problem)
            relations = problem.relations if isinstance(problem, StatementRefused) else ()
            status = 503 if isinstance(problem, StatementFailed) else 400
            return JsonResponse({"error": str(problem), "relations": relations}, status=status)
    except BadSignature as problem:
        return JsonResponse({"error": str(problem)}, status=403)
    except InvalidQuery as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    except Error as problem:
        logger.error("The access log could not be written: %s", type(problem).__name__)
        return JsonResponse({"error": _NOT_NOTED}, status=503)
    return JsonResponse(asdict(answer))


def _record(question: RowQuery, answer: QueryRows) -> None:
    """Record the rows in the access log before they are sent."""
    positions = [answer.columns.index(name) for name in answer.columns if name in PEOPLE_COLUMNS]
    subjects = len({tuple(row[position] for position in positions) for row in answer.rows}) if positions else None
    log.record_read(
        reader_id=question.reader_id,
        role=question.role,
        relation=question.relation,
        columns=answer.columns,
        rows=len(answer.rows),
        subjects=subjects,
        row_fingerprints=fingerprints_of_rows(answer.columns, answer.rows),
        purpose=question.purpose,
    )
