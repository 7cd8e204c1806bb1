"""Requests an identity check. The identity worker does the rest."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User, VerificationRequest, VerificationSession, VerificationWithdrawal
from accounts.rules import MIN_POLL_PAUSE, UNDECIDED_STATES, WAITING_STATES
from accounts.selectors import is_confirmed, person_facts, verification_of
from accounts.selectors.verifications import is_being_withdrawn
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy.decide import may_start_verification

POLL_TASK = "accounts.identity.poll"
OPEN_SESSION_TASK = "accounts.identity.open_session"
FETCH_TASK = "accounts.identity.fetch_outcome"


@transaction.atomic
def request_verification(*, by: User) -> VerificationRequest:
    """Ask for `by` to be checked, and tell the identity worker once the request is committed.

    Raises:
        reviews_site.policy.Denied: confirmed already, or a check is under way.
    """
    # The lock on the person's own row lets two clicks in the same moment start one check.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    pending = verification_of(by).state in WAITING_STATES
    may_start_verification(person_facts(by), now=timezone.now(), pending=pending).require()
    request = VerificationRequest(user_id=by.pk)
    request.save(force_insert=True)
    record("verification.requested", actor_id=by.pk, object_id=request.pk)
    transaction.on_commit(lambda: _nudge_worker(request))
    return request


@transaction.atomic
def withdraw(*, by: User) -> VerificationWithdrawal | None:
    """Withdraw the confirmation of `by`. Their reviews stay, and say when they were confirmed.

    None: there is none, or it is being withdrawn.
    """
    # The lock on the person's own row: of two clicks in the same moment, one withdraws it.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    if not is_confirmed(by) or is_being_withdrawn(by):
        return None
    asked = VerificationWithdrawal(user_id=by.pk)
    asked.save(force_insert=True)
    record("verification.withdrawal_requested", actor_id=by.pk, object_id=by.pk)
    transaction.on_commit(lambda: app.nudge(POLL_TASK))
    return asked


def ask_provider(*, by: User) -> None:
    """Have the identity worker ask the provider now, as `by` comes back from it; at most once in a few seconds."""
    undecided = VerificationSession.objects.filter(
        request__user=by, state__in=UNDECIDED_STATES, polled_at__lt=timezone.now() - MIN_POLL_PAUSE
    )
    for session_id in undecided.order_by("-id").values_list("pk", flat=True)[:1]:
        app.nudge(FETCH_TASK, str(session_id))


def _nudge_worker(request: VerificationRequest) -> None:
    # A lost message delays and never loses: the identity worker polls the requests too.
    app.nudge(OPEN_SESSION_TASK, str(request.pk))
