"""How far an erasure is in each store: one way through the states."""

import pytest

from privacy_rights.enums import StoreState
from privacy_rights.erasure import progress
from privacy_rights.models.erasure import STORES, ErasureRequest

pytestmark = pytest.mark.django_db(databases=["default"])


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
