"""Has the provider delete what it collected for a session that is settled. It says when it has; until then it is asked.

The person's page shows how far it has come, and a provider that refuses is in the log.
"""

import logging

from django.utils import timezone

from accounts.enums import Forgetting
from accounts.identity import clients
from accounts.models import VerificationSession
from accounts.providers.interface import ProviderRefusedUs, SessionUnknown
from accounts.rules import SETTLED

logger = logging.getLogger(__name__)


def forget(session: VerificationSession) -> None:
    """Ask once. Nothing happens for a session that is not settled, or forgotten already.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later.
    """
    if session.state not in SETTLED or session.forgetting == Forgetting.DONE:
        return
    if session.provider != clients.provider_name():
        return  # the provider of these settings does not know it: the other one has to be asked by hand
    # Noted before asking, so that a session the provider stumbles over goes to the end of the queue.
    VerificationSession.objects.filter(pk=session.pk).update(asked_at=timezone.now())
    try:
        is_done = clients.provider().forget(session.provider_session_id)
    except SessionUnknown:
        is_done = True  # what it does not know it does not keep
    except ProviderRefusedUs as problem:
        # Left as it is: the poll asks again, ever more rarely, and the settings have to change.
        logger.error("The provider does not delete what it collected for session %s: %s", session.pk, problem)
        return
    state = Forgetting.DONE if is_done else Forgetting.BEGUN
    VerificationSession.objects.filter(pk=session.pk).update(forgetting=state)
