"""When a process counts as hanging, and how long a pause follows a fall."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from reviews_site.devserver.watch import ASK_SECONDS, HANG_SECONDS, START_SECONDS, Watch, is_stopped
from tests.e2e.conftest import wait_for


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process whose name could be taken for more of its state."""
    program = "import ctypes, time; ctypes.CDLL(None).prctl(15, b') T (', 0, 0, 0); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield process.pid
        process.kill()


def test_a_stopped_process_hangs_after_a_while_and_one_that_goes_on_does_not(sleeper: int) -> None:
    watch = Watch(started_at=0)
    assert not watch.hangs(sleeper, 1000)
    os.kill(sleeper, signal.SIGSTOP)
    wait_for(lambda: is_stopped(sleeper))
    assert not watch.hangs(sleeper, 1000)
    assert not watch.hangs(sleeper, 1000 + HANG_SECONDS)
    assert watch.hangs(sleeper, 1001 + HANG_SECONDS)
    os.kill(sleeper, signal.SIGCONT)
    wait_for(lambda: not is_stopped(sleeper))
    assert not watch.hangs(sleeper, 1002 + HANG_SECONDS)


def test_silence_counts_once_there_was_an_answer_or_the_start_is_over(sleeper: int) -> None:
    answer = False
    watch = Watch(0, lambda: answer)
    times = range(0, int(START_SECONDS), int(ASK_SECONDS))
    assert not any(watch.hangs(sleeper, now) for now in times)
    assert [watch.hangs(sleeper, START_SECONDS + later) for later in (0, 15, 45)] == [False, False, True]
    watch.note_start(1000)
    answer = True
    assert not watch.hangs(sleeper, 1000 + ASK_SECONDS)
    answer = False
    assert [watch.hangs(sleeper, 1020 + later) for later in (0, 15, 45)] == [False, False, True]


def test_it_is_asked_once_in_a_while_and_one_answer_makes_up_for_silence(sleeper: int) -> None:
    answers = iter([True, False, False, True, False])
    watch = Watch(0, lambda: next(answers))
    found = [watch.hangs(sleeper, 10 * turn + part) for turn in range(5) for part in (0, 1, 2)]
    assert found == [False] * 15
    assert next(answers, None) is None


def test_pauses_grow_and_a_steady_run_forgives() -> None:
    watch = Watch(0)
    assert [watch.note_fall(0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    watch.note_start(100)
    assert watch.note_fall(100) == 30
    watch.note_start(200)
    assert watch.note_fall(261) == 1
