"""Attack: try a token of the API that was found, and learn from the answer, or from silence, whether it is honey."""

from typing import Any

import pytest
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext
from psycopg.errors import InsufficientPrivilege

from accounts.models import HoneyTokenUse, OutgoingMail
from analytics.leaks.honey import make_honey_token
from analytics.leaks.models import LeakAlert
from analytics.leaks.watch import SUBJECT_USE
from analytics.leaks.watch import run as watch
from reviews_site.crypto.bearer_tokens import TokenKind, make_token
from reviews_site.ids import uuid7
from tests.analytics.staffing import at_the_console
from tests.conftest import Login, ProcessClient, playing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
ME, PUBLIC = "/api/v1/me", "/api/v1/restaurants"
# What differs from request to request.
OF_ITS_OWN = frozenset({"X-Request-ID", "RateLimit"})
PLACE = "variables of the old build"


def send(token: str, path: str = ME, address: str = "203.0.113.9") -> Any:
    """What a program at that address is answered."""
    client = ProcessClient(raise_request_exception=False, REMOTE_ADDR=address)
    return client.get(path, headers={"authorization": f"Bearer {token}"})


@pytest.mark.protection("honey_token_raises")
@pytest.mark.parametrize(("path", "status"), [(ME, 401), (PUBLIC, 200)])
def test_who_sends_a_token_of_nobody_is_noticed(path: str, status: int) -> None:
    olga = at_the_console("olga", "security_engineer")
    OutgoingMail.objects.all().delete()
    token = make_honey_token(PLACE)
    assert send(token, path).status_code == status
    with playing("watch"):
        watch()
    assert [(each.rule, each.reader_id) for each in LeakAlert.objects.all()] == [("honey_use", "203.0.113.0/24")]
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == ("olga@example.org", SUBJECT_USE)
    assert "203.0.113.0/24" in mail.text and token not in mail.text
    shown = olga.get(f"/alerts/{LeakAlert.objects.get().pk}/").content.decode()
    assert PLACE in shown and "203.0.113.0/24" in shown and "It was an attack" in shown
    assert "203.0.113.0/24" in olga.get("/alerts/").content.decode()


@pytest.mark.protection("honey_token_like_a_wrong_one")
def test_it_is_answered_as_a_wrong_one_is() -> None:
    """The first time and later, and where the database takes no writes."""
    wrong, _ = make_token(uuid7(), TokenKind.USER)
    honey = make_honey_token(PLACE)
    tokens = (wrong, honey, honey)
    answers = [_answer(token, f"198.51.{number}.1") for number, token in enumerate(tokens)]
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        try:
            answers += [_answer(token, f"198.52.{number}.1") for number, token in enumerate(tokens)]
        finally:
            cursor.execute("RESET default_transaction_read_only")
    assert answers[0][0] == 401
    assert answers == [answers[0]] * 6


def _answer(token: str, address: str) -> tuple[Any, ...]:
    """Status, body, headers and statements of an answer, without what differs each time."""
    with CaptureQueriesContext(connection) as queries:
        answer = send(token, address=address)
    headers = {name: "" if name in OF_ITS_OWN else value for name, value in answer.headers.items()}
    statements = [each["sql"].split("(")[0] for each in queries]
    return answer.status_code, answer.json() | {"instance": ""}, headers, statements


@pytest.mark.protection("honey_token_bounded")
def test_who_sends_it_from_everywhere_sends_ten_mails() -> None:
    token = make_honey_token(PLACE)
    for number in range(20):
        send(token, address=f"10.0.{number}.1")
        send(token, address=f"10.0.{number}.2")
    assert HoneyTokenUse.objects.count() <= 10
    other = make_honey_token("a draft of a page")
    send(other)
    assert HoneyTokenUse.objects.filter(token__place="a draft of a page").exists()


@pytest.mark.protection("honey_token_cool_down_by_network")
def test_a_first_use_does_not_silence_one_from_elsewhere() -> None:
    token = make_honey_token(PLACE)
    for address in ("203.0.113.9", "203.0.113.77", "2001:db8:1:2::3", "2001:db8:1:9::3"):
        send(token, address=address)
    networks = set(HoneyTokenUse.objects.values_list("network", flat=True))
    assert networks == {"203.0.113.0/24", "2001:db8:1::/48"}


@pytest.mark.protection("honey_token_unknown")
@pytest.mark.parametrize("name", ["web", "console", "watch", "mail", "relay"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id, digest FROM accounts_honeytoken",
        "DELETE FROM accounts_honeytokenuse",
        "SELECT public.accounts_note_honey_token(uuidv7(), '', '')",
    ],
)
def test_no_process_knows_which_tokens_are_honey(name: str, statement: str, login: Login) -> None:
    make_honey_token(PLACE)
    with pytest.raises(InsufficientPrivilege):
        login("default", name).execute(statement)


@pytest.mark.protection("honey_token_alert_waits")
def test_a_use_waits_while_the_analytical_store_takes_no_alert(login: Login) -> None:
    send(make_honey_token(PLACE))
    honey_used = "EXECUTE ON FUNCTION governance.honey_used(uuid, text, text, text, text, timestamptz)"
    store = login("analytical", "migrator")
    store.execute(f"REVOKE {honey_used} FROM watch")
    try:
        assert not _watch_works()
    finally:
        store.execute(f"GRANT {honey_used} TO watch")
    assert _watch_works() and _watch_works()
    assert LeakAlert.objects.count() == 1


def _watch_works() -> bool:
    """Whether `watch` gets to its end."""
    with playing("watch"):
        try:
            watch()
        except Error:
            return False
    return True
