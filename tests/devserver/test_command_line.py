"""What `make run` says when it can't."""

import socket
from pathlib import Path

from tests.devserver.conftest import command


def test_a_taken_port_is_named_with_a_way_out(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = command(var, "run", "--port", str(port - 1))
        _, said = run.communicate(timeout=90)
    assert run.returncode == 1
    assert f"Port {port}, for the provider, is taken by another program" in said
    assert "make run PORT=" in said
    assert not (var / "keys").exists()


def test_a_reset_of_nothing_says_so(var: Path) -> None:
    reset = command(var, "reset")
    said, _ = reset.communicate(timeout=90)
    assert reset.returncode == 0
    assert "nothing to delete" in said
