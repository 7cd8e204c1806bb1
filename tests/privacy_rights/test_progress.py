"""How far an erasure is in each store: one way through the states, and each worker says it of its own stores alone."""

import itertools

import pytest
from django.db import ProgrammingError, transaction

from privacy_rights.enums import StoreState
from privacy_rights.erasure import progress
from privacy_rights.models.erasure import STORES, ErasureRequest, StoreErasure
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default"])
REACHED = (StoreState.ERASED, StoreState.VACUUMED)
MAY_SAY = {
    "web": set(),
    "identity": {("vault", StoreState.ERASED)},
    "privacy": {("default", StoreState.ERASED), ("analytical", StoreState.ERASED)},
    "vacuum": {(store, StoreState.VACUUMED) for store in STORES},
}


@pytest.mark.parametrize("process", MAY_SAY)
def test_a_worker_says_of_its_own_stores_alone_how_far_an_erasure_is(process: str, as_process: AsProcess) -> None:
    request = ErasureRequest.objects.create(state="erasing")
    said = set()
    for store, state in itertools.product(STORES, REACHED):
        row = StoreErasure(request_id=request.pk, store=store, state=state)
        try:
            with as_process(process), transaction.atomic():
                row.save(force_insert=True)
        except ProgrammingError:
            continue
        said.add((store, state))
    assert said == MAY_SAY[process]


def test_a_store_is_erased_before_its_files_are_rewritten_and_each_once() -> None:
    request = ErasureRequest.objects.create(state="erasing")
    assert progress.states(request.pk) == dict.fromkeys(STORES, StoreState.WAITING)
    assert not progress.advance(request.pk, "vault", StoreState.VACUUMED)
    assert progress.advance(request.pk, "vault", StoreState.ERASED)
    assert not progress.advance(request.pk, "vault", StoreState.ERASED)
    assert progress.advance(request.pk, "vault", StoreState.VACUUMED)
    assert progress.states(request.pk) == {
        "default": StoreState.WAITING,
        "vault": StoreState.VACUUMED,
        "analytical": StoreState.WAITING,
    }
