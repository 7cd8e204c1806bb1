"""Attack: a worker of an erasure claims that a store is finished which it does not work on."""

import itertools

import pytest
from django.db import ProgrammingError, transaction

from privacy_rights.enums import StoreState
from privacy_rights.models.erasure import STORES, ErasureRequest, StoreErasure
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default"])
REACHED = (StoreState.ERASED, StoreState.VACUUMED)
MAY_SAY = {
    "identity": {("vault", StoreState.ERASED)},
    "privacy": {("default", StoreState.ERASED), ("analytical", StoreState.ERASED)},
    "vacuum": {(store, StoreState.VACUUMED) for store in STORES},
}


@pytest.mark.protection("erasure_progress_by_store")
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
