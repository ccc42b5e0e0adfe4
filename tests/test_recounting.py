"""`radslag count`: an exported vote, counted again by anybody."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from facilitator.assets import Assets
from facilitator.cli import cli
from facilitator.export.document import document
from facilitator.export.files import files
from facilitator.house import dressed
from tests.play import ITEMS, Play

TIED = {
    "method": "single",
    "options": [{"id": "a", "title": "Läxhjälp & <kaffe>"}, {"id": "b", "title": "Fadder"}, "c"],
    "settings": {"unit": "person", "seats": 1},
    "ballots": [{"count": 2, "choice": "b"}, {"count": 2, "choice": "a"}, {"choice": "c"}, {"choice": None}],
}


def run(*words: str, given: Any = None) -> Result:
    text = given if isinstance(given, str) else json.dumps(given)
    return CliRunner().invoke(cli, ["count", *words], input=text)


def test_a_file_is_counted_and_a_tie_is_said(tmp_path: Path) -> None:
    file = tmp_path / "vote.json"
    file.write_text(json.dumps(TIED), encoding="utf-8")
    for found in (run(str(file)), run("-", given=TIED)):
        assert found.exit_code == 0
        assert json.loads(found.stdout) == {
            "winners": [],
            "tie": ["a", "b"],
            "tally": {"a": 2, "b": 2, "c": 1},
            "rounds": [{"a": 2, "b": 2, "c": 1}],
            **{"cast": 6, "valid": 5, "abstained": 1, "rejected": 0},
            "words": "A tie between 2: Läxhjälp & <kaffe>; Fadder (2 each)",
        }


def test_the_words_are_in_the_language_asked_for() -> None:
    said = json.loads(run("-", "--lang", "sv", given=TIED).stdout)["words"]
    assert "Läxhjälp & <kaffe>; Fadder" in said
    assert "tie" not in said.casefold().split("läxhjälp")[0].split()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "no vote that can be counted"),
        ("[1]", "no vote that can be counted"),
        ({**TIED, "method": "lot"}, "Invalid enum value"),
        ({**TIED, "options": ["a", "a"]}, "same id"),
        ({**TIED, "options": []}, "no options"),
        ({"method": "single", "options": ["a"]}, "missing required field `ballots`"),
        ({**TIED, "options": None}, "$.options"),
        ({**TIED, "ballots": None}, "$.ballots"),
        ("[" * 100_000, "no vote that can be counted"),
        ('{"method":' * 100_000, "no vote that can be counted"),
        ({**TIED, "ballots": [{"choice": "a", "count": 10**30}]}, "$.ballots[0].count"),
        ({**TIED, "settings": {"threshold": 101}}, "$.settings.threshold"),
        ({**TIED, "settings": {"seats": 0}}, "$.settings.seats"),
        ({**TIED, "ballots": [{"ranking": ["a"]}]}, "Ballot 1 has ranking, but this method reads choice."),
        ({**TIED, "ballots": [{"count": "many"}]}, "$.ballots[0].count"),
    ],
)
def test_what_is_no_vote_is_refused_with_a_reason(given: Any, reason: str) -> None:
    found = run("-", given=given)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert reason in found.stderr


def test_what_is_null_is_as_good_as_left_out_and_a_byte_order_mark_is_none_of_the_vote() -> None:
    nulls = {"choice": None, "choices": None, "organisation": None, "count": None}
    file = {
        "method": "single",
        "options": [{"id": "a", "title": None}, "b"],
        "settings": None,
        "ballots": [{**nulls, "choice": "a"}, nulls],
    }
    found = json.loads(run("-", given="\ufeff" + json.dumps(file)).stdout)
    assert (found["winners"], found["cast"], found["abstained"]) == (["a"], 2, 1)
    assert found["words"] == "Most votes: a (1)"


def test_a_shown_vote_goes_home_as_files_that_count_to_what_was_shown() -> None:
    play = Play(9)
    step = play.start("vote", ITEMS, method="irv", per_organisation=True)
    play.sample(step)
    play.close(step)
    assert not votes_in(play)
    play.show(step)
    exported = votes_in(play)
    assert [name.rsplit("-", 1)[1] for name in exported] == ["organisation.json", "person.json"]
    one = play.session.steps.step(step)
    shown = {r["unit"]: r for r in one.activity.wall(play.session.scene(one))["result"]["units"]}
    for name, text in exported.items():
        found = json.loads(run("-", given=text).stdout)
        unit = shown[name.rsplit("-", 1)[1].removesuffix(".json")]
        assert {key: found[key] for key in ("cast", "valid", "abstained")} == {
            key: unit[key] for key in ("cast", "valid", "abstained")
        }


def votes_in(play: Play) -> dict[str, str]:
    renderer = dressed(Assets())
    taken = files(document(play.session, renderer, "en"), renderer, "")
    return {name: text.decode() for name, text in sorted(taken.items()) if name.startswith("votes/")}


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = run(str(tmp_path / "none.json"))
    assert found.exit_code == 2
    assert "No such file" in found.stderr
