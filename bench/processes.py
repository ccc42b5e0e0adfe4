"""The servers under test and the load generator: started on a core each, asked, and ended."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench.machine import LOAD_CORE, OUT, ROOT, SERVER_CORE, compiled, cpu_of, memory_of, pinned

PATIENCE = 60.0
"""Seconds that a server may take to start or to stop."""

busiest: dict[str, float] = {}
"""The share of its core that the generator needed, at most, by the kind of measurement."""


class Opened(msgspec.Struct, frozen=True):
    """What a hall says of itself. `phones`: the generator's file: first the seats, then who is counted from there."""

    port: int
    code: str
    step: str
    options: tuple[str, ...]
    phones: str


WALL, DESK, HAND, STRANGERS = range(4)
"""Where in the generator's file they stand, after the seats."""


class Server:
    """A process that answers on a port of its own. `cpu` in microseconds, `memory` in KiB."""

    def __init__(self, command: list[str | Path], port: int, **options: Any) -> None:
        self.port = port
        self.process = subprocess.Popen(
            pinned(SERVER_CORE, command), cwd=ROOT, stdout=subprocess.PIPE, text=True, **options
        )

    @property
    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    @property
    def memory(self) -> float:
        return memory_of(self.process.pid)

    def wait_until_open(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.process.args!r} did not start")

    def first_line(self) -> str:
        assert self.process.stdout is not None
        line: str = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} did not start")
        return line

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str | Path], port: int, **options: Any) -> Iterator[Server]:
    server = Server(command, port, **options)
    try:
        server.wait_until_open()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """On the disk that the project is on: a file system in memory would sync nothing."""
    OUT.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="data-", dir=OUT))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@contextlib.contextmanager
def hall(data: Path, exercise: str, phones: int) -> Iterator[tuple[Server, Opened]]:
    """Our own program with a session for so many phones; a second time over the same folder it is the same."""
    port = free_port()
    command: list[str | Path] = [sys.executable, "-m", "bench.hall", data, str(port), exercise, str(phones)]
    server = Server(command, port)
    try:
        yield server, msgspec.json.decode(server.first_line(), type=Opened)
    finally:
        server.stop()


class Load:
    """The generator over one phone book. Each of its commands is answered by a dictionary."""

    def __init__(self, port: int, phones: Path | str, **options: str) -> None:
        words = [str(word) for pair in options.items() for word in pair]
        self.process = subprocess.Popen(
            pinned(LOAD_CORE, [compiled("load"), str(port), phones, *words]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command: str, *figures: float) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join([command, *map(str, figures)]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load generator ended at: {command} {figures}")
        said: dict[str, Any] = msgspec.json.decode(line)
        busiest[command] = max(busiest.get(command, 0.0), said.get("busy_while", said["busy"]))
        return said

    def fill(self, phones: int) -> None:
        """Phones come, not all at once. Raises RuntimeError when not all of them got in."""
        said = self.ask("come", 0, phones, 128, 0, 0)
        if said["inside"] < phones:
            raise RuntimeError(f"only {said['inside']} of {phones} got in within three minutes: {said}")

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()


@contextlib.contextmanager
def load(port: int, phones: Path | str, **options: str) -> Iterator[Load]:
    made = Load(port, phones, **options)
    try:
        yield made
    finally:
        made.stop()


def our_load(opened: Opened, move: str = "", **options: str) -> contextlib.AbstractContextManager[Load]:
    """Phones that speak the real protocol. `move`: what they ask, as JSON."""
    return load(
        opened.port,
        opened.phones,
        page=f"/s/{opened.code}",
        hi="1",
        ready='{"t":"you"',
        news='{"t":"show"',
        ack='{"t":"ok"',
        no='{"t":"no"',
        move=f'{{"t":"do","id":"%i","step":"{opened.step}","move":{move}}}',
        **options,
    )
