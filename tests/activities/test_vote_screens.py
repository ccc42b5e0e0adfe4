"""What is said of a vote: on the phone, on the wall and at the desk, in every state."""

from typing import Any

import pytest
from msgspec import structs

from sessions.activities.vote.outcome import per_cent
from sessions.blocks import Table, Term
from sessions.steps import AddStep, OpenStep
from tests.activities.vote_play import ONE, THREE, TWO, cast, drawn, typed, view, vote
from tests.activities.vote_play import play as play
from tests.activities.vote_play import step as step
from tests.play import DESK, Play


class TestWhatIsSaid:
    def test_who_only_watches_is_told_so_and_cannot_choose(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        observer = structs.replace(play.people[0], role="observer")
        assert one.activity.marks(observer, play.session.scene(one)) == {
            "choose": {"disabled": True},
            "not-watching": {"hidden": False},
        }

    def test_the_desk_is_told_when_everybody_has_voted_and_when_nobody_can(
        self, play: Play, step: str
    ) -> None:
        def needs(of: str) -> list[str]:
            one = play.session.steps.step(of)
            return [term.code for term in one.activity.needs(play.session.scene(one))]

        vote(play, step, ONE, ONE, ONE, ONE)
        assert needs(step) == []
        play.do(play.people[4], cast(play, step, TWO), step)
        assert needs(step) == ["all_voted"]
        play.close(step)
        assert needs(step) == []
        assert needs(play.start("vote", options="")) == ["no_options"]

    @pytest.mark.parametrize(
        ("votes", "of", "said"),
        [
            (0, 0, 0),
            (0, 9, 0),
            (1, 1000, 1),
            (999, 1000, 99),
            (9, 9, 100),
            (1, 8, 13),
            (1, 3, 33),
            (2, 3, 67),
        ],
    )
    def test_per_cent_are_whole_and_never_all_or_nothing_by_rounding(
        self, votes: int, of: int, said: int
    ) -> None:
        assert per_cent(votes, of) == said

    def test_the_wall_says_how_many_it_has_no_room_for(self, play: Play) -> None:
        step = play.start("vote", options="\n".join(f"Förslag {n}" for n in range(20)))
        play.close(step)
        play.show(step)
        shown = view(play, step)
        assert (len(shown["rows"]), shown["more"], shown["size"]) == (11, 9, "dense")
        assert len(view(play, step, "everyone")["result"]["rows"]) == 20

    @pytest.mark.parametrize(("options", "size"), [(0, "roomy"), (6, "roomy"), (8, "full"), (11, "dense")])
    def test_more_options_are_set_smaller(self, play: Play, options: int, size: str) -> None:
        step = play.start("vote", options="\n".join(f"Förslag {n}" for n in range(options)))
        play.close(step)
        play.show(step)
        assert view(play, step)["size"] == size

    @pytest.mark.parametrize("surface", ["wall", "phone", "desk"])
    @pytest.mark.parametrize(
        "votes", [(), (ONE,), (ONE, TWO), (ONE, TWO, THREE), (ONE, ONE, TWO), ("blank",)]
    )
    @pytest.mark.parametrize("threshold", [0, 66])
    def test_every_result_can_be_drawn(self, play: Play, surface: str, votes: Any, threshold: int) -> None:
        step = play.start("vote", threshold=threshold, base="cast")
        vote(play, step, *votes)
        typed(play, step, "blank", 1, "paper")
        for change in (lambda _: None, play.close, play.show):
            change(step)
            assert "None" not in drawn(play, step, surface)

    def test_what_people_wrote_is_never_markup(self, play: Play) -> None:
        hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(names)s"
        step = play.start("vote", options=f"{hostile}\nAnnat", question=hostile)
        option = view(play, step)["options"][0]["id"]
        vote(play, step, option)
        for change in (lambda _: None, play.close, play.show):
            change(step)
            for surface in ("wall", "phone", "desk"):
                text = drawn(play, step, surface)
                assert "<script>" not in text
                assert "{{ 7 * 7 }}" in text

    def test_an_option_whose_words_were_erased_is_said_to_be_removed(self, play: Play) -> None:
        source = play.start("vote", options="Borta\nKvar")
        play.do(DESK, AddStep("vote", "", settings={"options": ""}, source=source))
        step = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(step))
        activity = play.activity(step)
        activity.opened([structs.replace(activity.items()[0], title=""), activity.items()[1]])
        vote(play, step, activity.items()[0].id)
        play.close(step)
        play.show(step)
        one = play.session.steps.step(step)
        told = one.activity.minutes(play.session.scene(one))
        assert any(
            row[0] == Term("removed_text") for table in told if isinstance(table, Table) for row in table.rows
        )
        assert "Removed text" in drawn(play, step, "wall")
