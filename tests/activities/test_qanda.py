"""The question box: nobody is told who asked, what most wonder comes first, and nothing unanswered is lost."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities.qanda import Qanda
from sessions.activities.qanda import moves as m
from sessions.activity import Move, Person, Rejected, Turn, plain
from sessions.blocks import Heading, Said, Table, Term
from sessions.group_moves import GiveWeight
from sessions.people import GiveRole
from sessions.screens import Audience, personal, regions
from sessions.steps import AddStep
from tests.play import DESK, MARK, Play
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, LEADERS, OPEN_ONLY, WRITERS, Rights
from tests.test_contract import OUTLOOK

WHO_MAY: Rights = {
    **dict.fromkeys(("ask", "take_back", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("type_in", "note"), (WRITERS, ALWAYS)),
    **dict.fromkeys(
        ("approve", "put_back", "answered", "in_writing", "hide", "put_again"), (LEADERS, ALWAYS)
    ),
    "take_up": (LEADERS, FROM_OPEN),
}
RENDERER = dressed(Assets())


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("qanda")


def box(play: Play, step: str) -> Qanda:
    activity = play.activity(step)
    assert isinstance(activity, Qanda)
    return activity


def ask(play: Play, step: str, who: int, text: str) -> str:
    (event,) = [one.event for one in play.do(play.people[who], m.Ask(text), step)]
    assert isinstance(event, m.Ask)
    return event.id


def asked(play: Play, step: str, *texts: str) -> list[str]:
    return [ask(play, step, who, text) for who, text in enumerate(texts)]


def support(play: Play, step: str, id: str, *people: int, on: bool = True) -> None:
    for who in people:
        play.do(play.people[who], m.Support(id, on), step)


def desk(play: Play, step: str, *moves: Move) -> None:
    for move in moves:
        play.do(DESK, move, step)


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return plain(getattr(one.activity, audience)(play.session.scene(one)))


def texts(questions: Sequence[Any]) -> list[str]:
    return [question["text"] for question in questions]


class TestAsking:
    def test_what_most_wonder_comes_first_then_what_was_asked_first(self, play: Play, step: str) -> None:
        _first, _second, third = asked(play, step, "A?", "B?", "C?")
        support(play, step, third, 0, 1)
        for audience in ("everyone", "wall", "desk"):
            assert texts(view(play, step, audience)["questions"]) == ["C?", "A?", "B?"]
        assert [q["support"] for q in view(play, step)["questions"]] == [3, 1, 1]
        support(play, step, third, 0, on=False)
        support(play, step, third, 1)
        assert view(play, step)["questions"][0]["support"] == 2

    def test_a_person_may_ask_so_many_and_each_thing_once(self, play: Play) -> None:
        step = play.start("qanda", each=2)
        first = ask(play, step, 0, "  A   b? ")
        with pytest.raises(Rejected, match="asked_already"):
            ask(play, step, 0, "a B?")
        ask(play, step, 0, "C?")
        with pytest.raises(Rejected, match="enough") as refused:
            ask(play, step, 0, "D?")
        assert refused.value.values == {"field": "text", "most": 2}
        assert marks(play, step, 0)["write"] == {"disabled": True}
        play.do(play.people[0], m.TakeBack(first), step)
        assert "write" not in marks(play, step, 0)
        ask(play, step, 0, "D?")
        assert texts(own(play, step, 0)["mine"]) == ["C?", "D?"]
        assert own(play, step, 0)["left"] == 0

    def test_what_is_empty_or_too_long(self, play: Play, step: str) -> None:
        for text, code in (("  \u202e ", "empty"), ("x" * 301, "too_long")):
            with pytest.raises(Rejected, match=code):
                ask(play, step, 0, text)

    def test_there_is_an_end_to_it(self, play: Play, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(m, "MOST_QUESTIONS", 1)
        asked(play, step, "A?")
        for who, move in ((play.people[1], m.Ask("B?")), (DESK, m.TypeIn("B?"))):
            with pytest.raises(Rejected, match="too_many"):
                play.do(who, move, step)

    def test_ids_and_weights_are_the_servers(self, play: Play, step: str) -> None:
        play.do(DESK, GiveWeight(play.people[0].seat, 4))
        play.do(play.people[0], m.Ask("A?", id="mine", weight=900), step)
        (question,) = view(play, step)["questions"]
        assert question["id"] != "mine"
        assert question["support"] == 4
        play.do(play.people[1], m.Support(question["id"], weight=900), step)
        assert view(play, step)["questions"][0]["support"] == 5

    def test_only_ones_own_is_taken_back_and_only_before_it_is_taken_up(self, play: Play, step: str) -> None:
        (question,) = asked(play, step, "A?")
        for who, id, code in ((1, question, "unknown"), (0, "q9", "unknown")):
            with pytest.raises(Rejected, match=code):
                play.do(play.people[who], m.TakeBack(id), step)
        desk(play, step, m.TakeUp(question))
        with pytest.raises(Rejected, match="taken_up"):
            play.do(play.people[0], m.TakeBack(question), step)

    def test_support_is_for_the_open_questions_of_others(self, play: Play, step: str) -> None:
        (question,) = asked(play, step, "A?")
        with pytest.raises(Rejected, match="own_question"):
            support(play, step, question, 0)
        with pytest.raises(Rejected, match="unknown"):
            support(play, step, "q9", 1)
        desk(play, step, m.Answered(question))
        with pytest.raises(Rejected, match="not_now"):
            support(play, step, question, 1)
        without = play.start("qanda", support=False)
        (question,) = asked(play, without, "A?")
        with pytest.raises(Rejected, match="not_now"):
            support(play, without, question, 1)

    def test_what_this_phone_has_done_is_marked_on_it(self, play: Play, step: str) -> None:
        first, second = asked(play, step, "A?", "B?")
        support(play, step, second, 0)
        assert marks(play, step, 0) == {
            f"s-{first}": {"checked": True, "disabled": True},
            f"s-{second}": {"checked": True},
        }
        assert own(play, step, 3) == {}
        play.do(DESK, GiveRole(play.people[3].seat, "observer"))
        watching = marks(play, step, 3)
        assert watching["watching"] == {"hidden": False}
        assert watching["write"] == watching[f"s-{first}"] == {"disabled": True}


class TestHolding:
    def test_what_waits_is_seen_by_the_desk_and_the_one_who_asked(self, play: Play) -> None:
        step = play.start("qanda", hold=True)
        first, second, third = asked(play, step, "A?", "B?", "C?")
        assert texts(view(play, step, "desk")["queue"]) == ["A?", "B?", "C?"]
        assert view(play, step)["held"] == 3
        for audience in ("everyone", "wall", "record"):
            assert view(play, step, audience)["questions"] == []
        assert own(play, step, 0)["mine"][0]["state"] == "waiting"
        assert needs(play, step) == [Term("to_approve", {"count": 3})]
        assert box(play, step).items() == []
        desk(play, step, m.Approve((first, second)), m.Hide(third))
        assert texts(view(play, step)["questions"]) == ["A?", "B?"]
        assert needs(play, step) == []
        assert texts(view(play, step, "desk")["hidden"]) == ["C?"]
        undo(play)
        undo(play)
        assert texts(view(play, step, "desk")["queue"]) == ["A?", "B?", "C?"]

    def test_approving_what_is_seen_already_changes_nothing(self, play: Play, step: str) -> None:
        (question,) = asked(play, step, "A?")
        desk(play, step, m.Answered(question), m.Approve((question,)))
        assert texts(view(play, step, "desk")["answered"]) == ["A?"]


class TestAnswering:
    def test_one_question_is_on_the_wall_at_a_time(self, play: Play, step: str) -> None:
        first, second, _third = asked(play, step, "A?", "B?", "C?")
        desk(play, step, m.TakeUp(first))
        assert (view(play, step)["now"]["text"], texts(view(play, step)["questions"])) == ("A?", ["B?", "C?"])
        desk(play, step, m.TakeUp(second))
        assert (view(play, step)["now"]["text"], texts(view(play, step)["questions"])) == ("B?", ["A?", "C?"])
        undo(play)
        assert view(play, step)["now"]["text"] == "A?"

    def test_answered_and_the_next(self, play: Play, step: str) -> None:
        first, second, third = asked(play, step, "A?", "B?", "C?")
        desk(play, step, m.TakeUp(first), m.Note(first, " Ja. \n\n Snart. "))
        assert view(play, step, "desk")["upcoming"]["id"] == second
        desk(play, step, m.Answered(first, then=second))
        assert view(play, step)["now"]["text"] == "B?"
        assert view(play, step, "everyone")["done"][0]["answer"] == "Ja.\n\nSnart."
        assert own(play, step, 0)["mine"][0]["state"] == "answered"
        desk(play, step, m.InWriting(second, then=third))
        assert (view(play, step)["answered"], view(play, step)["writing"]) == (1, 1)
        assert view(play, step, "desk")["upcoming"] is None
        undo(play)
        assert view(play, step)["now"]["text"] == "B?"
        desk(play, step, m.PutBack(first))
        assert texts(view(play, step)["questions"]) == ["A?", "C?"]

    def test_what_is_not_there_is_refused(self, play: Play, step: str) -> None:
        (question,) = asked(play, step, "A?")
        for move in (
            *(m.TakeUp("q9"), m.PutBack("q9"), m.Answered("q9"), m.Answered(question, "q9"), m.Hide("q9")),
            *(m.InWriting("q9"), m.Note("q9", "x"), m.Approve((question, "q9"))),
        ):
            with pytest.raises(Rejected, match="unknown"):
                desk(play, step, move)

    def test_nothing_is_put_on_the_wall_before_it_opens(self, play: Play) -> None:
        play.do(DESK, AddStep("qanda", ""))
        planned = list(play.session.steps.steps)[-1]
        desk(play, planned, m.TypeIn("A?"))
        (question,) = view(play, planned, "desk")["questions"]
        with pytest.raises(Rejected, match="not_open"):
            desk(play, planned, m.TakeUp(question["id"]))

    def test_undo_is_refused_when_somebody_else_has_gone_on(self, play: Play, step: str) -> None:
        first, second = asked(play, step, "A?", "B?")
        desk(play, step, m.TakeUp(first))
        stale = box(play, step).inverse(m.TakeUp(second))
        assert isinstance(stale, m.PutAgain)
        with pytest.raises(Rejected, match="changed_since"):
            desk(play, step, stale)
        desk(play, step, m.TakeUp(second), stale)
        assert view(play, step)["now"]["text"] == "A?"
        undo(play)
        assert view(play, step)["now"]["text"] == "B?"
        for odd in (m.PutAgain({"q9": "new"}), m.PutAgain({first: "now"}, {first: "new"})):
            with pytest.raises(Rejected, match="changed_since"):
                desk(play, step, odd)
        for event in (m.Ask("x"), m.Note(first, "x"), m.Approve((first,))):
            assert box(play, step).inverse(event) is None

    def test_what_came_on_paper_says_so(self, play: Play, step: str) -> None:
        desk(play, step, m.TypeIn("Från golvet?"))
        (question,) = view(play, step)["questions"]
        assert (question["typed"], question["support"]) == (True, 1)
        assert view(play, step, "record")["questions"][0]["typed_in"] is True


class TestTheWall:
    def test_it_lists_what_can_be_read_and_says_how_many_more(self, play: Play) -> None:
        step = play.start("qanda", each=20)
        for number in range(9):
            ask(play, step, number % 5, f"Kort {number}?")
        assert (len(view(play, step)["questions"]), view(play, step)["more"]) == (6, 3)
        desk(play, step, m.TakeUp(view(play, step)["questions"][0]["id"]))
        assert (len(view(play, step)["questions"]), view(play, step)["more"]) == (4, 4)
        long = play.start("qanda", each=20)
        for number in range(5):
            ask(play, long, number, f"{number} " + "lång " * 55)
        assert (len(view(play, long)["questions"]), view(play, long)["more"]) == (1, 4)

    def test_a_phone_is_sent_no_more_than_it_needs(self, play: Play) -> None:
        step = play.start("qanda", each=20)
        for number in range(70):
            desk(play, step, m.TypeIn(f"Fråga {number}?"))
        phone = view(play, step, "everyone")
        assert (len(phone["questions"]), phone["more"]) == (60, 10)


class TestKeeping:
    def test_the_minutes_hold_answers_and_what_has_none(self, play: Play) -> None:
        step = play.start("qanda", hold=True)
        first, second, third, fourth, fifth = asked(play, step, "A?", "B?", "C?", "D?", "E?")
        desk(play, step, m.Approve((first, second, third, fourth)))
        desk(play, step, m.Note(first, "Ja."), m.Answered(first), m.Answered(fourth), m.InWriting(second))
        play.close(step)
        blocks = minutes(play, step)
        assert [b.text.code for b in blocks if isinstance(b, Heading) and isinstance(b.text, Term)] == [
            *("answered_ones", "in_writing", "unanswered"),
        ]
        answered, writing, unanswered = [b for b in blocks if isinstance(b, Table)]
        assert answered.rows == (
            (Said("A?"), Said("Ja."), Said("1")),
            (Said("D?"), Term("no_note"), Said("1")),
        )
        assert writing.rows == ((Said("B?"), Said("1")),)
        assert unanswered.rows == ((Said("C?"), Said("1")),)
        assert blocks[-1].text == Term("not_read", {"count": 1})
        desk(play, step, m.Hide(fifth))
        assert minutes(play, step)[-1].text == Term("hidden_ones", {"count": 1})
        record = view(play, step, "record")
        assert [(q["text"], q["state"]) for q in record["questions"]] == [
            *(("A?", "answered"), ("B?", "writing"), ("C?", "new"), ("D?", "answered")),
        ]
        assert (record["not_read"], record["hidden"]) == (0, 1)
        assert [item.title for item in box(play, step).items()] == ["A?", "B?", "C?", "D?"]

    def test_a_box_that_nobody_used_leaves_nothing(self, play: Play, step: str) -> None:
        assert minutes(play, step) == []

    def test_without_support_nobody_is_counted(self, play: Play) -> None:
        step = play.start("qanda", support=False)
        asked(play, step, "A?")
        (table,) = [b for b in minutes(play, step) if isinstance(b, Table)]
        assert (len(table.head), table.numeric) == (1, ())

    def test_forgetting_takes_the_words_and_leaves_the_figures(self, play: Play, step: str) -> None:
        first, second = asked(play, step, "A?", "B?")
        support(play, step, second, 0)
        desk(play, step, m.Answered(first))
        activity = box(play, step)
        assert activity.authored(play.people[0].seat) == {first}
        activity.forget(play.people[0].seat)
        cells = [cell for b in minutes(play, step) if isinstance(b, Table) for row in b.rows for cell in row]
        assert Term("removed_text") in cells
        assert "A?" not in str(view(play, step, "everyone"))
        assert view(play, step)["questions"][0]["support"] == 2


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_done_at_most_one_is_on_the_wall_and_none_is_lost(data: st.DataObject) -> None:
    play = Play(3)
    step = play.start("qanda", each=20, hold=data.draw(st.booleans()))
    ids = [ask(play, step, number % 3, f"Fråga {number}?") for number in range(4)]
    kinds = st.sampled_from([m.TakeUp, m.PutBack, m.Answered, m.InWriting, m.Hide])
    for _ in range(data.draw(st.integers(0, 12))):
        if data.draw(st.booleans()) and play.session.undos:
            undo(play)
        else:
            desk(play, step, data.draw(kinds)(data.draw(st.sampled_from(ids))))
        states = [question.state for question in box(play, step).box.questions.values()]
        assert states.count("now") <= 1
        assert len(states) == 4
    assert view(play, step, "desk") == plain(
        box(play, step).desk(play.session.scene(play.session.steps.step(step)))
    )
    again = play.replayed().steps.step(step).activity
    assert plain(again.record(play.session.scene(play.session.steps.step(step)))) == view(
        play, step, "record"
    )


@pytest.mark.parametrize("support", [True, False])
def test_every_screen_can_be_drawn_in_every_state_and_names_nobody(support: bool) -> None:
    play = Play(12)
    step = play.start("qanda", hold=True, support=support)
    play.sample(step)
    seat = play.people[0].seat
    for change in (lambda _: None, play.close, play.show):
        change(step)
        for surface in ("wall", "phone", "desk"):
            for template, data in regions(play.session, Audience(surface), OUTLOOK).values():
                html = RENDERER.fragment(template, "sv", data)
                assert "Namnzq" not in html or surface == "desk"
                assert MARK.format(0) not in html or surface == "desk"
        _, mine = personal(play.session, seat, Audience("phone"))
        assert mine is not None
        assert "hus 1?" in RENDERER.fragment(mine[0], "sv", mine[1])


def marks(play: Play, step: str, who: int) -> Any:
    one = play.session.steps.step(step)
    return one.activity.marks(person(play, who), play.session.scene(one))


def own(play: Play, step: str, who: int) -> Any:
    one = play.session.steps.step(step)
    return plain(one.activity.seat(person(play, who), play.session.scene(one)))


def person(play: Play, who: int) -> Person:
    return play.session.people.person(play.people[who].seat)


def needs(play: Play, step: str) -> list[Term]:
    one = play.session.steps.step(step)
    return list(one.activity.needs(play.session.scene(one)))


def minutes(play: Play, step: str) -> list[Any]:
    one = play.session.steps.step(step)
    return one.activity.minutes(play.session.scene(one))
