"""The provider's webhook: says that something changed with a session, and nothing else. What changed is fetched."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.actions.verification import FETCH_TASK
from accounts.models import VerificationSession
from accounts.providers import webhooks
from reviews_site.celery import app
from reviews_site.crypto.signing import BadSignature
from reviews_site.web.access import public

# An event of Stripe's holds the whole session; the sandbox's names it.
MAXIMUM_BYTES = 32 * 1024


@public
@csrf_exempt  # no cookie authenticates these calls: the signature does
@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """204 once the identity worker is told, and for what is not about a session of ours; 400 for what is not signed.

    A replayed, repeated or late message within the window makes the worker look once more, and changes nothing.
    """
    if len(request.body) > MAXIMUM_BYTES:
        return HttpResponse(status=413)
    provider = settings.IDENTITY_PROVIDER
    try:
        name = webhooks.session_id_in(provider, request.body, request.headers, now=int(time.time()))
    except (BadSignature, webhooks.BadMessage):
        return HttpResponse(status=400)
    session = VerificationSession.objects.filter(provider=provider, provider_session_id=name).only("pk").first()
    if session and not app.nudge(FETCH_TASK, str(session.pk)):
        return HttpResponse(status=503)  # the provider delivers it again
    return HttpResponse(status=204)
