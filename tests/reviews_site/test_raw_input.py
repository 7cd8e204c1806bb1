"""Raw input for every route of the site and the console: whatever is sent, nothing of it is answered by a 500."""

import os
import random
import traceback
import zlib
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from restaurants.actions import owners
from tests.accounts.factors import signed_in_twice_over
from tests.analytics.console_realm import paths_of_console
from tests.analytics.staffing import at_the_console
from tests.attacks.routes import paths
from tests.restaurants import factories
from tests.reviews_site.raw_input import BODIES, CONTENT_TYPES, TEXTS, bodies_of_forms, names_asked_for

STORES = ("default", "vault", "analytical")
FORM = "application/x-www-form-urlencoded"
GROUPS = 4
# Of each kind of request, so many a route; which, its path decides.
SAMPLE = int(os.environ.get("RAW_INPUT_SAMPLE", "2"))
pytestmark = pytest.mark.django_db(databases=STORES)
ROLES = ("data_scientist", "data_engineer", "security_engineer", "customer_support")


@pytest.fixture(autouse=True)
def rate_limits_off(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_raw_input_breaks_a_page_of_the_site(group: int) -> None:
    client, restaurant, owner = Client(), factories.restaurant(), factories.confirmed("dora")
    owners.grant(restaurant=restaurant, user=owner, by=None)
    signed_in_twice_over(client, owner)
    walked = [path.replace("/end/", f"/{restaurant.slug}/", 1) for path in paths()]
    assert broken(client, sorted(walked)[group::GROUPS]) == {}
    assert broken(Client(), [path for path in sorted(walked)[group::GROUPS] if "/accounts/" in path]) == {}


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_raw_input_breaks_a_page_of_the_console(group: int) -> None:
    walked = sorted(paths_of_console())
    assert broken(at_the_console("sofia", *ROLES), walked[group::GROUPS]) == {}


def broken(client: Client, walked: list[str]) -> dict[str, str]:
    """What went wrong at each path, and where."""
    client.raise_request_exception = False
    found: dict[str, str] = {}
    for path in walked:
        for sent in requests_for(client, path):
            answer = undone(client, **sent)
            if answer.status_code == 500:
                found.setdefault(f"{path} {sorted(sent)}", _where(answer, sent))
    return found


def requests_for(client: Client, path: str) -> list[dict[str, Any]]:
    """Forms and queries by the names that the view looks up, raw bodies, and texts within the path."""
    chance = random.Random(zlib.crc32(path.encode()))  # noqa: S311 - to vary tests
    with names_asked_for() as names:
        for method in ("GET", "POST"):
            undone(client, method=method, path=path)
    names = {name for name in names if name.isidentifier() and name != "csrfmiddlewaretoken"}
    seed = chance.randrange(2**32)
    bodies = bodies_of_forms(names, seed=seed)
    forms = [{"method": "POST", "path": path, "data": body.encode(), "content_type": FORM} for body in bodies]
    short = [body for body in bodies if len(body) < 4_000]
    queries = [{"method": "GET", "path": path, "QUERY_STRING": body} for body in short]
    raw = [
        {"method": "POST", "path": path, "data": body, "content_type": chance.choice(CONTENT_TYPES)} for body in BODIES
    ]
    within = [{"method": "GET", "path": f"{path}{text}/"} for text in TEXTS if 0 < len(text) < 4_000]
    kinds: list[list[dict[str, Any]]] = [forms, queries, raw]
    some = [sent for kind in kinds for sent in chance.sample(kind, min(len(kind), SAMPLE))]
    return [*some, *chance.sample(within, 2)]


def undone(client: Client, *, method: str, path: str, **sent: Any) -> Any:
    """The answer to a request that leaves nothing behind, neither in a store nor in the browser."""
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic("default"), transaction.atomic("vault"), transaction.atomic("analytical"):
        answer = client.generic(method, path, **sent)
        for store in STORES:
            transaction.set_rollback(True, store)
    client.cookies = cookies
    return answer


def _where(answer: Any, sent: dict[str, Any]) -> str:
    _, problem, trace = answer.exc_info
    line = traceback.extract_tb(trace)[-1]
    return f"{type(problem).__name__}: {str(problem)[:100]} at {line.filename}:{line.lineno} by {str(sent)[:200]}"
