"""The page on which mails are read, and the JSON for tests."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandbox.mail_inbox.mailbox import CAPACITY, Mail, mailbox

# A mail is from anybody. Its page may carry its own style and nothing else, neither scripts nor anything fetched, and
# is nobody's origin: `sandbox` holds also when the page is opened outside its frame.
POLICY_OF_A_MAIL = "; ".join(
    (
        *("sandbox", "default-src 'none'", "style-src 'unsafe-inline'"),
        *("frame-ancestors 'self'", "form-action 'none'", "base-uri 'none'"),
    )
)

log = logging.getLogger(__name__)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All mails, or with `?to=` those to one address."""
    recipient = request.GET.get("to", "").strip()
    mails = mailbox().mails(recipient=recipient)
    return render(request, "inbox.html", {"mails": mails, "recipient": recipient, "capacity": CAPACITY})


@require_safe
def page_of_mail(request: HttpRequest, number: int) -> HttpResponse:
    """The HTML part of one mail as it came, for a frame of the inbox. 404 without one."""
    mail = mailbox().mail(number)
    if mail is None or not mail.html:
        return HttpResponse("There is no such page.\n", status=404, content_type="text/plain")
    response = HttpResponse(mail.html)
    response.headers["Content-Security-Policy"] = POLICY_OF_A_MAIL
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Throw all mails away, and show the empty page."""
    _clear()
    return HttpResponseRedirect("/", status=303)


# Safe without a token: a page of another site can send no DELETE here, as nothing answers its preflight.
@csrf_exempt
@require_http_methods(["GET", "DELETE"])
def mails(request: HttpRequest) -> HttpResponse:
    """A JSON list, newest first, narrowed by `?to=`; DELETE throws all mails away (204)."""
    if request.method == "DELETE":
        _clear()
        return HttpResponse(status=204)
    found = mailbox().mails(recipient=request.GET.get("to", ""))
    return JsonResponse([_represented(mail) for mail in found], safe=False)


@require_safe
def newest(request: HttpRequest) -> JsonResponse:
    """The id of the newest mail, or 0: what an open page asks to know whether to reload."""
    found = mailbox().mails(recipient=request.GET.get("to", ""))
    return JsonResponse({"id": found[0].id if found else 0})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the program answers."""
    return JsonResponse({"status": "ok"})


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form that did not come from this page."""
    return HttpResponse("Reload the inbox and send the form again.\n", status=403, content_type="text/plain")


def _clear() -> None:
    log.info("%d mails thrown away", mailbox().clear())


def _represented(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "to": mail.recipient,
        "from": mail.sender,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "received_at": mail.received_at.isoformat(),
    }
