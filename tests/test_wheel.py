"""What is built is what runs: the wheel holds everything, and starts where nothing else of ours is."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sessions", "participant", "facilitator")
PATIENCE = 20.0  # seconds until the server must answer


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT))
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_packages_and_static(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    ours = {str(path.relative_to(ROOT)) for package in PACKAGES for path in files_under(ROOT / package)}
    ours |= {f"facilitator/{path.relative_to(ROOT)}" for path in files_under(ROOT / "static")}
    assert ours - held == set()
    assert {Path(name).suffix for name in held} >= {
        ".py",
        ".html",
        ".po",
        ".sql",
        ".css",
        ".js",
        ".woff2",
        ".svg",
    }


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops - set(PACKAGES) == {next(top for top in tops if top.endswith(".dist-info"))}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it; what it depends on is seen through a .pth."""
    venv = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", str(venv))
    run(sys.executable, "-m", "pip", "--python", str(venv / "bin/python"), "install", "--quiet", "--no-deps",
        "--no-index", str(wheel))  # fmt: skip
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv


@pytest.fixture(scope="module")
def server(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `radslag serve`, started in an empty directory with an empty environment."""
    empty = tmp_path_factory.mktemp("empty")
    port = free_port()
    command = [
        str(installed / "bin/radslag"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--data",
        "data",
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(empty), "LANG": "C.UTF-8"}
    with (
        (empty / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=empty, env=environment, stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", process, empty / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_it_runs_from_the_wheel_and_not_from_the_source_tree(installed: Path) -> None:
    asking = "import facilitator, sessions; print(facilitator.__file__, sessions.__file__)"
    told = run(str(installed / "bin/python"), "-I", "-c", asking).split()
    assert all(Path(path).is_relative_to(installed) for path in told)


def test_it_says_that_it_is_well(server: str) -> None:
    assert get(f"{server}/healthz")[0] == 200


def test_it_speaks_swedish(server: str) -> None:
    status, page = get(f"{server}/", language="sv")
    assert status == 200
    assert '<html lang="sv"' in page


def test_every_file_that_the_page_names_is_served(server: str) -> None:
    page = get(f"{server}/", language="sv")[1]
    named = set(re.findall(r'(?:href|src)="(/[^"#?]+\.(?:css|js|svg))', page))
    assert [name for name in named if name.endswith(".css")]
    assert {name: get(server + name)[0] for name in named} == dict.fromkeys(named, 200)


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean_environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "RADSLAG", "COV"))
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            get(address)
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail(f"no answer from {address}:\n{log.read_text()}")


def get(address: str, language: str = "en") -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status, answer.read().decode("utf-8")
