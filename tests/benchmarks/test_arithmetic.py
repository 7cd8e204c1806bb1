"""The harness's own arithmetic. No test here asserts how long anything takes."""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.benchmarks import figures, load, processor
from tests.benchmarks.figures import AT_LEAST, AT_MOST, Aim, Measurement
from tests.benchmarks.processor import Process


def test_a_ratio_is_value_over_floor() -> None:
    assert Measurement("page", 9.0, "ms", floor=6.0).ratio == 1.5
    assert Measurement("page", 9.0, "ms").ratio is None
    assert Measurement("page", 9.0, "ms", floor=0.0).ratio is None


def test_ratios_are_taken_within_a_round() -> None:
    """The second round met a machine four times as busy: the ratio does not see it."""
    assert figures.median_of_ratios([3.0, 12.0, 3.3], [2.0, 8.0, 2.2]) == pytest.approx(1.5)
    with pytest.raises(ValueError, match="shorter"):
        figures.median_of_ratios([3.0, 12.0], [2.0])


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (0.25, 1), (0.0, 1), (1.0, 4)])
def test_quantiles_are_by_nearest_rank(share: float, value: float) -> None:
    assert figures.quantile([4, 1, 3, 2], share) == value


def test_cpu_seconds_become_milliseconds_a_request() -> None:
    assert figures.milliseconds_a_request(2.5, 500) == 5.0


@pytest.mark.parametrize(
    ("aim", "is_met"),
    [
        (Aim("page", "ratio", AT_MOST, 1.5), True),
        (Aim("page", "ratio", AT_MOST, 1.4), False),
        (Aim("page", "value", AT_LEAST, 9.0), True),
        (Aim("page", "value", AT_LEAST, 9.1), False),
        (Aim("page", "queries", AT_MOST, 6), False),
    ],
)
def test_an_aim_without_its_figure_is_missed(aim: Aim, is_met: bool) -> None:
    assert aim.is_met(Measurement("page", 9.0, "ms", floor=6.0)) is is_met


def test_the_table_has_a_line_a_measurement_and_says_what_is_missed() -> None:
    found = [Measurement("page", 9.0, "ms", floor=6.0, queries=2, note="quiet"), Measurement("relay", 12345.6, "1/s")]
    lines = figures.table(found, [Aim("page", "ratio", AT_MOST, 1.0)]).splitlines()
    assert lines[2].split() == ["page", "9", "ms", "6", "1.5", "2", "ratio", "≤", "1:", "MISSED", "quiet"]
    assert lines[3].split() == ["relay", "12,346", "1/s", "-", "-", "-"]


PAGE = Measurement("page", 9.00001, "ms", 6.0, 2, "quiet")


def test_the_file_has_each_figure_as_soon_as_it_is_known_and_says_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "bench.json"
    results = figures.Results(path, {"quick": True})
    results.add(PAGE)
    document = json.loads(path.read_text())
    assert document["machine"]["cores"] >= 1
    expected = {"name": "page", "value": 9.0, "unit": "ms", "floor": 6.0, "ratio": 1.5, "queries": 2, "note": "quiet"}
    assert (document["measurements"], document["is_complete"]) == ([expected], False)
    results.finish()
    assert json.loads(path.read_text())["is_complete"] is True
    assert [file.name for file in path.parent.iterdir()] == ["bench.json"]


def test_a_resumed_run_keeps_what_an_interrupted_one_measured(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    figures.Results(path, {"quick": True}).add(PAGE)
    resumed = figures.Results(path, {"quick": True})
    assert resumed.resume() == {"page"}
    resumed.add(Measurement("relay", 5.0, "1/s"))
    assert [row["name"] for row in json.loads(path.read_text())["measurements"]] == ["page", "relay"]
    assert [found.name for found in resumed.measurements()] == ["page", "relay"]


def test_figures_of_other_options_are_not_resumed(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    figures.Results(path, {"quick": True}).add(PAGE)
    with pytest.raises(SystemExit, match="run without --resume"):
        figures.Results(path, {"quick": False}).resume()
    assert figures.Results(tmp_path / "none.json", {"quick": False}).resume() == set()


def test_a_stat_line_is_read_whatever_the_program_calls_itself() -> None:
    line = "42 (postgres: (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 250 50 30 20 20 0 1 0 99 0 0\n"
    assert processor.parsed(line) == Process(42, 7, 3.5)


def test_a_family_is_the_root_and_all_below_it() -> None:
    everybody = [Process(4, 3, 1), Process(1, 0, 1), Process(3, 1, 1), Process(2, 1, 1), Process(9, 0, 1)]
    assert {process.pid for process in processor.family(everybody, 1)} == {1, 2, 3, 4}


def test_who_has_ended_still_counts_in_its_parent() -> None:
    program = (
        "import subprocess, sys, time\n"
        "burn = 'import time\\nwhile time.process_time() < 0.3: pass'\n"
        "subprocess.run([sys.executable, '-c', burn]); print('waited', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout and parent.stdout.readline() == "waited\n"
        assert processor.cpu_seconds([parent.pid]) >= 0.29
        assert processor.memory_megabytes(parent.pid) > 1
        parent.communicate()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 100_000
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


def test_every_request_is_sent_once_and_every_answer_read_whole() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        loaded = load.paths(server.server_port, ["/a", "/missing", "/b"], requests=30)
        server.shutdown()
    assert (loaded.requests, loaded.failures) == (30, 10)
    assert loaded.mean_bytes > 100_000
