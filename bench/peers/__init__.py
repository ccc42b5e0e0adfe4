"""What people would use instead: small honest servers of the same kind, each its library's plain way."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from bench.machine import OUT, ROOT, NotHere, compiled
from bench.processes import Load, Server, free_port, load, running

HERE = Path(__file__).parent
NODE = OUT / "node"
PYTHON = OUT / "python"


class Peer(Struct, frozen=True):
    """`command`: to be followed by a port and the size of the message. `options`: what the generator must know."""

    name: str
    command: tuple[str, ...]
    options: Mapping[str, str] = {}
    path: str = "/ws"


ENGINE = {"engine": "1", "ready": "40", "news": "42"}
ENGINE_PATH = "/socket.io/?EIO=4&transport=websocket"


def floor() -> Peer:
    return Peer("floor", (str(compiled("floor")),), {})


def python(name: str, *more: str) -> Peer:
    return Peer(name, (sys.executable, str(HERE / f"{name}.py"), *more))


def starlette(mode: str) -> Peer:
    return Peer("starlette", python("plain_starlette", mode).command)


def available(quick: bool) -> Iterator[Peer]:
    """Those that can be had on this machine; a sentence on each that cannot."""
    yield starlette("fan")
    wanted = [node_ws] if quick else [websockets, node_ws, node_socketio, python_socketio]
    for peer in wanted:
        try:
            yield peer()
        except NotHere as missing:
            print(f"  left out: {missing}", flush=True)


def websockets() -> Peer:
    return python("websockets_broadcast")


def node_ws() -> Peer:
    return Peer("node_ws", (node(), str(HERE / "node_ws.js")))


def node_socketio() -> Peer:
    return Peer("node_socketio", (node(), str(HERE / "node_socketio.js")), ENGINE, ENGINE_PATH)


def python_socketio() -> Peer:
    if not (PYTHON / "socketio").exists():
        install(
            "python-socketio", [sys.executable, "-m", "pip", "install", "--target", PYTHON, "python-socketio"]
        )
    return Peer("python_socketio", python("python_socketio").command, ENGINE, ENGINE_PATH)


def node() -> str:
    """The node program, with the libraries it needs beside it. Raises NotHere."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        raise NotHere("Node's ws and socket.io (Debian: apt install nodejs npm).")
    if not (NODE / "node_modules").exists():
        NODE.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", NODE)
        install(
            "Node's ws and socket.io",
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", NODE],
        )
    return found


def install(name: str, command: list[str | Path]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        raise NotHere(f"{name} could not be installed; that needs the packages' index.") from None


@contextlib.contextmanager
def serving(
    peer: Peer, phones: int, *arguments: str | Path, cookie: str = "", **options: str
) -> Iterator[tuple[Server, Load]]:
    """A peer with a generator over so many phones that have not come yet, with this cookie."""
    port, book = free_port(), OUT / f"peers-{peer.name}.tsv"
    book.write_text(f"{peer.path}\t{cookie}\n" * phones)
    around = {
        "NODE_PATH": str(NODE / "node_modules"),
        "PYTHONPATH": f"{ROOT}:{PYTHON}",
        "PATH": "/usr/bin:/bin",
    }
    command: list[str | Path] = [*peer.command, str(port), *arguments]
    with (
        running(command, port, env=around) as server,
        load(port, book, **{**peer.options, **options}) as made,
    ):
        yield server, made
