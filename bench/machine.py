"""This machine: what it is, its two cores for us, its compiler, and what a process has cost."""

import os
import platform
import resource
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
OUT = HERE / "out"

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
MOST_PHONES = 10_000


class NotHere(Exception):
    """Something that this machine lacks; the text is a sentence for whoever asked for a benchmark."""


def compiled(name: str) -> Path:
    """The program made of bench/NAME.c, made anew when it is older. Raises NotHere."""
    source, program = HERE / f"{name}.c", OUT / name
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return program
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise NotHere("The benchmark needs a C compiler (Debian: apt install gcc); nothing else does.")
    OUT.mkdir(exist_ok=True)
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", program, source], check=True)
    return program


def allow_files() -> None:
    """Two sockets a phone, one in each process. Raises NotHere."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < MOST_PHONES + 1000:
        raise NotHere(f"{MOST_PHONES} phones need as many open files; here are {hard} (ulimit -Hn).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pinned(core: int, command: Iterable[str | Path]) -> list[str]:
    return ["taskset", "-c", str(core), *map(str, command)]


def cpu_of(pid: int) -> float:
    """Microseconds of processor time of a process and all its threads, in the kernel too.

    The same as in /proc/PID/stat, but counted in nanoseconds and not in hundredths of a second.
    """
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1000


def memory_of(pid: int) -> float:
    """KiB that a process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def description() -> Mapping[str, str]:
    return {
        "processor": f"{_field('/proc/cpuinfo', 'model name')}, {len(CORES)} cores, two of them used",
        "memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) // 1024 // 1024 + 1} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "load": f"{os.getloadavg()[0]:.1f} other programs wanted a core before it began",
    }


def _field(file: str, name: str) -> str:
    lines = Path(file).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown 0")
