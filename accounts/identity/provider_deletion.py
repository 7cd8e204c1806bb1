"""Has the provider delete what it collected for a session that is settled, or whose owner has left.

It says when it has; until then it is asked.

The person's page shows how far it has come, and a provider that refuses is in the log.
"""

import logging
import uuid

from django.db import transaction
from django.utils import timezone

from accounts.enums import ProviderDeletion
from accounts.identity import clients
from accounts.models import AbandonedSession, VerificationSession
from accounts.providers.interface import ProviderRefusedUs, SessionUnknown
from accounts.rules import SETTLED
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)


def delete_at_provider(session: VerificationSession) -> None:
    """Ask once. Nothing happens for a session that is not settled, or forgotten already.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later.
    """
    if session.state not in SETTLED or session.provider_deletion == ProviderDeletion.DONE:
        return
    if session.provider != clients.provider_name():
        return  # the provider of these settings does not know it: the other one has to be asked by hand
    # Noted before asking, so that a session the provider stumbles over goes to the end of the queue.
    VerificationSession.objects.filter(pk=session.pk).update(asked_at=timezone.now())
    state = _delete(session.pk, session.provider_session_id)
    if state:
        VerificationSession.objects.filter(pk=session.pk).update(provider_deletion=state)


def delete_abandoned_at_provider(left_id: uuid.UUID) -> None:
    """Ask once for a session whose owner has left, and let go of it once the provider has.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later.
    """
    left = AbandonedSession.objects.filter(pk=left_id, provider=clients.provider_name()).first()
    if left is None:
        return
    AbandonedSession.objects.filter(pk=left.pk).update(asked_at=timezone.now())
    if _delete(left.pk, left.provider_session_id) is ProviderDeletion.DONE:
        with transaction.atomic():
            left.delete()
            record("verification.left_forgotten", actor_id=None, object_id=left_id)


def _delete(session_id: uuid.UUID, provider_session_id: str) -> ProviderDeletion | None:
    """How far the provider is, once told; None where it refuses."""
    try:
        is_done = clients.provider().forget(provider_session_id)
    except SessionUnknown:
        is_done = True  # what it does not know it does not keep
    except ProviderRefusedUs as problem:
        # Left as it is: the poll asks again, ever more rarely, and the settings have to change.
        logger.error("The provider does not delete what it collected for session %s: %s", session_id, problem)
        return None
    return ProviderDeletion.DONE if is_done else ProviderDeletion.BEGUN
