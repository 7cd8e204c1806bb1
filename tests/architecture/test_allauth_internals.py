"""What production code imports of django-allauth that is not public: listed here, each with its reason on the line.

An upgrade of django-allauth may change any of it without notice.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "api", "analytics", "demo", "mlmodels", "privacy_rights", "restaurants", "reviews_site", "sandbox")
INTERNALS = {
    "accounts/actions/factors.py": {"RecoveryCodes", "TOTP", "WebAuthn"},
    "accounts/adapter.py": {"clear_login", "ratelimit", "record_authentication"},
    "accounts/factor_forms.py": {"auth"},
    "accounts/staffing/signatures.py": {"format_hotp_value", "hotp_value"},
    "accounts/views/allauth_pages.py": {"record_authentication"},
    "accounts/views/factors.py": {"auth", "clear_totp_secret", "record_authentication"},
    "accounts/views/reauthentication.py": {"auth", "record_authentication"},
    "analytics/console/views/sign_in.py": {"clear_totp_secret"},
    "demo/staff.py": {"TOTP", "format_hotp_value", "generate_totp_secret", "hotp_value"},
}


def test_internals_of_allauth_are_imported_here_only_and_with_a_reason() -> None:
    imports: dict[str, set[str]] = {}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        text = path.read_text()
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                assert not [alias.name for alias in node.names if is_internal(alias.name)]
            if isinstance(node, ast.ImportFrom) and is_internal(node.module or ""):
                name = str(path.relative_to(ROOT))
                imports.setdefault(name, set()).update(alias.name for alias in node.names)
                assert "  # " in lines[node.lineno - 1], f"{name}:{node.lineno} gives no reason"
    assert imports == INTERNALS


def is_internal(module: str) -> bool:
    """Whether a module is one of allauth's that no release promises to keep."""
    parts = module.split(".")
    return parts[0] == "allauth" and "internal" in parts
