"""Both programs as processes: they start loudly or not at all, listen here alone, stop at once, log little."""

import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.sandbox import programs
from tests.sandbox.conftest import Customer
from tests.sandbox.programs import Inbox, Program, Receiver, wait_for

# Enough on the busiest machine, and far less than what a process would wait for: a check, or the end of a mail.
STOP_SECONDS = 60


@pytest.mark.parametrize(
    ("changes", "tells"),
    [
        ({"PORT": ""}, "PORT is not set."),
        ({"PORT": "http"}, "PORT is 'http'; it must be a port"),
        ({"PROVIDER_API_SECRET": ""}, "PROVIDER_API_SECRET is not set."),
        ({"PROVIDER_API_SECRET": "short"}, "PROVIDER_API_SECRET must be at least 16"),
        ({"PROVIDER_WEBHOOK_SECRET": "not base64!"}, "PROVIDER_WEBHOOK_SECRET must be written in base64."),
        ({"PROVIDER_WEBHOOK_SECRET": "QUJD"}, "PROVIDER_WEBHOOK_SECRET must hold at least 32 bytes"),
        ({"PROVIDER_DELAY_SECONDS": "soon"}, "PROVIDER_DELAY_SECONDS is 'soon'"),
        ({"PROVIDER_API_SECRET": "", "PROVIDER_API_SECRET_FILE": "/nowhere"}, "/nowhere, which cannot be read"),
    ],
)
def test_the_provider_says_what_it_misses(changes: dict[str, str], tells: str) -> None:
    said = programs.refused_start("sandbox.identity_provider", programs.provider_environment(1) | changes)
    assert said.startswith("The provider cannot start: ")
    assert tells in said
    assert said.count("\n") == 1


def test_a_taken_port_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = {"PORT": str(taken.getsockname()[1]), "SMTP_PORT": str(programs.free_port())}
        assert "Address already in use" in programs.refused_start("sandbox.mail_inbox", environment)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "api_secret"
    file.write_text(programs.API_SECRET + "\n")
    with programs.running_provider(PROVIDER_API_SECRET="", PROVIDER_API_SECRET_FILE=str(file)) as provider:
        assert provider.process.poll() is None


@pytest.mark.parametrize("arrives", [signal.SIGTERM, signal.SIGINT])
def test_both_stop_while_somebody_is_connected(arrives: signal.Signals) -> None:
    with programs.running_provider() as provider, programs.running_inbox() as inbox:
        # Somebody is in the middle of a mail, and stays there until both have stopped.
        with socket.create_connection(("127.0.0.1", inbox.smtp_port)):
            for program in (provider, inbox):
                program.process.send_signal(arrives)
            assert [program.process.wait(STOP_SECONDS) for program in (provider, inbox)] == [0, 0]
        assert provider.log.endswith(f"stopping on {arrives.name}\n")
        assert inbox.log.endswith(f"stopping on {arrives.name}\n")


def test_the_provider_stops_while_a_check_is_pending() -> None:
    with programs.receiving() as receiver, programs.running_provider(PROVIDER_DELAY_SECONDS="600") as provider:
        _submit_late(provider, receiver)
        provider.process.terminate()
        assert provider.process.wait(STOP_SECONDS) == 0


def test_they_listen_on_this_machine_alone(provider_process: Program, inbox_process: Inbox) -> None:
    ports = {int(program.url.rpartition(":")[2]) for program in (provider_process, inbox_process)}
    ports.add(inbox_process.smtp_port)
    assert {address for address, port in listening() if port in ports} == {"0100007F"}
    assert {port for _, port in listening()} >= ports


def listening() -> set[tuple[str, int]]:
    """Address and port of every listening socket, from the kernel."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {(row[1].partition(":")[0], int(row[1].partition(":")[2], 16)) for row in rows if row[3] == "0A"}


def test_the_log_tells_no_number_and_no_whole_id(customer: Customer, provider_process: Program) -> None:
    session_id = customer.session()
    customer.submits(session_id, number="DELAY77312904")
    wait_for(lambda: f"webhook of session {session_id[:8]}, attempt 1: delivered" in provider_process.log)
    assert "77312904" not in provider_process.log
    assert session_id not in provider_process.log
    assert f"session {session_id[:8]} is pending\n" in provider_process.log


def _submit_late(provider: Program, receiver: Receiver) -> None:
    headers = {"Authorization": f"Bearer {programs.API_SECRET}"}
    with (
        httpx.Client(base_url=provider.url, headers=headers) as api,
        httpx.Client(base_url=provider.url) as browser,
    ):
        customer = Customer(api, browser, receiver.url)
        session_id = customer.session()
        customer.submits(session_id, number="DELAY1")
        assert customer.reads(session_id)["status"] == "pending"
