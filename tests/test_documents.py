"""What the documents say is true: every frame of the protocol, every command, every file they lead to."""

import ast
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from click import Group
from starlette.routing import Route

from facilitator.cli import cli
from participant.socket import MALFORMED, NOT_ALLOWED, PROTOCOL, SURFACES
from sessions.lobby import NOT_FOUND
from sessions.wire import MOST_BYTES, Do, Hi, Time, read_frame
from tests.process import ROOT
from tests.server import RunningHouse

READ = ("README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


PAGE = text_of("docs/protocol.md")


def frames_told(heading: str) -> dict[str, dict[str, Any]]:
    """The frames of one table of the protocol, by their `t`; with a word or two put where it says "…"."""
    table = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\{.*?\})` \|", table, re.MULTILINE)
    frames = [json.loads(row.replace("<32 hex>", "0" * 32)) for row in rows]
    return {frame["t"]: frame for frame in frames}


# what a client says


def test_every_frame_of_a_client_is_told_and_can_be_read() -> None:
    told = frames_told("From the client")
    kinds = {str(kind.__struct_config__.tag): kind for kind in (Hi, Do, Time)}
    assert told.keys() == kinds.keys()
    for tag, frame in told.items():
        assert isinstance(read_frame(json.dumps(frame)), kinds[tag])
        assert set(frame) == {"t", *kinds[tag].__struct_fields__}


# what the server says


def frames_sent() -> Iterator[tuple[str, set[str]]]:
    """(its `t`, its fields) of every frame that the program makes."""
    for package in ("sessions", "participant", "facilitator"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from _frames_in(tree)


def _frames_in(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            fields = {_word(key): _word(value) for key, value in zip(node.keys, node.values, strict=True)}
            if "t" in fields:
                yield fields["t"], set(fields)


def _word(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_frame_of_the_server_is_told_with_all_its_fields() -> None:
    sent: dict[str, set[str]] = {}
    for tag, fields in frames_sent():
        sent[tag] = sent.get(tag, set()) | fields
    told = {tag: set(frame) for tag, frame in frames_told("From the server").items()}
    assert told == {**sent, "no": sent["no"] | {"field"}}


def test_the_search_for_frames_finds_them() -> None:
    tree = ast.parse('send({"t": "ok", "id": x})\nplain = {"a": 1}')
    assert list(_frames_in(tree)) == [("ok", {"t", "id"})]


def test_the_numbers_of_the_protocol_are_those_of_the_program() -> None:
    surfaces = re.search(r"surface=([a-z|]+)", PAGE)
    assert surfaces is not None
    assert set(surfaces[1].split("|")) == set(SURFACES)
    assert MALFORMED == 5
    assert "Five malformed frames close the socket (1008)" in PAGE
    for said in (f"`{PROTOCOL}`", f"{MOST_BYTES // 1024} KiB", str(NOT_ALLOWED), str(NOT_FOUND)):
        assert said in PAGE


FORM_SCRIPTS = ("forms", "fields")


def test_what_a_form_can_say_of_itself_is_told() -> None:
    scripts = "".join(text_of(f"static/js/{name}.js") for name in FORM_SCRIPTS)
    understood = set(re.findall(r"\[(data-[a-z]+)", scripts)) | {
        "data-" + name for name in re.findall(r"dataset\.([a-z]+)\b", scripts)
    }
    assert {"data-move", "data-list", "data-auto"} <= understood
    assert {name for name in understood if name not in PAGE} == set()


# commands, addresses, files


def test_every_command_that_is_named_exists() -> None:
    assert isinstance(cli, Group)
    named = {(name, word) for name in READ for word in re.findall(r"`radslag ([a-z]+)", text_of(name))}
    assert {word for _, word in named} >= {"serve", "count", "export", "import"}
    assert {(name, word) for name, word in named if word not in cli.commands} == set()


def test_every_make_command_of_the_readme_exists() -> None:
    rules = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", text_of("README.md"))) - {"it"}
    assert {"run", "test", "bench"} <= named <= rules


@pytest.mark.parametrize("name", READ)
def test_every_link_leads_to_a_file(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text_of(name))
    assert [link for link in links if not (ROOT / Path(name).parent / link).exists()] == []


def test_every_address_that_is_named_is_served(tmp_path: Path) -> None:
    with RunningHouse(tmp_path) as house:
        paths = [route.path for route in house.house.app.routes if isinstance(route, Route)]
    served = [re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)) for path in paths]
    named = {
        (name, address)
        for name in ("README.md", "docs/guide.en.md", "docs/guide.sv.md", "docs/record.md")
        for address in re.findall(r"[`*](/[a-z]+(?:/[A-Z]+)?)[`*]", text_of(name))
    }
    assert {address for _, address in named} >= {"/check", "/after/CODE"}
    assert {one for one in named if not any(path.fullmatch(one[1]) for path in served)} == set()


# the guides


def test_the_guides_are_two_pages_and_say_the_same() -> None:
    """A page of a guide is about five hundred words."""
    english, swedish = (text_of(f"docs/guide.{language}.md") for language in ("en", "sv"))
    assert max(len(english.split()), len(swedish.split())) <= 1000
    assert _shape(english) == _shape(swedish)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_a_guide_sets_in_italics_stands_on_a_screen(language: str) -> None:
    catalogue = read_po(io.BytesIO((ROOT / "sessions/locale/sv/LC_MESSAGES/messages.po").read_bytes()))
    messages = [one for one in catalogue if one.id]
    texts = [one.id if language == "en" else one.string for one in messages]
    on_screens = {text.casefold() for one in texts for text in ([one] if isinstance(one, str) else one or ())}
    labels = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text_of(f"docs/guide.{language}.md"))
    assert len(labels) > 10
    assert [label for label in labels if " ".join(label.split()).casefold() not in on_screens] == []


def _shape(text: str) -> list[str]:
    """Headings, tables and lists in their order."""
    return [mark[0] for mark in re.findall(r"^(#+ |\||- )", text, re.MULTILINE)]
