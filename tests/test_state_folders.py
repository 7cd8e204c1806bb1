"""State folders of tests: a run that was killed leaves them, and the next run removes them."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.state_folders import remove_folders_of_killed_runs, state_folder

RUN = """
import sys
from tests.state_folders import state_folder
with state_folder("tests") as folder:
    (folder / "data").write_text("rows")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which runs make theirs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_killed_run_is_removed_once_it_is_dead(memory: Path) -> None:
    command = [sys.executable, "-c", RUN]
    with subprocess.Popen(
        command, env={"TMPDIR": str(memory)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        assert folder.parent == memory
        remove_folders_of_killed_runs()
        assert (folder / "data").read_text() == "rows"

        run.kill()
        run.wait()
        assert (folder / "data").is_file()
        remove_folders_of_killed_runs()
        assert not folder.exists()


def test_a_run_that_ends_leaves_nothing(memory: Path) -> None:
    with state_folder("tests") as folder:
        assert folder.stat().st_mode & 0o777 == 0o711
        remove_folders_of_killed_runs()
        assert folder.is_dir()
    assert list(memory.iterdir()) == []


def test_a_folder_without_a_lock_stays(memory: Path) -> None:
    (memory / "platemark-tests-of-another-version").mkdir()
    (memory / "platemark-link").symlink_to(memory / "platemark-tests-of-another-version")
    remove_folders_of_killed_runs()
    assert len(list(memory.iterdir())) == 2
