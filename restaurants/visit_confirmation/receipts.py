"""What the worker `media` does with receipts: decode and seal what was sent, and delete what nobody decided on."""

import io
import secrets
from datetime import timedelta

from django.utils import timezone

from restaurants.claims.documents import known_tokens
from restaurants.enums import ReceiptState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Receipt
from restaurants.photos import store
from restaurants.photos.decoding import decode
from restaurants.rules import OPEN_RECEIPT_STATES, RECEIPT_DAYS, RECEIPT_TRANSITIONS
from restaurants.visit_confirmation.sealed_pictures import save_picture
from reviews_site import row_locks
from reviews_site.audit.log import record

_QUALITY = 80


def run_due() -> None:
    """Decode and seal what was sent, and delete what nobody decided on in time."""
    found = Receipt.objects.order_by("id")
    row_locks.for_each_locked("Receipt", found.filter(state=ReceiptState.SENT), _prepare)
    since = timezone.now() - timedelta(days=RECEIPT_DAYS)
    row_locks.for_each_locked("Receipt", found.filter(state__in=OPEN_RECEIPT_STATES, sent_at__lt=since), _expire)


def sweep() -> None:
    """Delete sealed pictures of which no row knows, such as a decision that was cut short leaves."""
    tokens = store.stored_receipts()
    known = set(Receipt.objects.filter(token__in=tokens).values_list("token", flat=True)) | known_tokens(tokens)
    for token in tokens - known:
        store.delete_receipt(token)


def _prepare(receipt: Receipt) -> None:
    if receipt.state != ReceiptState.SENT:
        return
    try:
        image = decode(store.read(store.original_name(receipt.pk)))
    except (FileNotFoundError, InvalidPhoto):
        _move(receipt, ReceiptState.UNREADABLE)
    else:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=_QUALITY)
        receipt.token = secrets.token_hex(16)
        save_picture(receipt, out.getvalue())
        _move(receipt, ReceiptState.WAITING)
    store.delete_original(receipt.pk)


def _expire(receipt: Receipt) -> None:
    if receipt.state in OPEN_RECEIPT_STATES:
        store.delete_files(receipt.pk, receipt.token)
        receipt.token = None
        _move(receipt, ReceiptState.EXPIRED)


def _move(receipt: Receipt, to: ReceiptState) -> None:
    if to not in RECEIPT_TRANSITIONS[ReceiptState(receipt.state)]:
        raise ValueError(f"A receipt does not go from {receipt.state} to {to}.")
    receipt.state = to
    if to != ReceiptState.WAITING:
        receipt.decided_at = timezone.now()
    receipt.save(update_fields=["state", "token", "decided_at"])
    record(f"receipt.{to}", actor_id=None, object_id=receipt.pk)
