"""Mail: web puts it into a table, the mail worker takes it out and sends it. Web never speaks SMTP."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.rules import MAX_MAIL_ATTEMPTS, pause_before_next_mail
from reviews_site.celery import app
from reviews_site.outgoing.scanning import MAIL_OF_COMPANY, MAIL_TO_PERSON, look_through

logger = logging.getLogger(__name__)
DELIVER_TASK = "accounts.mail.deliver"
UNDELIVERED_KEPT_FOR = timedelta(days=7)
# Logins that write to people about themselves. What others write, they write for the company.
_WRITES_TO_PEOPLE = frozenset({"web", "privacy", "mail"})


@transaction.atomic
def queue(*, to: str, subject: str, text: str, html: str = "", unsubscribe_url: str = "") -> None:
    """Put a mail on its way in the caller's transaction; the mail worker is told once it is committed."""
    mail = OutgoingMail(
        recipient=to, subject=one_line(subject)[:200], text=text, html=html, unsubscribe_url=unsubscribe_url
    )
    mail.save(force_insert=True)
    transaction.on_commit(_notify_worker)


def one_line(text: str) -> str:
    """The text on one line. A second one would be a header in a subject, and a sentence of ours in a mail."""
    return " ".join(text.split())


def queue_template(
    template: str, page: Mapping[str, object], *, to: str, subject: str, unsubscribe_url: str = ""
) -> None:
    """Put a mail on its way that is a template: `account/email/{template}`, as text and as HTML."""
    text, html = (render_to_string(f"account/email/{template}.{kind}", dict(page)) for kind in ("txt", "html"))
    queue(to=to, subject=subject, text=text, html=html, unsubscribe_url=unsubscribe_url)


def deliver_due() -> int:
    """Send every mail that is due, each in a transaction of its own; how many were sent."""
    sent = 0
    while (delivered := _deliver_one()) is not None:
        sent += delivered
    return sent


def delete_undelivered() -> int:
    """Remove the mail that was given up a week ago: an address does not stay because nobody answers at it."""
    given_up = OutgoingMail.objects.filter(attempts__gte=MAX_MAIL_ATTEMPTS)
    return given_up.filter(created_at__lt=timezone.now() - UNDELIVERED_KEPT_FOR).delete()[0]


@transaction.atomic
def _deliver_one() -> bool | None:
    """Whether the next due mail was sent; None when none is due. The row goes once it is sent, and the code with it."""
    due = OutgoingMail.objects.filter(next_attempt_at__lte=timezone.now(), attempts__lt=MAX_MAIL_ATTEMPTS)
    mail = due.order_by("next_attempt_at").select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    if _is_stopped(mail):
        return False
    try:
        _send(mail)
    except (OSError, SMTPException) as problem:
        _postpone(mail, problem)
        return False
    mail.delete()
    return True


def _is_stopped(mail: OutgoingMail) -> bool:
    """Whether the mail holds what must not leave. Then it stays here, for a week, and `watch` raises an alert."""
    limits = MAIL_TO_PERSON if mail.login in _WRITES_TO_PEOPLE else MAIL_OF_COMPANY
    scan = look_through((mail.subject, mail.text, mail.html), limits)
    if scan.is_stopped:
        mail.attempts, mail.stopped_for = MAX_MAIL_ATTEMPTS, scan.in_words[:200]
        mail.save(update_fields=["attempts", "stopped_for"])
        logger.error("Mail %s of the login %s is not sent: it holds what must not leave.", mail.pk, mail.login)
    return scan.is_stopped


def _send(mail: OutgoingMail) -> None:
    # A crash after the sending and before the commit sends it twice: better than never.
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=_headers(mail))
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _headers(mail: OutgoingMail) -> dict[str, str]:
    # RFC 8058: the mail program's own button ends mails of this kind by a POST.
    if not mail.unsubscribe_url:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {"List-Unsubscribe": f"<{mail.unsubscribe_url}>", **one_click}


def _postpone(mail: OutgoingMail, problem: Exception) -> None:
    # The kind of the error alone: a mail server's words may repeat the address.
    mail.attempts += 1
    mail.last_error = type(problem).__name__[:80]
    pause = pause_before_next_mail(mail.attempts) if mail.attempts < MAX_MAIL_ATTEMPTS else timedelta()
    mail.next_attempt_at = timezone.now() + pause
    mail.save(update_fields=["attempts", "last_error", "next_attempt_at"])
    logger.warning("Mail %s was not sent, attempt %d: %s", mail.pk, mail.attempts, mail.last_error)


def _notify_worker() -> None:
    # A lost message delays and never loses: the mail worker polls the table too.
    app.nudge(DELIVER_TASK)
