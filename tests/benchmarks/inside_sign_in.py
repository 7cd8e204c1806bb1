"""The parts of `doors` that run inside a process: `tests/benchmarks/inside.py` calls them."""

import os
import statistics
import time
from typing import Any

PASSWORD = "a measured evening meal"
_BARE = """
UPDATE accounts_user AS u SET password = n.anew
FROM unnest(%s::uuid[], %s::text[]) AS n(id, anew) WHERE u.id = n.id
"""


def sign_ins(rounds: str) -> dict[str, float]:
    """Milliseconds of Argon2id alone, of a password's hash as it is kept, and of sign-ins: p50 and p95. As web."""
    from allauth.account.models import EmailAddress
    from argon2.low_level import Type, hash_secret_raw
    from django.conf import settings
    from django.contrib.auth.hashers import make_password
    from django.test import Client

    from accounts.actions import users
    from reviews_site.crypto.hashing import LANES, MEMORY_KIB, PASSES

    settings.ACCOUNT_RATE_LIMITS = False
    user = users.register(email="door@example.org", password=PASSWORD, display_name="Measured Door")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    salt, form = os.urandom(16), {"login": user.email, "password": PASSWORD}
    bare, kept, signed_in = [], [], []
    for _ in range(int(rounds)):
        bare.append(_seconds(lambda: hash_secret_raw(PASSWORD.encode(), salt, PASSES, MEMORY_KIB, LANES, 32, Type.ID)))
        kept.append(_seconds(lambda: make_password(PASSWORD)))
        client = Client(headers={"host": "localhost"})
        signed_in.append(_seconds(lambda client=client: client.post("/accounts/login/", form)))
        if client.get("/profile/").status_code != 200:
            raise SystemExit("The sign-in was refused.")
    signed_in.sort()
    found = {"bare": statistics.median(bare), "hash": statistics.median(kept), "p50": statistics.median(signed_in)}
    return {name: 1e3 * value for name, value in {**found, "p95": signed_in[int(0.95 * len(signed_in))]}.items()}


def rewrap(count: str) -> dict[str, Any]:
    """Hashes a second: moved to a new version of the pepper, and merely written. As seeder."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from accounts.actions import peppers
    from accounts.models import User
    from reviews_site.crypto import keyring as keys
    from reviews_site.crypto.hashing import open_hash, seal_hash
    from reviews_site.processes import Purpose

    number, inner = int(count), open_hash(make_password(PASSWORD))
    made = [User(email=f"pepper{n}@example.org", password=seal_hash(inner)) for n in range(number)]
    User.objects.bulk_create(made, batch_size=1000)
    rows = [(user.pk, user.password) for user in made]

    def write() -> None:
        for first in range(0, number, peppers.BATCH):
            with connection.cursor() as cursor:
                cursor.execute(
                    _BARE, [list(column) for column in zip(*rows[first : first + peppers.BATCH], strict=True)]
                )

    bare = _seconds(write)
    ring = keys.keyring()
    old = ring.get(Purpose.PASSWORD_PEPPER)
    new = keys.Key(Purpose.PASSWORD_PEPPER, old.version + 1, os.urandom(32))
    ring._keys[Purpose.PASSWORD_PEPPER][new.version] = new
    ring._current[Purpose.PASSWORD_PEPPER] = new.version
    before = User.objects.filter(password__startswith="peppered").count()
    seconds = _seconds(lambda: peppers.rewrap(report=lambda _done: None))
    # Barely: Django's would delete their answers too, of which there are none, and those are kept.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = ANY(%s)", [[user.pk for user in made]])
    return {"rewrapped": before / seconds, "bare": number / bare}


def _seconds(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
