"""After a vote: ties and their runoff, the base, a quorum, round by round."""

import re
from typing import Any

import msgspec
import pytest

from sessions.activities.vote import Vote
from sessions.activities.vote.moves import Cast
from sessions.activity import Item, Rejected
from sessions.blocks import Table, Term
from sessions.steps import StartNow
from sessions.wire import read_move
from tests.activities.vote_play import FOUR, RENDERER, drawn, id_of, marks, poll, shown, started, view
from tests.play import DESK, ITEMS, Play


class TestAfterwards:
    def test_a_tie_starts_a_runoff_with_one_button(self) -> None:
        play, step = started("single", 5, bar_own=True)
        one, two, *_ = poll(play, step).ids
        for person, choice in zip(play.people, (one, two, one, two), strict=False):
            play.do(person, Cast(choice), step)
        assert shown(play, step)["verdicts"][0]["code"] == "tied"
        assert poll(play, step).outcomes() == {
            id: "tied" if id in (one, two) else "lost" for id in poll(play, step).ids
        }
        move = runoff_move(drawn_at(play, step))
        play.do(DESK, move)
        again = list(play.session.steps.steps)[-1]
        runoff = poll(play, again)
        assert runoff.ids == (one, two)
        assert runoff.settings.bar_own is True
        assert [item.outcome for item in runoff.taken] == ["tied", "tied", "lost", "lost"]
        assert "runoff" in drawn(play, again, "phone")

    def test_a_tie_for_several_last_places_is_voted_on_as_several_choices(self) -> None:
        play, step = started("multiple", 3, winners=3, budget=4)
        one, two, three, four = poll(play, step).ids
        play.do(play.people[0], Cast(choices=(one, two, three, four)), step)
        play.do(play.people[1], Cast(choices=(one,)), step)
        result = shown(play, step)
        assert (result["verdicts"][0]["code"], result["verdicts"][0]["places"]) == ("tied_line", 2)
        move = runoff_move(drawn_at(play, step))
        assert move.settings["method"] == "multiple"
        assert (move.settings["winners"], move.settings["budget"]) == ("2", "2")
        assert poll(play, step).outcomes()[one] == "won"

    def test_even_yes_and_no_are_voted_on_again_the_same_way(self) -> None:
        play, step = started("yesno", 2)
        for person, answer in zip(play.people, ("yes", "no"), strict=True):
            play.do(person, Cast(**marks(play, step, "yesno", Ett=answer, Två="yes")), step)
        shown(play, step)
        move = runoff_move(drawn_at(play, step))
        assert (move.settings["method"], move.settings["only"]) == ("yesno", [id_of(play, step, "Ett")])

    def test_without_a_tie_there_is_no_runoff(self) -> None:
        play, step = started("single", 1)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        shown(play, step)
        assert "start_now" not in drawn_at(play, step)

    def test_the_same_words_in_two_votes_are_two_options(self) -> None:
        play, step = started("single", 1)
        again = play.start("vote", options=FOUR)
        assert not set(poll(play, step).ids) & set(poll(play, again).ids)

    def test_what_is_written_twice_is_one_option(self) -> None:
        play = Play(1)
        step = play.start("vote", ITEMS, options=f"{ITEMS[0].title.upper()}\nNy")
        assert [option.id for option in poll(play, step).options()[:3]] == ["i1", "i2", "i3"]
        assert len(poll(play, step).options()) == 4

    def test_items_keep_what_they_brought_along(self) -> None:
        play = Play(1)
        step = play.start("vote", ITEMS, options="Ny")
        assert poll(play, step).items()[:3] == list(ITEMS)
        assert isinstance(poll(play, step).items()[3], Item)

    def test_the_base_is_fixed_when_it_closes_and_counted_again_when_it_is_opened_again(self) -> None:
        play, step = started("single", 4)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        play.join(10)
        play.close(step)
        play.join(11)
        assert view(play, step)["turnout"]["of"] == 5
        play.do(DESK, read_move(play.session, "", {"do": "open_step", "step": step}))
        assert view(play, step)["turnout"]["of"] == 6
        play.close(step)
        play.join(12)
        assert view(play, step)["turnout"]["of"] == 6
        assert view_of(play.replayed(), step)["turnout"]["of"] == 6

    def test_too_few_make_no_result(self) -> None:
        play, step = started("single", 9, quorum=50)
        play.do(play.people[0], Cast(poll(play, step).ids[0]), step)
        result = shown(play, step)
        assert (result["verdicts"][0]["code"], result["verdicts"][0]["names"]) == ("no_quorum", [])
        assert set(poll(play, step).outcomes().values()) == {"lost"}
        assert "Too few" in drawn(play, step, "wall")

    def test_round_by_round(self) -> None:
        play, step = started("irv", 9)
        one, two, three, _ = poll(play, step).ids
        for person, order in zip(
            play.people, [(one,)] * 4 + [(two, three)] * 3 + [(three, two)] * 2, strict=True
        ):
            play.do(person, Cast(ranking=order), step)
        result = shown(play, step)
        assert result["rounds"] == [[4, 3, 2, 0], [4, 3, 2, None], [4, 5, None, None]]
        figures = {
            row["title"]: (row["rank"], row["figures"][0]["votes"], row["figures"][0]["out"])
            for row in result["rows"]
        }
        assert figures == {"Två": (1, 5, 0), "Ett": (2, 4, 0), "Tre": (3, 2, 2), "Fyra": (4, 0, 1)}
        assert "out after round 2" in drawn(play, step, "wall")
        told = poll(play, step).minutes(play.session.scene(play.session.steps.step(step)))
        columns = [block for block in told if isinstance(block, Table)][1]
        assert [
            RENDERER.say(c.code, c.values, language="en", kind="vote")
            for c in columns.head
            if isinstance(c, Term)
        ] == [
            *("Option", "Round 1", "Round 2", "Round 3"),
        ]
        assert [str(getattr(cell, "text", "")) for cell in columns.rows[3]] == ["Fyra", "0", "–", "–"]

    @pytest.mark.parametrize("settings", [{"method": "dots", "budget": 0}])
    def test_settings_that_make_no_vote_are_refused(self, settings: dict[str, Any]) -> None:
        with pytest.raises(Rejected, match="no_budget"):
            Vote().settings_changed(msgspec.convert(settings, Vote.Settings))


def view_of(session: Any, step: str) -> Any:
    one = session.steps.step(step)
    return one.activity.wall(session.scene(one))


def drawn_at(play: Play, step: str) -> str:
    """The desk under the step's own id."""
    return drawn(play, step, "desk").replace('value="k1"', f'value="{step}"')


def runoff_move(html: str) -> StartNow:
    """What the runoff button sends."""
    form = re.search(r'<form data-move="start_now".*?</form>', html, re.DOTALL)
    assert form
    raw: dict[str, Any] = {"do": "start_now", "settings": {}}
    for name, value, listed in re.findall(r'name="([\w.]+)" value="([^"]*)"( data-list)?', form[0]):
        inside = raw["settings"] if name.startswith("settings.") else raw
        key = name.removeprefix("settings.")
        inside[key] = [*inside.get(key, []), value] if listed else value
    move = read_move(Play().session, "", raw)
    assert isinstance(move, StartNow)
    return move
