"""The console's pages on elevations: asked for, signed, approved, begun, handed out, ended and reviewed."""

import re
import uuid
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Elevation, ElevationRequest, User
from accounts.second_factor import sealed_for
from analytics.access.elevations.ending import end_over
from analytics.access.models import AccessEvent
from analytics.access.models import Elevation as Activation
from demo.staff import code_at
from reviews_site.audit.models import Event
from reviews_site.processes import Purpose
from tests.accounts.elevation_requests import begun
from tests.analytics import elevated
from tests.analytics.staffing import ConsoleClient, at_the_console, with_old_proof
from tests.analytics.statements import logins, service_in_reach
from tests.analytics.test_company_roles_page import works
from tests.conftest import playing

__all__ = ["logins"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
PAGE, ASK, PROOF = "/elevations/", "/elevations/new/", "/elevations/proof/"


@pytest.fixture(autouse=True)
def no_login_is_left() -> Iterator[None]:
    with elevated.cleaned_up():
        yield


def fill_in(client: ConsoleClient, **changes: str) -> str:
    """Ask, sign, and let the worker look at it; the page of the request."""
    form = {
        "rule": "data_scientist.reviews",
        "minutes": "60",
        "ticket": "OPS-117",
        "reason": "the model finds no praise in short texts",
        **changes,
    }
    assert client.post(ASK, form)["Location"] == PROOF
    text = client.get(PROOF).content.decode()
    assert "every review with its text, under pseudonyms" in text and f"{form['minutes']} minutes" in text
    page = sign(client, "sofia")
    works()
    return page


def sign(client: ConsoleClient, name: str) -> str:
    """Sign with the next code of their app; the page that it leads to."""
    factor = Authenticator.objects.get(user__email=f"{name}@example.org", type="totp")
    with playing("seeder"), sealed_for(Purpose.MFA_SECRETS):
        secret = decrypt(factor.data["secret"])
    assert client.get(PROOF).status_code == 200
    client.moment -= 30  # the code before the one of the sign-in or the last signature: the worker takes each once
    return str(client.post(PROOF, {"code": code_at(secret, client.moment)})["Location"])


def approve(client: ConsoleClient, name: str, page: str, step: str = "approve") -> None:
    """Approve or refuse, and sign it."""
    assert client.post(f"{page}decision/", {"step": step})["Location"] == PROOF
    text = client.get(PROOF).content.decode()
    assert "every review with its text, under pseudonyms" in text and "60 minutes" in text
    assert sign(client, name) == page
    works()


def test_from_the_request_to_the_review() -> None:
    sofia, olga = at_the_console("sofia", "data_scientist"), at_the_console("olga", "security_engineer")
    elevated.add_facts(uuid.uuid4(), uuid.uuid4())
    page = fill_in(sofia)
    assert "Waits for an approval" in sofia.get(PAGE).content.decode()
    assert sofia.post(f"{page}decision/", {"step": "approve"}).status_code == 403
    approve(olga, "olga", page)
    assert begun() == 1
    shown = sofia.get(page).content.decode()
    activation = Activation.objects.get()
    assert activation.login in shown and "core.reviews" in shown and "Show the secret once" in shown
    assert "Show the secret once" not in olga.get(page).content.decode()
    answer = sofia.post(f"{page}secret/")
    (secret,) = re.findall(r"<p><code>([\w-]{32})</code></p>", answer.content.decode())
    assert f"user={activation.login}" in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert sofia.post(f"{page}secret/").status_code == 410
    with elevated.connect(activation.login, secret) as session:
        assert session.execute("SELECT count(*) FROM core.reviews").fetchall() == [(1,)]
        assert olga.post(f"{page}end/")["Location"] == page
        with playing("enforcer"):
            assert end_over() == [activation.login]
    assert "Ended early" in olga.get(page).content.decode()
    assert olga.post(f"{page}review/", {"note": "short"}).status_code == 400
    assert olga.post(f"{page}review/", {"note": "it fits the reason"})["Location"] == PROOF
    assert "it fits the reason" in olga.get(PROOF).content.decode()
    assert sign(olga, "olga") == page
    works()
    assert Elevation.objects.get().review_note == "it fits the reason"
    assert "it fits the reason" in sofia.get(page).content.decode()
    lines = set(Event.objects.filter(action__startswith="elevation.").values_list("action", "login"))
    assert lines == {
        ("elevation.approved", "staffing"),
        ("elevation.begun", "elevation"),
        ("elevation.secret_taken", "console"),
        ("elevation.ended", "console"),
        ("elevation.reviewed", "staffing"),
    }


@pytest.mark.usefixtures("logins")
def test_sql_runs_under_the_elevation_while_who_approves_reads_along() -> None:
    sofia, olga = at_the_console("sofia", "data_scientist"), at_the_console("olga", "security_engineer")
    elevated.add_facts(uuid.uuid4(), uuid.uuid4())
    page = fill_in(sofia)
    assert sofia.get(f"{page}sql/").status_code == 404
    approve(olga, "olga", page)
    assert begun() == 1
    (secret,) = re.findall(r"<code>([\w-]{32})</code>", sofia.post(f"{page}secret/").content.decode())

    def run(statement: str, secret: str = secret) -> str:
        with service_in_reach():
            return sofia.post(f"{page}sql/", {"secret": secret, "statement": statement}).content.decode()

    shown = run("SELECT text FROM core.reviews")
    assert "It was as it should be." in shown and "<code>core.reviews</code>: text" in shown
    assert "has a column home_region that your role reads" in run("SELECT home_region FROM core.reviews")
    assert "its secret is wrong, it is over" in run("SELECT 1", "x" * 32)
    watched = olga.get(f"{page}sql/").content.decode()
    assert 'hx-trigger="every 5s"' in watched and "SELECT home_region FROM core.reviews" in watched
    assert watched.count("<td>ran</td>") == 1 and 'name="secret"' not in watched and secret not in watched
    (line,) = AccessEvent.objects.filter(purpose__startswith="statement ")
    assert (line.relation, line.rows, line.subjects, line.columns) == ("core.reviews", 1, None, ["text"])
    assert olga.post(f"{page}end/")["Location"] == page
    with playing("enforcer"):
        end_over()
    assert sofia.post(f"{page}sql/", {"secret": secret, "statement": "SELECT 1"}).status_code == 404
    assert "It is over." in sofia.get(f"{page}sql/").content.decode()


def test_a_refused_request_says_so() -> None:
    sofia, olga = at_the_console("sofia", "data_scientist"), at_the_console("olga", "security_engineer")
    page = fill_in(sofia)
    approve(olga, "olga", page, step="refuse")
    assert "A security engineer refused it." in sofia.get(page).content.decode()
    assert olga.post(f"{page}decision/", {"step": "approve"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"minutes": "241"}, "from 15 to 240 minutes"),
        ({"minutes": "20", "is_break_glass": "on"}, "from 15 to 15 minutes"),
        ({"key": str(uuid.UUID(int=1))}, "none where the scope is a whole table"),
        ({"key": "nothing"}, "This is no id"),
        ({"reason": "short"}, "Write at least 10 characters"),
        ({"rule": "data_engineer.event"}, "Choose one of the options"),
    ],
)
def test_what_the_table_does_not_allow_is_refused_at_the_form(changes: dict[str, str], says: str) -> None:
    sofia = at_the_console("sofia", "data_scientist")
    form = {"rule": "data_scientist.reviews", "minutes": "60", "ticket": "OPS-1", "reason": "to find a bad model"}
    answer = sofia.post(ASK, form | changes)
    assert answer.status_code == 200 and says in answer.content.decode()


def test_others_see_nothing_of_it() -> None:
    sofia, mia = at_the_console("sofia", "data_scientist"), at_the_console("mia", "data_scientist")
    page = fill_in(sofia)
    assert mia.get(page).status_code == 404
    assert mia.post(f"{page}secret/").status_code == 404
    assert mia.post(f"{page}end/").status_code == 404
    assert "OPS-117" not in mia.get(PAGE).content.decode()
    ends = at_the_console("eva", "executive")
    assert ends.get(PAGE).status_code == 403 and ends.get(ASK).status_code == 403


def test_the_secret_takes_a_recent_second_factor() -> None:
    sofia, olga = at_the_console("sofia", "data_scientist"), at_the_console("olga", "security_engineer")
    page = fill_in(sofia)
    approve(olga, "olga", page)
    begun()
    assert with_old_proof(sofia).post(f"{page}secret/").status_code in (302, 403)
    assert Elevation.objects.get().secret is not None


def test_the_list_takes_as_many_queries_for_one_as_for_three() -> None:
    sofia = at_the_console("sofia", "data_scientist")
    counts = []
    for number in (1, 2):
        for each in range(number):
            ElevationRequest(
                actor_id=uuid.UUID(int=each + 1), role="data_scientist", scope="reviews", minutes=60, reason="a reason"
            ).save(force_insert=True)
        ElevationRequest.objects.update(actor_id=User.objects.get(email="sofia@example.org").pk)
        with CaptureQueriesContext(connection) as queries:
            assert sofia.get(PAGE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
