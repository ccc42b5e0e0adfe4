"""What others made is listed, unchanged to the byte, and licensed; nothing unlisted lies beside it."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LIST = ROOT / "static" / "vendor" / "vendor.toml"
PACKAGES: list[dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))["package"]
FILES: list[dict[str, Any]] = [file for package in PACKAGES for file in package["files"]]
HOMES = ("static/vendor", "static/icons", "static/fonts", "tests/vendor")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["to"])
def test_a_vendored_file_is_what_the_list_says(file: dict[str, Any]) -> None:
    content = (ROOT / file["to"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_package_says_where_it_is_from_and_what_it_may_be_used_for(package: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"]
    assert package["why"]
    licences = [ROOT / file["to"] for file in package["files"] if "LICENSE" in file["to"]]
    assert licences
    assert all(path.stat().st_size > 200 for path in licences)


@pytest.mark.parametrize("home", HOMES)
def test_nothing_unlisted_lies_beside_them(home: str) -> None:
    there = {str(path.relative_to(ROOT)) for path in (ROOT / home).rglob("*") if path.is_file()}
    assert there - {str(LIST.relative_to(ROOT))} == {
        file["to"] for file in FILES if file["to"].startswith(home)
    }


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/icons/lucide.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', sprite))
    named = {name for path in templates() for name in icons_in(path.read_text("utf-8"))}
    assert named - drawn == set()


def templates() -> list[Path]:
    return [
        path
        for package in ("sessions", "participant", "facilitator")
        for path in (ROOT / package).rglob("*.html")
    ]


def icons_in(template: str) -> list[str]:
    """Names in icon("name") calls and in direct uses of the sprite."""
    return re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", template) + re.findall(
        r"lucide\.svg[^#\"]*#i-([a-z0-9-]+)", template
    )


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_versions_and_sums_and_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[a-z0-9._-]+==[^\s;]+(\s*;[^-]*)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_everything_we_depend_on_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for lock, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        assert {re.split(r"[=<>~!]", name)[0].lower() for name in wanted} - locked == set()
