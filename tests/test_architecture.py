"""The shape of the house, walked with `ast`: who may know whom, and who may touch the world."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("sessions", "participant", "facilitator")

CORE_SEEDS = (
    "activity", "blocks", "session", "programme", "programme_text", "people", "timers", "thread", "minutes",
    "screens", "wire", "activities",
)  # fmt: skip
"""What a core module imports of ours is core too, and is held to the same rules."""

SHELL = (
    "room",
    "journal",
    "storage",
    "hub",
    "connection",
    "lobby",
    "render",
    "languages",
    "tickets",
    "config",
)
CONTRACT = {
    "sessions.activity",
    "sessions.ball",
    "sessions.blocks",
    "sessions.codes",
    "sessions.measures",
    "sessions.thread",
}
REGISTRATION = "sessions.activities"
HOMES_OF_SQL = ("sessions.journal", "sessions.storage")
ROOT_MODULE = "facilitator.app"

IMPURE = {
    "aiohttp", "asyncio", "concurrent", "ctypes", "glob", "http", "io", "logging", "multiprocessing", "os",
    "pathlib", "resource", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess",
    "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "now", "utcnow", "today"}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|ALTER|DROP)\s+TABLE"
    r"|CREATE\s+(UNIQUE\s+)?INDEX|PRAGMA\s+\w+|BEGIN\s+IMMEDIATE|VACUUM\b)",
    re.DOTALL,
)

Modules = dict[str, ast.Module]


def test_the_house_stands() -> None:
    assert sorted(violations(our_modules())) == []


def test_the_core_is_all_there() -> None:
    """A renamed file must not slip out of the rules."""
    modules = our_modules()
    lost = [seed for seed in CORE_SEEDS if f"sessions.{seed}" not in modules]
    assert lost == []
    assert len(core_of(modules)) > len(CORE_SEEDS)


def test_all_of_the_core_is_measured() -> None:
    """What `make cover` asks for is the core as the rules here know it."""
    report = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["report"]
    unmeasured = {name for name in core_of(our_modules()) if not _is_measured(name, report["include"])}
    assert unmeasured == set()


def _is_measured(name: str, patterns: Iterable[str]) -> bool:
    path = name.replace(".", "/")
    return any(fnmatch(f"{path}.py", one) or fnmatch(f"{path}/__init__.py", one) for one in patterns)


GOOD = {
    "sessions": "",
    "sessions.activity": "import msgspec",
    "sessions.thread": "from sessions.activity import Item",
    "sessions.session": "from sessions import timers\nfrom sessions.activities import ACTIVITIES",
    "sessions.timers": "from msgspec import Struct\nfrom random import Random",
    "sessions.activities": "from sessions.activities.talk import Talk\nACTIVITIES = (Talk,)",
    "sessions.activities.talk": "from .rules import Talk",
    "sessions.activities.talk.rules": "from sessions.activity import Item\nfrom sessions.thread import fold",
    "sessions.journal": "import sqlite3\nINSERT = 'INSERT INTO moves VALUES (?)'",
    "sessions.hub": "import asyncio\nimport starlette",
    "participant.routes": "from sessions import hub",
    "facilitator.app": "from participant import routes",
    "facilitator.__main__": "FACTORY = 'facilitator.app:application'",
}


def test_a_good_house_has_no_violation() -> None:
    assert violations(parsed(GOOD)) == []


@pytest.mark.parametrize(
    ("module", "source", "rule"),
    [
        ("sessions.timers", "import starlette", "core imports"),
        ("sessions.timers", "from uvicorn import run", "core imports"),
        ("sessions.timers", "import time", "impure"),
        ("sessions.timers", "from pathlib import Path", "impure"),
        ("sessions.timers", "from sessions import hub", "shell"),
        ("sessions.timers", "from sessions.journal import Journal", "shell"),
        ("sessions.timers", "from sessions.extra import helper", "impure"),
        ("sessions.timers", "async def wait() -> None: ...", "await"),
        ("sessions.timers", "from datetime import datetime\nNOW = datetime.now()", "calls now"),
        ("sessions.timers", "def save() -> None:\n    open('x', 'w')", "calls open"),
        ("sessions.activities.talk.rules", "from sessions.session import Session", "activity"),
        ("sessions.activities.talk.rules", "from ...session import Session", "activity"),
        ("sessions.activities.talk.rules", "from sessions.activities.vote import Vote", "activity"),
        ("sessions.activities.talk.rules", "from sessions.activities import ACTIVITIES", "activity"),
        ("sessions.hub", "from sessions.activities.talk import Talk", "names an activity"),
        ("sessions.hub", "from sessions.activities import talk", "names an activity"),
        ("participant.routes", "import sessions.activities.talk.rules", "names an activity"),
        ("participant.routes", "QUERY = 'SELECT name FROM people'", "SQL"),
        ("participant.routes", "def find(table):\n    return f'DELETE FROM {table}'", "SQL"),
        ("participant.routes", "import sqlite3", "SQL"),
        ("participant.routes", "from facilitator.desk import page", "direction"),
        ("sessions.hub", "from participant import routes", "direction"),
        ("sessions.hub", "def late() -> None:\n    from facilitator import desk", "direction"),
        ("facilitator.routes", "from facilitator.app import application", "composition root"),
        ("facilitator.routes", "from facilitator import app", "composition root"),
        ("facilitator.routes", "from . import app", "composition root"),
    ],
)
def test_a_broken_rule_is_found(module: str, source: str, rule: str) -> None:
    extra = {"sessions.extra": "import asyncio", "sessions.activities.vote": ""}
    found = violations(parsed(GOOD | extra | {module: source}))
    assert [message for message in found if rule in message]


def violations(modules: Modules) -> list[str]:
    core = core_of(modules)
    found: list[str] = []
    for name, tree in modules.items():
        imported = set(imports(name, tree, modules))
        found += directions(name, imported) + strangers(name, imported) + sql_outside(name, tree, imported)
        if name in core:
            found += impurities(name, tree, imported)
        if activity_folder(name):
            found += knows_too_much(name, imported)
    return found


def core_of(modules: Modules) -> set[str]:
    """The seeds, what lies in them, and what of ours they import; the rules report the shell."""
    waiting = [name for name in modules if is_inside(name, [f"sessions.{seed}" for seed in CORE_SEEDS])]
    core: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in core or name not in modules or is_shell(name) or name.partition(".")[0] != "sessions":
            continue
        core.add(name)
        waiting += imports(name, modules[name], modules)
    return core - {"sessions"}


def impurities(name: str, tree: ast.Module, imported: set[str]) -> list[str]:
    found = []
    for other in sorted(imported):
        top = other.partition(".")[0]
        if is_shell(other):
            found.append(f"{name}: the core imports the shell's {other}")
        elif is_inside(other, IMPURE):
            found.append(f"{name}: the core imports the impure {other}")
        elif top not in sys.stdlib_module_names and top not in {"msgspec", "sessions"}:
            found.append(f"{name}: the core imports {other}")
    found += [f"{name}: the core does not await (line {node.lineno})" for node in waits(tree)]
    found += [
        f"{name}: the core calls {called} (line {line})"
        for called, line in calls(tree)
        if called in IMPURE_CALLS
    ]
    return found


def knows_too_much(name: str, imported: set[str]) -> list[str]:
    """An activity knows the contract, the thread, the ball, measures and itself."""
    own = activity_folder(name)
    ours = {other for other in imported if other.partition(".")[0] in PACKAGES}
    allowed = {
        other
        for other in ours
        if is_inside(other, CONTRACT) or is_inside(other, [own]) or other == "sessions"
    }
    return [f"{name}: an activity imports {other}" for other in sorted(ours - allowed)]


def strangers(name: str, imported: set[str]) -> list[str]:
    found = []
    for other in sorted(imported):
        folder = activity_folder(other)
        if folder and name != REGISTRATION and not is_inside(name, [folder]):
            found.append(f"{name}: names an activity, {other}")
        if other == ROOT_MODULE and name != ROOT_MODULE:
            found.append(f"{name}: imports the composition root")
    return found


def directions(name: str, imported: set[str]) -> list[str]:
    """facilitator -> participant -> sessions, never back."""
    above = PACKAGES[PACKAGES.index(name.partition(".")[0]) + 1 :]
    return [
        f"{name}: wrong direction, imports {other}" for other in sorted(imported) if is_inside(other, above)
    ]


def sql_outside(name: str, tree: ast.Module, imported: set[str]) -> list[str]:
    if is_inside(name, HOMES_OF_SQL):
        return []
    found = [
        f"{name}: SQL outside the journal (line {line})" for text, line in strings(tree) if SQL.search(text)
    ]
    return found + [
        f"{name}: SQL outside the journal, imports {db}" for db in imported & {"sqlite3", "aiosqlite"}
    ]


def imports(name: str, tree: ast.Module, modules: Modules) -> Iterator[str]:
    """Every module that `name` imports, wherever in its text, with `from package import module` resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = absolute(name, node, modules)
            inner = [f"{base}.{alias.name}" for alias in node.names]
            known = [module for module in inner if module in modules or activity_folder(module) == module]
            yield from known
            if len(known) < len(inner):
                yield base


def absolute(name: str, node: ast.ImportFrom, modules: Modules) -> str:
    if not node.level:
        return node.module or ""
    is_package = any(other.startswith(f"{name}.") for other in modules)
    parts = name.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def activity_folder(name: str) -> str:
    """`sessions.activities.talk` for anything inside that folder, else nothing."""
    found = re.match(r"sessions\.activities\.([a-z][a-z0-9_]*)(?:\.|$)", name)
    return (
        f"{REGISTRATION}.{found[1]}" if found and (ROOT / "sessions/activities" / found[1]).is_dir() else ""
    )


def is_shell(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == "sessions" and len(parts) > 1 and parts[1].startswith(SHELL)


def is_inside(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def waits(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    kinds = (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id, node.lineno
            elif isinstance(called, ast.Attribute) and called.attr in {"now", "utcnow", "today"}:
                yield called.attr, node.lineno


def strings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The program's own texts; what a docstring tells is prose."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value, node.lineno


def our_modules() -> Modules:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return parsed({module_name(path): path.read_text("utf-8") for path in paths})


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(sources: dict[str, str]) -> Modules:
    return {name: ast.parse(source) for name, source in sources.items()}
