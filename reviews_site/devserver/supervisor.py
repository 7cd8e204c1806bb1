"""Runs the whole site: servers, preparation, processes; restarts what falls, and stops everything in order.

What runs is in `plan.py`; how one process is started, in `child.py`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviews_site.deployment.child import start
from reviews_site.deployment.paths import Paths
from reviews_site.devserver.console import Console, Transcript, open_log
from reviews_site.devserver.loop import Loop, TimedOut
from reviews_site.devserver.plan import Service
from reviews_site.devserver.servers import Servers

HEALTHY_WITHIN_SECONDS = 60
PREPARED_WITHIN_SECONDS = 600
_SERVICES_STOP_SECONDS = 5.0
_SERVERS_STOP_SECONDS = 4.0
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_AFTER_SECONDS = 60.0


class StartFailed(Exception):
    """Something did not come up; the message says what, and its last words."""


@dataclass
class RunningProcess:
    """One supervised process, through all its restarts."""

    service: Service
    process: subprocess.Popen[bytes]
    transcript: Transcript
    started_at: float
    falls: int = 0
    restart_at: float | None = None

    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None


@dataclass
class Supervisor:
    """The site's processes and the loop that keeps them."""

    where: Paths
    servers: Servers
    loop: Loop
    console: Console
    running: list[RunningProcess] = field(default_factory=list)

    def complete(self, service: Service) -> None:
        """Run a command to its end.

        Raises:
            Unwell: it failed.
        """
        run = self._launched(service)
        self.running.append(run)
        self.loop.until(run.is_over, seconds=PREPARED_WITHIN_SECONDS, waiting_for=service.name)
        self.running.remove(run)
        self.loop.turn(0)
        if run.process.returncode != 0:
            raise StartFailed(_failure_report(run))

    def start(self, services: Sequence[Service]) -> None:
        """Start all of them at once and wait until every one is well.

        Raises:
            Unwell: one has ended, or is not well in time.
        """
        for path in self.where.probe.glob("*.sock"):
            path.unlink()
        self.running = [self._launched(service) for service in services]
        waiting = list(self.running)

        def all_are_well() -> bool:
            for run in list(waiting):
                if run.is_over():
                    raise StartFailed(_failure_report(run))
                if run.service.is_well():
                    waiting.remove(run)
            return not waiting

        try:
            self.loop.until(all_are_well, seconds=HEALTHY_WITHIN_SECONDS, waiting_for="The start")
        except TimedOut:
            raise StartFailed("\n".join(_failure_report(run) for run in waiting)) from None

    def watch_over(self) -> None:
        """Keep everything running until a stop is asked for."""
        while not self.loop.times_asked_to_stop:
            self.loop.turn(1.0 if self._all_run() else 0.2)
            for run in self.running:
                self._revive(run)
            self._revive_servers()

    def stop(self) -> None:
        """Processes first, then Redis, then PostgreSQL. A second Ctrl-C shortens the wait."""
        for run in self.running:
            _signal(run.process, run.service.stop_signal)
        self._wait_for([run.process for run in self.running], _SERVICES_STOP_SECONDS)
        for run in self.running:
            # What a process started itself shares its session, and goes with it.
            _kill_session(run.process)
        if self.servers.redis.process:
            _signal(self.servers.redis.process, signal.SIGTERM)
            self._wait_for([self.servers.redis.process], _SERVERS_STOP_SECONDS / 2)
        clusters = [cluster.process for cluster in self.servers.clusters.values() if cluster.process]
        for process in clusters:
            _signal(process, signal.SIGINT)
        self._wait_for(clusters, _SERVERS_STOP_SECONDS)
        for process in clusters:
            # Immediate shutdown: the next start replays the log, and nothing is lost.
            _signal(process, signal.SIGQUIT)
        self.loop.turn(0)

    def _launched(self, service: Service) -> RunningProcess:
        reading, writing = os.pipe()
        try:
            process = start(
                service.command,
                identity=service.identity,
                environment=service.environment,
                output=writing,
                # Not a soft signal: whoever waits for its database to come back would wait for ever.
                death_signal=signal.SIGKILL,
                folder=service.folder,
                kept_open=(self.servers.lock,),
            )
        finally:
            os.close(writing)
        transcript = Transcript(service.name, self.console, open_log(self.where.log / f"{service.name}.log"))

        def ended() -> None:
            os.close(reading)
            transcript.close()

        self.loop.watch(reading, transcript.feed, ended)
        return RunningProcess(service, process, transcript, time.monotonic())

    def _all_run(self) -> bool:
        return all(run.restart_at is None for run in self.running)

    def _revive(self, run: RunningProcess) -> None:
        now = time.monotonic()
        if run.restart_at is None and run.is_over():
            run.falls = 1 if now - run.started_at > _STEADY_AFTER_SECONDS else run.falls + 1
            pause = min(2.0 ** (run.falls - 1), _LONGEST_PAUSE_SECONDS)
            run.restart_at = now + pause
            _kill_session(run.process)
            self.console.say(f"! {run.service.name} {_exit_description(run.process)}; it starts again in {pause:.0f} s")
        elif run.restart_at is not None and now >= run.restart_at:
            again = self._launched(run.service)
            run.process, run.transcript, run.started_at, run.restart_at = again.process, again.transcript, now, None

    def _revive_servers(self) -> None:
        for cluster in self.servers.clusters.values():
            if cluster.process and cluster.process.poll() is not None:
                self.console.say(f"! PostgreSQL ({cluster.name}) {_exit_description(cluster.process)}; it starts again")
                cluster.launch(self.servers.lock)
                self.loop.turn(1.0)
        redis = self.servers.redis
        if redis.process and redis.process.poll() is not None:
            self.console.say(f"! Redis {_exit_description(redis.process)}; it starts again")
            redis.launch(self.servers.made.redis, self.servers.lock)
            self.loop.turn(1.0)

    def _wait_for(self, processes: list[subprocess.Popen[bytes]], seconds: float) -> None:
        impatience = self.loop.times_asked_to_stop
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at and any(process.poll() is None for process in processes):
            if self.loop.times_asked_to_stop > max(impatience, 1):
                return
            self.loop.turn()


def stop_servers(servers: Servers, loop: Loop, console: Console) -> None:
    """Stop the servers where there is nothing else to stop."""
    Supervisor(servers.where, servers, loop, console).stop()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _kill_session(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):  # nobody is left in it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _exit_description(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def _failure_report(run: RunningProcess) -> str:
    state = "did not become well in time" if run.process.poll() is None else _exit_description(run.process)
    words = "\n".join(f"    {line}" for line in run.transcript.last_words)
    return f"{run.service.name} {state}. Its last words:\n{words}"
