"""The keyring hands out what its process may load, in versions, and refuses the rest."""

import base64
import json
import os

import pytest

from reviews_site.crypto.keyring import BadKeyring, MissingKey, NotEntitled, parse
from reviews_site.processes import PROCESSES, Purpose

WEB = PROCESSES["web"].purposes


def written(**purposes: dict[str, bytes]) -> str:
    """A keyring file, the last version of each purpose the current one."""
    entries = {
        purpose: {
            "current": int(max(versions)),
            "versions": {number: base64.b64encode(key).decode() for number, key in versions.items()},
        }
        for purpose, versions in purposes.items()
    }
    return json.dumps(entries)


def test_gives_the_current_version_and_old_ones() -> None:
    first, second = os.urandom(32), os.urandom(32)
    ring = parse(written(session={"1": first, "2": second}), WEB)
    assert ring.get(Purpose.SESSION).material == second
    assert ring.get(Purpose.SESSION, 1).material == first
    assert ring.versions(Purpose.SESSION) == [2, 1]


def test_refuses_a_purpose_of_another_process() -> None:
    ring = parse(written(session={"1": os.urandom(32)}), WEB)
    with pytest.raises(NotEntitled):
        ring.get(Purpose.DOCUMENT_PEPPER)


def test_refuses_to_load_a_file_that_holds_too_much() -> None:
    with pytest.raises(NotEntitled, match="document_pepper"):
        parse(written(document_pepper={"1": os.urandom(32)}), WEB)


def test_says_which_key_or_version_is_missing() -> None:
    ring = parse(written(session={"1": os.urandom(32)}), WEB)
    with pytest.raises(MissingKey, match="password_pepper"):
        ring.get(Purpose.PASSWORD_PEPPER)
    with pytest.raises(MissingKey, match="Version 7"):
        ring.get(Purpose.SESSION, 7)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"session": {}}', '{"nonsense": {"current": 1, "versions": {}}}'])
def test_refuses_what_is_no_keyring(text: str) -> None:
    with pytest.raises(BadKeyring):
        parse(text, WEB)


@pytest.mark.parametrize("key", [b"short", b"\0" * 32, b"changeme" * 4])
def test_refuses_short_and_placeholder_keys(key: bytes) -> None:
    with pytest.raises(BadKeyring):
        parse(written(session={"1": key}), WEB)


def test_refuses_one_key_for_two_purposes() -> None:
    key = os.urandom(32)
    with pytest.raises(BadKeyring, match="same key"):
        parse(written(session={"1": key}, password_pepper={"1": key}), WEB)


def test_never_prints_a_key() -> None:
    key = parse(written(session={"1": os.urandom(32)}), WEB).get(Purpose.SESSION)
    assert repr(key) == "Key(purpose=<Purpose.SESSION: 'session'>, version=1)"


def test_purposes_are_shared_by_these_and_no_others() -> None:
    holders: dict[Purpose, set[str]] = {}
    for process in PROCESSES.values():
        for purpose in process.purposes:
            holders.setdefault(purpose, set()).add(process.name)
    shared = {purpose: names for purpose, names in holders.items() if len(names) > 1}
    assert shared == {
        Purpose.PASSWORD_PEPPER: {"web", "console", "seeder", "rewrapper"},
        Purpose.PSEUDONYM_REVIEWER: {"web", "seeder", "breach"},
        Purpose.MFA_SECRETS: {"console", "seeder", "staffing"},
        Purpose.SITE_MFA_SECRETS: {"web", "seeder"},
        Purpose.ROLE_ASSERTION: {"console", "query"},
        Purpose.VISITORS_MODEL: {"forecasts", "gateway"},
        Purpose.ERASURE_LEDGER: {"privacy", "migrator"},
        Purpose.EXPORTS: {"web", "privacy", "analytics_privacy"},
        Purpose.COUNTERS: {"web", "console"},
        Purpose.UNSUBSCRIBE: {"web", "mail"},
        Purpose.RECEIPTS: {"console", "media"},
        Purpose.ELEVATION_SECRETS: {"console", "elevation"},
        Purpose.CLAIM_DOCUMENTS: {"console", "media"},
        Purpose.CANARIES: {"console", "query", "mail", "migrator"},
        Purpose.AUDIT_SEAL: {"sealer", "auditor", "breach"},
    }
