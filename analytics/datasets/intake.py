"""The registrar's work on requests: it checks each new one, and carries out the decisions of people.

Each request fails by itself, for whatever reason, and the others go on.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.db import connections, transaction

from analytics.access.company import Environment
from analytics.access.definitions import StoreGrants
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants
from analytics.datasets import openlineage_client, publishing, requests
from analytics.datasets.decisions import Acceptance, Decision, decisions_on, notify_who_asked
from analytics.datasets.disclosure import Disclosure
from analytics.datasets.document import DocumentProblem, InvalidDataset, without_controls
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest
from analytics.datasets.requests import STORE
from analytics.datasets.suggestion import suggest_for_data
from reviews_site.audit.log import record
from reviews_site.policy.datasets import is_independent

logger = logging.getLogger(__name__)
MAX_REASON_LENGTH = 2000
BROKE_DOWN = "The registrar could not carry it out ({kind}). Ask again, or ask a data engineer to look at its log."
# What ends a request. An acceptance does not, and a withdrawal is of what is registered.
_FINAL_STEPS = ("approve", "refuse")
Action = Callable[[DatasetRequest], None]


def handle_requests(store: StoreGrants) -> Iterator[DatasetRequest]:
    """Check every new request, and act on every decision, one request in a transaction. Yields each that changed."""
    for request_id in _ids(RequestState.CHECKING):
        yield from _handle(request_id, RequestState.CHECKING, partial(_check, store))
    waiting = _ids(RequestState.WAITING)
    decided = decisions_on(waiting) if waiting else {}
    for request_id in waiting:
        if decisions := decided.get(request_id):
            yield from _handle(request_id, RequestState.WAITING, partial(_act_on, store, decisions))


def _ids(state: RequestState) -> list[uuid.UUID]:
    return list(DatasetRequest.objects.filter(state=state).order_by("requested_at").values_list("pk", flat=True))


def _handle(request_id: uuid.UUID, state: RequestState, act: Action) -> Iterator[DatasetRequest]:
    try:
        with transaction.atomic(using=STORE):
            request = _locked(request_id, state)
            if request is None:
                return
            act(request)
    except InvalidDataset as problems:
        request = _fail(request_id, state, problems)
    # One request that nobody thought of must not keep the others waiting.
    except Exception as problem:
        logger.exception("Request %s can't be carried out", request_id)
        reason = DocumentProblem("$", BROKE_DOWN.format(kind=type(problem).__name__))
        request = _fail(request_id, state, InvalidDataset([reason]))
    if request is not None and request.state != state:
        yield request


def _locked(request_id: uuid.UUID, state: RequestState) -> DatasetRequest | None:
    return DatasetRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id, state=state).first()


def _fail(request_id: uuid.UUID, state: RequestState, refused: InvalidDataset) -> DatasetRequest | None:
    """Mark a request as failed, in a transaction of its own, on a new connection if the old one broke."""
    if not connections[STORE].in_atomic_block:
        connections[STORE].close_if_unusable_or_obsolete()
    with transaction.atomic(using=STORE):
        request = _locked(request_id, state)
        if request is None:
            return None
        if state == RequestState.CHECKING:
            request.findings = _suggestion(request)
        send = partial(openlineage_client.send_refused, "register", name_of(request), refused)
        transaction.on_commit(send, using=STORE, robust=True)
        _conclude(request, RequestState.FAILED, reason=without_controls("\n".join(map(str, refused.problems))))
    return request


def _suggestion(request: DatasetRequest) -> dict[str, object] | None:
    """The document that would be registered in place of one that failed, with the reasons; None where there is none."""
    store = store_grants(Environment(settings.PLATEMARK_ENV))[STORE]
    try:
        with transaction.atomic(using=STORE):
            found = suggest_for_data(psycopg_connection(STORE), store, request.document, requests.policy_of(request))
    # Whatever made the request fail may fail here again.
    except Exception as problem:
        logger.info("Nothing is suggested for request %s: %s", request.pk, type(problem).__name__)
        return None
    return {"suggestion": found.document, "changes": list(map(str, found.changes))} if found.changes else None


def _conclude(request: DatasetRequest, state: RequestState, *, reason: str = "") -> None:
    """Save the outcome, with a line in the audit log: that one is committed first, and is never missing."""
    request.state, request.decision_reason = state, reason[:MAX_REASON_LENGTH]
    request.save(update_fields=["state", "findings", "decided_by", "decided_at", "decision_reason"])
    record(f"dataset_request.{state}", actor_id=None, object_id=request.pk, detail={"dataset": name_of(request)})
    _notify(request, state)


def _notify(request: DatasetRequest, outcome: str) -> None:
    notify_who_asked(request.pk, outcome, name=name_of(request), address=request.requested_by)


def name_of(request: DatasetRequest) -> str:
    """The dataset's name; a request that was written past the code may have none."""
    return str(request.policy.get("name", ""))[:40] if isinstance(request.policy, dict) else ""


def _check(store: StoreGrants, request: DatasetRequest) -> None:
    """Try a request out on the data, keep what was measured, and let it wait for a decision."""
    policy = requests.policy_of(request)
    version, disclosure = publishing.try_out(psycopg_connection(STORE), store, request.document, policy)
    request.findings = findings_of(disclosure) | {"rows": version.rows, "subjects": version.subjects}
    request.state = RequestState.WAITING
    request.save(update_fields=["state", "findings"])


def findings_of(disclosure: Disclosure) -> dict[str, object]:
    """What was measured, for whoever accepts and whoever approves."""
    sizes = disclosure.sizes
    return {
        "questions": disclosure.questions(),
        "smallest_group": disclosure.smallest_group,
        "share_below": sizes.share_below if sizes else None,
        "columns": list(sizes.columns) if sizes else [],
        "coarsen": list(sizes.coarsen) if sizes else [],
        "people_columns": list(disclosure.people_columns),
    }


def _act_on(store: StoreGrants, decisions: list[Decision], request: DatasetRequest) -> None:
    """Refuse, or register, what somebody who neither asks nor owns decided; otherwise leave it as it is."""
    ours = [decision for decision in decisions if decision.digest == requests.digest_of(request)]
    people = requests.people_of(request)
    final = [each for each in ours if each.step in _FINAL_STEPS]
    decided = next((each for each in final if _is_independent(each.decided_by, people)), None)
    if decided is None:
        if acceptance_among(ours, people):
            _notify(request, "accepted")
        return
    request.decided_by, request.decided_at = decided.decided_by, decided.decided_at
    if decided.step == "refuse":
        _conclude(request, RequestState.REFUSED, reason=decided.reason)
        return
    publishing.register(
        psycopg_connection(STORE),
        store,
        request.document,
        requests.policy_of(request),
        by=decided.decided_by,
        acceptance=acceptance_among(ours, people | {decided.decided_by}),
    )
    _conclude(request, RequestState.REGISTERED)


def acceptance_among(decisions: list[Decision], others: set[str]) -> Acceptance | None:
    """The newest acceptance by somebody who is none of these people."""
    found = [each.acceptance for each in decisions if each.acceptance and _is_independent(each.decided_by, others)]
    return found[-1] if found else None


def _is_independent(by: str, others: set[str]) -> bool:
    return is_independent(by, others=others).allowed
