"""Appealing against a refused identity check, and the mails about the decision.

Two of the company decide, each with a signature: `accounts.staffing.appeals`. It is mailed by the worker `privacy`: the
console, where they decide, and the identity worker, which moves a digest, read no address.
"""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from accounts.actions import mail
from accounts.exceptions import AppealRefused
from accounts.models import User
from accounts.selectors.appeals import refusal_to_appeal
from reviews_site.audit.log import record
from reviews_site.ids import uuid7

# By hand, because web may write these four columns and no other: Django's INSERT names all of them.
_INSERT = "INSERT INTO accounts_verificationappeal (id, user_id, request_id, statement) VALUES (%s, %s, %s, %s)"
# Both are functions of the store, so that the worker reads no appeal, and no address of others.
_NOTIFICATIONS = "SELECT kind, address, ends_at FROM public.appeal_notifications()"
_DELETE_STATEMENTS = "SELECT public.delete_appeal_statements()"
_SUBJECTS = {
    "received": "Your appeal is with us",
    "granted": "Your appeal was granted",
    "upheld": "Your appeal is decided: the refusal stays",
    "transferred": "Your confirmation has ended",
}


@transaction.atomic
def submit(words: str, *, by: User) -> None:
    """Appeal against the last refusal of `by`.

    Raises:
        accounts.exceptions.AppealRefused: there is nothing to appeal, or an appeal waits already.
    """
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    refusal = refusal_to_appeal(by)
    if refusal is None:
        raise AppealRefused("There is nothing to appeal now, or your appeal is being read already.")
    appeal_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [appeal_id, by.pk, refusal.pk, words])
    record("appeal.submitted", actor_id=by.pk, object_id=appeal_id)
    _mail("received", to=by.email)


@transaction.atomic
def notify_decided() -> None:
    """Mail what was decided to whoever appealed, and to whom it was taken from that their confirmation ended; once."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFICATIONS)
        for what, address, until in cursor.fetchall():
            _mail(what, to=address, until=until)


def delete_old_statements() -> None:
    """Remove what people wrote, and what was answered, ninety days after the decision."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_STATEMENTS)


def _mail(what: str, *, to: str, until: datetime | None = None) -> None:
    page = {"what": what, "until": until, "link": f"{settings.BASE_URL}{reverse('accounts:verification')}"}
    mail.queue_template("appeal", page, to=to, subject=_SUBJECTS[what])
