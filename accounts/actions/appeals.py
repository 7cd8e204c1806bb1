"""Appealing against a refusal at the site, and deciding on it at the console: one proposes, another decides.

What came of it is mailed by the worker `rights`: who decides, and who moves a proof, reads no address.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.actions import mails
from accounts.enums import AppealState
from accounts.exceptions import AppealRefused
from accounts.models import User, VerificationAppeal
from accounts.models.appeal import GRANTED_FOR
from accounts.selectors.appeals import refusal_to_appeal
from reviews_site.audit.log import record
from reviews_site.ids import uuid7

# By hand, because web may write these four columns and no other: Django's INSERT names all of them.
_INSERT = "INSERT INTO accounts_verificationappeal (id, user_id, request_id, words) VALUES (%s, %s, %s, %s)"
# Both are functions of the store, so that the worker reads no appeal, and no address of others.
_LETTERS = "SELECT what, address, until FROM public.appeal_letters()"
_FORGET = "SELECT public.forget_appeal_words()"
_SUBJECTS = {
    "received": "Your appeal is with us",
    "granted": "Your appeal was granted",
    "upheld": "Your appeal is decided: the refusal stays",
    "moved": "Your confirmation has ended",
}


@transaction.atomic
def ask(words: str, *, by: User) -> None:
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
    record("appeal.asked", by=by.pk, about=appeal_id)
    _mail("received", to=by.email)


@transaction.atomic
def propose(appeal_id: uuid.UUID, outcome: AppealState, *, because: str, by: uuid.UUID) -> None:
    """Propose an outcome, with the reason that the person reads.

    Raises:
        accounts.exceptions.AppealRefused: somebody proposed one already.
    """
    waiting = VerificationAppeal.objects.filter(pk=appeal_id, state=AppealState.OPEN, first_by=None)
    if not waiting.update(proposed=outcome, because=because, first_by=by, first_at=Now()):
        raise AppealRefused("A colleague has proposed an outcome already.")
    record("appeal.proposed", by=by, about=appeal_id, detail={"outcome": str(outcome)})


@transaction.atomic
def decide(appeal_id: uuid.UUID, *, agrees: bool, by: uuid.UUID) -> None:
    """Make what a colleague proposed the outcome; who does not agree hands it back, and it waits for a new proposal.

    Raises:
        accounts.exceptions.AppealRefused: nothing is proposed, or by the same person.
    """
    waiting = VerificationAppeal.objects.filter(pk=appeal_id, state=AppealState.OPEN).exclude(first_by=None)
    proposed = waiting.values_list("proposed", "first_by").first()
    if proposed is None:
        raise AppealRefused("Nobody has proposed an outcome, or it is decided.")
    if proposed[1] == by:
        raise AppealRefused("You proposed it, so somebody else decides.")
    # Only what was read is decided: a proposal that changed in the meantime stays as it is.
    read = waiting.filter(proposed=proposed[0], first_by=proposed[1])
    if not agrees:
        read.update(proposed="", because="", first_by=None, first_at=None)
    elif proposed[0] == AppealState.GRANTED:
        read.update(state=AppealState.GRANTED, decided_by=by, decided_at=Now(), ends_at=Now() + GRANTED_FOR)
    else:
        read.update(state=AppealState.UPHELD, decided_by=by, decided_at=Now())
    record("appeal.decided" if agrees else "appeal.handed_back", by=by, about=appeal_id, detail={"of": proposed[0]})


@transaction.atomic
def tell() -> None:
    """Mail what was decided to whoever appealed, and to whom it was taken from that their confirmation ended; once."""
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS)
        for what, address, until in cursor.fetchall():
            _mail(what, to=address, until=until)


def forget_words() -> None:
    """Remove what people wrote, and what was answered, ninety days after the decision."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)


def _mail(what: str, *, to: str, until: datetime | None = None) -> None:
    page = {"what": what, "until": until, "link": f"{settings.BASE_URL}{reverse('accounts:verification')}"}
    text, html = (render_to_string(f"account/email/appeal.{kind}", page) for kind in ("txt", "html"))
    mails.send(to=to, subject=_SUBJECTS[what], text=text, html=html)
