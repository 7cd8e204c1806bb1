"""Fetches an outcome and settles it: vault first, status second. Safe to repeat, out of order, and in two workers.

A crash between the two leaves the session unsettled: the next poll finds the proof with the same holder, and goes on.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import RefusalReason, VerificationLevel, VerificationState
from accounts.exceptions import DocumentInUse, UnreadableDocument
from accounts.identity import appeals, clients, digests, statuses
from accounts.identity.documents import canonical
from accounts.identity.provider_deletion import delete_at_provider
from accounts.models import VerificationRequest, VerificationSession
from accounts.providers.interface import DocumentFacts, Outcome, OutcomeState, ProviderError, SessionUnknown
from accounts.rules import SESSION_HOURS, SETTLED, TRANSITIONS, confirmation_ends_at
from reviews_site.audit.log import record


@dataclass(frozen=True)
class CheckResult:
    """What an outcome means for the person. Of the document it holds the country and nothing else."""

    state: VerificationState
    reason: RefusalReason | None = None
    country: str = ""
    expires_at: datetime | None = None


def fetch_outcome(session_id: uuid.UUID) -> None:
    """Ask the provider how one session stands, and act on it; once it is settled, have the provider forget it.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later; what was settled stays settled.
    """
    session = VerificationSession.objects.select_related("request").filter(pk=session_id).first()
    if session is None:
        return
    if session.state not in SETTLED:
        _ask(session)
        session.refresh_from_db()
    delete_at_provider(session)


def _ask(session: VerificationSession) -> None:
    if session.provider != clients.provider_name():
        # Another provider was set since: nobody knows the session any more.
        _apply(session, CheckResult(VerificationState.FAILED, RefusalReason.PROVIDER_FAILED))
        return
    # Noted before asking, so that a session the provider stumbles over goes to the end of the queue.
    VerificationSession.objects.filter(pk=session.pk).update(asked_at=timezone.now())
    try:
        outcome = clients.provider().outcome(session.provider_session_id)
    except SessionUnknown:
        _apply(session, CheckResult(VerificationState.FAILED, RefusalReason.PROVIDER_FAILED))
        return
    except ProviderError:
        if not _is_overdue(session, timezone.now()):
            raise
        # A day without an answer that makes sense: the person may try again, rather than wait for ever.
        _apply(session, CheckResult(VerificationState.FAILED, RefusalReason.PROVIDER_FAILED))
        return
    verdict = _verdict(session, outcome, now=timezone.now())
    if verdict.state in SETTLED:
        _apply(session, verdict)
    else:
        _note(session, verdict.state, page=outcome.page)


def _verdict(session: VerificationSession, outcome: Outcome, *, now: datetime) -> CheckResult:
    if outcome.document is not None:
        return _verdict_on(outcome.document, session.request, now=now)
    if outcome.state is OutcomeState.REFUSED:
        return CheckResult(VerificationState.REFUSED, outcome.cause or RefusalReason.NOT_ACCEPTED)
    if outcome.state.is_final:
        return CheckResult(VerificationState.FAILED, outcome.cause or RefusalReason.PROVIDER_FAILED)
    if _is_overdue(session, now):
        return CheckResult(VerificationState.FAILED, RefusalReason.ABANDONED)
    return CheckResult(VerificationState(outcome.state))


def _is_overdue(session: VerificationSession, now: datetime) -> bool:
    return session.opened_at < now - timedelta(hours=SESSION_HOURS)


def _verdict_on(document: DocumentFacts, request: VerificationRequest, *, now: datetime) -> CheckResult:
    """Keep the proof. What comes back no longer holds the document."""
    if document.expires_on < now.date():
        return CheckResult(VerificationState.REFUSED, RefusalReason.DOCUMENT_EXPIRED)
    expires_at = confirmation_ends_at(now, document.expires_on)
    last_day: date = expires_at.date()
    try:
        message = canonical(document.country, document.type, document.number)
        _store_digest(message, request, expires_on=last_day)
    except UnreadableDocument:
        return CheckResult(VerificationState.FAILED, RefusalReason.DOCUMENT_UNREADABLE)
    except DocumentInUse:
        return CheckResult(VerificationState.REFUSED, RefusalReason.DOCUMENT_IN_USE)
    return CheckResult(VerificationState.CONFIRMED, country=message[:2].decode(), expires_at=expires_at)


def _store_digest(document: bytes, request: VerificationRequest, *, expires_on: date) -> None:
    """Keep the proof; one of another account is moved if an appeal of the person's was granted, else refused."""
    holder, level = request.user_id, VerificationLevel.DOCUMENT
    try:
        digests.store(document=document, holder=holder, level=level, expires_on=expires_on)
    except DocumentInUse:
        if not appeals.transfer_confirmation(document, request):
            raise
        digests.store(document=document, holder=holder, level=level, expires_on=expires_on)


@transaction.atomic
def _apply(session: VerificationSession, verdict: CheckResult) -> None:
    locked = VerificationSession.objects.select_for_update().get(pk=session.pk)
    if verdict.state not in TRANSITIONS[VerificationState(locked.state)]:
        return  # the other worker was faster
    now = timezone.now()
    user_id = session.request.user_id
    locked.state, locked.reason, locked.asked_at = verdict.state, verdict.reason or "", now
    locked.hosted_url = ""  # the page at the provider has served its purpose
    locked.save()
    if verdict.expires_at is None:
        statuses.mark(user_id, verdict.state, provider=locked.provider)
    else:
        statuses.confirm(
            user_id,
            provider=locked.provider,
            country=verdict.country,
            level=VerificationLevel.DOCUMENT,
            confirmed_at=now,
            expires_at=verdict.expires_at,
        )
    detail = {"reason": str(verdict.reason)} if verdict.reason else None
    record(f"verification.{verdict.state}", actor_id=None, object_id=session.request_id, detail=detail)


@transaction.atomic
def _note(session: VerificationSession, state: VerificationState, *, page: str) -> None:
    locked = VerificationSession.objects.select_for_update().get(pk=session.pk)
    if page and locked.state == VerificationState.OPEN:
        locked.hosted_url = page
        locked.save(update_fields=["hosted_url"])
    if state in TRANSITIONS[VerificationState(locked.state)]:
        locked.state = state
        locked.save(update_fields=["state"])
        statuses.mark(session.request.user_id, state, provider=locked.provider)
