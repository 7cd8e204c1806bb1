"""Has the provider delete what it collected for a session that is decided, or whose account was deleted.

The provider is asked until it says that it is done. The person's page shows how far it is; a refusal is logged.
"""

import logging
import uuid

from django.db import transaction
from django.utils import timezone

from accounts.enums import ProviderDeletion
from accounts.identity import clients
from accounts.models import AbandonedSession, VerificationSession
from accounts.providers.interface import ProviderRefusedUs, SessionUnknown
from accounts.rules import FINAL_STATES
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)


def delete_at_provider(session: VerificationSession) -> None:
    """Ask the provider once, unless the session is undecided or its data is deleted already.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later.
    """
    if session.state not in FINAL_STATES or session.provider_deletion == ProviderDeletion.DONE:
        return
    if session.provider != clients.provider_name():
        return  # the provider of the settings doesn't know it: somebody has to ask the other one by hand
    if progress := _ask(session):
        VerificationSession.objects.filter(pk=session.pk).update(provider_deletion=progress)


def delete_abandoned_at_provider(session_id: uuid.UUID) -> None:
    """Ask the provider once for a session whose account was deleted, and delete the row once it is done.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later.
    """
    session = AbandonedSession.objects.filter(pk=session_id, provider=clients.provider_name()).first()
    if session and _ask(session) is ProviderDeletion.DONE:
        with transaction.atomic():
            session.delete()
            record("verification.abandoned_deleted", actor_id=None, object_id=session_id)


def _ask(session: VerificationSession | AbandonedSession) -> ProviderDeletion | None:
    """How far the provider is; None where it refuses."""
    # Written before asking, so that a session which makes the provider fail goes to the end of the queue.
    type(session)._default_manager.filter(pk=session.pk).update(polled_at=timezone.now())
    try:
        is_done = clients.provider().delete_data(session.provider_session_id)
    except SessionUnknown:
        is_done = True  # the provider keeps nothing of a session that it doesn't know
    except ProviderRefusedUs as problem:
        # The poll asks again, ever more rarely, until the settings are changed.
        logger.error("The provider does not delete what it collected for session %s: %s", session.pk, problem)
        return None
    return ProviderDeletion.DONE if is_done else ProviderDeletion.STARTED
