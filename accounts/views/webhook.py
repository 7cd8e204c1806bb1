"""The provider's webhook: says that something changed with a session, and nothing else. What changed is fetched."""

import json
import time

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import VerificationSession
from reviews_site.celery import app
from reviews_site.crypto.signing import BadSignature, verify
from reviews_site.processes import Purpose
from reviews_site.web.access import public

FETCH_TASK = "accounts.identity.fetch_outcome"
SIGNATURE_HEADER = "Platemark-Signature"
MAXIMUM_BYTES = 4096


@public
@csrf_exempt  # no cookie authenticates these calls: the signature does
@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """204 once the identity worker is told, and for a session that is not ours; 400 for what the provider did not sign.

    A replayed message within the window makes the worker look once more, and changes nothing.
    """
    if len(request.body) > MAXIMUM_BYTES:
        return HttpResponse(status=413)
    try:
        verify(
            Purpose.WEBHOOK_VERIFICATION,
            request.body,
            request.headers.get(SIGNATURE_HEADER, ""),
            now=int(time.time()),
        )
        name = str(json.loads(request.body)["session"])[:128]
    except (BadSignature, ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    session = VerificationSession.objects.filter(provider_session_id=name).only("pk").first()
    if session and not app.nudge(FETCH_TASK, str(session.pk)):
        return HttpResponse(status=503)  # the provider delivers it again
    return HttpResponse(status=204)
