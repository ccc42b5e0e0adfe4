"""Who holds the ball: read from text without losing a word, passed, offered, taken, and forgotten."""

import re
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.activity import Event, Person, Rejected, Turn
from sessions.ball import (
    Ball,
    BallPassed,
    ConfirmOffer,
    DeclineOffer,
    Holding,
    LetGo,
    PassBall,
    Past,
    TakeBall,
    ball_view,
    past_view,
    read_ball,
    read_drivers,
    written_ball,
)
from sessions.ball.fitting import ROOM, packed

DESK = Person("desk", role="organiser")
REGION = Person("s1", organisation="regionen ")
OTHERS = Person("s2", organisation="Folkbildningen")
NOBODY = Person("s3")


@pytest.mark.parametrize(
    ("text", "ball"),
    [
        (
            "Bollen ligger hos: Regionen, samverkan med AF samt kommuner",
            Ball(("Regionen",), ("AF", "kommuner")),
        ),
        (
            "Bollen ligger hos Kommunförbundet, högskolan och länsstyrelsen",
            Ball(("Kommunförbundet", "högskolan", "länsstyrelsen")),
        ),
        (
            "Boll: Norrby och Söderby som piloter, Kommunförbundet, arbetsgivare",
            Ball(("Kommunförbundet", "arbetsgivare"), (), ("Norrby", "Söderby")),
        ),
        (
            "Norrby (pilot), Kommunförbundet i samarbete med rektorer/kommuner.",
            Ball(("Kommunförbundet",), ("rektorer/kommuner",), ("Norrby",)),
        ),
        (
            "The ball is with the region, together with the schools & parents, and pilots: Norrby",
            Ball(("the region",), ("the schools", "parents"), ("Norrby",)),
        ),
        ("Barn- och utbildningsnämnden, AF", Ball(("Barn- och utbildningsnämnden", "AF"))),
        ("Arbete och försörjning; Regionen;", Ball(("Arbete och försörjning", "Regionen"))),
        ("Regionen, regionen, ?", Ball(("Regionen",))),
        ("Tillsammans med AF", Ball((), ("AF",))),
        ("som pilot", Ball(("som pilot",))),
        ("Det får vi se: kanske någon", Ball(("Det får vi se: kanske någon",))),
        ("?", Ball(("?",))),
        ("", Ball()),
    ],
)
def test_a_ball_is_read_as_people_write_it(text: str, ball: Ball) -> None:
    assert read_ball(text) == ball
    assert read_ball(written_ball(ball)) == ball


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Regionen (hälsa, kultur och idrott), AF", ("Regionen (hälsa, kultur och idrott)", "AF")),
        ("Regionen (norr; söder); AF", ("Regionen (norr; söder)", "AF")),
        ("Regionen (norr; söder)", ("Regionen (norr; söder)",)),
        ("Regionen (norr, AF", ("Regionen (norr", "AF")),
        ("../norr, .se och AF.", ("../norr", ".se", "AF")),
        ("+46 8 123, =1+1", ("+46 8 123", "=1+1")),
        ("SSK+SSHoS + Skola 2 + Skola 3", ("SSK", "SSHoS", "Skola 2", "Skola 3")),
    ],
)
def test_what_stands_in_brackets_stays_with_its_name_and_a_name_may_begin_with_a_dot(
    text: str, names: tuple[str, ...]
) -> None:
    ball = read_ball(text)
    assert ball.lead == names
    assert read_ball(written_ball(ball)) == ball


def test_a_known_name_with_an_and_stays_whole() -> None:
    known = ["Arbete och försörjning"]
    assert read_ball("Arbete och försörjning", known).lead == ("Arbete och försörjning",)
    assert read_ball("Arbete och försörjning och AF", known).lead == ("Arbete och försörjning", "AF")


PARTS = (
    *("Regionen", "AF", "kommuner", "X", "Barn-", ",", ";", ":", "?", "och", "samt"),
    *("samverkan med", "tillsammans med", "som piloter", "pilot:", "(pilot)", "Bollen ligger hos"),
)
CONNECTING = {word for part in PARTS[9:] for word in re.findall(r"\w+", part.casefold())}


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_no_word_is_ever_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    kept = {word.casefold() for name in read_ball(text).names() for word in re.findall(r"\w+", name)}
    assert {word.casefold() for word in re.findall(r"\w+", text)} - CONNECTING <= kept


@given(st.text(max_size=200))
def test_what_is_written_is_read_back_the_same(text: str) -> None:
    once = read_ball(text)
    assert (
        read_ball(written_ball(once)).names()
        == read_ball(written_ball(read_ball(written_ball(once)))).names()
    )


@pytest.mark.parametrize(
    ("text", "drivers"),
    [
        ("AF, kommunerna och **Regionen**", (("AF", "kommunerna", "Regionen"), 3)),
        ("Regionen (huvudansvarig), AF", (("Regionen", "AF"), 1)),
        ("A, B", (("A", "B"), 0)),
        ("", ((), 0)),
    ],
)
def test_drivers_and_the_main_one(text: str, drivers: tuple[tuple[str, ...], int]) -> None:
    assert read_drivers(text) == drivers


class Held:
    """A holding that is asked and told."""

    def __init__(self, ball: str = "") -> None:
        self.holding = Holding.of(read_ball(ball))
        self.dice = Random(1)
        self.at = 1_764_000_000_000

    def do(
        self, who: Person, move: PassBall | TakeBall | LetGo | ConfirmOffer | DeclineOffer
    ) -> Sequence[Event]:
        self.at += 60_000
        events = list(self.holding.judged(move, Turn(who, self.at, self.dice)))
        for event in events:
            self.holding.apply(event, who.seat, self.at)
        return events

    def take(self, who: Person, name: str = "") -> str:
        (taken,) = self.do(who, TakeBall("r", name))
        assert isinstance(taken, TakeBall)
        return taken.id


class TestHolding:
    def test_who_is_named_accepts_at_once_and_case_does_not_matter(self) -> None:
        held = Held("Regionen")
        held.take(REGION)
        assert held.holding.accepted("Regionen")
        assert held.holding.waiting() == []
        assert [one.how for one in held.holding.past()] == ["accepted"]

    def test_who_is_not_named_offers_and_the_desk_gives_it_in_place_of_the_question_mark(self) -> None:
        held = Held("?")
        offer = held.take(OTHERS)
        assert held.holding.ball.unknown
        held.do(DESK, ConfirmOffer("r", offer))
        assert held.holding.ball == Ball(("Folkbildningen",))
        assert ball_view(held.holding)["lead"] == [{"name": "Folkbildningen", "accepted": True}]
        with pytest.raises(Rejected, match="changed_since"):
            held.do(DESK, ConfirmOffer("r", offer))

    def test_a_seat_of_no_organisation_says_which_it_is(self) -> None:
        held = Held()
        for name in ("", "?"):
            with pytest.raises(Rejected, match="say_who"):
                held.take(NOBODY, name)
        held.take(NOBODY, "Hyresgästerna")
        assert [offer.name for offer in held.holding.waiting()] == ["Hyresgästerna"]

    def test_one_says_yes_once_and_can_take_it_back(self) -> None:
        held = Held("Regionen")
        held.take(REGION)
        with pytest.raises(Rejected, match="taken_already"):
            held.take(REGION)
        held.do(REGION, LetGo("r"))
        assert not held.holding.accepted("Regionen")
        with pytest.raises(Rejected, match="nothing_taken"):
            held.do(REGION, LetGo("r"))

    def test_two_of_one_organisation_are_one_offer_and_get_one_answer(self) -> None:
        held = Held("?")
        held.take(OTHERS)
        second = held.take(Person("s9", organisation="Folkbildningen"))
        assert len(held.holding.waiting()) == 1
        declined = held.do(DESK, DeclineOffer("r", second))
        assert len(declined) == 2
        assert held.holding.waiting() == []
        held.do(DESK, DeclineOffer("r", second, back=True))
        assert len(held.holding.waiting()) == 1
        with pytest.raises(Rejected, match="changed_since"):
            held.do(DESK, DeclineOffer("r", second, back=True))
        with pytest.raises(Rejected, match="unknown"):
            held.do(DESK, ConfirmOffer("r", "nothing"))

    def test_the_whole_history_is_kept_with_its_times(self) -> None:
        held = Held()
        held.do(DESK, PassBall("r", "?"))
        offer = held.take(OTHERS)
        held.do(DESK, ConfirmOffer("r", offer))
        held.do(DESK, PassBall("r", "Regionen", "Folkbildningen", "Norrby"))
        held.do(DESK, PassBall("r", "Regionen", "Folkbildningen", "Norrby"))
        told = past_view(held.holding.past(), "Europe/Stockholm")
        assert [one["how"] for one in told] == ["passed", "offered", "confirmed", "passed"]
        assert told[-1]["ball"]["together"] == ("Folkbildningen",)
        assert re.fullmatch(r"\d\d:\d\d", told[0]["time"])

    def test_who_leads_is_not_named_once_more_beside(self) -> None:
        held = Held()
        held.do(DESK, PassBall("r", "Regionen, tillsammans med regionen, AF", "Regionen; Kyrkan"))
        assert held.holding.ball == Ball(("Regionen",), ("AF", "Kyrkan"))

    def test_a_second_yes_of_the_same_organisation_is_no_news(self) -> None:
        held = Held("Regionen")
        for seat in ("s1", "s2"):
            held.do(Person(seat, organisation="Regionen"), TakeBall("r"))
        held.do(Person("s1", organisation="Regionen"), LetGo("r"))
        assert [one.how for one in held.holding.past()] == ["accepted"]
        assert held.holding.accepted("Regionen")
        held.do(Person("s2", organisation="Regionen"), LetGo("r"))
        assert [one.how for one in held.holding.past()] == ["accepted", "let_go"]

    def test_undo_gives_the_ball_back_to_who_had_it(self) -> None:
        held = Held("Arbete och hälsa; tillsammans med: AF")
        passed = BallPassed("r")
        undo = held.holding.inverse(passed)
        assert isinstance(undo, PassBall)
        before = held.holding.ball
        held.do(DESK, PassBall("r", "Regionen"))
        held.do(DESK, undo)
        assert held.holding.ball == before
        assert held.holding.inverse(DeclineOffer("r", "o")) == DeclineOffer("r", "o", back=True)
        assert held.holding.inverse(LetGo("r")) is None

    def test_forgetting_who_offered_empties_the_name_everywhere(self) -> None:
        held = Held("?")
        offer = held.take(NOBODY, "Min egen förening")
        held.do(DESK, ConfirmOffer("r", offer))
        held.do(DESK, PassBall("r", "Regionen; Min egen förening;"))
        assert held.holding.wrote_in("s3")
        held.holding.forget("s3")
        assert "Min egen" not in str(ball_view(held.holding)) + str(held.holding.past())
        assert held.holding.ball == Ball(("Regionen",))

    def test_what_happened_in_earlier_sessions_comes_first(self) -> None:
        held = Holding.of(Ball(("A",)), [Past(1, "brought", Ball(("A",)), "Förra")])
        held.apply(BallPassed("r"), "desk", 2)
        assert [one.how for one in held.past()] == ["brought", "passed"]


@given(st.lists(st.floats(0.1, 80)))
def test_a_page_holds_what_there_is_room_for_and_every_row_is_on_one(heights: list[float]) -> None:
    pages = packed(heights)
    assert [row for page in pages for row in page] == list(range(len(heights)))
    assert all(len(page) <= 1 or sum(heights[row] for row in page) <= ROOM + 1e-6 for page in pages)
    assert len(pages) == 1 or all(pages)
