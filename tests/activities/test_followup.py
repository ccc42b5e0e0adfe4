"""The follow-up: last time's actions pasted or taken over, each with its turn, its clock and its ball."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activities.followup import Followup
from sessions.activities.followup import moves as m
from sessions.activities.followup.pasted import read_actions
from sessions.activity import Move, Rejected, Scene, TimeIsUp, Turn, View, plain
from sessions.ball import (
    Ball,
    Carried,
    CarryOver,
    ConfirmOffer,
    Earlier,
    MoveRow,
    PassBall,
    RemoveRow,
    RowBack,
    TakeBall,
    TurnPage,
)
from sessions.blocks import Para, Table, Term
from sessions.carry import carry_over, takes_over
from sessions.day_moves import GoTo
from sessions.people import GiveRole, Private
from sessions.render import Renderer
from sessions.screens.origins import origins, thread_of
from sessions.session import Session
from sessions.steps import AddStep, EditStep, OpenStep
from tests.play import DESK, ITEMS, Play
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(
        ("paste", "edit_row", "set_status", "go_on", "remove_row", "row_back"), (WRITERS, ALWAYS)
    ),
    **dict.fromkeys(("answer", "entrust"), (WRITERS, ALWAYS)),
    "unanswer": (LEADERS, ALWAYS),
    **dict.fromkeys(("move_row", "turn_page"), (WRITERS, ALWAYS)),
    **dict.fromkeys(("carry_over", "next_row", "start_row"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("pass_ball", "confirm_offer", "decline_offer"), (WRITERS, ALWAYS)),
    **dict.fromkeys(("take_ball", "let_go"), (ANSWERING, OPEN_ONLY)),
}
RENDERER = Renderer()
PASTED = """1. Kursportal | pågår, tre kommuner är med
   Samla utbudet
  - Ett språk
Fadder på jobbet | klart
Bibliotek\tinte påbörjat
Hemligt | ?"""


@pytest.fixture
def play() -> Play:
    return Play(4)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("followup", actions=PASTED)


def followup(play: Play, step: str) -> Followup:
    activity = play.activity(step)
    assert isinstance(activity, Followup)
    return activity


def view(play: Play, step: str, surface: str = "wall") -> dict[str, Any]:
    one = play.session.steps.step(step)
    found: dict[str, Any] = plain(getattr(one.activity, surface)(play.session.scene(one)))
    return found


def ids(play: Play, step: str) -> list[str]:
    return [row.id for row in followup(play, step).standing()]


def onward(play: Play, step: str) -> tuple[Term, Move] | None:
    one = play.session.steps.step(step)
    return one.activity.onward(play.session.scene(one))


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


class TestPasting:
    def test_action_status_and_steps(self) -> None:
        rows = read_actions(PASTED)
        assert [(row.title, row.status, row.note, row.steps) for row in rows] == [
            ("Kursportal", "under_way", "pågår, tre kommuner är med", ("Samla utbudet", "Ett språk")),
            ("Fadder på jobbet", "done", "", ()),
            ("Bibliotek", "not_begun", "", ()),
            ("Hemligt", "", "?", ()),
        ]

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("Klar!", "done"),
            ("genomfört i mars", "done"),
            ("inte klart", ""),
            ("started", "under_way"),
            ("not yet begun", "not_begun"),
            ("ej påbörjad", "not_begun"),
            ("nedlagt", "dropped"),
            ("cancelled for now", "dropped"),
            ("klarläggande pågår", ""),
        ],
    )
    def test_a_status_is_understood_or_kept_as_a_note(self, text: str, status: str) -> None:
        (row,) = read_actions(f"A | {text}")
        assert row.status == status
        assert row.note == text or (status and not row.note)

    @given(st.text(alphabet="ab |\n\t-1.", max_size=80))
    def test_no_word_is_lost(self, text: str) -> None:
        rows = read_actions(text)
        kept = " ".join(" ".join((row.title, row.note, *row.steps)) for row in rows)
        for letter in "ab":
            assert (letter in text) == (letter in kept)

    def test_a_line_that_is_too_long_says_which(self) -> None:
        with pytest.raises(Rejected) as refused:
            read_actions("Kort\n" + "x" * 201)
        assert refused.value.values == {"line": 2, "most": 200, "field": "text"}

    def test_more_is_added_once_and_the_same_again_is_refused(self, play: Play, step: str) -> None:
        play.do(DESK, m.Paste("Ny | klart\nKURSPORTAL | klart"), step)
        assert len(ids(play, step)) == 5
        with pytest.raises(Rejected, match="nothing_new"):
            play.do(DESK, m.Paste("Ny | pågår"), step)
        with pytest.raises(Rejected, match="too_many_rows"):
            play.do(DESK, m.Paste("\n".join(f"Rad {n}" for n in range(100))), step)

    def test_settings_that_cannot_be_read_are_refused_by_their_field(self, play: Play, step: str) -> None:
        for actions, code in (
            ("x" * 300, "line_too_long"),
            ("\n".join(map(str, range(200))), "too_many_rows"),
        ):
            with pytest.raises(Rejected, match=code) as refused:
                play.do(DESK, EditStep(step, settings={"actions": actions}))
            assert refused.value.values["field"] == "actions"


class TestTurns:
    def test_each_has_its_share_of_the_slots_time_and_what_is_left_goes_to_the_rest(self, play: Play) -> None:
        play.do(DESK, GoTo(play.session.day.slots[0].id))
        step = play.start("followup", actions=PASTED)
        assert view(play, step, "desk")["seconds"] == 30 * 60 // 4
        first, second, *_ = ids(play, step)
        play.do(DESK, m.NextRow(first), step)
        clock = play.session.timers.clock(f"step:{step}:row")
        assert clock is not None
        assert abs(clock.total - 450_000) < 5_000
        play.at += 20 * 60_000
        play.do(DESK, m.NextRow(second), step)
        clock = play.session.timers.clock(f"step:{step}:row")
        assert clock is not None
        assert 190_000 < clock.total < 200_000
        play.at += 30 * 60_000
        play.do(DESK, m.StartRow(first), step)
        clock = play.session.timers.clock(f"step:{step}:row")
        assert clock is not None
        assert clock.total == m.LEAST_SECONDS * 1000

    def test_two_who_press_at_once_skip_nothing(self, play: Play, step: str) -> None:
        first, *_ = ids(play, step)
        play.do(DESK, m.NextRow(first), step)
        with pytest.raises(Rejected, match="moved_on"):
            play.do(DESK, m.NextRow(first), step)
        assert view(play, step)["current"]["id"] == first
        assert view(play, step)["next"] == "Fadder på jobbet"
        for row in ids(play, step)[1:]:
            play.do(DESK, m.NextRow(row), step)
        play.do(DESK, m.NextRow(""), step)
        assert view(play, step)["current"] is None
        assert play.session.timers.clock(f"step:{step}:row") is None
        assert [row["had"] for row in view(play, step, "desk")["rows"]] == [True] * 4

    def test_the_big_button_goes_from_row_to_row_and_then_to_all_of_them(self, play: Play, step: str) -> None:
        said = []
        while following := onward(play, step):
            term, move = following
            said.append((term.code, term.values["title"]))
            play.do(DESK, move, step)
        assert [code for code, _ in said] == ["row_first", *["row_next"] * 3, "row_all"]
        assert said[0][1] == "Kursportal"
        assert view(play, step)["current"] is None

    def test_rows_change_places_and_the_turn_follows(self, play: Play, step: str) -> None:
        first, second, *rest = ids(play, step)
        play.do(DESK, MoveRow(first, 1), step)
        assert ids(play, step) == [second, first, *rest]
        assert followup(play, step).coming() == second
        undo(play)
        assert ids(play, step) == [first, second, *rest]

    def test_time_that_is_up_cuts_nobody_off(self, play: Play, step: str) -> None:
        play.do(DESK, m.NextRow(ids(play, step)[0]), step)
        one = play.session.steps.step(step)
        assert (
            followup(play, step).decide(TimeIsUp("row"), Turn(DESK, 0, play.dice), play.session.scene(one))
            == ()
        )
        followup(play, step).apply(TimeIsUp("row"), "time", play.at)
        assert view(play, step)["current"] is not None

    def test_no_turn_begins_before_it_opens(self, play: Play) -> None:
        play.do(DESK, AddStep("followup"))
        one = list(play.session.steps.steps.values())[-1]
        play.do(DESK, m.Paste("A | klart"), one.id)
        with pytest.raises(Rejected, match="not_open"):
            play.do(DESK, m.StartRow(ids(play, one.id)[0]), one.id)
        assert one.activity.needs(play.session.scene(one)) == ()

    def test_seconds_can_be_set_and_the_desk_is_told_when_it_takes_too_long(self, play: Play) -> None:
        play.do(DESK, GoTo(play.session.day.slots[0].id))
        step = play.start("followup", actions=PASTED, seconds=600)
        play.do(DESK, m.StartRow(ids(play, step)[0]), step)
        clock = play.session.timers.clock(f"step:{step}:row")
        assert clock is not None
        assert clock.total == 600_000
        assert view(play, step, "desk")["too_long"] == 10

    def test_a_step_outside_the_programme_has_two_minutes_each(self, play: Play, step: str) -> None:
        assert view(play, step, "desk")["seconds"] == 120
        play.do(DESK, m.NextRow(ids(play, step)[0]), step)
        clock = play.session.timers.clock(f"step:{step}:row")
        assert clock is not None
        assert clock.total == 120_000


class TestRows:
    def test_what_is_done_or_dropped_does_not_go_on_unless_the_desk_says_so(
        self, play: Play, step: str
    ) -> None:
        first, done, third, _ = ids(play, step)
        assert [item.id for item in followup(play, step).items()] == [
            row for row in ids(play, step) if row != done
        ]
        play.do(DESK, m.GoOn(done, True), step)
        play.do(DESK, m.GoOn(first, False), step)
        play.do(DESK, m.SetStatus(third, "dropped"), step)
        assert followup(play, step).items()[0].id == done
        undo(play)
        undo(play)
        undo(play)
        assert done not in {item.id for item in followup(play, step).items()}

    def test_what_happened_what_it_needs_and_the_new_ball_go_on_to_the_protocol(
        self, play: Play, step: str
    ) -> None:
        first = ids(play, step)[0]
        play.do(DESK, m.EditRow(first, note="Två möten", needs="En lokal"), step)
        play.do(DESK, PassBall(first, "Regionen, samverkan med AF"), step)
        play.do(DESK, AddStep("protocol", source=step))
        protocol = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(protocol))
        row = play.activity(protocol).items()[0]
        assert (row.id, row.text, row.ball) == (first, "Två möten\nEn lokal", "Regionen; together with: AF;")

    def test_edits_are_undone_and_refused_with_a_reason(self, play: Play, step: str) -> None:
        first = ids(play, step)[0]
        for move in (m.EditRow(first, title="Ny"), PassBall(first, "AF"), m.SetStatus(first, "done")):
            before = [{**row, "past": 0} for row in view(play, step, "desk")["rows"]]
            play.do(DESK, move, step)
            undo(play)
            assert [{**row, "past": 0} for row in view(play, step, "desk")["rows"]] == before
        play.do(DESK, m.StartRow(first), step)
        play.do(DESK, RemoveRow(first), step)
        assert view(play, step)["current"] is None
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, m.EditRow(first, note="x"), step)
        undo(play)
        assert first in ids(play, step)
        assert followup(play, step).inverse(RowBack(first)) == RemoveRow(first)
        assert followup(play, step).inverse(TurnPage(1)) is None
        with pytest.raises(Rejected, match="changed_since"):
            play.do(DESK, RowBack(first), step)
        with pytest.raises(Rejected, match="empty"):
            play.do(DESK, m.EditRow(first, title=" "), step)
        with pytest.raises(Rejected) as refused:
            play.do(DESK, m.EditRow(first, needs="x" * 601), step)
        assert refused.value.values["field"] == "needs"

    def test_a_phone_offers_and_the_desk_gives_it_the_ball(self, play: Play, step: str) -> None:
        first = ids(play, step)[0]
        guest = play.people[0]
        play.session.people.name(guest.seat, Private("", ""))
        guest = play.session.people.person(guest.seat)
        scene = play.session.scene(play.session.steps.step(step))
        assert followup(play, step).marks(guest, scene)[f"who-{first}"] == {"hidden": False}
        (taken,) = play.do(guest, TakeBall(first, "Grannarna"), step)
        assert followup(play, step).needs(scene)[0] == Term("offers_wait", {"count": 1})
        assert isinstance(taken.event, TakeBall)
        play.do(DESK, ConfirmOffer(first, taken.event.id), step)
        assert followup(play, step).row(first).holding.ball == Ball(("Grannarna",))
        assert followup(play, step).seat(guest, scene)["mine"][0]["waits"] is False
        assert followup(play, step).seat(play.people[1], scene) == {}
        assert followup(play, step).authored(guest.seat) == {f"{first}:ball"}
        followup(play, step).forget(guest.seat)
        assert followup(play, step).items()[0].ball == ""

    def test_only_those_named_when_the_setting_says_so(self, play: Play) -> None:
        step = play.start("followup", actions="A", offers=False)
        with pytest.raises(Rejected, match="not_named"):
            play.do(play.people[0], TakeBall(ids(play, step)[0]), step)

    def test_a_scribes_phone_holds_the_forms(self, play: Play, step: str) -> None:
        play.do(DESK, GiveRole(play.people[0].seat, "scribe"))
        one = play.session.steps.step(step)
        scribe = play.session.people.person(play.people[0].seat)
        assert len(followup(play, step).seat(scribe, play.session.scene(one))["scribe"]["rows"]) == 4

    def test_long_lists_are_shown_page_by_page(self, play: Play, step: str) -> None:
        play.do(DESK, m.Paste("\n".join(f"Rad {n} | pågår med kraft" for n in range(20))), step)
        play.do(DESK, TurnPage(2), step)
        assert (
            followup(play, step).place("Salen", play.session.scene(play.session.steps.step(step)))["page"]
            == 2
        )
        assert view(play, step)["page"] == 2
        assert not {row["id"] for row in view(play, step)["rows"]} & set(ids(play, step)[:3])


class TestFromAnEarlierSession:
    def earlier(self) -> Session:
        """One whose vote has been shown and whose protocol says more of the winner."""
        old = Play(3, 7)
        voted = old.start("vote", ITEMS, options="")
        old.close(voted)
        old.show(voted)
        step = old.start("protocol", ITEMS[:2])
        old.do(DESK, PassBall("i1", "Regionen"), step)
        old.do(DESK, PassBall("i1", "AF"), step)
        return old.session

    def test_all_rows_come_along_with_their_ids_their_balls_and_their_history(
        self, play: Play, step: str
    ) -> None:
        move = carry_over(self.earlier())
        assert {row.id for row in move.rows} >= {"i1", "i2"}
        play.do(DESK, move, step)
        row = followup(play, step).row("i1")
        assert row.holding.ball == Ball(("AF",))
        assert [one.how for one in row.holding.past()] == ["passed", "passed", "brought"]
        assert followup(play, step).came_from("i1") == Earlier("Ett möte", "2026-03-12", "K7M4PX")
        assert followup(play, step).came_from("nothing") is None
        found = origins(play.session, thread_of(play.session), "i1")
        assert found is not None
        assert found["stops"][0]["came"]["code"] == "K7M4PX"
        assert followup(play, step).items()[-3].id == "i1"
        replayed = play.replayed().steps.step(step).activity
        assert plain(replayed.record(play.session.scene(play.session.steps.step(step)))) == view(
            play, step, "record"
        )
        with pytest.raises(Rejected, match="nothing_new"):
            play.do(DESK, move, step)

    def test_what_lost_and_never_came_into_a_protocol_comes_along_too(self) -> None:
        assert [row.id for row in carry_over(self.earlier()).rows] == ["i1", "i2", "i3"]

    def test_a_follow_up_can_be_followed_up(self, play: Play, step: str) -> None:
        rows = carry_over(play.session).rows
        assert [(row.title, row.status) for row in rows][1] == ("Fadder på jobbet", "done")
        later = Play(1)
        again = later.start("followup", actions="")
        later.do(DESK, CarryOver((*rows, Carried("n", "N", next_step="Ring", ball=Ball(("", "AF"))))), again)
        assert followup(later, again).row(rows[1].id).status == "done"
        assert followup(later, again).row("n").steps == ("Ring",)
        assert followup(later, again).row("n").holding.ball == Ball(("AF",))

    def test_which_steps_can_take_rows_over(self, play: Play, step: str) -> None:
        assert takes_over(play.session.steps.step(step))
        assert not takes_over(play.session.steps.step(play.start("vote", options="A")))

    def test_opening_takes_the_items_of_the_source_too(self, play: Play) -> None:
        step = play.start("followup", ITEMS, actions="A")
        assert ids(play, step)[:3] == ["i1", "i2", "i3"]


class TestTheRecord:
    def test_the_minutes_are_a_table_and_say_what_goes_on(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        table, rest = one.activity.minutes(play.session.scene(one))
        assert isinstance(table, Table)
        assert len(table.rows) == 4
        assert rest == Para(Term("go_on_count", {"count": 3, "of": 4}))
        empty = play.session.steps.step(play.start("followup", actions=""))
        assert empty.activity.minutes(play.session.scene(empty)) == []

    def test_every_code_has_words(self, play: Play, step: str) -> None:
        one = play.session.steps.step(step)
        table, *_ = one.activity.minutes(play.session.scene(one))
        assert isinstance(table, Table)
        terms = [cell for row in (table.head, *table.rows) for cell in row if isinstance(cell, Term)]
        codes = ("taken_already", "say_who", "nothing_taken", "not_named", "too_many_rows", "line_too_long")
        more = ("nothing_new", "offers_wait", "ball_unknown", "go_on_count", "status_dropped")
        undone = ("edit_row", "set_status", "go_on", "remove_row", "row_back", "ball_passed", "confirm_offer")
        rows = ("row_first", "row_next", "row_all", "undo_move_row")
        values = {"count": 2, "most": 3, "line": 1, "of": 4, "title": "x"}
        terms += [Term(code, values) for code in (*codes, *more, *rows, *(f"undo_{what}" for what in undone))]
        for term in terms:
            assert RENDERER.say(term.code, term.values, language="en", kind="followup") != term.code


@pytest.mark.parametrize("surface", ["wall", "phone", "desk", "mine"])
def test_what_people_wrote_is_never_markup(play: Play, step: str, surface: str) -> None:
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(names)s"
    first = ids(play, step)[0]
    play.do(DESK, m.EditRow(first, title=hostile, note=hostile, needs=hostile), step)
    play.do(DESK, PassBall(first, hostile), step)
    play.do(play.people[0], TakeBall(first), step)
    for current in ("", first):
        play.do(DESK, m.StartRow(current), step)
        text = drawn(play, step, surface)
        assert "<script>" not in text
        assert "{{ 7 * 7 }}" in text


def drawn(play: Play, step: str, surface: str) -> str:
    one = play.session.steps.step(step)
    scene = play.session.scene(one)
    own: Callable[[Scene], View] = partial(one.activity.seat, play.people[0])
    views = {
        "phone": one.activity.everyone,
        "wall": one.activity.wall,
        "desk": one.activity.desk,
        "mine": own,
    }
    seen = views[surface](scene)
    frame = {"step": "k1", "kind": "followup", "title": "T", "state": one.state, "code": "K7M4PX"}
    data = {**frame, "clocks": scene.clocks, "view": plain(seen)}
    return RENDERER.fragment(f"followup/{surface}.html", "en", data)


@pytest.mark.parametrize("crowd", [0, 1, 8, 30])
def test_the_sample_suits_any_number_of_people(crowd: int) -> None:
    for seed in range(4):
        play = Play(crowd, seed)
        assert play.sample(play.start("followup")) > 8
