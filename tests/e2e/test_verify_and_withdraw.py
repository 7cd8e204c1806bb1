"""Marked documents go the whole way on the running site, and are nowhere afterwards: not in a file, store or queue.

What the provider and the inbox hold in memory is the outside world, and not looked at.
"""

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from reviews_site.processes import Store
from sandbox.identity_provider.machine_readable_zone import Zone, format_zone
from tests import canaries
from tests.canaries import Needles
from tests.e2e.conftest import Site
from tests.e2e.test_review_journey import sign_up

pytestmark = pytest.mark.xdist_group("site")
STORES: tuple[Store, ...] = ("default", "vault", "analytical")
LATER = date(2034, 8, 23)


def signs(count: int) -> str:
    """Letters and digits that stand nowhere else; no O and no I, which a reader could take for digits."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(count))


@dataclass(frozen=True)
class Canaries:
    """The canaries of one run: who the documents name, and the numbers by what becomes of them."""

    surname: str
    given: str
    born_on: date
    numbers: dict[str, str]

    def zone(self, what: str) -> str:
        """The machine-readable lines of a passport with that number."""
        name = f"{self.surname}  {self.given}"
        return format_zone(Zone("passport", "AUT", self.numbers[what], "AUT", self.born_on, LATER, name))

    def needles(self) -> Needles:
        """Everything of them that could have been kept, the lines of the zone among it."""
        lines = {f"zone of {what}": self.zone(what).splitlines()[1] for what in self.numbers}
        days = {"born, as a date": self.born_on.isoformat(), "born, as written": f"{self.born_on:%d.%m.%Y}"}
        numbers = {f"number that is {what}": number for what, number in self.numbers.items()}
        return canaries.needles(numbers | lines | days | {"surname": self.surname, "given name": self.given})


@pytest.fixture(scope="module")
def shown() -> Canaries:
    numbers = {"confirmed after errors": f"ERROR{signs(4)}", "late": f"DELAY{signs(4)}"}
    numbers |= {"refused": f"REFUSE{signs(3)}", "broken off": f"FAIL{signs(5)}"}
    names = ["".join(secrets.choice(string.ascii_uppercase) for _ in range(10)) for _ in range(2)]
    return Canaries(names[0], names[1], date(1931, 2, 17), numbers)


@pytest.fixture
def people(browser: Browser, site: Site) -> Iterator[tuple[Page, Page]]:
    """Two people who have just joined."""
    pages = browser.new_context().new_page(), browser.new_context().new_page()
    for page in pages:
        sign_up(page, site, f"heron{secrets.token_hex(4)}@example.org")
    yield pages
    for page in pages:
        page.context.close()


def show(page: Page, site: Site, *, says: str, zone: str = "", number: str = "") -> None:
    """Ask for a check, show a document at the provider, and wait until our page says what became of it."""
    page.goto(f"{site.url}/verification/")
    page.click("form[action$='/verification/start/'] button")
    page.wait_for_url(f"http://localhost:{site.port + 1}/verify/**")
    if zone:
        page.fill("[name=zone]", zone)
    else:
        page.select_option("[name=type]", "passport")
        page.select_option("[name=country]", "AT")
        page.fill("[name=number]", number)
        page.fill("[name=expires_on]", LATER.isoformat())
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/verification/**")
    # The page waits for the outcome by itself.
    expect(page.locator("main")).to_contain_text(says)


def everywhere(site: Site, wanted: Needles) -> list[str]:
    """What is found on this machine's side of the site: files, what the stores answer, the broker, the output."""
    for store in STORES:
        with psycopg.connect(site.superuser(store), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # what stands in memory goes to the files
    found = [f"{name} answers {find}" for name in STORES for find in _answers(site, name, wanted)]
    found += canaries.in_files(site.var, wanted)
    found += [f"the broker's memory: {find}" for find in canaries.in_memory(site.valkey_pid(), wanted)]
    return found + [f"the output: {find}" for find in canaries.in_bytes("".join(site.output).encode(), wanted)]


def _answers(site: Site, store: Store, wanted: Needles) -> list[str]:
    with psycopg.connect(site.superuser(store), autocommit=True) as connection:
        return canaries.in_database(connection, wanted)


def test_documents_are_nowhere_afterwards(people: tuple[Page, Page], site: Site, shown: Canaries) -> None:
    ada, her_other_self = people
    number = shown.numbers["confirmed after errors"]
    show(ada, site, zone=shown.zone("refused"), says="confirm you with this document")
    show(ada, site, zone=shown.zone("broken off"), says="finished")
    show(ada, site, zone=shown.zone("confirmed after errors"), says="You are confirmed")
    # The same document, typed by somebody else, with spaces and in small letters.
    show(her_other_self, site, number=f" {number[:3]} {number[3:]} ".lower(), says="already confirmed another account")
    show(her_other_self, site, zone=shown.zone("late"), says="You are confirmed")
    expect(her_other_self.get_by_role("heading", name="You are confirmed")).to_be_visible()
    assert everywhere(site, shown.needles()) == []


def test_the_scan_finds_what_is_planted(site: Site) -> None:
    planted = {name: f"PLANTED{signs(8)}" for name in ("log", "table", "queue", "file")}
    log, kept = site.var / "log" / "planted.log", site.var / "objects" / "planted.bin"
    kept.parent.mkdir(exist_ok=True)
    log.write_text(f"checked the document {planted['log'].lower()}\n")
    kept.write_bytes(b"\0" * 100 + planted["file"].encode("utf-16-le"))
    cache = redis.Redis.from_url((site.var / "secrets" / "web" / "cache_url").read_text().strip())
    cache.set("web:planted", planted["queue"])
    with psycopg.connect(site.superuser("default"), autocommit=True) as connection:
        connection.execute("CREATE TABLE planted AS SELECT sha256(%s::text::bytea) AS digest", [planted["table"]])
        try:
            found = everywhere(site, canaries.needles(planted))
        finally:
            connection.execute("DROP TABLE planted")
            cache.delete("web:planted")
            cache.close()
            log.unlink()
            kept.unlink()
    assert {
        "log/planted.log: log, in UTF-8",
        "objects/planted.bin: file, in UTF-16",
        "default answers public.planted: table, as sha256",
        "the broker's memory: queue, in UTF-8",
    } <= set(found)
    # The row is found in a file as well, the server's log of changes. The broker has no file.
    assert "table, as sha256" in {find.partition(": ")[2] for find in found if find.startswith("postgres/")}
    assert not [find for find in found if find.startswith("valkey/")]
