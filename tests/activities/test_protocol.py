"""The open protocol: every action has a row, every ball a holder or a question mark, and nothing is lost."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from sessions.activities.protocol import Protocol
from sessions.activities.protocol import moves as m
from sessions.activities.pulse.moves import Write
from sessions.activity import Item, Move, Person, Rejected, Scene, TimeIsUp, Turn, View, plain
from sessions.ball import (
    MOST_ROWS,
    Ball,
    ConfirmOffer,
    LetGo,
    MoveRow,
    PassBall,
    RemoveRow,
    RowBack,
    TakeBall,
    TurnPage,
)
from sessions.blocks import Block, Decision, Para, Said, Table, Term
from sessions.people import GiveRole, Private
from sessions.render import Renderer
from sessions.screens.origins import all_origins, origins, thread_of
from sessions.steps import AddStep, OpenStep
from tests.play import DESK, ITEMS, Play
from tests.roles import ALWAYS, ANSWERING, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("add_row", "edit_row", "name_drivers", "mark_main", "remove_row"), (WRITERS, ALWAYS)),
    **dict.fromkeys(("row_back", "move_row", "show_row", "turn_page"), (WRITERS, ALWAYS)),
    **dict.fromkeys(("pass_ball", "confirm_offer", "decline_offer"), (WRITERS, ALWAYS)),
    **dict.fromkeys(("take_ball", "let_go"), (ANSWERING, OPEN_ONLY)),
}
RENDERER = Renderer()


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("protocol", ITEMS)


def protocol(play: Play, step: str) -> Protocol:
    activity = play.activity(step)
    assert isinstance(activity, Protocol)
    return activity


def view(play: Play, step: str, surface: str = "wall") -> dict[str, Any]:
    one = play.session.steps.step(step)
    found: dict[str, Any] = plain(getattr(one.activity, surface)(play.session.scene(one)))
    return found


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


def take(play: Play, step: str, who: Person, row: str, name: str = "") -> str:
    (happened,) = play.do(who, TakeBall(row, name), step)
    assert isinstance(happened.event, TakeBall)
    return happened.event.id


def values(block: Para) -> dict[str, Any]:
    return dict(block.text.values) if isinstance(block.text, Term) else {}


class TestRows:
    def test_what_won_comes_first_and_all_proposals_have_a_row(self, play: Play) -> None:
        items = [Item("a", "A"), Item("b", "B", outcome="tied"), Item("c", "C", outcome="won")]
        rows = view(play, play.start("protocol", items))["rows"]
        assert [(row["id"], row["outcome"]) for row in rows] == [("c", "won"), ("b", "tied"), ("a", "")]

    def test_a_row_keeps_its_id_and_leads_back_to_its_notes(self, play: Play) -> None:
        step = play.start("protocol", [Item("a", "A", "Varför", ("n1", "n2"), group="g0", ball="Regionen;")])
        (item,) = protocol(play, step).items()
        assert (item.id, item.text, item.from_ids, item.ball) == ("a", "Varför", ("n1", "n2"), "Regionen;")
        (row,) = view(play, step)["rows"]
        assert (row["notes"], row["team"]) == (2, {"number": 1, "name": ""})

    def test_opening_again_keeps_what_was_written_and_takes_the_new_outcome(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, m.EditRow("i1", title="Ny rubrik", next_step="Ring"), step)
        protocol(play, step).opened([Item("i1", "Gammal", outcome="won"), Item("i9", "Ny")])
        rows = {row["id"]: row for row in view(play, step, "desk")["rows"]}
        assert (rows["i1"]["title"], rows["i1"]["outcome"], rows["i1"]["next_step"]) == (
            "Ny rubrik",
            "won",
            "Ring",
        )
        assert "i9" in rows

    def test_a_typed_row_has_its_ball_at_once_and_can_be_taken_away_and_back(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, m.AddRow(" Fler  språk ", ball="Bollen ligger hos: AF, tillsammans med kyrkan"), step)
        row = protocol(play, step).standing()[-1]
        assert (row.title, row.holding.ball) == ("Fler språk", Ball(("AF",), ("kyrkan",)))
        play.do(DESK, RemoveRow(row.id), step)
        assert row.id not in {one["id"] for one in view(play, step)["rows"]}
        for move in (m.EditRow(row.id, due="x"), PassBall(row.id), RemoveRow(row.id)):
            with pytest.raises(Rejected, match="unknown"):
                play.do(DESK, move, step)
        undo(play)
        assert row.id in {one["id"] for one in view(play, step)["rows"]}
        with pytest.raises(Rejected, match="changed_since"):
            play.do(DESK, RowBack(row.id), step)

    def test_every_desk_move_is_undone_to_what_was(self, play: Play, step: str) -> None:
        moves: list[Move] = [
            m.AddRow("Ny", ball="AF"),
            m.EditRow("i1", title="B", purpose="C", due="D"),
            m.NameDrivers("i1", "AF, **Regionen**"),
            m.MarkMain("i1", 1),
            m.NameDrivers("i1", "A, B", 2),
            MoveRow("i1", 2),
            PassBall("i1", "Regionen, samverkan med AF"),
            RemoveRow("i2"),
        ]
        for move in moves:
            if isinstance(move, m.MarkMain):
                play.do(DESK, m.NameDrivers("i1", "AF, Kyrkan"), step)
            before = view(play, step, "desk")["rows"]
            play.do(DESK, move, step)
            assert view(play, step, "desk")["rows"] != before
            undo(play)
            after = view(play, step, "desk")["rows"]
            assert [{**one, "past": 0} for one in after] == [{**one, "past": 0} for one in before]
        assert protocol(play, step).inverse(RowBack("i1")) == RemoveRow("i1")
        assert protocol(play, step).inverse(m.ShowRow("i1")) is None

    def test_limits_say_which_field_and_that_a_title_is_needed(self, play: Play, step: str) -> None:
        with pytest.raises(Rejected) as refused:
            play.do(DESK, m.EditRow("i1", due="x" * 81), step)
        assert refused.value.values == {"most": 80, "field": "due"}
        with pytest.raises(Rejected, match="empty"):
            play.do(DESK, m.EditRow("i1", title=" "), step)
        with pytest.raises(Rejected, match="not_now"):
            play.do(DESK, MoveRow("i1", 3), step)
        for number in range(MOST_ROWS - 3):
            play.do(DESK, m.AddRow(f"Rad {number}"), step)
        with pytest.raises(Rejected, match="too_many_rows"):
            play.do(DESK, m.AddRow("En till"), step)

    def test_the_main_driver_stays_as_long_as_it_is_named(self, play: Play, step: str) -> None:
        play.do(DESK, m.NameDrivers("i1", "AF och **Regionen**"), step)
        play.do(DESK, m.NameDrivers("i1", "Kyrkan, Regionen, AF"), step)
        row = protocol(play, step).row("i1")
        assert (row.drivers, row.main) == (("Kyrkan", "Regionen", "AF"), 2)
        play.do(DESK, m.NameDrivers("i1", "Kyrkan"), step)
        assert protocol(play, step).row("i1").main == 0
        with pytest.raises(Rejected, match="changed_since"):
            play.do(DESK, m.MarkMain("i1", 2), step)


class TestTheWall:
    def test_it_turns_to_the_row_that_is_written_and_shows_one_alone(self, play: Play, step: str) -> None:
        for number in range(12):
            play.do(DESK, m.AddRow(f"Förslag {number}", ball="A, B, C, D, samverkan med E, F"), step)
        assert view(play, step)["pages"] > 1
        assert view(play, step)["page"] == view(play, step)["pages"]
        play.do(DESK, m.EditRow("i1", due="snart"), step)
        assert view(play, step)["page"] == 1
        play.do(DESK, TurnPage(99), step)
        assert view(play, step)["page"] == view(play, step)["pages"]
        play.do(DESK, m.ShowRow("i2"), step)
        assert view(play, step)["alone"]["id"] == "i2"
        play.do(DESK, RemoveRow("i2"), step)
        assert view(play, step)["alone"] is None
        with pytest.raises(Rejected, match="unknown"):
            play.do(DESK, m.ShowRow("i2"), step)
        play.do(DESK, m.ShowRow(""), step)

    def test_a_question_mark_stays_until_somebody_takes_it(self, play: Play, step: str) -> None:
        play.do(DESK, PassBall("i1", "?"), step)
        play.do(DESK, m.EditRow("i1", convener="?", next_step="?", due="?", decision="?"), step)
        play.do(DESK, m.NameDrivers("i1", "?"), step)
        unknown = view(play, step)["rows"][0]["unknown"]
        assert unknown == ["ball", "convener", "drivers", "next_step", "due", "decision"]
        one = play.session.steps.step(step)
        needs = {term.code: term.values["count"] for term in one.activity.needs(play.session.scene(one))}
        assert needs == {"ball_unknown": 3, "convener_unknown": 1}
        play.do(DESK, PassBall("i1", "Regionen"), step)
        assert "ball" not in view(play, step)["rows"][0]["unknown"]

    def test_who_must_have_a_convener_is_a_setting(self, play: Play) -> None:
        won = [Item("a", "A", outcome="won"), Item("b", "B")]
        unknown = [
            [row["unknown"] for row in view(play, play.start("protocol", won, ask=ask))["rows"]]
            for ask in ("won", "all")
        ]
        assert unknown == [[["ball", "convener"], ["ball"]], [["ball", "convener"]] * 2]

    def test_before_it_opens_nothing_waits_for_anybody(self, play: Play) -> None:
        play.do(DESK, AddStep("protocol"))
        one = list(play.session.steps.steps.values())[-1]
        play.do(DESK, m.AddRow("I förväg"), one.id)
        assert one.activity.needs(play.session.scene(one)) == ()


class TestBallsOnPhones:
    def test_who_is_named_accepts_and_who_is_not_offers(self, play: Play, step: str) -> None:
        first, second = play.people[0], play.people[1]
        play.do(DESK, PassBall("i1", first.organisation), step)
        take(play, step, first, "i1")
        offer = take(play, step, second, "i1")
        (row, *_) = view(play, step)["rows"]
        assert row["ball"]["lead"] == [{"name": first.organisation, "accepted": True}]
        assert [one["id"] for one in row["ball"]["offers"]] == [offer]
        mine = protocol(play, step).seat(second, play.session.scene(play.session.steps.step(step)))["mine"]
        assert [(one["row"], one["waits"]) for one in mine] == [("i1", True)]
        one = play.session.steps.step(step)
        assert "offers_wait" in {term.code for term in one.activity.needs(play.session.scene(one))}
        play.do(DESK, ConfirmOffer("i1", offer), step)
        assert len(view(play, step)["rows"][0]["ball"]["lead"]) == 2
        play.do(second, LetGo("i1"), step)
        assert view(play, step)["rows"][0]["ball"]["lead"][1]["accepted"] is False

    def test_only_those_who_are_named_when_the_setting_says_so(self, play: Play) -> None:
        step = play.start("protocol", ITEMS, offers=False)
        first, second = play.people[0], play.people[1]
        play.do(DESK, PassBall("i1", first.organisation), step)
        with pytest.raises(Rejected, match="not_named"):
            play.do(second, TakeBall("i1"), step)
        take(play, step, first, "i1")
        scene = play.session.scene(play.session.steps.step(step))
        assert protocol(play, step).marks(second, scene)["take-i1"] == {"hidden": True}

    def test_marks_show_the_field_for_who_has_no_organisation(self, play: Play, step: str) -> None:
        guest = play.people[0]
        play.session.people.name(guest.seat, Private("", ""))
        guest = play.session.people.person(guest.seat)
        scene = play.session.scene(play.session.steps.step(step))
        marks = protocol(play, step).marks(guest, scene)
        assert marks["who-i1"] == {"hidden": False}
        assert marks["take-i1"] == {"hidden": False}
        take(play, step, guest, "i1", "Grannarna")
        assert protocol(play, step).marks(guest, scene)["take-i1"] == {"hidden": True}
        assert protocol(play, step).seat(play.people[1], scene) == {}

    def test_a_scribes_phone_holds_the_forms(self, play: Play, step: str) -> None:
        scribe = play.people[0]
        play.do(DESK, GiveRole(scribe.seat, "scribe"))
        one = play.session.steps.step(step)
        seen = protocol(play, step).seat(play.session.people.person(scribe.seat), play.session.scene(one))
        assert [row["id"] for row in seen["scribe"]["rows"]] == ["i1", "i2", "i3"]
        play.do(scribe, m.EditRow("i1", due="fredag"), step)
        assert protocol(play, step).row("i1").due == "fredag"

    def test_erasing_who_offered_empties_the_copy_in_the_next_step_too(self, play: Play, step: str) -> None:
        guest = play.people[0]
        offer = take(play, step, guest, "i1")
        play.do(DESK, ConfirmOffer("i1", offer), step)
        assert protocol(play, step).authored(guest.seat) == {"i1:ball"}
        assert guest.organisation in protocol(play, step).items()[0].ball
        protocol(play, step).forget(guest.seat)
        assert protocol(play, step).items()[0].ball == ""


class TestWhereItComesFrom:
    def test_a_row_leads_back_through_every_step_to_its_notes(self, play: Play) -> None:
        pulse = play.start("pulse", form="text", entries=1)
        first = play.session.steps.steps[pulse].activity
        play.do(play.people[0], Write("En lapp om tolkar"), pulse)
        note = first.items()[0]
        made = play.start("vote", [Item("x", "Tolkar överallt", from_ids=(note.id,))], options="")
        play.do(DESK, AddStep("protocol", source=made))
        step = list(play.session.steps.steps)[-1]
        play.do(DESK, OpenStep(step))
        found = origins(play.session, thread_of(play.session), "x")
        assert found is not None
        assert [stop["kind"] for stop in found["stops"]] == ["vote", "protocol"]
        assert [one["title"] for one in found["made_of"]] == ["En lapp om tolkar"]
        assert [one["id"] for one in all_origins(play.session)] == ["x"]
        assert origins(play.session, thread_of(play.session), "nothing") is None


class TestTheRecord:
    def test_the_minutes_are_a_table_the_decision_and_how_the_ball_moved(self, play: Play, step: str) -> None:
        play.do(DESK, m.EditRow("i1", decision="Vi börjar", convener="Kim", organisation="Regionen"), step)
        play.do(DESK, m.NameDrivers("i1", "AF, **Regionen**"), step)
        play.do(DESK, PassBall("i1", "AF"), step)
        play.do(DESK, PassBall("i1", "Regionen"), step)
        blocks = minutes(play, step)
        tables = [block for block in blocks if isinstance(block, Table)]
        assert [len(table.rows) for table in tables] == [3, 2]
        (decision,) = [block for block in blocks if isinstance(block, Decision)]
        assert decision.who == "Regionen, AF"
        assert isinstance(decision.what, Term)
        assert decision.what.values["main"] == "Regionen"
        kept = view(play, step, "record")["rows"][0]
        assert (kept["ball_text"], len(kept["history"])) == ("Regionen;", 2)

    def test_who_drives_it_stands_there_also_before_anything_is_decided(self, play: Play, step: str) -> None:
        play.do(DESK, m.NameDrivers("i1", "AF, **Regionen**"), step)
        (driven,) = [
            block for block in minutes(play, step) if isinstance(block, Para) and "main" in values(block)
        ]
        assert values(driven)["names"] == "AF, Regionen"
        assert values(driven)["main"] == "Regionen"
        assert RENDERER.say("driven_by", values(driven), language="en", kind="protocol").endswith(
            "driven by AF, Regionen. Main responsible: Regionen"
        )

    def test_a_convener_nobody_knows_stays_a_question_mark_beside_the_organisation(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, m.EditRow("i1", convener="?", organisation="Regionen"), step)
        play.do(DESK, m.EditRow("i2", organisation="AF"), step)
        play.do(DESK, m.EditRow("i3", convener="?"), step)
        table = next(block for block in minutes(play, step) if isinstance(block, Table))
        conveners = [row[3] for row in table.rows]
        assert conveners == [Said("?, Regionen"), Said("AF"), Term("unknown_yet")]

    def test_every_code_has_words(self, play: Play, step: str) -> None:
        play.sample(step)
        terms = [term for block in minutes(play, step) for term in terms_in(block)]
        codes = ("taken_already", "say_who", "nothing_taken", "not_named", "too_many_rows", "offers_wait")
        undone = ("add_row", "edit_row", "remove_row", "row_back", "move_row", "drivers_named")
        balls = ("ball_passed", "confirm_offer", "decline_offer")
        terms += [Term(code, {"count": 2, "most": 3}) for code in codes]
        terms += [Term(f"undo_{what}", {"title": "x"}) for what in (*undone, *balls)]
        terms += [
            Term(how, {"name": "AF"})
            for how in ("passed", "offered", "accepted", "confirmed", "declined", "let_go")
        ]
        for term in terms:
            assert RENDERER.say(term.code, term.values, language="en", kind="protocol") != term.code

    def test_without_rows_there_is_nothing_to_tell(self, play: Play) -> None:
        assert minutes(play, play.start("protocol")) == []


@pytest.mark.parametrize("surface", ["wall", "phone", "desk", "mine"])
def test_what_people_wrote_is_never_markup(play: Play, step: str, surface: str) -> None:
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}%(names)s"
    play.do(
        DESK,
        m.EditRow("i1", title=hostile, purpose=hostile, decision=hostile, convener=hostile, due=hostile[:60]),
        step,
    )
    play.do(DESK, m.NameDrivers("i1", hostile), step)
    play.do(DESK, PassBall("i1", hostile), step)
    take(play, step, play.people[0], "i1")
    for alone in ("", "i1"):
        play.do(DESK, m.ShowRow(alone), step)
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
    frame = {
        "step": "k1",
        "kind": "protocol",
        "title": "T",
        "state": one.state,
        "clocks": {},
        "code": "K7M4PX",
    }
    return RENDERER.fragment(f"protocol/{surface}.html", "en", {**frame, "view": plain(seen)})


def minutes(play: Play, step: str) -> list[Block]:
    one = play.session.steps.step(step)
    return one.activity.minutes(play.session.scene(one))


def terms_in(block: Block) -> Sequence[Term]:
    cells = [*block.head, *(cell for row in block.rows for cell in row)] if isinstance(block, Table) else []
    told = [*cells, getattr(block, "text", None), getattr(block, "what", None)]
    return [term for term in told if isinstance(term, Term)]


def test_nobodys_word_is_undone_by_the_desk(play: Play, step: str) -> None:
    before = len(play.session.undos)
    take(play, step, play.people[0], "i1")
    assert len(play.session.undos) == before


@pytest.mark.parametrize("crowd", [0, 1, 8, 30])
def test_the_sample_suits_any_number_of_people(crowd: int) -> None:
    for seed in range(4):
        play = Play(crowd, seed)
        step = play.start("protocol", ITEMS[: seed % 3])
        assert play.sample(step) > 3
        protocol(play, step).apply(m.ShowRow(), "desk", play.at)


def test_what_time_brings_changes_nothing(play: Play, step: str) -> None:
    before = view(play, step)
    protocol(play, step).apply(TimeIsUp(""), "time", play.at)
    assert view(play, step) == before
