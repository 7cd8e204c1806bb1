"""The code does nothing dangerous that its inventory does not list, and its scripts nothing at all."""

import ast
import re
import ssl
from functools import cache
from pathlib import Path

import pytest

from reviews_site.authorities import trusted_authorities
from tests.architecture import code_inventory as inventory

ROOT = inventory.ROOT
# One worker reads the code once for all tests.
pytestmark = pytest.mark.xdist_group("syntax of the code")
# Formats that are made elsewhere in the module, of constants.
FORMATS = (
    r"_?[A-Z_\d]+(\[.*\])?|[\w.]+\._?[A-Z_\d]+|sql\.SQL\(.*\)|super\(\)|_DROPS\.get\(.*\)"
    r"|(condition|statement|remedy|drop|sentence|done)"
)


@pytest.mark.parametrize("kind", inventory.FORBIDDEN)
def test_no_code_does_what_none_may(kind: str) -> None:
    assert inventory.places(inventory.FORBIDDEN[kind], inventory.names_used()) == []


@pytest.mark.parametrize("kind", inventory.DANGEROUS)
def test_what_is_dangerous_is_done_where_it_is_listed(kind: str) -> None:
    found = inventory.dangerous_places(kind)
    assert [module for module in found if not inventory.permitted(kind, module)] == []
    listed = inventory.PERMITTED[kind]
    assert [name for name in listed if not any(module.startswith(name) for module in found)] == []


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ("eval(text)", inventory.FORBIDDEN["run what a text says"]),
        ("pickle.loads(data)", inventory.DANGEROUS["reads a pickle"]),
        ("engine.from_string(text)", inventory.FORBIDDEN["make a template of a text"]),
        ("hashlib.md5(data)", inventory.FORBIDDEN["hash with a broken function"]),
        ("subprocess.run(command)", inventory.DANGEROUS["starts a program"]),
        ("random.choice(names)", inventory.DANGEROUS["draws numbers that can be guessed"]),
    ],
)
def test_the_search_finds_them(source: str, pattern: str) -> None:
    assert any(re.fullmatch(pattern, name) for name in inventory.names_in(ast.parse(source)))


def test_no_program_is_started_through_a_shell() -> None:
    keywords = [(path, node) for path, node in nodes() if isinstance(node, ast.keyword) and node.arg == "shell"]
    assert keywords == []


def test_arrays_are_read_without_pickle() -> None:
    loads = [node for _, node in nodes() if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load"]
    assert loads
    assert all("allow_pickle=False" in ast.unparse(node) for node in loads)


def test_cryptography_is_that_of_the_inventory() -> None:
    assert inventory.unlisted_cryptography() == {}
    assert [
        name
        for name, pattern in inventory.CRYPTOGRAPHY.items()
        if not inventory.places(pattern, inventory.names_used())
    ] == []


def test_tls_is_asked_for_as_the_system_has_it() -> None:
    """Certificates and names are checked, and nothing says otherwise."""
    named = {name for names in inventory.names_used().values() for name in names}
    assert named & {"ssl.CERT_NONE", "ssl.PROTOCOL_TLS", "ssl._create_unverified_context"} == set()
    assert inventory.places(r"ssl\.SSLContext|ssl\.wrap_socket", inventory.names_called()) == []
    off = [node for _, node in nodes() if isinstance(node, ast.keyword) and node.arg in ("verify", "check_hostname")]
    assert {ast.unparse(node) for node in off} <= {"verify=True", "check_hostname=True", "verify=trusted_authorities()"}
    assert (trusted_authorities().verify_mode, trusted_authorities().check_hostname) == (ssl.CERT_REQUIRED, True)


def test_secrets_are_compared_in_constant_time() -> None:
    """Where a secret, a signature or a digest of one meets what was sent; the rest is looked up by its digest."""
    assert inventory.places(inventory.CRYPTOGRAPHY["comparison in constant time"], inventory.names_called()) == [
        "reviews_site/crypto/signed_chain.py",
        "reviews_site/crypto/signing.py",
        "reviews_site/crypto/standard_webhooks.py",
        "reviews_site/outgoing/canaries.py",
        "reviews_site/web/metrics.py",
        "accounts/actions/addresses.py",
        "accounts/staffing/signatures.py",
    ]


def test_every_keyed_hash_names_its_function() -> None:
    """Django's own default is SHA-1."""
    calls = [node for _, node in nodes() if isinstance(node, ast.Call) and ast.unparse(node.func) == "salted_hmac"]
    assert len(calls) >= 3
    assert [ast.unparse(node) for node in calls if "algorithm='sha256'" not in ast.unparse(node)] == []


def test_no_format_is_a_text_that_somebody_sent() -> None:
    found = [
        f"{path}: {ast.unparse(node)[:80]}"
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and not isinstance(node.func.value, ast.Constant)
        and not path.startswith("mlmodels/")
        and not re.fullmatch(FORMATS, ast.unparse(node.func.value), re.DOTALL)
    ]
    assert found == []


def test_a_pattern_of_what_is_read_escapes_it() -> None:
    """A pattern is made of constants, or of what `re.escape` gave."""
    found = [
        f"{path}: {ast.unparse(part)}"
        for path, node in nodes()
        if isinstance(node, ast.Call) and re.fullmatch(r"re\.\w+", ast.unparse(node.func)) and node.args
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.FormattedValue)
        and not re.search(r"\b_?[A-Z][A-Z_]+\b|re\.escape", ast.unparse(part))
        and f"{ast.unparse(part.value)} = re.escape(" not in (ROOT / path).read_text()
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(inventory.SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_a_script_does_nothing_dangerous(path: Path) -> None:
    text = path.read_text()
    assert [kind for kind, pattern in inventory.FORBIDDEN_IN_SCRIPTS.items() if re.search(pattern, text)] == []
    assert '"use strict";' in text


def test_one_script_keeps_something_in_the_browser() -> None:
    """Drafts of reviews, while the connection is lost."""
    stores = r"localStorage|sessionStorage|indexedDB|caches\.open|serviceWorker"
    texts = {path.name: path.read_text() for path in inventory.SCRIPTS.glob("*.js")}
    assert {name for name, text in texts.items() if re.search(stores, text)} == {"draft.js"}
    assert '"agreed", "photos", "alt", "visit_code"' in texts["draft.js"]


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of the syntax of our code, with its module."""
    return [(path, node) for path, tree in inventory.modules().items() for node in ast.walk(tree)]
