"""Receives mail over SMTP on 127.0.0.1 and puts it into the mailbox. Accepts every address, delivers to none."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mail_inbox.mailbox import mailbox
from sandbox.mail_inbox.messages import read_message
from sandbox.serving import LOOPBACK

MAXIMUM_BYTES = 2 * 1024 * 1024

log = logging.getLogger(__name__)


class SmtpReceiver:
    """What aiosmtpd calls when a mail has arrived."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep a copy for each recipient."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        letter = read_message(raw, envelope_sender=envelope.mail_from or "")
        for recipient in envelope.rcpt_tos:
            mail = mailbox().put(letter, recipient=recipient, received_at=datetime.now(UTC))
            log.info("mail %d arrived", mail.id)
        return "250 OK: kept for reading, not delivered"


class _Controller(Controller):
    """A controller that lets the tasks of its clients end before it stops: asyncio complains of those that it drops."""

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        """Cancel all tasks, those of clients that come meanwhile too, and stop the loop when there is none."""
        if self.server:
            self.server.close()
        tasks = asyncio.all_tasks(self.loop)
        if not tasks:
            self.loop.stop()
            return
        for task in tasks:
            task.cancel()
        ended = asyncio.gather(*tasks, return_exceptions=True)
        # A client that was let in just now has its task in the next turn of the loop.
        ended.add_done_callback(lambda _: self.loop.call_soon(self.cancel_tasks))


@contextmanager
def receive_mail(port: int) -> Iterator[None]:
    """Receive until the block ends."""
    # The names are given, so that the resolver need not be asked for this host's.
    controller = _Controller(
        SmtpReceiver(),
        hostname=LOOPBACK,
        port=port,
        server_hostname="inbox.localhost",
        data_size_limit=MAXIMUM_BYTES,
        enable_SMTPUTF8=True,
    )
    controller.start()
    log.info("receiving mail at %s:%d", LOOPBACK, port)
    try:
        yield
    finally:
        controller.stop()
