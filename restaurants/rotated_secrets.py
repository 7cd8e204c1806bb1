"""Secrets that a team is shown once and renews, which one worker seals under a key of its own and alone opens.

A row has `new_secret` as `web` made it, `secret` and `previous_secret` sealed, and `previous_until`, as `Till` and
`Webhook` do. Functions of the database renew and revoke (`sql/default/tills.sql`, `webhooks.sql`).
"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from reviews_site.crypto.aead import Tampered, seal, unseal
from reviews_site.processes import Purpose


@transaction.atomic
def seal_new(model: type[models.Model], purpose: Purpose) -> None:
    """Seal the secrets that `web` has just made, and delete them as they were."""
    rows = model._default_manager
    new: Any
    for new in rows.select_for_update(of=("self",)).only("pk", "new_secret").exclude(new_secret=""):
        sealed = seal(purpose, new.new_secret.encode(), context=new.pk.bytes)
        rows.filter(pk=new.pk).update(secret=sealed, new_secret="")


def live_secrets(row: Any, purpose: Purpose) -> list[str]:
    """The secrets that count now: none once the row was revoked, and two for a day after a renewal."""
    if row.revoked_at:
        return []
    sealed = [row.secret]
    if row.previous_until and row.previous_until > timezone.now():
        sealed.append(row.previous_secret)
    found = []
    for value in filter(None, sealed):
        try:
            found.append(unseal(purpose, bytes(value), context=row.pk.bytes).decode())
        except Tampered:
            continue  # of another row, or of a key that is gone: it signs nothing
    return found
