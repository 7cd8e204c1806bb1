"""How far an erasure is: for its owner, and, without saying whose it is, for whoever has the number of its receipt."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from privacy_rights.enums import ErasureState, StoreState
from privacy_rights.erasure import progress
from privacy_rights.models.erasure import OPEN_STATES, STORES, ErasureRequest


@dataclass(frozen=True)
class OpenErasure:
    """An erasure that is under way, as its owner sees it."""

    request_id: uuid.UUID
    state: ErasureState
    asked_at: datetime
    due_at: datetime | None

    @property
    def can_be_cancelled(self) -> bool:
        """Until it begins."""
        return self.state in (ErasureState.ASKED, ErasureState.WAITING)


@dataclass(frozen=True)
class ErasureStep:
    """One thing that an erasure does, and when it was done; None: not yet."""

    says: str
    done_at: datetime | None


def open_erasure_of(user: User) -> OpenErasure | None:
    """The person's own erasure, unless it was taken back or is over."""
    found = ErasureRequest.objects.filter(user_id=user.pk, state__in=OPEN_STATES, cancellation=None).first()
    return OpenErasure(found.pk, ErasureState(found.state), found.asked_at, found.due_at) if found else None


def manages_a_restaurant(account: uuid.UUID) -> bool:
    """Whether somebody holds a permission on an object of ours, such as a restaurant's page."""
    tables = [model for model in apps.get_models() if issubclass(model, UserObjectPermissionBase)]
    return any(table._default_manager.filter(user_id=account).exists() for table in tables)


def steps_of(request_id: uuid.UUID) -> list[ErasureStep] | None:
    """What was done for one receipt, in order; None where there is no such erasure, or it never began."""
    found = ErasureRequest.objects.filter(pk=request_id, state__in=(ErasureState.ERASING, ErasureState.DONE)).first()
    if found is None:
        return None
    reached = progress.times(request_id)
    erased_at = {store: reached.get((store, StoreState.ERASED)) for store in STORES}
    vacuumed_at = [reached.get((store, StoreState.VACUUMED)) for store in STORES]
    return [
        ErasureStep("Asked for by the account's owner", found.asked_at),
        ErasureStep("Account, reviews, sign-in data and waiting mail deleted", erased_at["default"]),
        ErasureStep("Proof of identity forgotten in the vault", erased_at["vault"]),
        ErasureStep("Statistics, scores and datasets without the person", erased_at["analytical"]),
        ErasureStep(_of_models(found.models_marked), erased_at["analytical"]),
        ErasureStep("Receipt sent, and whose it was forgotten", found.done_at),
        ErasureStep(str(StoreState.VACUUMED.label), max(filter(None, vacuumed_at)) if all(vacuumed_at) else None),
    ]


def _of_models(marked: int | None) -> str:
    if marked == 0:
        return "Models looked at: none in use was trained on data of people"
    return f"Models that may have learned from the person marked{f': {marked}' if marked else ''}"
