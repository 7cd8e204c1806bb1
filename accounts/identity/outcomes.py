"""Fetches the outcome of a session and writes it: the vault first, the status second.

Safe to repeat, out of order, and in two workers. After a crash between the two stores the session is still undecided,
so the next poll finds the digest with the same holder, and continues.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.enums import RefusalReason
from accounts.enums import VerificationState as State
from accounts.exceptions import DocumentInUse, UnreadableDocument
from accounts.identity import appeals, clients, digests, statuses
from accounts.identity.documents import canonical_form
from accounts.identity.provider_deletion import delete_at_provider
from accounts.models import VerificationRequest, VerificationSession
from accounts.providers.interface import DocumentFacts, Outcome, OutcomeState, ProviderError, SessionUnknown
from accounts.rules import FINAL_STATES, SESSION_LIFETIME, TRANSITIONS, UNAUDITED_REASONS, confirmation_ends_at
from reviews_site.audit.log import record


@dataclass(frozen=True)
class VerificationResult:
    """What an outcome means for the person. Of the document it holds the country and nothing else."""

    state: State
    reason: RefusalReason | None = None
    page: str = ""
    country: str = ""
    expires_at: datetime | None = None


_PROVIDER_FAILED = VerificationResult(State.FAILED, RefusalReason.PROVIDER_FAILED)


def fetch_outcome(session_id: uuid.UUID) -> None:
    """Fetch the outcome of a session and write it. Once it is final, have the provider delete what it collected.

    Raises:
        accounts.providers.interface.ProviderUnavailable: try again later; what was written stays.
    """
    session = VerificationSession.objects.select_related("request").filter(pk=session_id).first()
    if session is None:
        return
    if session.state not in FINAL_STATES:
        _save(session, _fetch(session))
        session.refresh_from_db()
    delete_at_provider(session)


def _fetch(session: VerificationSession) -> VerificationResult:
    if session.provider != clients.provider_name():
        return _PROVIDER_FAILED  # the provider of the settings doesn't know the session
    # Written before asking, so that a session which makes the provider fail goes to the end of the queue.
    VerificationSession.objects.filter(pk=session.pk).update(polled_at=timezone.now())
    try:
        return _result(session, clients.provider().outcome(session.provider_session_id))
    except SessionUnknown:
        return _PROVIDER_FAILED
    except ProviderError:
        if _is_overdue(session):
            return _PROVIDER_FAILED  # the person may try again, rather than wait for ever
        raise


def _result(session: VerificationSession, outcome: Outcome) -> VerificationResult:
    if outcome.document is not None:
        return _check_document(outcome.document, session.request)
    if outcome.state is OutcomeState.REFUSED:
        return VerificationResult(State.REFUSED, outcome.reason or RefusalReason.NOT_ACCEPTED)
    if outcome.state.is_final:
        return VerificationResult(State.FAILED, outcome.reason or RefusalReason.PROVIDER_FAILED)
    if _is_overdue(session):
        return VerificationResult(State.FAILED, outcome.reason or RefusalReason.ABANDONED)
    return VerificationResult(State(outcome.state), outcome.reason, page=outcome.page)


def _is_overdue(session: VerificationSession) -> bool:
    return session.opened_at < timezone.now() - SESSION_LIFETIME


def _check_document(document: DocumentFacts, request: VerificationRequest) -> VerificationResult:
    """Store the document's digest. The result no longer holds the document."""
    now = timezone.now()
    if document.expires_on is not None and document.expires_on < now.date():
        return VerificationResult(State.REFUSED, RefusalReason.DOCUMENT_EXPIRED)
    expires_at = confirmation_ends_at(now, document.expires_on)
    try:
        canonical = canonical_form(document.country, document.type, document.number)
        _store_digest(canonical, request, expires_on=expires_at.date())
    except UnreadableDocument:
        return VerificationResult(State.FAILED, RefusalReason.DOCUMENT_UNREADABLE)
    except DocumentInUse:
        return VerificationResult(State.REFUSED, RefusalReason.DOCUMENT_IN_USE)
    return VerificationResult(State.CONFIRMED, country=canonical[:2].decode(), expires_at=expires_at)


def _store_digest(document: bytes, request: VerificationRequest, *, expires_on: date) -> None:
    try:
        digests.store(document=document, account=request.user_id, expires_on=expires_on)
    except DocumentInUse:
        if not appeals.transfer_confirmation(document, request):
            raise
        digests.store(document=document, account=request.user_id, expires_on=expires_on)


@transaction.atomic
def _save(session: VerificationSession, result: VerificationResult) -> None:
    """Write a result, unless another worker has decided the session in the meantime."""
    locked = VerificationSession.objects.select_for_update().get(pk=session.pk)
    is_new = result.state in TRANSITIONS[State(locked.state)]
    if not is_new and result.state != locked.state:
        return
    locked.state, locked.reason = result.state, result.reason or ""
    if result.state in FINAL_STATES:
        locked.hosted_url = ""
    elif result.page:
        locked.hosted_url = result.page
    if is_new:
        _write_status(session.request, locked.provider, result)
    locked.save(update_fields=["state", "reason", "hosted_url"])


def _write_status(request: VerificationRequest, provider: str, result: VerificationResult) -> None:
    if result.expires_at is None:
        statuses.mark(request.user_id, result.state, provider=provider)
    else:
        statuses.confirm(request.user_id, provider=provider, country=result.country, expires_at=result.expires_at)
    if result.state in FINAL_STATES:
        is_audited = result.reason and result.reason not in UNAUDITED_REASONS
        detail = {"reason": str(result.reason)} if is_audited else None
        record(f"verification.{result.state}", actor_id=None, object_id=request.pk, detail=detail)
