"""Somebody with marked values everywhere leaves: no byte of them is left; nor after an older backup was restored.

On a site of its own, driven by a browser. The provider and the inbox stand for the outside world.
"""

import json
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from reviews_site.deployment.paths import find_paths
from reviews_site.deployment.process_secrets import DATABASES
from reviews_site.devserver.postgres import programs
from tests import canaries
from tests.e2e.conftest import PATIENCE_SECONDS, ROOT, Site, free_ports, start, wait_for
from tests.e2e.dataset_requests import manage, register_dataset, wait_with_nudges, withdraw_dataset
from tests.e2e.test_review_journey import confirm, sign_up
from tests.state_folders import state_folder

pytestmark = pytest.mark.xdist_group("erasure")  # a site of its own
MARK = "canaryqx7w2v"
EMAIL, PEN, PASSKEY = f"{MARK}.a@mail.example.org", f"{MARK} b", f"{MARK} c"
TEXT = f"The {MARK}d soup was warm, the {MARK}d bread fresh, and nobody hurried us at all."


@pytest.fixture
def folder() -> Iterator[Path]:
    with state_folder("erasure") as made:
        yield made


def superuser(var: Path, database: str) -> str:
    """The superuser's way into a database of the embedded clusters."""
    cluster = "analytical" if database == "analytical" else "transactional"
    password = json.loads((var / "keys" / "superusers.json").read_text())[cluster]
    host = quote(str(find_paths(var).socket_folder(cluster)), safe="")
    return f"postgresql://postgres:{quote(password, safe='')}@{host}/{database}"


def stop(site: Site) -> None:
    site.process.send_signal(signal.SIGINT)
    site.process.wait(PATIENCE_SECONDS)
    site.reader.join(PATIENCE_SECONDS)
    if site.process.stdout:
        site.process.stdout.close()


def tool(name: str, *arguments: str) -> None:
    done = subprocess.run([programs() / name, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def everywhere(var: Path, wanted: canaries.Needles) -> list[str]:
    """What of the marks stands in any file below the state folder: databases, log, Valkey, logs, objects, anchors."""
    return canaries.in_files(var, wanted)


def _of_postgres(found: list[str]) -> list[str]:
    return [find for find in found if find.startswith("postgres/")]


def in_databases(var: Path, wanted: canaries.Needles) -> list[str]:
    found = []
    for _, database in DATABASES.values():
        with psycopg.connect(superuser(var, database)) as connection:
            found += canaries.in_database(connection, wanted)
    return found


def live(page: Page, site: Site) -> uuid.UUID:
    """Join, be confirmed, say everything of oneself, review, and be in a registered dataset; the pseudonym."""
    sign_up(page, site, EMAIL)
    confirm(page, site)
    page.goto(f"{site.url}/profile/")
    page.fill("[name=display_name]", PEN)
    page.fill("[name=birth_year]", "1937")
    page.click("main .button-primary")
    page.goto(f"{site.url}/security/")
    page.get_by_text("Rename").first.click()
    page.fill("[name=name]", PASSKEY)
    page.click("main .button-primary")
    page.goto(f"{site.url}/restaurants/")
    slug = re.search(r'href="/restaurants/([\w-]+)/"', page.content())
    assert slug
    page.goto(f"{site.url}/restaurants/{slug[1]}/review/")
    page.locator("[name=rating][value='4']").check(force=True)
    page.fill("[name=text]", TEXT)
    if page.locator("[name=visited_on]").count():
        page.fill("[name=visited_on]", page.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)"))
    page.click("main .button-primary")
    page.wait_for_url(f"{site.url}/restaurants/{slug[1]}/**")
    with psycopg.connect(superuser(site.var, "analytical"), autocommit=True) as connection:
        scored = (
            "SELECT reviewer FROM core.reviews JOIN derived.review_sentiment USING (restaurant_id, review_id)"
            f" WHERE text LIKE '%{MARK}%'"
        )
        score = wait_with_nudges(site, lambda: connection.execute(scored).fetchone(), "the score of the review")
        person = score[0]
        register_dataset(site)
        tokens = "SELECT count(*) FROM governance.dataset_token WHERE subject = %s"
        assert connection.execute(tokens, [person]).fetchone() == (1,)
    assert isinstance(person, uuid.UUID)
    return person


def take_a_copy(page: Page, site: Site) -> None:
    """Have everything gathered, and leave it there: it lies among the objects when its owner leaves."""
    page.goto(f"{site.url}/privacy/export/")
    if "/security/confirm/" in page.url:
        page.click("form[data-passkey] button")
        page.wait_for_url("**/privacy/export/")
    page.get_by_role("button", name="Prepare my copy").click()
    wait_with_nudges(site, page.get_by_role("button", name="Download my copy").count, "the copy")
    assert {path.suffix for path in copies(site.var)} == {".analytics", ".archive"}


def copies(var: Path) -> list[Path]:
    """The objects of exports, on their way to people."""
    return [path for path in (var / "objects" / "eu" / "accounts.exports").iterdir() if path.is_file()]


def leave(page: Page, site: Site) -> str:
    """Ask for the account to be deleted, let the wait pass, and read the receipt."""
    page.goto(f"{site.url}/privacy/delete/")
    if "/security/confirm/" in page.url:
        page.click("form[data-passkey] button")
        page.wait_for_url("**/privacy/delete/")
    page.get_by_role("button", name="Delete my account").click()
    page.wait_for_url(f"{site.url}/privacy/")
    says = "the mail that it was asked for"
    wait_with_nudges(site, lambda: "will be deleted" in site.mails(EMAIL)[0]["subject"], says)
    with psycopg.connect(superuser(site.var, "platemark"), autocommit=True) as connection:
        connection.execute("UPDATE privacy_rights_erasurerequest SET due_at = now() WHERE state = 'waiting'")

    def receipt() -> str:
        mail = site.mails(EMAIL)[0]
        return str(mail["text"]) if mail["subject"] == "Your account is deleted" else ""

    return str(wait_with_nudges(site, receipt, "the receipt"))


def account_of(email: str, var: Path) -> canaries.Needles:
    """The id of an account, in every form."""
    with psycopg.connect(superuser(var, "platemark")) as connection:
        found = connection.execute("SELECT id FROM accounts_user WHERE email = %s", [email]).fetchall()
    return canaries.needles({"account": str(found[0][0])})


def rewritten(var: Path) -> None:
    """As the site does every hour, until no erasure waits for it: a table may be in use."""

    def nothing_waits() -> bool:
        manage(var, "vacuum", "erasures", "vacuum", "--unattended")
        with psycopg.connect(superuser(var, "platemark")) as connection:
            return (
                connection.execute(
                    "SELECT FROM privacy_rights_erasurerequest WHERE id NOT IN"
                    " (SELECT request_id FROM privacy_rights_storeerasure WHERE state = 'vacuumed')"
                ).rowcount
                == 0
            )

    wait_for(nothing_waits, says="new files")


def test_nothing_is_left_and_an_older_backup_brings_nobody_back(browser: Browser, folder: Path) -> None:
    var, dumps = folder / "var", folder / "dumps"
    for made in (var, dumps):
        made.mkdir(mode=0o711)
    site = start(var, free_ports())
    try:
        context = browser.new_context()
        page = context.new_page()
        person = live(page, site)
        wanted = canaries.needles({"mark": MARK, "pseudonym": str(person)}) | {person.bytes: "pseudonym, raw"}
        account = account_of(EMAIL, var)
        for _, database in DATABASES.values():
            tool("pg_dump", "--format=custom", f"--file={dumps / database}", superuser(var, database))
        assert in_databases(var, wanted)
        assert _of_postgres(everywhere(var, wanted)), "They are there to be found."
        take_a_copy(page, site)
        receipt = leave(page, site)
        assert copies(var) == []
        says = ("reviews 1,", "1 digest of an identity document", "No model in use was trained on your data.")
        assert [one for one in says if one not in receipt] == []
        page.goto(site.url + re.findall(r"/erasures/[\w-]+/", receipt)[0])
        assert "Receipt sent" in page.inner_text("main")
        context.close()
        assert "audit: nothing found" in manage(var, "auditor", "audit", "verify")
        assert _of_postgres(everywhere(var, wanted)), "What a plain deletion leaves on the disk."
        rewritten(var)
        assert canaries.in_memory(site.valkey_pid(), wanted | account) == []
    finally:
        stop(site)
    assert everywhere(var, wanted) == []
    restore(var, dumps, wanted)
    site = start(var, site.port)
    try:
        assert any("default: 1 were missing, of 1" in line for line in site.output)
        wait_for(lambda: "erasures are done with on the disks" in "".join(site.output), says="the site's own run")
        rewritten(var)
        withdraw_dataset(site)
    finally:
        stop(site)
    assert everywhere(var, wanted) == []


def restore(var: Path, dumps: Path, wanted: canaries.Needles) -> None:
    """The commands of docs/operations.md, on the servers alone: nothing serves meanwhile."""
    command = [sys.executable, "-m", "reviews_site.devserver", "servers"]
    environment = {**os.environ, "PLATEMARK_VAR": str(var)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as servers:
        assert servers.stdout and servers.stdin
        wait_for(servers.stdout.readline, says="the start of the servers")
        for _, database in DATABASES.values():
            admin = superuser(var, "postgres" if database != "analytical" else "analytical").rpartition("/")[0]
            with psycopg.connect(f"{admin}/postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {database} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {database} OWNER migrator")
            tool("pg_restore", "--exit-on-error", f"--dbname={superuser(var, database)}", str(dumps / database))
        assert in_databases(var, wanted), "The backup holds them, or else the scan proves nothing."
        servers.stdin.close()
        servers.wait(PATIENCE_SECONDS)
