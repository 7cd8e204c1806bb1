"""Opens the provider's session for a request. Repeated, it finds the same one: the reference is the request's id."""

import logging
import uuid

from django.conf import settings
from django.db import transaction

from accounts.enums import VerificationState
from accounts.identity import clients
from accounts.identity.statuses import mark
from accounts.models import VerificationRequest, VerificationSession
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)
RETURN_PATH = "/verification/done/"
WEBHOOK_PATH = "/webhooks/identity/"


def open_session(request_id: uuid.UUID) -> None:
    """Open the session of a request, unless it has one.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later; the request stays.
    """
    request = VerificationRequest.objects.filter(pk=request_id, session__isnull=True).first()
    if request is None:
        logger.info("Verification request %s has its session already, or is gone.", request_id)
        return
    opened = clients.provider().open_session(
        reference=request.pk,
        return_url=settings.BASE_URL + RETURN_PATH,
        webhook_url=settings.BASE_URL + WEBHOOK_PATH,
    )
    session = VerificationSession(
        request=request, provider=clients.provider_name(), provider_session_id=opened.id, hosted_url=opened.url
    )
    with transaction.atomic():
        # ON CONFLICT DO NOTHING: another worker may have opened the same session in the meantime.
        VerificationSession.objects.bulk_create([session], ignore_conflicts=True)
        if VerificationSession.objects.filter(pk=session.pk).exists():
            # Why an earlier check confirmed nobody, nobody needs to know any more.
            earlier = VerificationSession.objects.filter(request__user_id=request.user_id).exclude(pk=session.pk)
            earlier.exclude(reason="").update(reason="")
            mark(request.user_id, VerificationState.OPEN, provider=session.provider)
            record("verification.opened", actor_id=None, object_id=request.pk)
