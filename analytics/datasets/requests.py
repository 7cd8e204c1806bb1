"""Requests for datasets. Who requests one does not approve it.

By command an approval registers at once (`analytics.datasets.publishing.approve`). In the console it is recorded, and
the process `registrar` registers it a moment later, or marks it as failed.

A request keeps the document as it was written; the document is checked again when it is approved, on the data of then.
"""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import DocumentProblem, InvalidDataset, parse
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest

STORE = "analytical"
MAX_REASON_LENGTH = 2000


def request_dataset(text: str, policy: DatasetPolicy, *, reason: str, by: str = "") -> DatasetRequest:
    """Save a request. Whether the data allow it is checked at approval.

    Args:
        by: who requests it; by default whom the document names.

    Raises:
        InvalidDataset: the document can't be parsed, or there is no reason.
    """
    document = parse(text)
    if not reason.strip():
        raise InvalidDataset([DocumentProblem("reason", "Say what the dataset is for.")])
    request = DatasetRequest(
        document=text,
        policy={
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(policy).items()
        },
        reason=reason,
        requested_by=by or document.registered_by,
        requested_at=timezone.now(),
    )
    request.save(force_insert=True)
    return request


def approve(request_id: uuid.UUID, *, by: str) -> DatasetRequest:
    """Approve a request, for the registrar to register.

    Raises:
        InvalidDataset: there is no such request, it is decided, or it is one's own.
    """
    with transaction.atomic(using=STORE):
        return decide(undecided_request(request_id, by=by), RequestState.APPROVED, by=by)


def refuse(request_id: uuid.UUID, *, reason: str, by: str) -> DatasetRequest:
    """Refuse a request, with the reason.

    Raises:
        InvalidDataset: there is no such request, it is decided, it is one's own, or there is no reason.
    """
    with transaction.atomic(using=STORE):
        request = undecided_request(request_id, by=by)
        if not reason.strip():
            raise InvalidDataset([DocumentProblem("reason", "Say why, so that whoever asked can ask better.")])
        return decide(request, RequestState.REFUSED, by=by, reason=reason)


def undecided_request(request_id: uuid.UUID, *, by: str) -> DatasetRequest:
    """A request that waits for a decision by this person, locked until the transaction ends.

    Raises:
        InvalidDataset: there is none, or it is one's own. The table refuses a decision on one's own request too.
    """
    request = DatasetRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None or request.state != RequestState.WAITING:
        raise InvalidDataset([DocumentProblem("$", f"No request {request_id} is waiting.")])
    if request.requested_by == by:
        raise InvalidDataset([DocumentProblem("$", "Somebody else has to approve what you asked for.")])
    return request


def next_approved() -> DatasetRequest | None:
    """The oldest approved request that is not registered, locked until the transaction ends."""
    approved = DatasetRequest.objects.filter(state=RequestState.APPROVED).order_by("decided_at")
    return approved.select_for_update(skip_locked=True).first()


def decide(request: DatasetRequest, state: RequestState, *, by: str, reason: str = "") -> DatasetRequest:
    """Record a decision, by whom and when."""
    request.state, request.decided_by, request.decided_at, request.decision_reason = state, by, timezone.now(), reason
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    return request


def set_state(request: DatasetRequest, state: RequestState, *, reason: str = "") -> None:
    """Record the outcome of an approval. Who approved, and when, stays."""
    request.state, request.decision_reason = state, reason[:MAX_REASON_LENGTH]
    request.save(update_fields=["state", "decision_reason"])


def policy_of(request: DatasetRequest) -> DatasetPolicy:
    """The policy that was asked for."""
    values: dict[str, Any] = dict(request.policy)
    until = values.pop("accepted_until")
    audience = tuple(values.pop("audience"))
    return DatasetPolicy(**values, audience=audience, accepted_until=datetime.fromisoformat(until) if until else None)
