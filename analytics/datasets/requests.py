"""Asking for a dataset. Whoever asks does not approve.

By command an approval registers at once (`analytics.datasets.publishing.approve`). In the console it is recorded, and
the process `registrar` registers it a moment later, or marks it as failed.

A request keeps the document as it was written; it is read and checked again when it is approved, on the data of then.
"""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.datasets.document import DocumentProblem, InvalidDataset, parse
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest
from analytics.datasets.registry import DatasetPolicy

STORE = "analytical"
LONGEST_REASON = 2000


def request_dataset(text: str, terms: DatasetPolicy, *, reason: str, by: str) -> DatasetRequest:
    """Write a request down.

    Raises:
        Refused: the document does not read, or there is no reason. What the data say is found out at approval.
    """
    parse(text)
    if not reason.strip():
        raise InvalidDataset([DocumentProblem("reason", "Say what the dataset is for.")])
    written = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(terms).items()
    }
    request = DatasetRequest(document=text, policy=written, reason=reason, requested_by=by, requested_at=timezone.now())
    request.save(force_insert=True)
    return request


def approve(request_id: uuid.UUID, *, by: str) -> DatasetRequest:
    """Say yes, for the registrar to carry out.

    Raises:
        Refused: there is no such request, it is decided, or it is one's own.
    """
    with transaction.atomic(using=STORE):
        request = waiting(request_id)
        refuse_ones_own(request, by)
        return decide(request, RequestState.APPROVED, by=by)


def refuse_ones_own(request: DatasetRequest, by: str) -> None:
    """Two people, always: the table refuses one too.

    Raises:
        Refused: whoever decides is whoever asked.
    """
    if request.requested_by == by:
        raise InvalidDataset([DocumentProblem("$", "Somebody else has to approve what you asked for.")])


def approved() -> DatasetRequest | None:
    """The request that was approved first and is not carried out, held until the transaction ends."""
    said_yes = DatasetRequest.objects.filter(state=RequestState.APPROVED).order_by("decided_at")
    return said_yes.select_for_update(skip_locked=True).first()


def set_state(request: DatasetRequest, state: RequestState, *, because: str = "") -> None:
    """Write down what came of an approval. Who approved, and when, stays."""
    request.state, request.decision_reason = state, because[:LONGEST_REASON]
    request.save(update_fields=["state", "decision_reason"])


def refuse(request_id: uuid.UUID, *, because: str, by: str) -> DatasetRequest:
    """Say no, with the reason.

    Raises:
        Refused: there is no such request, it is decided, or there is no reason.
    """
    with transaction.atomic(using=STORE):
        request = waiting(request_id)
        refuse_ones_own(request, by)
        if not because.strip():
            raise InvalidDataset([DocumentProblem("because", "Say why, so that whoever asked can ask better.")])
        return decide(request, RequestState.REFUSED, by=by, because=because)


def waiting(request_id: uuid.UUID) -> DatasetRequest:
    """A request that nobody has decided, held until the transaction ends.

    Raises:
        Refused: there is none.
    """
    request = DatasetRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None or request.state != RequestState.WAITING:
        raise InvalidDataset([DocumentProblem("$", f"No request {request_id} is waiting.")])
    return request


def decide(request: DatasetRequest, state: RequestState, *, by: str, because: str = "") -> DatasetRequest:
    """Write down what was decided, by whom and when."""
    request.state, request.decided_by, request.decided_at, request.decision_reason = state, by, timezone.now(), because
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    return request


def policy_of(request: DatasetRequest) -> DatasetPolicy:
    """The terms that were asked for."""
    written: dict[str, Any] = dict(request.policy)
    until = written.pop("accepted_until")
    audience = tuple(written.pop("audience"))
    return DatasetPolicy(**written, audience=audience, accepted_until=datetime.fromisoformat(until) if until else None)
