"""`docker-compose.yml` says of each process what the table of processes says, and gives no container more."""

from pathlib import Path
from typing import Any

import pytest

from reviews_site.deployment.child import FIRST_UID, Identities
from reviews_site.deployment.containers import OFFSETS, SHARED, VOLUMES
from reviews_site.deployment.paths import Paths
from reviews_site.deployment.process_secrets import MasterSecrets
from reviews_site.devserver.plan import Plan, Ports
from reviews_site.processes import PROCESSES, Process, Purpose, queue_names
from tests.deploy.external import compose

RUNNING = {name: process for name, process in PROCESSES.items() if process.kind != "command"}
NETWORK_OF = {"default": "transactional", "vault": "transactional", "analytical": "analytical"}
# What a process reaches besides stores and broker, and why.
BESIDES = {
    "web": {"edge"},
    "console": {"console-edge", "queries"},
    "query": {"queries"},
    "identity": {"provider"},
    "mail": {"mail"},
}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return compose()["services"]


def secrets_of(process: Process) -> set[str]:
    """The files that the process's slice has."""
    files = {f"database_{store}_url" for store in process.logins}
    files |= {f"database_as_{login}_url" for login in process.people}
    files |= {"broker_url"} if queue_names(process) else set()
    files |= {"cache_url"} if process.has_cache else set()
    return files | ({"keyring.json"} if process.purposes else set())


def test_every_process_has_a_container_of_its_own_and_a_user(services: dict[str, Any]) -> None:
    ours = {service["environment"]["PLATEMARK_PROCESS"]: service for service in services.values() if "build" in service}
    assert set(ours) == {*RUNNING, "migrator"}
    # Production refuses to start a process that has purposes and no slice of the keys.
    with_keys = {name for name, one in ours.items() if "keyring.json" in {each["target"] for each in one["secrets"]}}
    assert with_keys == {name for name in ours if PROCESSES[name].purposes}
    for name, process in RUNNING.items():
        uid = FIRST_UID + process.uid_offset
        assert services[name]["user"] == f"{uid}:{uid}"
    users = [service["user"] for service in services.values()]
    assert len(set(users)) == len(users)


@pytest.mark.parametrize("name", RUNNING)
def test_a_container_holds_its_own_secrets_and_reaches_its_own_networks(services: dict[str, Any], name: str) -> None:
    process, service = RUNNING[name], services[name]
    assert {secret["target"] for secret in service["secrets"]} == secrets_of(process)
    files = compose()["secrets"]
    for secret in service["secrets"]:
        assert files[secret["source"]]["file"] == f"./deploy/secrets/secrets/{name}/{secret['target']}"
    networks = {NETWORK_OF[store] for store in process.logins} | BESIDES.get(name, set())
    assert set(service["networks"]) == networks | ({"broker"} if queue_names(process) else set())


@pytest.mark.parametrize("name", [name for name, process in RUNNING.items() if process.kind != "service"])
def test_a_container_runs_what_make_run_runs(services: dict[str, Any], name: str, tmp_path: Path) -> None:
    plan = Plan(
        Paths(tmp_path, tmp_path), Ports(9400), Identities(are_separate=False, notice=""), MasterSecrets(tmp_path)
    )
    planned = {service.name: service for service in (*map(plan._worker, PROCESSES.values()), *plan.schedule())}
    assert services[name]["command"][1:] == list(planned[name].command[1:])


def test_the_nightly_command_starts_by_a_schedule_only(services: dict[str, Any]) -> None:
    assert services["vacuum"]["profiles"] == ["nightly"] and services["vacuum"]["restart"] == "no"


def test_nobody_is_root_and_nothing_is_written(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else []), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not str(service["user"]).startswith("0"), name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name


def test_what_keeps_data_has_a_folder_of_its_own(services: dict[str, Any]) -> None:
    kept = {
        name: volume.partition(":")[0]
        for name, service in services.items()
        for volume in service.get("volumes", [])
        if not volume.endswith((":ro", f"/{SHARED}"))
    }
    assert kept == {name: f"./deploy/secrets/state/{name}" for name in VOLUMES}
    for name in VOLUMES:
        assert services[name]["user"] == f"{FIRST_UID + OFFSETS[name]}:{FIRST_UID + OFFSETS[name]}"


def test_the_three_that_hold_the_key_of_exports_share_their_folder(services: dict[str, Any]) -> None:
    volume = f"./deploy/secrets/state/{SHARED}:/objects/eu/{SHARED}"
    sharing = {name for name, service in services.items() if volume in service.get("volumes", [])}
    assert sharing == {name for name, process in RUNNING.items() if Purpose.EXPORTS in process.purposes}
    assert all(services[name]["environment"]["OBJECT_FOLDER"] == "/objects" for name in sharing)


def test_only_three_networks_lead_out(services: dict[str, Any]) -> None:
    leading_out = {name for name, network in compose()["networks"].items() if not network.get("internal")}
    assert leading_out == {"outside", "provider", "mail"}
    for network in leading_out:
        assert len([name for name, service in services.items() if network in service["networks"]]) == 1
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
