"""`radslag programme`: what is understood of a text, said in the terminal without losing a line."""

from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner, Result

from facilitator.cli import cli, reachable
from sessions.programme_text import LIMIT

COUNCIL = (Path(__file__).parent / "browser" / "council-day.txt").read_text(encoding="utf-8")
ODD = """The spring council
Kl 09.00-12.00
09:00 Welcome (20 min), Anna Ek
Bring your calendar to the hall, please, and a pen
zzz 7 ???
09:40 A talk
"""


def asked(text: str, *options: str) -> Result:
    return CliRunner().invoke(cli, ["programme", "-", *options], input=text)


def test_the_real_programme_has_eleven_slots_and_no_gap() -> None:
    lines = asked(COUNCIL).output.splitlines()
    assert lines[0].startswith("09:20–09:40   20  ")
    assert lines[-1] == "11 slots, 310 minutes"
    assert len(lines) == 12


def test_every_line_of_the_text_is_said_somewhere() -> None:
    said = asked(ODD).output
    for words in (
        "The spring council",
        "09:00–12:00",
        "Welcome",
        "Bring your calendar",
        "zzz 7 ???",
        "A talk",
    ):
        assert words in said
    assert "There is a gap here: " in said


def test_as_json_it_is_the_whole_parse() -> None:
    found: dict[str, Any] = msgspec.json.decode(asked(COUNCIL, "--json").output)
    assert len(found["slots"]) == 11
    assert found["warnings"] == found["not_understood"] == []


def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    missing = CliRunner().invoke(cli, ["programme", str(tmp_path / "none.txt")])
    assert missing.exit_code == 2
    assert "does not exist" in missing.output
    long = asked("a" * (LIMIT + 1))
    assert long.exit_code == 1
    assert str(LIMIT) in long.output


def test_bytes_that_are_no_text_are_no_programme() -> None:
    answer = CliRunner().invoke(cli, ["programme", "-"], input=bytes(range(256)))
    assert answer.exit_code == 0
    assert "0 slots" in answer.output


def test_the_terminal_says_who_can_open_the_address() -> None:
    assert reachable("http://192.168.1.20:8000") == (
        "Phones on the same network reach http://192.168.1.20:8000. Check it: open http://192.168.1.20:8000/check"
    )
    assert reachable("http://127.0.0.1:8000").startswith("Only this computer")
