"""Receipts that confirm visits: those that wait, one with its picture, and the decision, which deletes the picture."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.step_up import recent_authentication_required
from analytics.console.gate import ConsoleRequest, permission_required
from restaurants.actions import receipts
from restaurants.enums import ReceiptState
from restaurants.models import Receipt
from restaurants.rules import RECEIPT_ANSWERS, RECEIPT_DAYS
from reviews_site.crypto.aead import Tampered
from reviews_site.policy import Denied, Permission

SHOWN = 50
# A picture that somebody sent: nothing of it runs.
PICTURE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_COLUMNS = (
    *("id", "author_id", "visited_on", "state", "token", "sent_at"),
    *(f"restaurant__{name}" for name in ("name", "street", "postcode", "town")),
)


@require_safe
@permission_required(Permission.RECEIPT_CHECK)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first."""
    return render(request, "console/receipts.html", {"waiting": _waiting()[:SHOWN], "days": RECEIPT_DAYS})


@require_safe
@permission_required(Permission.RECEIPT_CHECK)
@recent_authentication_required
def detail(request: ConsoleRequest, receipt_id: uuid.UUID) -> HttpResponse:
    """A receipt, beside what its review says of the visit."""
    receipt = _receipt(receipt_id)
    page = {
        "receipt": receipt,
        "deleted_at": receipt.sent_at + timedelta(days=RECEIPT_DAYS),
        "is_mine": receipt.author_id == request.staff.user_id,
    }
    return render(request, "console/receipt.html", page)


@require_safe
@permission_required(Permission.RECEIPT_CHECK)
@recent_authentication_required
def picture(request: ConsoleRequest, receipt_id: uuid.UUID) -> HttpResponse:
    """The picture. Each time that somebody sees it is in the log."""
    try:
        content = receipts.look_at(receipt=_receipt(receipt_id), by=request.staff.user_id, roles=request.staff.roles)
    except (Denied, FileNotFoundError, Tampered):
        raise Http404 from None
    return HttpResponse(content, content_type="image/webp", headers=PICTURE_HEADERS)


@require_POST
@permission_required(Permission.RECEIPT_CHECK)
@recent_authentication_required
def decide(request: ConsoleRequest, receipt_id: uuid.UUID) -> HttpResponse:
    """Confirm the visit, or say why not; the picture is deleted."""
    answer = request.POST.get("answer", "")
    if answer not in RECEIPT_ANSWERS:
        raise Http404
    staff = request.staff
    try:
        receipts.decide(receipt=_receipt(receipt_id), answer=ReceiptState(answer), by=staff.user_id, roles=staff.roles)
    except Denied as denied:
        return render(request, "403.html", {"reason": str(denied)}, status=403)
    messages.success(request, "The decision is saved, and the receipt is deleted.")
    return redirect("console:receipts")


def _waiting() -> QuerySet[Receipt]:
    found = Receipt.objects.filter(state=ReceiptState.WAITING).select_related("restaurant")
    return found.only(*_COLUMNS).order_by("id")


def _receipt(receipt_id: uuid.UUID) -> Receipt:
    return get_object_or_404(_waiting(), pk=receipt_id)
