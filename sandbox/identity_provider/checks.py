"""Where a check is opened, read and decided: ties sessions, verdicts and webhooks together."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import ParamSpec

from sandbox.identity_provider.configuration import Configuration
from sandbox.identity_provider.decisions import decide
from sandbox.identity_provider.sessions import Document, Session, SessionError, Sessions, State
from sandbox.identity_provider.webhooks import deliver

Parameters = ParamSpec("Parameters")

log = logging.getLogger(__name__)


class Checks:
    """The provider's business, without HTTP."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.sessions = Sessions()

    def open(self, *, reference: str, return_url: str, webhook_url: str) -> tuple[Session, bool]:
        """The session of `reference`, and whether it is new. Both addresses were checked before."""
        session, is_new = self.sessions.open(reference=reference, return_url=return_url, webhook_url=webhook_url)
        log.info("session %s %s", session.label, "opened" if is_new else "asked for again")
        return session, is_new

    def submit(self, session_id: str, document: Document) -> Session:
        """Decide on a document, and tell the webhook.

        Raises:
            UnknownSession: there is no such session.
            WrongState: a document was submitted before.
        """
        verdict = decide(document, today=datetime.now(UTC).date())
        if verdict.comes_late:
            session = self.sessions.move(session_id, State.PENDING)
            _in_background(self._confirm_late, session, document)
        else:
            # What was not confirmed is not kept.
            kept = document if verdict.state is State.CONFIRMED else None
            session = self.sessions.move(
                session_id, verdict.state, code=verdict.code, document=kept, broken_reads=verdict.broken_reads
            )
            _in_background(self._send_decision, session)
        log.info("session %s is %s", session.label, session.state)
        return session

    def _confirm_late(self, session: Session, document: Document) -> None:
        time.sleep(self.configuration.delay_seconds)
        try:
            confirmed = self.sessions.move(session.id, State.CONFIRMED, document=document)
        except SessionError as problem:
            log.info("session %s was not confirmed: %s", session.label, problem)
            return
        log.info("session %s is %s", confirmed.label, confirmed.state)
        self._send_decision(confirmed)

    def _send_decision(self, session: Session) -> None:
        deliver(session, key=self.configuration.webhook_key)


@cache
def checks() -> Checks:
    """The one desk of this process, configured from its environment."""
    return Checks(Configuration.read(os.environ))


def _in_background(work: Callable[Parameters, None], *args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
    # Daemon threads: the program stops at once when told to, whatever a webhook address is doing.
    threading.Thread(target=work, args=args, kwargs=kwargs, daemon=True).start()
