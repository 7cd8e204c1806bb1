"""Keys, passwords and who gets which: the files that a start lays out."""

import json
import stat
from pathlib import Path

from reviews_site.deployment import process_secrets
from reviews_site.deployment.child import Identities, Identity
from reviews_site.deployment.paths import Paths, make_folders
from reviews_site.devserver.servers import make_servers
from reviews_site.processes import PROCESSES

USERS = Identities(are_separate=False, notice="")


def _laid_out(var: Path) -> Paths:
    where = Paths(var, var / "run")
    make_folders(where)
    made = process_secrets.load_masters(where)
    planned = make_servers(where, USERS, made, throwaway=True, lock=0)
    process_secrets.write_process_secrets(where, made, planned.clusters, planned.valkey, USERS)
    return where


def test_every_process_gets_its_own_files_and_no_others(var: Path) -> None:
    where = _laid_out(var)
    for process in PROCESSES.values():
        folder = where.secrets / process.name
        keys = folder / "keyring.json"
        assert set(json.loads(keys.read_text()) if keys.exists() else {}) == process.purposes
        urls = {path.name for path in folder.glob("database_*_url")}
        reached = [*process.logins, *(f"as_{login}" for login in process.people)]
        assert urls == {f"database_{name}_url" for name in reached}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} <= {0o400}


def test_keys_and_passwords_stay_the_same_from_one_start_to_the_next(var: Path) -> None:
    where = _laid_out(var)
    before = {path: path.read_text() for path in sorted(where.keys.iterdir())}
    _laid_out(var)
    assert {path: path.read_text() for path in sorted(where.keys.iterdir())} == before


def test_a_slice_that_the_table_no_longer_gives_is_gone_at_the_next_start(var: Path) -> None:
    where = _laid_out(var)
    left_over = where.secrets / "beat" / "keyring.json"
    left_over.write_text("{}")
    _laid_out(var)
    assert not left_over.exists()


def test_no_two_keys_are_the_same(var: Path) -> None:
    where = _laid_out(var)
    keys = [json.loads(path.read_text()) for path in where.keys.iterdir()]
    materials = [entry["versions"]["1"] for entry in keys if "versions" in entry]
    assert len(materials) == len(set(materials)) > 5


def test_the_provider_shares_two_secrets_and_nothing_else(var: Path) -> None:
    where = _laid_out(var)
    folder = process_secrets.write_provider_secrets(where, process_secrets.load_masters(where), Identity())
    shared = {path.name: path.read_text() for path in folder.iterdir()}
    identity = json.loads((where.secrets / "identity" / "keyring.json").read_text())
    web = json.loads((where.secrets / "web" / "keyring.json").read_text())
    assert shared == {
        "api_secret": identity["provider_secret"]["versions"]["1"],
        "webhook_secret": web["webhook_verification"]["versions"]["1"],
    }


def test_whoever_shares_the_folder_of_exports_writes_there_and_nobody_lists_it(var: Path) -> None:
    assert stat.S_IMODE(_laid_out(var).exports.stat().st_mode) == 0o733
