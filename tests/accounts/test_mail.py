"""Mail goes into a table, and out of it once it is sent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.actions import mail
from accounts.models import OutgoingMail
from accounts.rules import MAX_MAIL_ATTEMPTS
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> OutgoingMail:
    mail.queue(to="ada@example.org", subject="Your code", text="It is ABC-DEF.")
    return OutgoingMail.objects.get()


@pytest.fixture
def site(waiting: OutgoingMail, as_process: AsProcess) -> Iterator[None]:
    with as_process("mail"):
        yield


@pytest.fixture
def server_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("for ada@example.org")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def test_web_can_put_a_mail_on_its_way(as_process: AsProcess) -> None:
    with as_process("web"):
        mail.queue(to="ada@example.org", subject="Hello", text="Hello.")
    assert OutgoingMail.objects.values_list("recipient", "subject", "text", "html", "attempts").get() == (
        "ada@example.org",
        "Hello",
        "Hello.",
        "",
        0,
    )


def test_the_mail_worker_is_nudged_once_it_is_committed(
    sent: list[tuple[str, tuple[str, ...], str]], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's factory
        mail.queue(to="ada@example.org", subject="Hello", text="Hello.")
        assert sent == []
    assert sent == [("accounts.mail.deliver", (), "accounts.mail")]


def test_what_is_sent_is_gone(site: None) -> None:
    assert mail.deliver_due() == 1
    assert [(message.to, message.subject, message.body) for message in outbox.outbox] == [
        (["ada@example.org"], "Your code", "It is ABC-DEF.")
    ]
    assert not OutgoingMail.objects.exists()
    assert mail.deliver_due() == 0


def test_html_goes_along(as_process: AsProcess) -> None:
    mail.queue(to="ada@example.org", subject="Hello", text="Hello.", html="<p>Hello.</p>")
    with as_process("mail"):
        mail.deliver_due()
    [message] = outbox.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert [tuple(part) for part in message.alternatives] == [("<p>Hello.</p>", "text/html")]


def test_what_can_not_be_sent_waits_and_its_error_names_nobody(site: None, server_down: None) -> None:
    assert mail.deliver_due() == 0
    postponed = OutgoingMail.objects.get()
    assert (postponed.attempts, postponed.last_error) == (1, "ConnectionRefusedError")
    assert postponed.next_attempt_at > timezone.now()


def test_after_enough_attempts_it_is_left_lying(waiting: OutgoingMail, site: None, server_down: None) -> None:
    past = timezone.now() - timedelta(minutes=1)
    OutgoingMail.objects.update(attempts=MAX_MAIL_ATTEMPTS - 1, next_attempt_at=past)
    assert mail.deliver_due() == 0
    assert OutgoingMail.objects.get().attempts == MAX_MAIL_ATTEMPTS
    assert mail.deliver_due() == 0


def test_a_mail_to_a_person_about_themselves_holds_what_it_needs(as_process: AsProcess) -> None:
    """Also one with a link to an own export, which holds all that a person has here, and is not looked through."""
    with as_process("privacy"):
        mail.queue(to="ada@example.org", subject="Hello", text="You are ada@example.org, call +43 1 588580.")
    with as_process("mail"):
        assert mail.deliver_due() == 1
