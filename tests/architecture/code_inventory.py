"""What the code does that can do harm, found in its syntax: cryptography, programs, foreign code, text taken for HTML.

Each place that does something dangerous is listed with the reason why it may. `docs/security/code.md` shows it all.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reviews_site.processes import PROCESSES, Purpose

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("reviews_site", "accounts", "restaurants", "analytics", "mlmodels", "privacy_rights", "api")
SCRIPTS = ROOT / "reviews_site" / "static" / "js"

# What no place may do: there is no list of exceptions for these.
FORBIDDEN = {
    "run what a text says": r"(builtins\.)?(eval|exec|compile|__import__)|(marshal|shelve|dill|joblib)\.\w+",
    "make a template of a text": r"(\w+\.)*(Template|from_string)",
    "read YAML, or XML by a parser that expands entities": r"yaml\.\w+|(xml\.sax|xml\.dom|lxml)\.[\w.]+",
    "give a command to a shell": r"os\.(system|popen)|subprocess\.(getoutput|getstatusoutput)",
    "hash with a broken function": r"hashlib\.(md5|sha1|new)|(\w+\.)*(MD5|SHA1|ECB|ARC4|TripleDES|PKCS1v15)",
}
# What some places may do, each for its reason.
DANGEROUS = {
    "starts a program": r"subprocess\.\w+|os\.(exec\w*|posix_spawn\w*|spawn\w*)",
    "forks": r"os\.fork",
    "calls C": r"ctypes\.\w+",
    "loads a module by its name": r"(importlib\.)?import_module",
    "says that a text is HTML": r"(mark_safe|SafeString|SafeText|SafeData)",
    "draws numbers that can be guessed": r"random\.(?!SystemRandom)\w+|np\.random\.\w+|numpy\.random\.\w+",
    "reads a pickle": r"pickle\.\w+",
    "reads XML": r"(xml\.etree\.)?ElementTree\.(fromstring|parse|iterparse|XML)",
}
PERMITTED = {
    "starts a program": {
        "reviews_site/deployment/child.py": "processes of the plan, with its arguments and no shell",
        "reviews_site/devserver/": "development alone: servers and processes of `make run`",
    },
    "forks": {
        "reviews_site/devserver/fork_server.py": "development alone: processes of `make run`",
        "reviews_site/confined_child.py": "a photo is decoded in a child that the kernel confines",
    },
    "calls C": {
        "reviews_site/deployment/child.py": "a child ends with its parent, and gives up its capabilities",
        "reviews_site/deployment/worker.py": "memory goes back to the system after a task",
    },
    "loads a module by its name": {
        "accounts/realms.py": "the session engine that the settings name",
        "reviews_site/deployment/worker.py": "modules that the table of processes names",
        "reviews_site/devserver/fork_server.py": "development alone: modules that it lists",
    },
    "says that a text is HTML": {
        "accounts/views/factors.py": "a QR code, drawn here",
        "analytics/console/views/sign_in.py": "a QR code, drawn here",
        "analytics/console/views/advisor.py": "a chart, drawn here of numbers",
        "restaurants/qr_codes.py": "a QR code, drawn here",
        "restaurants/visit_confirmation/sheet.py": "a constant style",
        "reviews_site/web/discovery.py": "JSON, of which each sign that HTML reads is an escape",
        "reviews_site/web/templatetags/": "templates that were drawn with escapes, and slots between random tokens",
    },
    "draws numbers that can be guessed": {
        "analytics/access/copies/mock_data.py": "made-up rows, the same for each seed",
        "analytics/leaks/": "a generated year of reads, the same for each seed",
        "restaurants/pictures/drawing.py": "drawings that are the same each time",
        "mlmodels/": "training that gives the same model each time",
        "restaurants/webhooks/delivering.py": "how long until a message is tried again",
    },
    "reads a pickle": {
        "mlmodels/photos/base_weights.py": "a developer's pinned file, in a confined child, by a reader of four names"
    },
    "reads XML": {"mlmodels/": "training data of one's own disk, without declarations"},
}
# What scripts of ours may never do in a browser.
FORBIDDEN_IN_SCRIPTS = {
    "text as HTML": r"\.(innerHTML|outerHTML)\s*\+?=[^=]|insertAdjacentHTML|document\.write|ContextualFragment|srcdoc",
    "text as code": r"\beval\(|new Function|(setTimeout|setInterval)\(\s*[\"'`]|javascript:",
    "messages between windows": r"postMessage|addEventListener\([\"']message|\.onmessage|window\.opener",
    "JSONP and scripts from elsewhere": r"createElement\([\"']script|jsonp|importScripts",
    "named elements taken for variables": r"document\.(forms|images|anchors|all)\b|window\[",
    "cookies": r"document\.cookie",
    "comparisons that convert": r"[^=!<>]==[^=]|!=[^=]",
    "settings of prototypes": r"__proto__|\.prototype(\.\w+\s*=[^=]|\[)|setPrototypeOf",
}
CRYPTOGRAPHY = {
    "AES-256-GCM-SIV": r"AESGCMSIV",
    "HKDF-SHA-256": r"HKDFExpand",
    "Argon2id": r"Argon2PasswordHasher|(argon2\.low_level\.)?hash_secret_raw",
    "HMAC-SHA-256": r"hmac\.(new|digest)|salted_hmac",
    "comparison in constant time": r"hmac\.compare_digest|constant_time_compare",
    "SHA-256": r"(hashlib\.)?sha256",
    "BLAKE2b": r"hashlib\.blake2b",
    "random numbers of the system": r"secrets\.(choice|randbelow|randbits|token_\w+)|os\.urandom|random\.SystemRandom",
    "WebAuthn": r"Fido2Server",
    "TLS": r"ssl\.(create_default_context|CERT_REQUIRED|Purpose(\.CLIENT_AUTH)?)",
    "ECDSA P-256": r"ec\.\w+|(model_signing\.)?(signing|verifying)\.Config",
}
_HASHES_ELSEWHERE = re.compile(r"(hashlib|ssl|secrets|hmac|argon2|cryptography|ec)\.\w+")


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax of every module of ours."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in paths}


@cache
def names_used() -> dict[str, frozenset[str]]:
    """The dotted names that each module uses."""
    return {module: frozenset(names_in(tree)) for module, tree in modules().items()}


@cache
def names_called() -> dict[str, frozenset[str]]:
    """The dotted names that each module calls."""
    return {
        module: frozenset(ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
        for module, tree in modules().items()
    }


def names_in(tree: ast.AST) -> Iterator[str]:
    """The dotted names of a piece of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)):
            yield ast.unparse(node)


def places(pattern: str, names: dict[str, frozenset[str]]) -> list[str]:
    """The modules with a name of this pattern."""
    return [module for module, found in names.items() if any(re.fullmatch(pattern, name) for name in found)]


def dangerous_places(kind: str) -> list[str]:
    """The modules that do that. A type of texts that are HTML stands in annotations too, which say nothing."""
    return places(DANGEROUS[kind], names_called() if "HTML" in kind else names_used())


def permitted(kind: str, module: str) -> bool:
    """Whether a module may do that: it or its folder is listed."""
    return any(module == name or (name.endswith("/") and module.startswith(name)) for name in PERMITTED[kind])


def unlisted_cryptography() -> dict[str, list[str]]:
    """Names of libraries of cryptography that no line of the inventory has, by module."""
    known = (
        "|".join(CRYPTOGRAPHY.values())
        + r"|ssl\.\w*(Error|Socket|Context)|ssl\.TLSVersion(\.\w+)?|secrets\.(key|shift_days)"
    )
    found: dict[str, list[str]] = defaultdict(list)
    for module, names in names_used().items():
        for name in names:
            if _HASHES_ELSEWHERE.fullmatch(name) and not re.fullmatch(known, name):
                found[module].append(name)
    return dict(found)


def as_markdown() -> str:
    """The document."""
    dangerous = [
        f"| {kind} | `{place}` | {reason} |\n" for kind, each in PERMITTED.items() for place, reason in each.items()
    ]
    uses = [f"| {name} | {_listed(places(pattern, names_used()))} |\n" for name, pattern in CRYPTOGRAPHY.items()]
    keys = [f"| `{purpose}` | {_holders(purpose)} |\n" for purpose in sorted(Purpose)]
    return (
        "# What the code does that can do harm\n\nGenerated by `make documents`; tests search the code for more.\n\n"
        "## Dangerous functions\n\nNo code of ours may "
        f"{', '.join(list(FORBIDDEN)[:-1])} or {list(FORBIDDEN)[-1]}. Some does this:\n\n"
        f"| what | where | why it may |\n|---|---|---|\n{''.join(dangerous)}\n"
        f"## Cryptography\n\n| what | where |\n|---|---|\n{''.join(uses)}\n"
        "## Keys\n\nA key serves one purpose, and these processes alone get it. [operations.md](../operations.md)\n"
        "says how each is rotated, and what follows.\n\n"
        f"| purpose | processes |\n|---|---|\n{''.join(keys)}"
    )


def _listed(modules: list[str]) -> str:
    return ", ".join(f"`{module}`" for module in modules)


def _holders(purpose: Purpose) -> str:
    return ", ".join(process.name for process in PROCESSES.values() if purpose in process.purposes) or "none"
