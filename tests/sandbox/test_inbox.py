"""The inbox: what is sent over SMTP is shown and told, escaped, bounded, to this machine, and not logged."""

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from sandbox.mail_inbox.mailbox import CAPACITY
from sandbox.mail_inbox.messages import MAXIMUM_CHARACTERS, read_message
from tests.sandbox.programs import Inbox

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def inbox(inbox_process: Inbox) -> Iterator[Inbox]:
    assert httpx.delete(f"{inbox_process.url}/api/mails").status_code == 204
    yield inbox_process


def send(inbox: Inbox, *recipients: str, subject: str = "Your code", text: str = "", html: str = "") -> None:
    """Send a mail as a site does."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Platemark <hello@platemark.example>", subject
    message["To"] = ", ".join(recipients)
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", inbox.smtp_port, timeout=60) as server:
        server.send_message(message)


def mails(inbox: Inbox, to: str = "") -> list[dict[str, str]]:
    """What tests read."""
    found: list[dict[str, str]] = httpx.get(f"{inbox.url}/api/mails", params={"to": to}).json()
    return found


def page(inbox: Inbox, to: str = "") -> str:
    """What a person reads."""
    answer = httpx.get(inbox.url, params={"to": to} if to else {})
    assert answer.status_code == 200
    return answer.text


def test_a_mail_arrives(inbox: Inbox) -> None:
    send(inbox, "ada@example.com", text="Grüß Gott,\n\n3B7-K2M\n\nis your code.\n")
    (mail,) = mails(inbox)
    assert mail == {
        "id": mail["id"],
        "to": "ada@example.com",
        "from": "Platemark <hello@platemark.example>",
        "subject": "Your code",
        "text": "Grüß Gott,\n\n3B7-K2M\n\nis your code.",
        "html": "",
        "received_at": mail["received_at"],
    }
    shown = page(inbox)
    assert "<h2>Your code</h2>" in shown
    assert "<strong>3B7-K2M</strong>" in shown
    assert "is your code." in shown


@pytest.mark.parametrize(
    ("text", "code"),
    [("Code:\n\n  482913  \n", "482913"), ("ABCD-1234", "ABCD-1234"), ("No code here.\nHello", ""), ("A-B", "")],
)
def test_the_code_is_found(text: str, code: str, inbox: Inbox) -> None:
    send(inbox, "ada@example.com", text=text)
    assert re.findall(r"<strong>(.*?)</strong>", page(inbox)) == ([code] if code else [])


def test_newest_first_and_narrowed_to_one_address(inbox: Inbox) -> None:
    send(inbox, "ada@example.com", "grace@example.com", subject="first", text="1")
    send(inbox, "ada@example.com", subject="second", text="2")
    assert [(mail["subject"], mail["to"]) for mail in mails(inbox)] == [
        ("second", "ada@example.com"),
        ("first", "grace@example.com"),
        ("first", "ada@example.com"),
    ]
    assert [mail["subject"] for mail in mails(inbox, to=" ADA@example.com")] == ["second", "first"]
    assert mails(inbox, to="ada@example.co") == []
    assert "<h2>second</h2>" not in page(inbox, to="grace@example.com")


def test_everything_is_escaped(inbox: Inbox) -> None:
    send(inbox, '"<b>x</b>"@example.com', subject=SCRIPT, text=f"{SCRIPT} javascript:alert(1)")
    send(inbox, "ada@example.com", html=f"<h1>Hi</h1>{SCRIPT}")
    for shown in (page(inbox), page(inbox, to=SCRIPT)):
        assert SCRIPT not in shown
        assert 'href="javascript' not in shown
    assert "<b>x" not in page(inbox)


def test_a_mail_of_both_kinds_is_kept_whole(inbox: Inbox) -> None:
    send(inbox, "ada@example.com", text="plain words", html="<p>html words</p>")
    mail = mails(inbox)[0]
    assert (mail["text"], mail["html"]) == ("plain words", "<p>html words</p>")
    assert "plain words" in page(inbox)
    assert "html words" not in page(inbox)


def test_a_page_of_a_mail_may_do_nothing(inbox: Inbox) -> None:
    """It came from anybody: it stands in a sandboxed frame, and its own policy says the same."""
    send(inbox, "ada@example.com", html=f"<h1>Hi</h1>{SCRIPT}")
    number = int(mails(inbox)[0]["id"])
    assert f'src="/mails/{number}/" sandbox title=' in page(inbox)
    answer = httpx.get(f"{inbox.url}/mails/{number}/")
    assert "<h1>Hi</h1>" in answer.text
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "style-src 'unsafe-inline'", "form-action 'none'"} <= set(policy)
    assert not [rule for rule in policy if rule.startswith(("script-src", "img-src", "connect-src"))]
    send(inbox, "ada@example.com", text="plain words")
    for missing in (number + 1, number + 999):
        assert httpx.get(f"{inbox.url}/mails/{missing}/").status_code == 404


def test_addresses_in_a_text_are_links(inbox: Inbox) -> None:
    send(inbox, "ada@example.com", text="See http://127.0.0.1:9400/a?b=1&c=2 now.")
    assert '<a href="http://127.0.0.1:9400/a?b=1&amp;c=2" rel="nofollow">' in page(inbox)


def test_only_the_last_are_kept(inbox: Inbox) -> None:
    for batch in range(3):
        send(inbox, *[f"person{batch}-{number}@example.com" for number in range(90)], text="x")
    kept = mails(inbox)
    assert len(kept) == CAPACITY
    assert kept[0]["to"] == "person2-89@example.com"
    assert kept[-1]["to"] == "person0-70@example.com"


def test_emptying(inbox: Inbox) -> None:
    send(inbox, "ada@example.com", text="x")
    with httpx.Client(base_url=inbox.url) as browser:
        browser.get("/")
        assert browser.post("/clear").status_code == 403
        assert len(mails(inbox)) == 1
        token = browser.cookies["development_inbox_csrf"]
        assert browser.post("/clear", data={"csrfmiddlewaretoken": token}).status_code == 303
    assert mails(inbox) == []
    assert "No mail yet" in page(inbox)
    assert "No mail to ada@example.com yet" in page(inbox, to="ada@example.com")


def test_an_open_page_can_ask_for_the_newest(inbox: Inbox) -> None:
    assert httpx.get(f"{inbox.url}/api/newest").json() == {"id": 0}
    send(inbox, "ada@example.com", text="x")
    newest = mails(inbox)[0]["id"]
    assert httpx.get(f"{inbox.url}/api/newest").json() == {"id": newest}
    assert httpx.get(f"{inbox.url}/api/newest?to=grace@example.com").json() == {"id": 0}
    assert f'data-newest="{newest}"' in page(inbox)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("GET", "/clear"), ("POST", "/api/mails"), ("PUT", "/healthz")]
)
def test_wrong_method(inbox: Inbox, method: str, path: str) -> None:
    assert httpx.request(method, inbox.url + path).status_code in {403, 405}


def test_another_host_name(inbox: Inbox) -> None:
    assert httpx.get(f"{inbox.url}/api/mails", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/api/mails", "/nothing"])
def test_every_answer_has_a_policy(inbox: Inbox, path: str) -> None:
    answer = httpx.get(inbox.url + path)
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_log_holds_nothing_of_a_mail(inbox: Inbox) -> None:
    send(inbox, "zelda@example.com", subject="subject-7731", text="body-7731")
    assert re.search(r"mail \d+ arrived\n$", inbox.log)
    for word in ("7731", "zelda", "platemark.example"):
        assert word not in inbox.log


@pytest.mark.parametrize(
    ("raw", "subject", "text"),
    [
        (b"", "", ""),
        (b"\xff\xfe\x00", "", "\ufffd\ufffd"),
        (b"Subject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nx", "Café", "x"),
        (b"Subject: a\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nCaf\xe9", "a", "Café"),
        (b"Subject: \xe9\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xe9", "\ufffd", "\ufffd"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "", ""),
        (b"Content-Type: multipart/mixed\r\n\r\nno boundary", "", ""),
        (b"From: \r\nSubject: =?utf-8?b?!!!?=\r\n\r\nx", "", "x"),
    ],
)
def test_strange_mails_are_readable(raw: bytes, subject: str, text: str) -> None:
    letter = read_message(raw, envelope_sender="me@example.com")
    assert (letter.sender, letter.subject, letter.text) == ("me@example.com", subject, text)


def test_a_long_text_is_cut() -> None:
    letter = read_message(b"\r\n" + b"word " * MAXIMUM_CHARACTERS, envelope_sender="")
    assert len(letter.text) == MAXIMUM_CHARACTERS + len("\n[cut]")
