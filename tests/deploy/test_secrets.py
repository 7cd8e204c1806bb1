"""Laying out containers' secrets, and rotating a key: nothing that is there is lost, nobody gets what is not theirs."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reviews_site.processes import PROCESSES
from tests.deploy.external import ROOT

# Some slices, and the users of the containers that they are for.
SLICES = {"web": 62001, "mail": 62005, "migrator": 62010, "auditor": 62025}


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "reviews_site.deployment", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    assert run("secrets", "--out", str(tmp_path / "out")).returncode == 0
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_twice_is_the_same_as_once(out: Path) -> None:
    before = contents(out)
    run("secrets", "--out", str(out))
    assert contents(out) == before


def test_each_slice_holds_the_purposes_of_its_line_and_hosts_not_sockets(out: Path) -> None:
    for name, process in PROCESSES.items():
        path = out / "secrets" / name / "keyring.json"
        held = set(json.loads(path.read_text())) if path.exists() else set()
        assert held == set(process.purposes), name
    url = (out / "secrets" / "web" / "database_default_url").read_text()
    assert url.startswith("postgresql://web:")
    assert url.endswith("@postgres-transactional:5432/platemark")


def test_data_has_room_and_is_left_alone(out: Path) -> None:
    kept = out / "state" / "postgres-transactional"
    assert kept.stat().st_mode & 0o777 == 0o700
    (kept / "PG_VERSION").write_text("18")
    run("secrets", "--out", str(out))
    assert (kept / "PG_VERSION").read_text() == "18"


def test_a_rotated_key_keeps_the_old_one(out: Path) -> None:
    before = json.loads((out / "keys" / "password_pepper.json").read_text())
    done = run("rotate", "password_pepper", "--out", str(out))
    assert "at version 2" in done.stdout
    slice_ = json.loads((out / "secrets" / "web" / "keyring.json").read_text())["password_pepper"]
    assert slice_["current"] == 2
    assert slice_["versions"]["1"] == before["versions"]["1"]
    assert slice_["versions"]["2"] != slice_["versions"]["1"]


def test_what_a_provider_gave_us_is_taken_from_a_file(out: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_text("rk_test_" + "nobodys" * 5 + "\n")
    done = run("rotate", "provider_secret", "--out", str(out), "--value-from", str(given))
    assert "at version 2" in done.stdout
    slice_ = json.loads((out / "secrets" / "identity" / "keyring.json").read_text())["provider_secret"]
    assert base64.b64decode(slice_["versions"]["2"]).decode() == given.read_text().strip()
    for purpose, text, says in (
        ("provider_secret", "short", "does not hold a secret"),
        ("password_pepper", "x" * 40, "is drawn here"),
    ):
        given.write_text(text)
        refused = run("rotate", purpose, "--out", str(out), "--value-from", str(given))
        assert refused.returncode == 1 and says in refused.stderr


@pytest.mark.parametrize("purpose", ["pseudonym_reviewer", "pseudonym_holder"])
def test_what_people_are_joined_by_is_never_rotated(out: Path, purpose: str) -> None:
    before = contents(out)
    done = run("rotate", purpose, "--out", str(out))
    assert done.returncode == 1
    assert "for good" in done.stderr
    assert contents(out) == before


def test_a_bare_host_needs_python_alone(tmp_path: Path) -> None:
    """Without the packages of the environment: `-S` leaves them out. Each slice is its container's all the same."""
    command = [sys.executable, "-S", "-m", "reviews_site.deployment", "secrets", "--out", str(tmp_path / "bare")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    owners = {name: (tmp_path / "bare" / "secrets" / name / "database_default_url").stat().st_uid for name in SLICES}
    assert owners == (SLICES if os.geteuid() == 0 else dict.fromkeys(SLICES, os.geteuid()))
    assert ("Run this as root" in done.stdout) == (os.geteuid() != 0)


def test_the_mail_servers_password_and_the_token_of_metrics_are_kept(out: Path) -> None:
    slices = out / "secrets"
    assert (slices / "mail" / "email_host_password").read_text() == ""
    assert (slices / "web" / "metrics_token").read_text() == (slices / "console" / "metrics_token").read_text() != ""
    (out / "keys" / "email_host_password").write_text("from the operator")
    run("secrets", "--out", str(out))
    assert (slices / "mail" / "email_host_password").read_text() == "from the operator"
