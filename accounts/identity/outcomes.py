"""Fetches an outcome and settles it: vault first, status second. Safe to repeat, out of order, and in two workers.

A crash between the two leaves the session unsettled: the next poll finds the proof with the same holder, and goes on.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Level, Reason, State
from accounts.exceptions import DocumentInUse, UnreadableDocument
from accounts.identity import appeals, clients, proofs, statuses
from accounts.identity.documents import canonical
from accounts.identity.redactions import forget
from accounts.models import VerificationRequest, VerificationSession
from accounts.providers.interface import DocumentFacts, Outcome, OutcomeState, ProviderError, SessionUnknown
from accounts.rules import SESSION_HOURS, SETTLED, TRANSITIONS, confirmation_ends_at
from reviews_site.audit.log import record


@dataclass(frozen=True)
class Verdict:
    """What an outcome means for the person. Of the document it holds the country and nothing else."""

    state: State
    reason: Reason | None = None
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
    forget(session)


def _ask(session: VerificationSession) -> None:
    if session.provider != clients.provider_name():
        # Another provider was set since: nobody knows the session any more.
        _settle(session, Verdict(State.FAILED, Reason.PROVIDER_FAILED))
        return
    # Noted before asking, so that a session the provider stumbles over goes to the end of the queue.
    VerificationSession.objects.filter(pk=session.pk).update(asked_at=timezone.now())
    try:
        outcome = clients.provider().outcome(session.provider_session_id)
    except SessionUnknown:
        _settle(session, Verdict(State.FAILED, Reason.PROVIDER_FAILED))
        return
    except ProviderError:
        if not _is_overdue(session, timezone.now()):
            raise
        # A day without an answer that makes sense: the person may try again, rather than wait for ever.
        _settle(session, Verdict(State.FAILED, Reason.PROVIDER_FAILED))
        return
    verdict = _verdict(session, outcome, now=timezone.now())
    if verdict.state in SETTLED:
        _settle(session, verdict)
    else:
        _note(session, verdict.state, page=outcome.page)


def _verdict(session: VerificationSession, outcome: Outcome, *, now: datetime) -> Verdict:
    if outcome.document is not None:
        return _verdict_on(outcome.document, session.request, now=now)
    if outcome.state is OutcomeState.REFUSED:
        return Verdict(State.REFUSED, outcome.cause or Reason.NOT_ACCEPTED)
    if outcome.state.is_final:
        return Verdict(State.FAILED, outcome.cause or Reason.PROVIDER_FAILED)
    if _is_overdue(session, now):
        return Verdict(State.FAILED, Reason.ABANDONED)
    return Verdict(State(outcome.state))


def _is_overdue(session: VerificationSession, now: datetime) -> bool:
    return session.opened_at < now - timedelta(hours=SESSION_HOURS)


def _verdict_on(document: DocumentFacts, request: VerificationRequest, *, now: datetime) -> Verdict:
    """Keep the proof. What comes back no longer holds the document."""
    if document.expires_on < now.date():
        return Verdict(State.REFUSED, Reason.DOCUMENT_EXPIRED)
    expires_at = confirmation_ends_at(now, document.expires_on)
    last_day: date = expires_at.date()
    try:
        message = canonical(document.country, document.type, document.number)
        _keep(message, request, expires_on=last_day)
    except UnreadableDocument:
        return Verdict(State.FAILED, Reason.DOCUMENT_UNREADABLE)
    except DocumentInUse:
        return Verdict(State.REFUSED, Reason.DOCUMENT_IN_USE)
    return Verdict(State.CONFIRMED, country=message[:2].decode(), expires_at=expires_at)


def _keep(document: bytes, request: VerificationRequest, *, expires_on: date) -> None:
    """Keep the proof; one of another account is moved if an appeal of the person's was granted, else refused."""
    holder, level = request.user_id, Level.DOCUMENT
    try:
        proofs.keep(document=document, holder=holder, level=level, expires_on=expires_on)
    except DocumentInUse:
        if not appeals.take_over(document, request):
            raise
        proofs.keep(document=document, holder=holder, level=level, expires_on=expires_on)


@transaction.atomic
def _settle(session: VerificationSession, verdict: Verdict) -> None:
    locked = VerificationSession.objects.select_for_update().get(pk=session.pk)
    if verdict.state not in TRANSITIONS[State(locked.state)]:
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
            level=Level.DOCUMENT,
            confirmed_at=now,
            expires_at=verdict.expires_at,
        )
    detail = {"reason": str(verdict.reason)} if verdict.reason else None
    record(f"verification.{verdict.state}", by=None, about=session.request_id, detail=detail)


@transaction.atomic
def _note(session: VerificationSession, state: State, *, page: str) -> None:
    locked = VerificationSession.objects.select_for_update().get(pk=session.pk)
    if page and locked.state == State.OPEN:
        locked.hosted_url = page
        locked.save(update_fields=["hosted_url"])
    if state in TRANSITIONS[State(locked.state)]:
        locked.state = state
        locked.save(update_fields=["state"])
        statuses.mark(session.request.user_id, state, provider=locked.provider)
