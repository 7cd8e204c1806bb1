"""The routes of the process `query`: a signed query or statement in, rows out. There are no pages and no sessions."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.access import log
from analytics.access.query.downloads import BudgetSpent
from analytics.access.query.execution import QueryRows, RelationUnreadable, execute
from analytics.access.query.noisy_counts import NoisyAnswer, PrivacySpent, answer_noisily
from analytics.access.query.noisy_questions import from_fields
from analytics.access.query.outgoing import DownloadStopped, look_through_download
from analytics.access.query.questions import (
    HEADER,
    InvalidQuery,
    RowQuery,
    once,
    verified_fields,
    verify_query,
    verify_sql_query,
)
from analytics.access.query.sql_execution import SqlAnswer, StatementFailed, run_statement
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

    def answer(body: bytes, signature: str, now: int) -> QueryRows:
        question = verify_query(body, signature, now=now)
        found = execute(question)
        _record(question, found)
        return found

    return _answered(request, answer, most=MAX_QUERY_BYTES)


@public
@csrf_exempt
@require_POST
def estimates(request: HttpRequest) -> HttpResponse:
    """200 with numbers; 403 for a bad signature; 400 for an invalid question; also where no privacy is left."""

    def answer(body: bytes, signature: str, now: int) -> NoisyAnswer:
        fields = verified_fields(body, signature, now=now)
        return answer_noisily(once(lambda: from_fields(fields), now=now))

    return _answered(request, answer, most=MAX_QUERY_BYTES)


@public
@csrf_exempt
@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """200 with rows; 403 for a bad signature; 400 for a statement that is refused; 503 where it fails."""

    def answer(body: bytes, signature: str, now: int) -> SqlAnswer:
        question = verify_sql_query(body, signature, now=now)
        try:
            found = run_statement(question)
            look_through_download(question, found)
            record_answer(question, found)
        except (StatementRefused, StatementFailed, BudgetSpent, DownloadStopped) as problem:
            record_problem(question, problem)
            raise
        return found

    return _answered(request, answer, most=MAX_SQL_BYTES)


def _answered(
    request: HttpRequest, answer: Callable[[bytes, str, int], QueryRows | NoisyAnswer | SqlAnswer], *, most: int
) -> JsonResponse:
    """The answer to a question of `most` bytes at most, which was noted before it is sent, or why there is none."""
    body = request.read(most + 1)
    if len(body) > most:
        return JsonResponse({"error": "The question is too long."}, status=400)
    try:
        return JsonResponse(asdict(answer(body, request.headers.get(HEADER, ""), int(time.time()))))
    except BadSignature as problem:
        return JsonResponse({"error": str(problem)}, status=403)
    except StatementRefused as problem:
        return JsonResponse({"error": str(problem), "relations": problem.relations}, status=400)
    except (InvalidQuery, PrivacySpent, BudgetSpent, DownloadStopped) as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    except (RelationUnreadable, StatementFailed) as problem:
        return JsonResponse({"error": str(problem)}, status=503)
    except Error as problem:
        logger.error("The access log could not be written: %s", type(problem).__name__)
        return JsonResponse({"error": _NOT_NOTED}, status=503)


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
