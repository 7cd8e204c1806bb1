"""What `make run` says when it can't."""

import contextlib
import os
import socket
from pathlib import Path

from tests.devserver.conftest import command


def test_a_taken_port_is_named_with_a_way_out(var: Path) -> None:
    with socket.socket() as other:
        port = take_port_after_a_free_one(other)
        run = command(var, "run", "--port", str(port - 1))
        _, said = run.communicate(timeout=90)
    assert run.returncode == 1
    assert f"Port {port}, for the provider, is taken by another program" in said
    assert "make run PORT=" in said
    assert not (var / "keys").exists()


def take_port_after_a_free_one(taken: socket.socket) -> int:
    """Listen on a port whose lower neighbour nobody uses, below those that the kernel gives to connections."""
    for port in range(12_000 + os.getpid() % 6_000, 20_000, 2):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port - 1)):
            taken.bind(("127.0.0.1", port))
            taken.listen()
            return port
    raise RuntimeError("There are no two free ports in a row.")


def test_a_reset_of_nothing_says_so(var: Path) -> None:
    reset = command(var, "reset")
    said, _ = reset.communicate(timeout=90)
    assert reset.returncode == 0
    assert "nothing to delete" in said
