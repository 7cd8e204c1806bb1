"""Requests for datasets, as people make and withdraw them. The registrar checks and decides (`intake.py`).

A request keeps the document as it was written; the document is checked again when it is approved, on the data of then.
"""

import hashlib
import json
import uuid
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.datasets.dataset_policy import DatasetPolicy, derivation_problems, policy_problems, version_problems
from analytics.datasets.document import DocumentProblem, InvalidDataset, is_storable, parse
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest
from analytics.datasets.plan import make_plan
from analytics.datasets.registry import columns_of_dataset

STORE = "analytical"
MAX_REASON_LENGTH = 500
OPEN_STATES = (RequestState.CHECKING, RequestState.WAITING)


def request_dataset(text: str, policy: DatasetPolicy, *, reason: str, by: str) -> DatasetRequest:
    """Save a request, if it is right as far as no data are needed. The registrar then checks it on the data.

    Args:
        by: the address of who requests it.

    Raises:
        InvalidDataset: with every problem of document and policy; or there is no reason.
    """
    problems = document_problems(text, policy)
    if not reason.strip() or not is_storable(reason):
        problems.append(DocumentProblem("reason", "Say what the dataset is for, in words."))
    if problems:
        raise InvalidDataset(problems)
    request = DatasetRequest(
        document=text,
        policy=asdict(policy),
        reason=reason[:MAX_REASON_LENGTH],
        requested_by=by,
        requested_at=timezone.now(),
    )
    request.save(force_insert=True)
    return request


def document_problems(text: str, policy: DatasetPolicy) -> list[DocumentProblem]:
    """Every problem of a document and a policy that can be seen without the data."""
    problems = list(policy_problems(policy))
    try:
        document = parse(text)
    except InvalidDataset as refused:
        return [*refused.problems, *problems]
    plan, plan_problems = make_plan(document, columns_of_dataset)
    problems += plan_problems
    return problems or [*version_problems(document, policy), *derivation_problems(policy, plan)]


def withdraw(request_id: uuid.UUID, *, by: str) -> DatasetRequest:
    """Withdraw one's own request that nobody has decided on.

    Raises:
        InvalidDataset: there is no such request of theirs.
    """
    with transaction.atomic(using=STORE):
        found = DatasetRequest.objects.select_for_update().filter(pk=request_id, requested_by=by)
        request = found.filter(state__in=OPEN_STATES).first()
        if request is None:
            raise InvalidDataset([DocumentProblem("$", "You have no open request like this.")])
        request.state = RequestState.WITHDRAWN
        request.save(update_fields=["state"])
    return request


def policy_of(request: DatasetRequest) -> DatasetPolicy:
    """The policy that was asked for."""
    values: dict[str, Any] = dict(request.policy)
    return DatasetPolicy(**{**values, "audience": tuple(values["audience"])})


def digest_of(request: DatasetRequest) -> str:
    """SHA-256 of what is asked for: a decision is on exactly this document and policy."""
    asked = [str(request.pk), request.document, request.policy, request.requested_by]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def people_of(request: DatasetRequest) -> set[str]:
    """Who asks and who owns, by address: neither accepts or approves."""
    return {request.requested_by, str(request.policy["owner"])}
