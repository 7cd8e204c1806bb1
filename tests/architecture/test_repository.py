"""What the repository promises of itself: the lock, the routes, the names."""

import re
import subprocess
import tomllib
from pathlib import Path
from pkgutil import resolve_name
from urllib.parse import urlsplit

import pytest

from reviews_site.processes import PROCESSES, queue_names
from reviews_site.web.access import routes
from tests import servers
from tests.attacks.proof import attacks_in
from tests.attacks.protections import PROTECTIONS, SUBJECTS
from tests.attacks.switches import InCluster, Replaced, Sql, TextReplaced, Together

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_INDEX = {"pypi.org", "files.pythonhosted.org"}


def test_the_lock_names_the_public_index_only() -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r'https?://[^"]+', (ROOT / "uv.lock").read_text())}
    assert hosts == PUBLIC_INDEX


def test_every_dependency_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    declared = tomllib.loads(text)
    for requirement in declared["project"]["dependencies"]:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "#" in line, f"{requirement} has no reason"


# Whoever reads them has no account; `tests/api/test_manners.py` asks each view of the API who may.
PUBLIC_OF_API = {
    "",
    "v1/openapi.json",
    "v1/restaurants",
    "v1/restaurants/<slug:slug>",
    *(f"v1/restaurants/<slug:slug>/{name}" for name in ("menu", "photos", "reviews", "reviews/<uuid:review_id>")),
    *("v1/popular/restaurants", "v1/popular/dishes", "v1/changes"),
    # Their views ask for a token or a session, and answer 401 in the place of a redirection.
    "v1/restaurants/<slug:slug>/guest-numbers",
    *("v1/me", "v1/me/reviews", "v1/me/reviews/<slug:slug>", "v1/me/drafts", "v1/me/drafts/<slug:slug>"),
    "v1/me/restaurants",
    *(f"v1/restaurants/<slug:slug>/{name}" for name in ("team", "dashboard", "profile", "hours", "team-reviews")),
    *(f"v1/restaurants/<slug:slug>/menu/{name}" for name in ("draft", "publish")),
    *("v1/me/suggestions", "v1/me/suggestions/<uuid:suggestion_id>"),
    *(f"v1/restaurants/<slug:slug>/suggestions{name}" for name in ("", "/<uuid:suggestion_id>/decision")),
    *(f"v1/restaurants/<slug:slug>/planning-notes{name}" for name in ("", "/<uuid:note_id>")),
    *(f"v1/restaurants/<slug:slug>/reply-templates{name}" for name in ("", "/<uuid:template_id>")),
    *("v1/me/claims", *(f"v1/me/claims/<uuid:claim_id>{name}" for name in ("", "/code", "/new-code"))),
    *(f"v1/restaurants/<slug:slug>/{name}" for name in ("claim-ways", "claims", "give-up")),
    "v1/restaurants/<slug:slug>/claims/<uuid:claim_id>/answer",
    "v1/restaurants/<slug:slug>/webhooks",
    *(f"v1/restaurants/<slug:slug>/webhooks/<uuid:webhook_id>{name}" for name in ("", "/secret", "/test")),
    *(f"v1/restaurants/<slug:slug>/reviews/<uuid:review_id>/{name}" for name in ("reply", "reply/check")),
}


def test_the_public_routes_are_these() -> None:
    """Everything else asks for a sign-in. A new public route is a decision: it is made here."""
    assert {path for path, is_public in routes().items() if is_public} == {
        "",
        *("healthz", "readyz", "metrics"),
        *("design/", "robots.txt", "sitemap.xml"),
        "map/",
        "map/base.pmtiles",
        "popular/",
        "popular/dishes/",
        "restaurants/",
        "search/suggestions/",
        "restaurants/<slug:slug>/",
        *(f"restaurants/<slug:slug>/{name}" for name in ("feed.atom", "menu/", "changes/")),
        "restaurants/<slug:slug>/reviews/<uuid:review_id>/",
        "reviewers/<str:pen_name>/",
        "photos/<slug:name>.webp",
        *("open-data/", "open-data/<str:day>.zip"),
        "visit/<str:code>/",
        "erasures/<uuid:request_id>/",
        "documents/<slug:name>/",
        "documents/<slug:name>/<int:version>/",
        "accounts/signup/",
        "accounts/signup/passkey/",
        "accounts/signup/passkey/make/",
        "accounts/login/",
        "accounts/login/passkey/",
        "accounts/login/second/",
        "accounts/logout/",
        "accounts/inactive/",
        "accounts/confirm-email/",
        "accounts/password/reset/",
        "accounts/password/reset/confirm/",
        "accounts/password/reset/complete/",
        "accounts/password/reset/done/",
        *("webhooks/identity/", "webhooks/tills/<uuid:till_id>/", "restaurants/<slug:slug>/badge.svg"),
        "unsubscribe/<str:token>/",
        *(f"api/{route}" for route in PUBLIC_OF_API),
    }


def test_scripts_of_one_page_declare_no_name_twice() -> None:
    """Scripts of a page share one scope: a second `const` of a name stops the whole script."""
    declared: dict[str, list[str]] = {}
    for path in sorted((ROOT / "reviews_site" / "static" / "js").glob("*.js")):
        for name in re.findall(r"^(?:const|let|class|function) (\w+)", path.read_text(), re.MULTILINE):
            declared.setdefault(name, []).append(path.name)
    assert {name: files for name, files in declared.items() if len(files) > 1} == {}


def test_no_page_loads_a_script_that_its_base_loads() -> None:
    base = script_names(ROOT / "reviews_site" / "templates" / "base.html")
    pages = [
        path for path in ROOT.glob("*/**/templates/**/*.html") if path.name != "base.html" or "console" in path.parts
    ]
    assert len(base) > 1 and len(pages) > 100
    assert {str(path.relative_to(ROOT)): twice for path in pages if (twice := base & script_names(path))} == {}


def script_names(template: Path) -> set[str]:
    """The scripts that a template loads."""
    return set(re.findall(r"static 'js/([\w/.-]+)'", template.read_text()))


def test_queues_follow_the_convention() -> None:
    """`<line of business>.<thing>`, and nobody sends where nobody listens."""
    consumed = {process.queue for process in PROCESSES.values() if process.queue}
    for process in PROCESSES.values():
        for queue in queue_names(process):
            assert re.fullmatch(r"[a-z]+\.[a-z_]+", queue)
            assert queue in consumed


def test_every_protection_is_attacked_and_every_attack_names_one() -> None:
    """`make attack-proof` is only worth something if nothing is left out of it."""
    assert set(attacks_in(ROOT / "tests" / "attacks").values()) == set(PROTECTIONS)
    assert sum(len(subject.PROTECTIONS) for subject in SUBJECTS) == len(PROTECTIONS)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_what_a_switch_replaces_exists(name: str) -> None:
    """A rename must not wait for `make attack-proof` to show that a switch switches nothing off."""
    switches, changes = [PROTECTIONS[name].switch], list[Sql]()
    for switch in switches:
        if isinstance(switch, Together):
            switches.extend(switch.switches)
        elif isinstance(switch, Sql):
            changes.append(switch)
        elif isinstance(switch, InCluster):
            with servers.superuser_connection(switch.store) as connection, connection.transaction(force_rollback=True):
                connection.execute(switch.statement)
        elif isinstance(switch, TextReplaced):
            assert switch.old in resolve_name(switch.target)
        elif isinstance(switch, Replaced):
            resolve_name(switch.target)
    for store in {change.store for change in changes}:
        with servers.superuser_connection(store) as connection, connection.transaction(force_rollback=True):
            for change in changes:
                if change.store == store:
                    change.execute(connection)


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ("", ["tests/attacks"]),
        ("-k token", ["tests/attacks", "-k", "token"]),
        ("tests/attacks/test_regions.py -k dump", ["tests/attacks/test_regions.py", "-k", "dump"]),
    ],
)
def test_the_proof_is_of_the_file_that_is_named_or_of_all(arguments: str, chosen: list[str]) -> None:
    said = ["make", "--dry-run", "attack-proof", f"ARGS={arguments}"]
    printed = subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1].split("--attack-proof")[1].split() == chosen


def test_every_module_of_the_kernel_has_its_layer() -> None:
    """A stray module fails: it belongs to a layer of `.importlinter`, or to the wiring that is listed here."""
    wiring = {
        "settings",
        "logs",
        "celery",
        "routing",
        "wsgi",
        "analytical_engine",
        "deployment",
        "devserver",
        "static",
        "templates",
        "version",
        "command_processes",
    }
    layers = set(re.findall(r"reviews_site\.(\w+)", (ROOT / ".importlinter").read_text()))
    found = {path.stem for path in (ROOT / "reviews_site").iterdir() if not path.name.startswith("__")}
    assert found <= layers | wiring
    rooms = {path.name for path in (ROOT / "analytics").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms <= set(re.findall(r"analytics\.(\w+)", (ROOT / ".importlinter").read_text()))
