"""`make check`'s last part: migrations are written, production's settings pass, the lock names the public index."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_INDEX = {"pypi.org", "files.pythonhosted.org"}
# Values that a production would have; nothing is connected to.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "reviews_site.settings.production",
    "PLATEMARK_PROCESS": "web",
    "ALLOWED_HOSTS": "platemark.example",
    "PLATEMARK_BASE_URL": "https://platemark.example",
    "IDENTITY_PROVIDER": "stripe",
    "EMAIL_HOST": "mail.example",
    "PLATEMARK_REGION": "eu",
    "PLATEMARK_CELLS": "eu=https://platemark.example the European Union, us=https://us.platemark.example the States",
    "BROKER_URL": "rediss://web:pw@broker.example:6379/1",
    "CACHE_URL": "rediss://web:pw@broker.example:6379/2",
    "DATABASE_DEFAULT_URL": "postgresql://web:pw@db.example:5432/platemark?sslmode=verify-full",
    "DATABASE_ANALYTICAL_URL": "postgresql://dashboards:pw@analytics.example:5432/analytical?sslmode=verify-full",
}


WEB = ("session", "password_pepper", "pseudonym_reviewer", "webhook_verification")


def keyring(folder: Path, purposes: tuple[str, ...] = WEB) -> Path:
    """A fresh keyring file, of the web process by default."""
    keys = {name: {"current": 1, "versions": {"1": base64.b64encode(os.urandom(32)).decode()}} for name in purposes}
    path = folder / "keyring.json"
    path.write_text(json.dumps(keys))
    return path


def main() -> None:
    """Run the checks; the first that fails ends it."""
    _run("makemigrations", "--check", "--dry-run", environment={})
    with tempfile.TemporaryDirectory() as folder:
        environment = {**PRODUCTION, "KEYRING_FILE": str(keyring(Path(folder))), "PLATEMARK_VAR": folder}
        _run("check", "--deploy", "--fail-level", "WARNING", environment=environment)
    hosts = {str(urlsplit(url).hostname) for url in re.findall(r'https?://[^"]+', (ROOT / "uv.lock").read_text())}
    if hosts - PUBLIC_INDEX:
        sys.exit(f"uv.lock names {', '.join(sorted(hosts - PUBLIC_INDEX))}: lock again with UV_INDEX unset.")
    print("uv.lock names the public index only")


def _run(*command: str, environment: dict[str, str]) -> None:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env={**surroundings, **environment}, check=False
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(command)} failed.")


if __name__ == "__main__":
    main()
