"""Requesting the erasure of one's own account, and cancelling it. The worker in `privacy_rights.erasure` carries on."""

from django.db import connection, transaction

from accounts.models import User
from accounts.selectors import is_company_account
from privacy_rights.models.erasure import ErasureCancellation, ErasureRequest
from privacy_rights.rules import may_ask_erasure
from privacy_rights.selectors.erasures import manages_a_restaurant, open_erasure_of
from privacy_rights.tasks import ACCOUNTS_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.ids import uuid7
from reviews_site.processes import Purpose

# By hand, because web may write these three columns and no other: Django's INSERT names all of them.
_INSERT = "INSERT INTO privacy_rights_erasurerequest (id, user_id, person) VALUES (%s, %s, %s)"


@transaction.atomic
def request_erasure(*, by: User) -> ErasureRequest:
    """Ask for the account of `by` to be deleted. Its owner is told by mail, and has a wait to take it back.

    Raises:
        reviews_site.policy.Denied: the company's account, somebody who runs a page, or asked for already.
    """
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    pending = open_erasure_of(by) is not None
    may_ask_erasure(
        is_company=is_company_account(by.pk), runs_a_page=manages_a_restaurant(by.pk), pending=pending
    ).require()
    request_id = uuid7()
    person = pseudonym(Purpose.PSEUDONYM_REVIEWER, by.pk)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [request_id, by.pk, person])
    record("erasure.asked", actor_id=by.pk, object_id=request_id)
    transaction.on_commit(lambda: app.nudge(ACCOUNTS_TASK))
    return ErasureRequest.objects.get(pk=request_id)


@transaction.atomic
def cancel_erasure(*, by: User) -> bool:
    """Keep the account of `by` after all; whether there was anything to take back."""
    # The lock on the person's own row: of two clicks in the same moment, one takes it back.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    request = open_erasure_of(by)
    if request is None or not request.can_be_cancelled:
        return False
    ErasureCancellation(request_id=request.request_id).save(force_insert=True)
    record("erasure.cancelled", actor_id=by.pk, object_id=request.request_id)
    transaction.on_commit(lambda: app.nudge(ACCOUNTS_TASK))
    return True
