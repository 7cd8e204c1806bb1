"""Which users the processes get, and that a child ends with its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviews_site.deployment.child import FIRST_UID, Identity, identities, start
from tests.devserver.conftest import REPOSITORY

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each process a user of its own")


@as_root
def test_a_folder_closed_to_others_makes_all_share_a_user_and_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    found = identities(REPOSITORY, tmp_path)
    assert not found.are_separate
    assert "share uid" in found.notice
    assert found.of(1) == found.of(2) == Identity(FIRST_UID, reaches_private_folders=True)


@as_root
def test_an_interpreter_closed_to_others_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert not identities(REPOSITORY).are_separate


@as_root
def test_a_shared_user_still_reaches_a_closed_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "note").write_text("here")
    program = f"import os; print(os.getuid(), open({str(tmp_path / 'note')!r}).read())"
    with (tmp_path / "said").open("wb") as said:
        identity = Identity(FIRST_UID, reaches_private_folders=True)
        child = start(
            [sys.executable, "-c", program],
            identity=identity,
            environment={"PATH": os.defpath},
            output=said.fileno(),
            death_signal=signal.SIGKILL,
            folder=tmp_path,
        )
        assert child.wait() == 0
    assert (tmp_path / "said").read_text() == f"{FIRST_UID} here\n"


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import os, signal, subprocess, sys, time; from pathlib import Path\n"
        "from reviews_site.deployment.child import Identity, start\n"
        "child = start([sys.executable, '-c', 'import time; time.sleep(60)'], identity=Identity(), environment={},\n"
        "    output=subprocess.DEVNULL, death_signal=signal.SIGKILL, folder=Path('/'))\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        assert child.exists()
        parent.kill()
    ends_at = time.monotonic() + 60
    while child.exists() and time.monotonic() < ends_at:
        time.sleep(0.02)
    assert not child.exists() or "Z" in (child / "stat").read_text().split()[2]
