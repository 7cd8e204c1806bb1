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
from dataclasses import dataclass, field, replace

from reviews_site.deployment.child import start
from reviews_site.deployment.paths import Paths
from reviews_site.devserver.console import Console, Transcript, open_log
from reviews_site.devserver.disk import DiskRoom
from reviews_site.devserver.fork_server import ForkedProcess, ForkServer, ForkServerGone
from reviews_site.devserver.loop import Loop, TimedOut
from reviews_site.devserver.plan import Service
from reviews_site.devserver.postgres import Cluster, ServerNotStarted
from reviews_site.devserver.servers import Servers
from reviews_site.devserver.valkey import Valkey
from reviews_site.devserver.watch import Watch

HEALTHY_WITHIN_SECONDS = 60
COMPLETE_WITHIN_SECONDS = 600
_SERVICES_STOP_SECONDS = 5.0
_SERVERS_STOP_SECONDS = 4.0
# What a full disk, or too many processes, may do to the supervisor: it says so, and tries again.
_TROUBLES = (OSError, ForkServerGone, ServerNotStarted)

Child = subprocess.Popen[bytes] | ForkedProcess


class StartFailed(Exception):
    """Something did not come up; the message says what, and its last words."""


@dataclass
class RunningProcess:
    """One supervised process, through all its restarts."""

    service: Service
    process: Child
    transcript: Transcript
    watch: Watch

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
    fork_server: ForkServer | None = None
    watches: dict[str, Watch] = field(default_factory=dict)
    # Commands that are run again and again, and when each is due: `time.monotonic()`.
    schedule: dict[Service, float] = field(default_factory=dict)

    def complete(self, command: Service) -> None:
        """Run a command to its end.

        Raises:
            StartFailed: it failed.
        """
        self._start([self._launched(replace(command, is_command=True))])

    def start(self, services: Sequence[Service], command: Service | None = None) -> None:
        """Start all of them at once, run `command` beside them, and wait until all are well and it is over.

        Raises:
            StartFailed: one has ended, the command failed, or something is not well in time.
        """
        for path in self.where.probe.glob("*.sock"):
            path.unlink()
        self._start([self._launched(service) for service in (*([command] if command else []), *services)])

    def _start(self, runs: list[RunningProcess]) -> None:
        self.running += runs
        waiting = list(runs)

        def all_are_well() -> bool:
            for run in list(waiting):
                if self._is_started(run):
                    waiting.remove(run)
            return not waiting

        is_command = any(run.service.is_command for run in runs)
        seconds = COMPLETE_WITHIN_SECONDS if is_command else HEALTHY_WITHIN_SECONDS
        try:
            self.loop.until(all_are_well, seconds=seconds, waiting_for="The start")
        except TimedOut:
            raise StartFailed("\n".join(_failure_report(run) for run in waiting)) from None

    def _is_started(self, run: RunningProcess) -> bool:
        if run.service.is_command:
            if not run.is_over():
                return False
            self.running.remove(run)
            self.loop.turn(0)
            if run.process.returncode != 0:
                raise StartFailed(_failure_report(run))
        elif run.is_over():
            raise StartFailed(_failure_report(run))
        elif not run.service.is_well():
            return False
        if run.service.activity:
            self.console.took(run.service.activity, time.monotonic() - run.watch.started_at)
        return True

    def watch_over(self) -> None:
        """Keep everything running, and start what is due, until a stop is asked for."""
        now = time.monotonic()
        self.watches = {server.label: Watch(now, server.answers) for server in self.servers.all}
        disk = DiskRoom(self.where.var, list(self.servers.clusters.values()))
        with contextlib.suppress(OSError):
            disk.take_reserve()
        while not self.loop.times_asked_to_stop:
            self.loop.turn(1.0 if self._all_run() else 0.2)
            if says := disk.news():
                self.console.say(f"! {says}")
            for run in list(self.running):
                if run.service.is_command:
                    self._finish(run)
                else:
                    self._revive(run)
            self._start_due()
            for server in self.servers.all:
                self._revive_server(server, self.watches[server.label])

    def _start_due(self) -> None:
        now = time.monotonic()
        for service, due_at in self.schedule.items():
            if now >= due_at and not any(run.service is service for run in self.running):
                self.schedule[service] = now + service.every_seconds
                try:
                    self.running.append(self._launched(service))
                except _TROUBLES as problem:
                    self.console.say(f"! {service.name} can't be started ({problem})")

    def _finish(self, run: RunningProcess) -> None:
        if run.is_over():
            self.running.remove(run)
            if run.process.returncode != 0:
                self.console.say(f"! {run.service.name} {_exit_description(run.process)}")

    def stop(self) -> None:
        """Processes first, then Valkey, then PostgreSQL. A second Ctrl-C shortens the wait."""
        if self.fork_server:
            self.fork_server.stop()
        for run in self.running:
            _signal(run.process, run.service.stop_signal)
        self._wait_for([run.process for run in self.running], _SERVICES_STOP_SECONDS)
        for run in self.running:
            # What a process started itself shares its session, and goes with it.
            _kill_session(run.process)
        if self.servers.valkey.process:
            _signal(self.servers.valkey.process, signal.SIGTERM)
            self._wait_for([self.servers.valkey.process], _SERVERS_STOP_SECONDS / 2)
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
            process = self._child(service, writing)
        finally:
            os.close(writing)
        transcript = Transcript(service.name, self.console, open_log(self.where.log / f"{service.name}.log"))

        def ended() -> None:
            os.close(reading)
            transcript.close()

        self.loop.watch(reading, transcript.feed, ended)
        return RunningProcess(service, process, transcript, Watch(time.monotonic(), service.answers))

    def _child(self, service: Service, output: int) -> Child:
        if self.fork_server:
            return self.fork_server.fork(
                service.name,
                service.command[1:],
                identity=service.identity,
                environment=service.environment,
                descriptors=(output, self.servers.lock),
                folder=service.folder,
            )
        return start(
            service.command,
            identity=service.identity,
            environment=service.environment,
            output=output,
            # Not a soft signal: whoever waits for its database to come back would wait for ever.
            death_signal=signal.SIGKILL,
            folder=service.folder,
            kept_open=(self.servers.lock,),
        )

    def _all_run(self) -> bool:
        watches = (*(run.watch for run in self.running), *self.watches.values())
        return all(watch.restart_at is None for watch in watches)

    def _revive(self, run: RunningProcess) -> None:
        """Start a process again that ended, or hangs, after a pause."""
        now, watch, name = time.monotonic(), run.watch, run.service.name
        if watch.restart_at is None:
            if self._has_fallen(run.process, watch, name, now):
                for path in self.where.probe.glob(f"{name}.*"):
                    path.unlink(missing_ok=True)
                self._pause(watch, name, _exit_description(run.process), now)
        elif now >= watch.restart_at:
            try:
                again = self._launched(run.service)
            except _TROUBLES as problem:
                self._pause(watch, name, f"can't be started ({problem})", now)
                return
            run.process, run.transcript = again.process, again.transcript
            watch.note_start(now)

    def _revive_server(self, server: Cluster | Valkey, watch: Watch) -> None:
        """The same for a server."""
        now = time.monotonic()
        if watch.restart_at is None:
            if server.process and self._has_fallen(server.process, watch, server.label, now):
                self._pause(watch, server.label, _exit_description(server.process), now)
        elif now >= watch.restart_at:
            try:
                server.launch(self.servers.lock)
            except _TROUBLES as problem:
                self._pause(watch, server.label, f"can't be started ({problem})", now)
                return
            watch.note_start(now)

    def _has_fallen(self, process: Child, watch: Watch, name: str, now: float) -> bool:
        if process.poll() is None:
            if not watch.hangs(process.pid, now):
                return False
            self.console.say(f"! {name} does not answer, and is ended")
        _kill_session(process)
        return True

    def _pause(self, watch: Watch, name: str, what: str, now: float) -> None:
        self.console.say(f"! {name} {what}; it starts again in {watch.note_fall(now):.0f} s")

    def _wait_for(self, processes: Sequence[Child], seconds: float) -> None:
        impatience = self.loop.times_asked_to_stop
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at and any(process.poll() is None for process in processes):
            if self.loop.times_asked_to_stop > max(impatience, 1):
                return
            self.loop.turn()


def _signal(process: Child, number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _kill_session(process: Child) -> None:
    with contextlib.suppress(ProcessLookupError):  # nobody is left in it
        os.killpg(process.pid, signal.SIGKILL)
    _signal(process, signal.SIGKILL)  # one that was forked just now leads no session yet
    process.wait()


def _exit_description(process: Child) -> str:
    code = process.returncode
    return (
        f"was ended by {signal.Signals(-code).name}" if code is not None and code < 0 else f"ended with status {code}"
    )


def _failure_report(run: RunningProcess) -> str:
    state = "did not become well in time" if run.process.poll() is None else _exit_description(run.process)
    words = "\n".join(f"    {line}" for line in run.transcript.last_words)
    return f"{run.service.name} {state}. Its last words:\n{words}"
