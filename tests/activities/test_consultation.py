"""Consultation: comments on a draft by paragraph, open after the day, each with what was done about it and when."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.assets import Assets
from facilitator.house import dressed
from sessions.activities.consultation import Consultation, views
from sessions.activities.consultation import moves as m
from sessions.activities.consultation.draft import Part, parts_of
from sessions.activity import Move, Person, Rejected, Turn, plain
from sessions.blocks import Heading, Link, Para, Said, Table, Term
from sessions.day_moves import EndNow
from sessions.facts import EndSession, ReopenSession
from sessions.group_moves import GiveWeight
from sessions.people import GiveRole
from sessions.screens import Audience, personal, regions
from sessions.session_moves import Next
from sessions.steps import AddStep, CloseStep, EditStep, OpenStep
from tests.play import BEGIN, DESK, MARK, Play
from tests.roles import ALWAYS, ANSWERING, FROM_OPEN, OPEN_ONLY, WRITERS, Rights
from tests.test_contract import OUTLOOK

WHO_MAY: Rights = {
    **dict.fromkeys(("say", "take_back", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("type_in", "undecide", "hide", "show_again", "zoom"), (WRITERS, ALWAYS)),
    "decide": (WRITERS, FROM_OPEN),
}
RENDERER = dressed(Assets())
SCRIBE = Person("a-scribe", role="scribe")
DAY = 24 * 3600 * 1000


@pytest.fixture
def play() -> Play:
    return Play(5)


@pytest.fixture
def step(play: Play) -> str:
    return play.start("consultation")


def state_of(play: Play, step: str) -> Consultation:
    activity = play.activity(step)
    assert isinstance(activity, Consultation)
    return activity


def say(play: Play, step: str, who: int, text: str, paragraph: int = 1) -> str:
    (event,) = [one.event for one in play.do(play.people[who], m.Say(text, paragraph), step)]
    assert isinstance(event, m.Say)
    return event.id


def support(play: Play, step: str, id: str, *people: int, on: bool = True) -> None:
    for who in people:
        play.do(play.people[who], m.Support(id, on), step)


def desk(play: Play, step: str, *moves: Move, who: Person = DESK) -> None:
    for move in moves:
        play.do(who, move, step)


def undo(play: Play) -> None:
    play.keep(play.session.undo(Turn(DESK, play.at, play.dice)), DESK.seat)


def view(play: Play, step: str, audience: str = "wall") -> Any:
    one = play.session.steps.step(step)
    return plain(getattr(one.activity, audience)(play.session.scene(one)))


def of_seat(play: Play, step: str, part: str, who: int = 0) -> Any:
    one = play.session.steps.step(step)
    person = play.session.people.person(play.people[who].seat)
    return plain(getattr(one.activity, part)(person, play.session.scene(one)))


def blocks(play: Play, step: str) -> list[Any]:
    one = play.session.steps.step(step)
    return one.activity.minutes(play.session.scene(one))


def needs(play: Play, step: str) -> list[Term]:
    one = play.session.steps.step(step)
    return list(one.activity.needs(play.session.scene(one)))


class TestTheDraft:
    def test_paragraphs_are_numbered_and_headings_are_not(self) -> None:
        text = "# Ett  hus\r\n\r\nFörsta\nraden.\n \n\n## Två\n\nAndra.\n#inte rubrik"
        assert parts_of(text) == [
            *(Part(0, "Ett hus"), Part(1, "Första\nraden."), Part(0, "Två"), Part(2, "Andra.\n#inte rubrik")),
        ]
        assert parts_of(" \n\n ") == []

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"link": "ftp://x"}, "no_link", "link"),
            ({"until": "i morgon"}, "no_date", "until"),
            ({"until": "20260430"}, "no_date", "until"),
            ({"until": "9999-12-31"}, "no_date", "until"),
            ({"text": "\n\n".join("x" * 201)}, "too_many", "text"),
            ({"text": "x" * 30_001}, "settings", "text"),
        ],
    )
    def test_what_cannot_be_set_up(self, play: Play, change: Any, code: str, field: str) -> None:
        with pytest.raises(Rejected, match=code) as refused:
            play.do(DESK, AddStep("consultation", settings=change))
        assert refused.value.values["field"] == field

    def test_it_stays_open_unless_somebody_says_otherwise(self, play: Play) -> None:
        for lasting, found in ((None, True), (False, False)):
            play.do(DESK, AddStep("consultation", lasting=lasting))
            assert list(play.session.steps.steps.values())[-1].lasting is found

    def test_words_can_be_put_right_but_the_numbers_stay(self, play: Play, step: str) -> None:
        desk(play, step, m.Zoom(3))
        play.do(DESK, EditStep(step, settings={"text": "Ett.\n\nTvå."}))
        assert view(play, step)["zoomed"]["number"] == 2
        say(play, step, 0, "Bra")
        with pytest.raises(Rejected, match="numbers_stay"):
            play.do(DESK, EditStep(step, settings={"text": "Ett."}))
        play.do(DESK, EditStep(step, settings={"text": "Ett!\n\nTvå!", "link": "https://a.example/x"}))
        assert view(play, step)["paragraphs"][0]["text"] == "Ett!"


class TestCommenting:
    def test_on_a_paragraph_or_on_the_whole(self, play: Play, step: str) -> None:
        say(play, step, 0, " Skriv  vem \n\n som.", 2)
        say(play, step, 1, "Bra i stort", 0)
        phone = view(play, step, "everyone")
        assert phone["parts"][2]["comments"][0]["text"] == "Skriv vem\n\nsom."
        assert phone["whole"]["comments"][0]["text"] == "Bra i stort"
        assert "comments" not in phone["parts"][0]
        assert [part["comments"] for part in view(play, step)["paragraphs"]] == [0, 1, 0]
        assert (view(play, step)["whole"], view(play, step)["most"]) == (1, 1)

    def test_what_is_refused(self, play: Play) -> None:
        step = play.start("consultation", each=2)
        say(play, step, 0, "En sak")
        for text, paragraph, code in (
            *((" ", 1, "empty"), ("x" * 801, 1, "too_long"), ("x", 4, "no_such_paragraph")),
            ("EN  sak", 1, "said_already"),
        ):
            with pytest.raises(Rejected, match=code):
                say(play, step, 0, text, paragraph)
        say(play, step, 0, "En sak", 2)
        with pytest.raises(Rejected, match="enough_said"):
            say(play, step, 0, "Tre")
        assert of_seat(play, step, "seat")["left"] == 0

    def test_there_is_an_end_to_it(self, play: Play, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(m, "MOST_COMMENTS", 0)
        with pytest.raises(Rejected, match="too_many"):
            say(play, step, 0, "x")

    def test_support_counts_people_and_goes_to_others(self, play: Play, step: str) -> None:
        first, second = say(play, step, 0, "A"), say(play, step, 1, "B")
        play.do(DESK, GiveWeight(play.people[2].seat, 4))
        support(play, step, second, 0, 2)
        found = view(play, step, "everyone")["parts"][1]["comments"]
        assert [(one["text"], one["support"]) for one in found] == [("B", 6), ("A", 1)]
        support(play, step, second, 2, on=False)
        with pytest.raises(Rejected, match="own_comment"):
            support(play, step, first, 0)
        with pytest.raises(Rejected, match="unknown"):
            support(play, step, "c9", 0)
        assert of_seat(play, step, "marks") == {
            f"s-{first}": {"checked": True, "disabled": True},
            f"s-{second}": {"checked": True},
        }
        desk(play, step, m.Hide(first))
        with pytest.raises(Rejected, match="not_now"):
            support(play, step, first, 2)

    def test_where_others_comments_are_not_shown_nobody_gets_them(self, play: Play) -> None:
        step = play.start("consultation", others=False)
        comment = say(play, step, 0, "hemligt")
        desk(play, step, m.Zoom(1))
        for audience in ("everyone", "wall", "record", "minutes"):
            assert "hemligt" not in str(view(play, step, audience))
        assert "hemligt" in str(view(play, step, "desk"))
        assert state_of(play, step).items() == []
        with pytest.raises(Rejected, match="not_now"):
            support(play, step, comment, 1)
        assert view(play, step)["paragraphs"][0]["comments"] == 1
        play.close(step)
        assert "hemligt" in str(view(play, step, "minutes"))
        assert view(play, step, "record")["comments"][0]["text"] == "hemligt"

    def test_ones_own_is_taken_back_until_something_is_done_about_it(self, play: Play, step: str) -> None:
        comment = say(play, step, 0, "A")
        for who, id in ((1, comment), (0, "c9")):
            with pytest.raises(Rejected, match="unknown"):
                play.do(play.people[who], m.TakeBack(id), step)
        desk(play, step, m.Decide(comment, "adopted"))
        with pytest.raises(Rejected, match="settled"):
            play.do(play.people[0], m.TakeBack(comment), step)
        desk(play, step, m.Undecide(comment))
        play.do(play.people[0], m.TakeBack(comment), step)
        assert of_seat(play, step, "seat") == {}
        state_of(play, step).apply(m.Support(comment), play.people[1].seat, 0)

    def test_who_watches_cannot_write(self, play: Play, step: str) -> None:
        comment = say(play, step, 1, "A")
        play.do(DESK, GiveRole(play.people[0].seat, "observer"))
        marks = of_seat(play, step, "marks")
        assert marks["watching"] == {"hidden": False}
        assert marks["write-1"] == marks["write-0"] == marks[f"s-{comment}"] == {"disabled": True}


class TestDeciding:
    def test_the_desk_or_a_scribe_says_what_was_done_and_why(self, play: Play, step: str) -> None:
        first, second, third = (say(play, step, who, "ABC"[who]) for who in range(3))
        assert needs(play, step) == [Term("to_decide", {"count": 3})]
        desk(play, step, m.Decide(first, "adopted"))
        desk(play, step, m.Decide(second, "changed", "  Under nästa rubrik. "), who=SCRIBE)
        with pytest.raises(Rejected, match="reason_needed"):
            desk(play, step, m.Decide(third, "no", " "))
        with pytest.raises(Rejected, match="unknown"):
            desk(play, step, m.Decide("c9", "adopted"))
        assert view(play, step)["tally"] == {
            **{"comments": 3, "undecided": 1, "adopted": 1, "changed": 1, "no": 0},
        }
        assert of_seat(play, step, "seat", 1)["mine"][0]["reason"] == "Under nästa rubrik."
        desk(play, step, m.Decide(third, "no", "Ryms inte."))
        assert needs(play, step) == []

    def test_undo_gives_back_what_was_said_before(self, play: Play, step: str) -> None:
        comment = say(play, step, 0, "A")
        desk(play, step, m.Decide(comment, "adopted"), m.Decide(comment, "no", "Nej."))
        undo(play)
        assert view(play, step, "desk")["comments"][0]["verdict"] == "adopted"
        undo(play)
        assert view(play, step, "desk")["comments"][0]["verdict"] == ""
        desk(play, step, m.Hide(comment))
        assert view(play, step, "desk")["hidden"][0]["text"] == "A"
        assert view(play, step)["count"] == 0
        undo(play)
        desk(play, step, m.Hide(comment), m.ShowAgain(comment))
        undo(play)
        assert view(play, step, "desk")["comments"] == []
        desk(play, step, m.Zoom(2))
        undo(play)
        assert view(play, step)["zoomed"] is None
        assert state_of(play, step).inverse(m.Say("x")) is None

    def test_it_can_be_decided_after_it_has_closed(self, play: Play, step: str) -> None:
        comment = say(play, step, 0, "A")
        play.close(step)
        desk(play, step, m.Decide(comment, "no", "Ryms inte."))
        play.show(step)
        desk(play, step, m.Undecide(comment))
        assert needs(play, step) == [Term("to_decide", {"count": 1})]


class TestAfterTheDay:
    def test_it_takes_comments_until_its_last_day(self, play: Play) -> None:
        step = play.start("consultation", until="2025-11-30")
        play.do(DESK, Next())
        play.do(DESK, Next())
        play.do(DESK, EndNow())
        assert play.session.steps.step(step).state == "open"
        play.at = BEGIN + 5 * DAY
        first = say(play, step, 0, "Efter dagen")
        support(play, step, first, 1)
        assert (view(play, step, "everyone")["takes"], needs(play, step)[1:]) == (True, [])
        play.at = BEGIN + 6 * DAY + DAY // 2
        with pytest.raises(Rejected, match="last_day_passed") as refused:
            say(play, step, 0, "För sent")
        assert refused.value.values == {"iso": "2025-11-30"}
        with pytest.raises(Rejected, match="last_day_passed"):
            support(play, step, first, 2)
        desk(play, step, m.Decide(first, "adopted"))
        assert needs(play, step) == [Term("time_to_close", {"iso": "2025-11-30"})]
        assert not view(play, step, "everyone")["takes"]
        play.do(DESK, CloseStep(step))
        assert needs(play, step) == []

    def test_the_record_has_the_dates_of_its_own(self, play: Play) -> None:
        step = play.start("consultation", until="2025-11-30", link="https://a.example/u")
        comment = say(play, step, 0, "A")
        play.at = BEGIN + 5 * DAY
        play.do(DESK, CloseStep(step))
        play.at = BEGIN + 9 * DAY
        desk(play, step, m.Decide(comment, "changed", "Delvis."))
        record = view(play, step, "record")
        assert (record["opened"] // DAY, record["closed"] // DAY) == (BEGIN // DAY, BEGIN // DAY + 5)
        assert record["comments"][0]["decided"] // DAY == BEGIN // DAY + 9
        period, link, tally, head, quoted, table = blocks(play, step)
        assert period.text == Term(
            "period", {"opened": "2025-11-24", "closed": "2025-11-29", "until": "2025-11-30"}
        )
        assert link == Link(Term("the_draft"), "https://a.example/u")
        assert tally.text.code == "tally"
        assert (head, quoted) == (
            Heading(Term("on_paragraph", {"number": 1}), 4),
            Para(Said("Huset hålls öppet tre kvällar i veckan.")),
        )
        assert table.rows == (
            (
                Said("A"),
                Said("1"),
                Term("verdict", {"verdict": "changed", "iso": "2025-12-03"}),
                Said("Delvis."),
            ),
        )

    def test_ending_the_session_closes_it_and_opening_again_brings_it_back(
        self, play: Play, step: str
    ) -> None:
        play.do(DESK, EndSession())
        with pytest.raises(Rejected, match="ended"):
            say(play, step, 0, "A")
        play.do(DESK, ReopenSession())
        play.do(DESK, OpenStep(step))
        say(play, step, 0, "A")


class TestTheWall:
    def test_one_paragraph_with_the_best_supported_beside_it(self, play: Play, step: str) -> None:
        ids = [say(play, step, who, f"{who}") for who in range(4)]
        support(play, step, ids[3], 0)
        desk(play, step, m.Zoom(1))
        zoomed = view(play, step)["zoomed"]
        assert [one["text"] for one in zoomed["comments"]] == ["3", "0", "1"]
        assert (zoomed["count"], zoomed["cut"]) == (4, False)
        with pytest.raises(Rejected, match="no_such_paragraph"):
            desk(play, step, m.Zoom(4))

    def test_a_long_text_still_has_room(self, play: Play) -> None:
        step = play.start(
            "consultation", text="\n\n".join([*(f"Stycke {n}." for n in range(70)), "x" * 2000])
        )
        say(play, step, 0, "A", 71)
        desk(play, step, m.Zoom(71))
        wall = view(play, step)
        assert (wall["listed"], [part["number"] for part in wall["paragraphs"]]) == (False, [71])
        assert (wall["zoomed"]["cut"], len(wall["zoomed"]["text"])) == (True, views.MOST_ON_WALL + 1)

    def test_a_phone_is_sent_no_more_than_it_needs(self, play: Play, step: str) -> None:
        desk(play, step, *(m.TypeIn(f"Brev {number}", 1) for number in range(20)))
        part = view(play, step, "everyone")["parts"][1]
        assert (len(part["comments"]), part["more"]) == (views.ON_PHONE, 20 - views.ON_PHONE)


class TestKeeping:
    def test_what_came_on_paper_says_so(self, play: Play, step: str) -> None:
        desk(play, step, m.TypeIn(" I ett brev ", 0, id="mine"), who=SCRIBE)
        (one,) = view(play, step, "record")["comments"]
        assert (one["text"], one["typed_in"], one["support"], one["id"] != "mine") == (
            "I ett brev",
            True,
            1,
            True,
        )
        assert Term("on_paragraph", {"number": 0}) in [
            block.text for block in blocks(play, step) if isinstance(block, Heading)
        ]

    def test_hidden_comments_are_only_counted(self, play: Play, step: str) -> None:
        comment = say(play, step, 0, "elakt")
        desk(play, step, m.Hide(comment))
        for audience in ("everyone", "wall", "record", "minutes"):
            assert "elakt" not in str(view(play, step, audience))
        assert blocks(play, step)[-1].text == Term("hidden_ones", {"count": 1})
        assert of_seat(play, step, "seat")["mine"][0]["hidden"]

    def test_without_support_there_is_no_column_for_it(self, play: Play) -> None:
        step = play.start("consultation", support=False)
        say(play, step, 0, "A")
        (table,) = [block for block in blocks(play, step) if isinstance(block, Table)]
        assert (len(table.head), table.numeric) == (3, ())

    def test_forgetting_takes_the_words_and_leaves_the_figures(self, play: Play, step: str) -> None:
        first = say(play, step, 0, "A")
        say(play, step, 1, "B")
        activity = state_of(play, step)
        assert activity.authored(play.people[0].seat) == {first}
        assert [item.title for item in activity.items()] == ["A", "B"]
        activity.forget(play.people[0].seat)
        (table,) = [block for block in blocks(play, step) if isinstance(block, Table)]
        assert table.rows[0][0] == Term("removed_text")
        assert [item.title for item in activity.items()] == ["B"]
        assert view(play, step)["count"] == 2


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_done_no_comment_is_lost_and_the_tally_adds_up(data: st.DataObject) -> None:
    play = Play(3)
    step = play.start("consultation", others=data.draw(st.booleans()))
    ids = [say(play, step, who, f"Sak {who}", who % 4) for who in range(3)]
    kinds = st.sampled_from(
        [
            lambda id: m.Decide(id, "no", "Nej."),
            lambda id: m.Decide(id, "adopted"),
            m.Undecide,
            m.Hide,
            m.ShowAgain,
        ]
    )
    for _ in range(data.draw(st.integers(0, 12))):
        if data.draw(st.booleans()) and play.session.undos:
            undo(play)
        else:
            desk(play, step, data.draw(kinds)(data.draw(st.sampled_from(ids))))
        tally = view(play, step)["tally"]
        assert sum(tally[one] for one in ("undecided", "adopted", "changed", "no")) == tally["comments"]
        assert tally["comments"] + len(view(play, step, "desk")["hidden"]) == 3
    again = play.replayed()
    assert plain(again.steps.step(step).activity.desk(again.scene(again.steps.step(step)))) == view(
        play, step, "desk"
    )


@pytest.mark.parametrize(
    "text", ["", "Ett stycke.", "# A\n\n" + "\n\n".join(f"Stycke {n}." for n in range(40))]
)
@pytest.mark.parametrize("others", [True, False])
def test_every_screen_can_be_drawn_in_every_state_and_names_nobody(others: bool, text: str) -> None:
    play = Play(12)
    step = play.start("consultation", others=others, text=text, until="2031-04-30")
    drawn(play)
    play.sample(step)
    if text:
        desk(play, step, m.Zoom(1))
    for change in (lambda _: None, play.close, play.show):
        change(step)
        drawn(play)
        _, own = personal(play.session, play.people[0].seat, Audience("phone"))
        assert own is not None
        RENDERER.fragment(own[0], "sv", own[1])


def drawn(play: Play) -> None:
    for surface in ("wall", "phone", "desk", "scribe"):
        for template, data in regions(play.session, Audience(surface), OUTLOOK).values():
            html = RENDERER.fragment(template, "sv", data)
            assert MARK.format(0) not in html or surface == "desk"
            assert "Namnzq" not in html or surface == "desk"


def test_in_a_large_crowd_a_few_write_and_the_others_support() -> None:
    play = Play(33)
    step = play.start("consultation")
    play.sample(step)
    assert view(play, step)["count"] == 31
