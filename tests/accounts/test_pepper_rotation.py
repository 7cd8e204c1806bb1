"""A new pepper: hashes are moved without anybody's password, while people sign in, and after any interruption."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import peppers
from accounts.models import User
from reviews_site.crypto.hashing import pepper_version_of
from reviews_site.crypto.keyring import keyring
from tests import servers
from tests.accounts.users import PASSWORD, member
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db
Rotate = Any


@pytest.fixture
def rotated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rotate]:
    """`rotated(keep_old=True)`: web and rewrapper hold a second version of the pepper, and it is the current one."""
    real, anew = servers.facts(), {"2": b64encode(os.urandom(32)).decode()}

    def rotate(*, keep_old: bool = True) -> None:
        for process in ("web", "rewrapper"):
            keys = json.loads((Path(real["secrets"]) / process / "keyring.json").read_text())
            old = keys["password_pepper"]["versions"] if keep_old else {}
            keys["password_pepper"] = {"current": 2, "versions": old | anew}
            (tmp_path / process).mkdir(exist_ok=True)
            (tmp_path / process / "keyring.json").write_text(json.dumps(keys))
        monkeypatch.setattr(servers, "facts", lambda: {**real, "secrets": str(tmp_path)})
        monkeypatch.setattr(settings, "KEYRING_FILE", tmp_path / "web" / "keyring.json")
        keyring.cache_clear()

    yield rotate
    keyring.cache_clear()


def versions() -> list[int]:
    return sorted(pepper_version_of(user.password) for user in User.objects.all() if user.has_usable_password())


def run(*arguments: str) -> tuple[dict[str, Any], str]:
    out, err = StringIO(), StringIO()
    call_command("keys", *arguments, "password-pepper", "--json", stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_everybody_signs_in_before_meanwhile_and_after(rotated: Rotate) -> None:
    people = [member(f"guest{number}") for number in range(5)]
    people[0].set_unusable_password()
    people[0].save()
    rotated()
    assert all(User.objects.get(pk=one.pk).check_password(PASSWORD) for one in people[3:4])
    done, said = run("rotate")
    assert (done["seen"], done["moved"]) == (4, 3)
    assert "4 hashes looked at, 3 moved to version 2" in said
    assert versions() == [2, 2, 2, 2]
    rotated(keep_old=False)
    assert all(User.objects.get(pk=one.pk).check_password(PASSWORD) for one in people[1:])


def test_nobody_is_signed_out_by_it(rotated: Rotate, client: Client) -> None:
    ada = member("ada")
    client.force_login(ada)
    rotated()
    run("rotate")
    assert client.get("/profile/").status_code == 200


def test_stopped_it_goes_on_with_what_is_left(rotated: Rotate) -> None:
    for number in range(5):
        member(f"guest{number}")
    rotated()

    def stop(done: peppers.RewrapResult) -> None:
        if done.seen >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        peppers.rewrap(report=stop, batch=2)
    assert versions() == [1, 2, 2, 2, 2]
    done, _ = run("rotate")
    assert (done["seen"], done["moved"]) == (5, 1)


def test_a_password_that_is_changed_meanwhile_stays_as_its_owner_set_it(rotated: Rotate) -> None:
    ada = member("ada")
    rotated()
    rows = list(User.objects.values_list("pk", "password"))
    ada.set_password("another quiet heron at dusk")
    ada.save()
    done = peppers.RewrapResult()
    peppers._move(rows, done)
    assert done.moved == 0
    assert User.objects.get().check_password("another quiet heron at dusk")


def test_an_unknown_version_fails_closed_and_is_reported(rotated: Rotate) -> None:
    ada = member("ada")
    rotated(keep_old=False)
    assert not User.objects.get(pk=ada.pk).check_password(PASSWORD)
    with pytest.raises(CommandError, match="1 hashes are sealed under a version that the keyring lacks"):
        run("rotate")
    assert versions() == [1]


def test_the_status_counts_and_says_which_version_may_go(rotated: Rotate) -> None:
    member("ada")
    rotated()
    assert run("status")[0] == {"current": 2, "hashes": {"1": 1}}
    run("rotate")
    counted, said = run("status")
    assert counted == {"current": 2, "hashes": {"2": 1}}
    assert "version 1: nothing needs it" in said


def test_it_runs_as_a_process_that_reads_nothing_else_of_a_person(as_process: AsProcess) -> None:
    member("ada")
    with as_process("rewrapper"):
        done, _ = run("rotate")
    assert done["seen"] == 1
