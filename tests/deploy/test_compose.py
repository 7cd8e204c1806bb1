"""`docker-compose.yml` says of each process what the table of processes says, and gives no container more."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analytics.access.segments import BUCKETS
from reviews_site.deployment.child import FIRST_UID, Identities
from reviews_site.deployment.containers import COMMANDS, OFFSETS, SHARED, VOLUMES
from reviews_site.deployment.paths import Paths
from reviews_site.deployment.process_secrets import PHOTO_BUCKETS, MasterSecrets
from reviews_site.devserver.plan import Plan, Ports
from reviews_site.devserver.postgres import _CONFIGURATION
from reviews_site.processes import PROCESSES, Purpose
from tests.deploy.external import ROOT, compose
from tests.deploy.images import dockerfile
from tests.deploy.processes import networks_of, process_of, secrets_of

RUNNING = {name: process for name, process in PROCESSES.items() if process.kind != "command"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return compose()["services"]


def _is_ours(service: dict[str, Any]) -> bool:
    return str(service["image"]).startswith("platemark:")


def test_the_file_is_valid_by_the_specification_of_compose() -> None:
    """With its anchors followed, and no key of its own but those that begin with `x-`."""
    schema = json.loads((Path(__file__).parent / "compose_spec" / "schema.json").read_text())
    assert [problem.message for problem in Draft202012Validator(schema).iter_errors(compose())] == []


def test_one_service_builds_the_image_that_all_run(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "build" in service] == ["migrate"]
    assert len({service["image"] for service in services.values() if _is_ours(service)}) == 1


def test_the_image_can_be_read_by_whoever_a_container_is() -> None:
    """A clone of root's may be closed to others; the image copies the modes of its files."""
    building = [line for line in dockerfile() if line.startswith("RUN ") and "collectstatic" in line]
    assert len(building) == 1 and building[0].endswith("&& chmod -R a+rX .")


def test_the_image_holds_what_production_runs_and_nothing_else() -> None:
    """Neither the history, nor tests, demo and sandbox, nor what develops, trains and tests."""
    copies = [line.split()[1:-1] for line in dockerfile() if line.startswith("COPY ") and "--from" not in line]
    copied = {name for names in copies for name in names}
    rooms = {"reviews_site", "accounts", "restaurants", "analytics", "mlmodels", "privacy_rights", "api"}
    assert copied == {"pyproject.toml", "uv.lock", "README.md", "manage.py", *rooms}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert let_in == copied
    installs = next(line for line in dockerfile() if "uv sync" in line)
    assert "--locked --no-default-groups" in installs and "--group" not in installs


def test_what_hangs_is_started_again(services: dict[str, Any]) -> None:
    """By the health check, which kills what is below the init."""
    for name in RUNNING:
        assert services[name]["init"] is True, name
        assert services[name]["restart"] == ("no" if RUNNING[name].kind == "nightly" else "unless-stopped"), name


def test_every_log_is_rotated_and_holds_nobody_up(services: dict[str, Any]) -> None:
    for name, service in services.items():
        options = {"max-size": "10m", "max-file": "5", "mode": "non-blocking", "max-buffer-size": "4m"}
        assert service["logging"]["options"] == options, name


def test_a_health_check_asks_its_own_container(services: dict[str, Any]) -> None:
    for name, service in services.items():
        asked = " ".join(service.get("healthcheck", {}).get("test", []))
        assert not [other for other in services if f"//{other}" in asked], name
    assert "127.0.0.1:8081" in " ".join(services["proxy"]["healthcheck"]["test"])
    assert "http://127.0.0.1:8081 {" in (ROOT / "deploy" / "Caddyfile").read_text()
    for name in ("postgres-transactional", "postgres-analytical"):
        assert services[name]["healthcheck"]["test"] == ["CMD", "/etc/platemark/health.sh"]
    # The temporary server of a new cluster answers on its socket alone.
    assert "\npg_isready --quiet --host 127.0.0.1 " in (ROOT / "deploy" / "postgres" / "health.sh").read_text()


def test_the_databases_log_and_keep_what_those_of_make_run_do(services: dict[str, Any]) -> None:
    """Statements that failed hold what people typed."""
    for name in ("postgres-transactional", "postgres-analytical"):
        given = dict(option.split("=") for option in services[name]["command"][1:] if option != "-c")
        assert given == {option: _CONFIGURATION[option] for option in given}
        assert {"log_error_verbosity", "log_min_error_statement", "wal_recycle"} <= given.keys()


def test_mail_leaves_by_a_server_that_asks_who_one_is(services: dict[str, Any]) -> None:
    assert {"EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "DEFAULT_FROM_EMAIL"} <= services["mail"][
        "environment"
    ].keys()
    assert "email_host_password" in {secret["target"] for secret in services["mail"]["secrets"]}


def test_commands_of_people_wait_for_somebody_to_run_them(services: dict[str, Any]) -> None:
    for name in COMMANDS:
        service = services[name]
        assert (service["profiles"], service["restart"]) == (["commands"], "no")
        assert service["entrypoint"] == ["python", "manage.py"]
        assert f"run --rm {name}" in (ROOT / "docs" / "operations.md").read_text()


def test_the_migrator_can_verify_every_store(services: dict[str, Any]) -> None:
    assert "policy_broker_url" in {secret["target"] for secret in services["migrate"]["secrets"]}
    assert set(services["migrate"]["networks"]) == {"transactional", "analytical", "broker"}
    assert services["migrate"]["environment"]["OBJECT_FOLDER"] == "/objects"
    mounted = {volume.split(":")[1] for volume in services["migrate"]["volumes"]}
    assert {f"/objects/eu/{bucket}" for bucket in BUCKETS} < mounted


def test_the_documents_say_what_a_machine_needs(services: dict[str, Any]) -> None:
    """The limits of what runs all the time, in GB and cores."""
    running = [one["deploy"]["resources"]["limits"] for one in services.values() if one["restart"] != "no"]
    memory = sum(float(one["memory"][:-1]) / {"m": 1024, "g": 1}[one["memory"][-1]] for one in running)
    cores = sum(float(one["cpus"]) for one in running)
    text = " ".join((ROOT / "docs" / "operations.md").read_text().split())
    assert f"add up to {memory:.1f} GB of memory and {cores:g} cores" in text


def test_every_secret_and_network_is_used(services: dict[str, Any]) -> None:
    given = {secret["source"] for service in services.values() for secret in service.get("secrets", [])}
    assert given == set(compose()["secrets"])
    assert {network for service in services.values() for network in service["networks"]} == set(compose()["networks"])


def test_every_process_has_a_container_of_its_own_and_a_user(services: dict[str, Any]) -> None:
    ours = {one["environment"]["PLATEMARK_PROCESS"]: one for one in services.values() if _is_ours(one)}
    assert set(ours) == {*RUNNING, "migrator", *COMMANDS}
    # Production refuses to start a process that has purposes and no slice of the keys.
    with_keys = {name for name, one in ours.items() if "keyring.json" in {each["target"] for each in one["secrets"]}}
    assert with_keys == {name for name in ours if PROCESSES[name].purposes}
    for name, process in RUNNING.items():
        uid = FIRST_UID + process.uid_offset
        assert services[name]["user"] == f"{uid}:{uid}"
    users = [service["user"] for service in services.values()]
    assert len(set(users)) == len(users)


@pytest.mark.parametrize("name", [*RUNNING, *COMMANDS, "migrate"])
def test_a_container_holds_its_own_secrets_and_reaches_its_own_networks(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert {secret["target"] for secret in service["secrets"]} == secrets_of(name)
    files = compose()["secrets"]
    for secret in service["secrets"]:
        folder = process_of(name).name
        assert files[secret["source"]]["file"] == f"./deploy/secrets/secrets/{folder}/{secret['target']}"
    assert set(service["networks"]) == networks_of(name)


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
        if not volume.endswith((":ro", f"/{SHARED}", *PHOTO_BUCKETS))
    }
    assert kept == {name: f"./deploy/secrets/state/{name}" for name in VOLUMES}
    for name in VOLUMES:
        assert services[name]["user"] == f"{FIRST_UID + OFFSETS[name]}:{FIRST_UID + OFFSETS[name]}"


def test_the_three_that_hold_the_key_of_exports_share_their_folder(services: dict[str, Any]) -> None:
    volume = f"./deploy/secrets/state/{SHARED}:/objects/eu/{SHARED}"
    sharing = {name for name, service in services.items() if volume in service.get("volumes", [])}
    assert sharing == {name for name, process in RUNNING.items() if Purpose.EXPORTS in process.purposes}
    assert all(services[name]["environment"]["OBJECT_FOLDER"] == "/objects" for name in sharing)


def test_only_four_networks_lead_out(services: dict[str, Any]) -> None:
    leading_out = {name for name, network in compose()["networks"].items() if not network.get("internal")}
    assert leading_out == {"outside", "provider", "mail", "webhooks"}
    for network in leading_out:
        assert len([name for name, service in services.items() if network in service["networks"]]) == 1
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
