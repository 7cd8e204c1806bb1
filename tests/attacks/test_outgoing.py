"""Attack: take out ids of planted rows, tokens, keys or personal details in a file or a mail, written as one likes."""

import base64
import gzip
import json
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.core import mail as outbox

from accounts.actions import mail
from accounts.models import OutgoingMail, User
from analytics.access.models import DownloadCount
from analytics.leaks import honey
from analytics.leaks.models import LeakAlert
from analytics.leaks.watch import SUBJECT_OUTGOING
from analytics.leaks.watch import run as watch
from reviews_site.audit.log import record
from reviews_site.crypto.bearer_tokens import TokenKind, make_token
from reviews_site.ids import uuid7
from reviews_site.outgoing.canaries import make_canary
from reviews_site.outgoing.scanning import FILE, OVERLAP, WINDOW, Scan, look_through, released
from tests.analytics.dataset_documents import COMMITTED, write_facts
from tests.analytics.staffing import ConsoleClient, at_the_console
from tests.analytics.statements import answered, logins, service_in_reach
from tests.conftest import Login, playing

__all__ = ["logins"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("logins")]
REFUSED = "something in it must not leave the company"
FOUND = "SELECT governance.outgoing_found(%s, 'data_scientist', 'core.reviews', %s, %s, 'A file')"


@pytest.fixture
def canary() -> str:
    with playing("migrator"):
        return str(make_canary(uuid7()))


@pytest.fixture
def planted() -> None:
    """Reviews of people, and among them those that nobody wrote."""
    write_facts()
    with playing("migrator"):
        honey.plant()


def downloaded(client: ConsoleClient, statement: str) -> str:
    with service_in_reach():
        answer = client.post("/sql/download/", {"statement": statement})
    return answer.content.decode()


@pytest.mark.protection("outgoing_file")
@pytest.mark.parametrize(
    "column",
    [
        "review_id",
        "upper(review_id::text)",
        "'\"' || review_id || '\", \"\"'",
        "replace(review_id::text, '-', '')",
        "left(review_id::text, 18), right(review_id::text, 18)",
        "reviewer",
    ],
)
def test_a_file_with_a_row_that_nobody_wrote_is_not_given(planted: None, column: str) -> None:
    client = at_the_console("sofia", "data_scientist")
    page = downloaded(client, f"SELECT {column} FROM core.reviews")
    assert REFUSED in page and "text/csv" not in page
    assert not DownloadCount.objects.exists()
    alert = LeakAlert.objects.get(rule="outgoing")
    assert alert.detail.startswith("Stopped. canary: ") and alert.relation == "core.reviews"
    assert alert.reader_id == str(User.objects.get(email="sofia@example.org").pk)


@pytest.mark.protection("outgoing_encodings")
@pytest.mark.parametrize(
    "column",
    [
        "encode(uuid_send(review_id), 'base64')",
        "encode(convert_to('id ' || review_id, 'UTF8'), 'base64')",
        "encode(convert_to(review_id::text, 'UTF8'), 'hex')",
        "replace(review_id::text, '-', '%2D%2D')",
        "replace(review_id::text, '0', '&#48;')",
    ],
)
def test_no_function_of_the_database_hides_it(planted: None, column: str) -> None:
    assert REFUSED in answered(f"SELECT {column} AS x FROM core.reviews", is_download=True).get("error", "")


@pytest.mark.protection("outgoing_encodings")
def test_no_way_of_writing_it_hides_it(canary: str) -> None:
    packed = base64.b64encode(gzip.compress(f"the row {canary}".encode())).decode()
    ways = {
        "percent": "".join(f"%{ord(sign):02x}" for sign in canary),
        "gzip in base64": packed,
        "in lines": "\n".join(packed[at : at + 40] for at in range(0, len(packed), 40)),
        "escaped gzip": quote(packed.replace("a", "%61")),
        "JSON": json.dumps(canary).replace("-", "\\u002d"),
        "wide": canary.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789abcdef"}),
        "twice": base64.b64encode(base64.b64encode(canary.encode())).decode(),
    }
    with playing("query"):
        missed = [name for name, text in ways.items() if not look_through([f"x;{text};y"], FILE).is_stopped]
    assert missed == []


@pytest.mark.protection("outgoing_details")
def test_a_file_with_several_addresses_is_not_given_and_one_with_few_raises() -> None:
    addresses = "SELECT 'a' || n || '@example.org' AS x FROM generate_series(1, {}) AS n"
    few = answered(addresses.format(3), is_download=True)
    many = answered(addresses.format(4), is_download=True)
    assert len(few["rows"]) == 3 and REFUSED in many.get("error", "")
    details = sorted(alert.detail.partition(" Statement")[0] for alert in LeakAlert.objects.all())
    assert details == ["Delivered. e-mail address: 3.", "Stopped. e-mail address: 4."]
    # Whoever only looks at them gets them a page at a time, and the log has it.
    assert len(answered(addresses.format(4))["rows"]) == 4


@pytest.mark.protection("outgoing_borders")
@pytest.mark.parametrize("size", [1, 999, WINDOW])
def test_a_canary_is_found_wherever_a_part_ends(canary: str, size: int) -> None:
    """It lies over the end of the first window, or over where the next one begins."""
    end = -(-WINDOW // size) * size
    with playing("query"):
        for border in (end, end - OVERLAP):
            text = ("x" * 79 + "\n") * (3 * WINDOW // 80)
            text = text[: border - 18] + " " + canary + " " + text[border + 20 :]
            scan, longest = Scan(FILE), 0
            out = ""
            for part in released((text[at : at + size] for at in range(0, len(text), size)), scan):
                out, longest = out + part, max(longest, len(part))
            assert scan.is_stopped and canary[:8] not in out
            assert longest <= WINDOW + size


@pytest.mark.protection("outgoing_audit_export")
def test_an_export_of_the_audit_log_ends_before_it(canary: str) -> None:
    olga = at_the_console("olga", "security_engineer")
    record("dataset.asked", actor_id=uuid.uuid4(), detail={"name": canary})
    answer = olga.post("/audit/export/", {"action": "dataset."})
    with playing("console"):
        text = b"".join(answer).decode()
    assert canary not in text and "must not leave" in text
    assert LeakAlert.objects.get(rule="outgoing").relation == "audit log"


def secrets(canary: str) -> Iterator[str]:
    yield canary
    yield make_token(uuid.uuid4(), TokenKind.SERVICE)[0]
    yield "-----BEGIN PRIVATE KEY-----\nMIIE"


@pytest.mark.protection("outgoing_mail")
@pytest.mark.parametrize("writer", ["staffing", "console", "web", "privacy"])
def test_a_mail_with_a_secret_is_not_sent_and_people_see_it(canary: str, writer: str) -> None:
    olga = at_the_console("olga", "security_engineer")
    OutgoingMail.objects.all().delete()
    with playing(writer):
        for secret in secrets(canary):
            mail.queue(
                to="eve@example.org", subject="Hello", text="Hello.", html=f"<p>{secret[:9]}<b></b>{secret[9:]}</p>"
            )
    with playing("mail"):
        assert mail.deliver_due() == 0
    assert outbox.outbox == []
    for _ in range(2):
        with playing("watch"):
            watch()
    found = LeakAlert.objects.filter(rule="outgoing", reader_id=writer, role="process")
    assert {each.detail.partition(" Mail")[0] for each in found} == {
        f"Stopped. {kind}: 1." for kind in ("canary", "API token", "private key")
    }
    with playing("mail"):
        assert mail.deliver_due() == 3
    assert {(each.to[0], each.subject) for each in outbox.outbox} == {("olga@example.org", SUBJECT_OUTGOING)}
    shown = olga.get(f"/alerts/{found[0].pk}/").content.decode()
    assert f"The process <code>{writer}</code> wrote a mail" in shown and "did not leave" in shown
    assert writer in olga.get("/alerts/").content.decode()


@pytest.mark.protection("outgoing_mail_writer")
def test_a_process_can_not_write_a_mail_as_another_one(login: Login) -> None:
    """What a mail of `web` may hold, a mail of `staffing` may not: addresses of many people."""
    text = " ".join(f"a{number}@example.org" for number in range(60))
    with login("default", "staffing") as staffing:
        staffing.execute(
            "INSERT INTO accounts_outgoingmail (id, recipient, subject, text, html, unsubscribe_url, created_at,"
            " next_attempt_at, attempts, last_error, login, stopped_for) VALUES (uuidv7(), 'eve@example.org', 'Hello',"
            " %s, '', '', now(), now(), 0, '', 'web', '')",
            [text],
        )
    with playing("mail"):
        mail.deliver_due()
    assert outbox.outbox == []
    assert OutgoingMail.objects.get().stopped_for == "e-mail address: 60"


@pytest.mark.protection("outgoing_alerts_bounded")
def test_who_asks_for_many_files_sends_ten_mails(login: Login) -> None:
    query = login("analytical", "query_log")
    for number in range(30):
        query.execute(FOUND, ["7", True, f"e-mail address: {number + 4}"])
    assert LeakAlert.objects.filter(reader_id="7").count() == 10
    query.execute(FOUND, ["8", True, "canary: 1"])
    assert LeakAlert.objects.filter(reader_id="8").count() == 1


@pytest.mark.protection("outgoing_alerts_apart")
def test_files_that_were_delivered_silence_no_alert_about_one_that_was_stopped(login: Login) -> None:
    query = login("analytical", "query_log")
    for number in range(10):
        query.execute(FOUND, ["7", False, f"phone number: {number}"])
    query.execute(FOUND, ["7", True, "canary: 1"])
    assert LeakAlert.objects.filter(detail__startswith="Stopped").exists()
