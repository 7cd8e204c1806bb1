"""How far an erasure is in each store: read, and moved on by the worker that did the work there."""

import uuid
from datetime import datetime

from django.db.models import Exists, OuterRef

from privacy_rights.enums import StoreState
from privacy_rights.models.erasure import STORES, StoreErasure
from privacy_rights.rules import STORE_TRANSITIONS


def times(request_id: uuid.UUID) -> dict[tuple[str, StoreState], datetime]:
    """When the erasure reached each state in each store; what it has not reached is missing."""
    rows = StoreErasure.objects.filter(request_id=request_id).values_list("store", "state", "reached_at")
    return {(store, StoreState(state)): reached_at for store, state, reached_at in rows}


def states(request_id: uuid.UUID) -> dict[str, StoreState]:
    """The state of the erasure in each store."""
    reached = times(request_id)
    return {
        store: next((state for state in reversed(StoreState) if (store, state) in reached), StoreState.WAITING)
        for store in STORES
    }


def advance(request_id: uuid.UUID, store: str, state: StoreState) -> bool:
    """Note that the erasure reached the state in the store; False where there is no way to it from where it is."""
    if state not in STORE_TRANSITIONS[states(request_id)[store]]:
        return False
    StoreErasure(request_id=request_id, store=store, state=state).save(force_insert=True)
    return True


def has_reached(store: str, state: StoreState = StoreState.ERASED) -> Exists:
    """The condition that an erasure reached a state in a store, for queries of requests."""
    return Exists(StoreErasure.objects.filter(request_id=OuterRef("pk"), store=store, state=state))
