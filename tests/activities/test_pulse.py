"""The pulse as its audiences see it: entries, scales, rounds, what is shown when, undo and erasure."""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activities.pulse.rounds import statements
from sessions.activity import (
    CLOSED,
    DESK_TURN,
    OPEN,
    PLANNED,
    SHOWN,
    Event,
    Move,
    Person,
    Rejected,
    Scene,
    TimeIsUp,
    Turn,
    plain,
)
from sessions.blocks import Bullets, Heading, Para, Said, Table, Term
from sessions.render import Renderer
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("write", "take_back", "rate", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("join", "part", "hide", "unhide", "approve", "annul", "reinstate"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("new_round", "drop_round", "show_round", "turn_page", "ask_support"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("compare_with", "drop_earlier"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("type_in", "type_ratings"), (WRITERS, ALWAYS)),
}

RENDERER = Renderer()
DESK = Person("desk", role="facilitator", name="Desk Name")


def people(count: int) -> list[Person]:
    return [Person(f"seat-{n}", name=f"Name {n}") for n in range(count)]


class Play:
    """A pulse with people around it, and the events that happened, for replay."""

    def __init__(self, count: int = 3, **given: Any) -> None:
        self.given = m.Settings(**given)
        self.pulse = Pulse(self.given)
        self.people = people(count)
        self.state = OPEN
        self.heads: int | None = None
        self.dice = Random(7)
        self.log: list[tuple[Event, str]] = []

    @property
    def scene(self) -> Scene:
        return Scene("k1", self.state, "The title", people=self.people, heads=self.heads)

    def do(self, move: Move, who: int | Person = DESK) -> Event:
        person = self.people[who] if isinstance(who, int) else who
        (event,) = self.pulse.decide(move, Turn(person, 0, self.dice), self.scene)
        self.pulse.apply(event, person.seat, 0)
        self.log.append((event, person.seat))
        return event

    def write(self, who: int, *texts: str) -> list[str]:
        return [event.id for t in texts if isinstance(event := self.do(m.Write(t), who), m.Write)]

    def refused(self, move: Move, who: int | Person = DESK) -> str:
        before = copy.deepcopy(self.pulse.rounds)
        with pytest.raises(Rejected) as refusal:
            self.do(move, who)
        assert self.pulse.rounds == before
        return refusal.value.code

    def screens(self) -> list[Any]:
        p, scene = self.pulse, self.scene
        seats = [(p.seat(who, scene), p.marks(who, scene)) for who in self.people]
        views = [p.everyone(scene), p.wall(scene), p.desk(scene), p.record(scene), p.minutes(scene)]
        return [plain(views), plain(seats), plain(p.items())]

    def replayed(self, forget: str = "") -> "Play":
        """The same events again; with the words of a seat erased as the journal erases them."""
        again = Play(len(self.people), **plain(self.given))
        again.state, again.heads, again.dice = self.state, self.heads, copy.deepcopy(self.dice)
        for event, by in self.log:
            erased = by == forget and isinstance(event, m.Write)
            again.pulse.apply(msgspec.structs.replace(event, text="") if erased else event, by, 0)
        return again

    def cloud(self) -> dict[str, int]:
        return {w["text"]: w["count"] for w in self.pulse.wall(self.scene)["result"]["words"]}


# --- words


def test_words_are_tidied_counted_and_shown_while_they_come_in() -> None:
    play = Play()
    play.write(0, "  Någon  att ringa ", "IT")
    play.write(1, "it", "någon att ringa")
    play.write(2, "it")
    assert play.cloud() == {"it": 3, "Någon att ringa": 2}
    wall = play.pulse.wall(play.scene)
    assert (wall["turnout"], wall["result"]["said"]) == ({"answered": 3, "of": 3, "typed": 0}, 5)


def test_the_wall_lists_the_commonest_and_passes_on_every_other_word() -> None:
    play = Play(30)
    for who in range(30):
        play.write(who, f"word {who}")
    found = play.pulse.wall(play.scene)["result"]
    assert (len(found["top"]), len(found["rest"])) == (10, 20)


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (m.Write(" \u200b "), "empty"),
        (m.Write("x" * 61), "too_long"),
        (m.Write("Tillit"), "said_already"),
        (m.Write("new", round=2), "other_round"),
        (m.Rate(1, 3), "not_now"),
        (m.TakeBack("e-of-another"), "unknown"),
    ],
)
def test_what_a_phone_may_not_do_is_refused_with_a_reason(move: Move, code: str) -> None:
    play = Play()
    play.write(0, "tillit")
    assert play.refused(move, 0) == code


def test_who_has_sent_all_takes_one_back_to_send_another() -> None:
    play = Play(entries=2)
    first, _ = play.write(0, "a", "b")
    assert play.refused(m.Write("c"), 0) == "enough"
    assert play.pulse.marks(play.people[0], play.scene)["write"] == {"disabled": True}
    assert play.refused(m.TakeBack(first), 1) == "unknown"
    play.do(m.TakeBack(first), 0)
    play.write(0, "c")
    assert play.cloud() == {"b": 1, "c": 1}
    mine = play.pulse.seat(play.people[0], play.scene)
    assert [e["text"] for e in mine["mine"]] == ["b", "c"]
    assert mine["left"] == 0


def test_ids_weights_and_rounds_come_from_the_server() -> None:
    play = Play()
    event = play.do(m.Write("a", id="mine"), 0)
    assert isinstance(event, m.Write)
    assert (event.id != "mine", event.round) == (True, 1)
    scales = Play(1, form="scales")
    assert scales.do(m.Rate(1, 3, weight=500), 0) == m.Rate(1, 3, 1, 1)
    assert play.do(m.TypeIn("b", id="mine")) != m.TypeIn("b", id="mine")


def test_the_desk_joins_splits_and_hides_with_undo() -> None:
    play = Play()
    play.write(0, "samverkan", "rast")
    play.write(1, "samarbete", "dumt")
    play.write(2, "Samarbete")
    ids = {w["text"]: w["id"] for w in play.pulse.desk(play.scene)["result"]["words"]}
    joined = play.do(m.Join((ids["samverkan"], ids["samarbete"])))
    assert isinstance(joined, m.Arranged)
    assert len(joined.ids) == 3
    assert play.cloud() == {"samverkan": 3, "rast": 1, "dumt": 1}
    play.do(m.Hide(ids["dumt"]))
    assert play.cloud() == {"samverkan": 3, "rast": 1}
    assert play.pulse.wall(play.scene)["result"]["hidden"] == 1
    (away,) = play.pulse.desk(play.scene)["result"]["away"]
    assert away["text"] == "dumt"
    play.do(m.Unhide(away["id"]))
    split = play.do(m.Part(ids["samarbete"]))
    assert isinstance(split, m.Arranged)
    assert split.how == "part"
    assert play.cloud() == {"samarbete": 2, "samverkan": 1, "rast": 1, "dumt": 1}
    spelling = play.do(m.Part(split.ids[1]))
    assert isinstance(spelling, m.Arranged)
    assert (spelling.how, len(spelling.ids)) == ("part_spelling", 1)


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (m.Join(("nothing", "such")), "unknown"),
        (m.Hide("nothing"), "unknown"),
        (m.Approve(()), "unknown"),
        (m.Annul("nothing"), "unknown"),
        (m.Reinstate("nothing"), "unknown"),
        (m.ShowRound(2), "unknown"),
        (m.ShowRound(-1), "unknown"),
        (m.DropRound(), "round_has_answers"),
        (m.TypeIn("  "), "empty"),
        (m.TypeRatings(1, (1, 2, 3, 4, 5)), "not_now"),
    ],
)
def test_what_the_desk_may_not_do_is_refused_with_a_reason(move: Move, code: str) -> None:
    play = Play()
    play.write(0, "a")
    assert play.refused(move) == code


def test_one_word_can_be_neither_joined_nor_split() -> None:
    play = Play()
    (entry,) = play.write(0, "a")
    assert play.refused(m.Join((entry, entry))) == "choose_two"
    assert play.refused(m.Part(entry)) == "one_word"
    texts = Play(form="text")
    ids = texts.write(0, "a", "b")
    assert texts.refused(m.Join(tuple(ids))) == "choose_two"


def test_a_joined_word_is_split_by_its_own_id_too() -> None:
    play = Play()
    ids = play.write(0, "a", "b")
    joined = play.do(m.Join(tuple(ids)))
    assert isinstance(joined, m.Arranged)
    split = play.do(m.Part(joined.id))
    assert isinstance(split, m.Arranged)
    assert split.ids == (ids[0],)


@pytest.mark.parametrize("form", ["words", "text"])
def test_every_desk_move_can_be_undone_and_done_again(form: str) -> None:
    play = Play(form=form, hold=True)
    ids = play.write(0, "a", "b", "A b")
    moves: list[Move] = [m.Approve(tuple(ids)), m.Hide(ids[0]), m.Unhide(ids[0]), m.TypeIn("a", 3)]
    if form == "words":
        moves += [m.Join((ids[0], ids[1])), m.Part(ids[1])]
    for move in [*moves, m.TurnPage(2), m.NewRound(), m.ShowRound(1), m.ShowRound(2), m.DropRound()]:
        before = play.screens()
        event = play.do(move)
        inverse = _inverse_before(play, event)
        after = play.screens()
        undone = play.do(inverse)
        assert play.screens() == before, move
        play.do(_inverse_before(play, undone))
        assert play.screens() == after, move


def _inverse_before(play: Play, event: Event) -> Move:
    """The inverse as the session asks for it: of the state before the event."""
    log = play.log.pop()
    earlier = play.replayed().pulse
    play.log.append(log)
    inverse = earlier.inverse(event)
    assert inverse is not None
    return inverse


def test_what_people_do_has_no_undo_on_the_desk() -> None:
    assert Pulse().inverse(m.Write("a", 1, "e1")) is None
    assert Pulse().inverse(m.Reinstate("a1")) == m.Annul("a1")


def test_an_annulled_act_is_reinstated_once() -> None:
    play = Play()
    ids = play.write(0, "a", "b")
    event = play.do(m.Join(tuple(ids)))
    assert isinstance(event, m.Arranged)
    assert play.refused(m.Reinstate(event.id)) == "unknown"
    play.do(m.Annul(event.id))
    assert play.refused(m.Annul(event.id)) == "unknown"
    play.do(m.Reinstate(event.id))
    assert len(play.cloud()) == 1


def test_typed_in_words_count_and_are_marked() -> None:
    play = Play()
    play.write(0, "kaffe")
    play.do(m.TypeIn(" Kaffe ", 4))
    assert play.cloud() == {"Kaffe": 5}
    view = play.pulse.desk(play.scene)
    assert (view["result"]["words"][0]["typed"], view["turnout"]["typed"]) == (True, 4)
    assert view["turnout"]["answered"] == 1


def test_items_are_the_visible_words_with_their_parents_and_authors() -> None:
    play = Play()
    a, b = play.write(0, "a", "b")
    (c,) = play.write(1, "A")
    joined = play.do(m.Join((a, b)))
    assert isinstance(joined, m.Arranged)
    (item,) = play.pulse.items()
    assert (item.id, item.title, item.from_ids) == (joined.id, "a", (a, b))
    assert play.pulse.authored("seat-0") == {joined.id}
    assert play.pulse.authored("seat-1") == set()
    play.do(m.Hide(c))
    assert play.pulse.items() == []
    assert Play(form="scales").pulse.items() == []


# --- scales

SCALES: dict[str, Any] = {
    "form": "scales",
    "statements": "I was heard | no | fully\n\n  I heard others ",
    "low": "never",
}


def test_statements_have_end_labels_of_their_own_or_the_common_ones() -> None:
    first, second = statements(m.Settings(**SCALES), "title")
    assert (first.text, first.low, first.high) == ("I was heard", "no", "fully")
    assert (second.number, second.text, second.low, second.high) == (2, "I heard others", "never", "")
    (alone,) = statements(m.Settings(form="scales"), "The title")
    assert alone.text == "The title"


def test_at_most_seven_statements_so_that_the_wall_can_be_read() -> None:
    seven = "\n".join("abcdefg")
    assert msgspec.convert({"statements": seven}, m.Settings).statements == seven
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"statements": seven + "\nh"}, m.Settings)


def test_a_scale_gives_distribution_median_spread_and_the_share_at_the_target() -> None:
    play = Play(5, **SCALES, target=60)
    for who, value in enumerate([5, 4, 4, 2, 1]):
        play.do(m.Rate(1, value), who)
    first, second = play.pulse.wall(play.scene)["result"]["scales"]
    assert (first["counts"], first["median"], first["middle"]) == ([1, 1, 0, 2, 1], [4, 4], [2, 4])
    assert (first["percent"], first["at"], first["reached"]) == (60, 3, True)
    assert (second["total"], second["median"], second["reached"]) == (0, [], False)
    assert play.pulse.marks(play.people[0], play.scene) == {"r1-s1-5": {"checked": True}}


def test_an_answer_can_be_changed_and_withdrawn() -> None:
    play = Play(1, form="scales")
    play.do(m.Rate(1, 5), 0)
    play.do(m.Rate(1, 2), 0)
    assert play.pulse.wall(play.scene)["result"]["scales"][0]["counts"] == [0, 1, 0, 0, 0]
    play.do(m.Rate(1, 0), 0)
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == 0
    assert play.pulse.marks(play.people[0], play.scene) == {}


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (m.Rate(2, 3), "unknown"),
        (m.Rate(0, 3), "unknown"),
        (m.Rate(1, 6), "unknown"),
        (m.Rate(1, -1), "unknown"),
        (m.Rate(1, 3, round=2), "other_round"),
        (m.Write("words"), "not_now"),
        (m.TypeIn("words"), "not_now"),
        (m.TypeRatings(2, (0,) * 5), "unknown"),
        (m.TypeRatings(1, (0,) * 4), "unknown"),
    ],
)
def test_what_no_scale_has_is_refused(move: Move, code: str) -> None:
    assert Play(form="scales").refused(move, 0) == code


def test_paper_is_added_replaced_undone_and_counted_beside_the_phones() -> None:
    play = Play(2, form="scales")
    play.do(m.Rate(1, 5), 0)
    play.do(m.TypeRatings(1, (9, 0, 0, 0, 0)))
    event = play.do(m.TypeRatings(1, (0, 0, 0, 1, 2)))
    assert _inverse_before(play, event) == m.TypeRatings(1, (9, 0, 0, 0, 0))
    wall = play.pulse.wall(play.scene)
    assert wall["result"]["scales"][0]["counts"] == [0, 0, 0, 1, 3]
    assert wall["turnout"] == {"answered": 1, "of": 2, "typed": 3}
    play.do(m.TypeRatings(1, (0,) * 5))
    assert play.pulse.round.paper == {}
    assert _inverse_before(play, play.log[-1][0]) == m.TypeRatings(1, (0, 0, 0, 1, 2))
    assert Pulse().inverse(m.TypeRatings(1, (1, 0, 0, 0, 0))) == m.TypeRatings(1, (0,) * 5)


def test_a_table_phone_counts_as_its_people() -> None:
    play = Play(2, form="scales")
    play.people[1] = Person("seat-1", weight=6)
    play.do(m.Rate(1, 4), 1)
    wall = play.pulse.wall(play.scene)
    assert wall["turnout"] == {"answered": 6, "of": 7, "typed": 0}
    assert wall["result"]["scales"][0]["counts"] == [0, 0, 0, 6, 0]


def test_target_from_is_kept_on_the_scale() -> None:
    for given, lowest in ((0, 4), (5, 5), (9, 5)):
        play = Play(1, form="scales", target=50, target_from=given)
        assert play.pulse.wall(play.scene)["result"]["from"] == lowest
    assert Play(1, form="scales", points=2).pulse.wall(play.scene)["result"]["from"] == 2


# --- free text


def test_texts_come_in_pages_that_the_desk_turns() -> None:
    play = Play(40, form="text", entries=1)
    for who in range(40):
        play.write(who, f"{who} " + "lorem ipsum " * 12)
    wall = play.pulse.wall(play.scene)["result"]
    assert wall["page"] == wall["pages"] > 2
    play.do(m.TurnPage(2))
    assert play.pulse.wall(play.scene)["result"]["page"] == 2
    play.do(m.TurnPage(999))
    assert play.pulse.wall(play.scene)["result"]["page"] == wall["pages"]
    play.do(m.TurnPage(0))
    play.state = SHOWN
    wall = play.pulse.wall(play.scene)["result"]
    assert (wall["page"], wall["columns"][0][0]["text"][:2]) == (1, "0 ")


def test_the_same_text_twice_stands_twice() -> None:
    play = Play(form="text")
    play.write(0, "Tack!")
    play.write(1, "tack!")
    play.write(2, "Tack!")
    assert [w["text"] for w in play.pulse.wall(play.scene)["result"]["words"]] == ["Tack!", "tack!", "Tack!"]


def test_held_texts_are_seen_by_the_desk_and_the_writer_only() -> None:
    play = Play(form="text", hold=True)
    ids = play.write(0, "secret thought")
    for view in (play.pulse.wall(play.scene), play.pulse.everyone(play.scene), play.pulse.items()):
        assert "secret" not in str(plain(view))
    assert play.pulse.wall(play.scene)["result"]["waiting"] == 1
    assert play.pulse.desk(play.scene)["result"]["queue"][0]["text"] == "secret thought"
    assert play.pulse.seat(play.people[0], play.scene)["mine"][0]["waiting"] is True
    play.do(m.Approve(tuple(ids)))
    assert "secret" in str(plain(play.pulse.wall(play.scene)))


def test_a_phone_gets_the_newest_while_they_come_in_and_all_it_can_hold_afterwards() -> None:
    play = Play(250, form="text", entries=1)
    for who in range(250):
        play.write(who, f"text {who}")
    result = play.pulse.everyone(play.scene)["result"]
    assert (len(result["words"]), result["words"][-1]["text"], result["more"]) == (30, "text 249", 220)
    play.state = CLOSED
    result = play.pulse.everyone(play.scene)["result"]
    assert (len(result["words"]), result["words"][0]["text"], result["more"]) == (200, "text 0", 50)
    words = Play()
    words.write(0, "a")
    assert words.pulse.everyone(words.scene)["result"]["more"] == 0


# --- what is shown when


@pytest.mark.parametrize("form", ["words", "text", "scales"])
def test_hidden_until_shown_leaves_turnout_only(form: str) -> None:
    play = Play(form=form, reveal="shown")
    if form == "scales":
        play.do(m.Rate(1, 4), 0)
    else:
        play.write(0, "secret")
    for state in (PLANNED, OPEN, CLOSED):
        play.state = state
        assert play.pulse.wall(play.scene)["result"] is None
        assert play.pulse.everyone(play.scene)["result"] is None
        assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
        assert "secret" not in str(plain(play.pulse.minutes(play.scene)))
        sees = play.pulse.desk(play.scene)["result"] is not None
        assert sees is (form != "scales" or state != OPEN)
    play.state = SHOWN
    for view in (play.pulse.wall, play.pulse.everyone, play.pulse.desk):
        assert view(play.scene)["result"] is not None
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is not None


def test_a_live_step_leaves_its_turnout_only_as_long_as_it_is_open() -> None:
    play = Play()
    play.write(0, "word")
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
    play.state = CLOSED
    assert play.pulse.record(play.scene)["rounds"][0]["result"]["words"][0]["text"] == "word"


def test_turnout_counts_those_here_those_who_answered_and_the_heads_in_the_room() -> None:
    play = Play(4)
    play.write(0, "a")
    play.people[0] = Person("seat-0", here=False)
    play.people[1] = Person("seat-1", role="observer")
    play.people[2] = Person("seat-2", here=False)
    assert play.pulse.wall(play.scene)["turnout"] == {"answered": 1, "of": 2, "typed": 0}
    play.people.pop(0)
    assert play.pulse.wall(play.scene)["turnout"] == {"answered": 1, "of": 2, "typed": 0}
    play.heads = 34
    assert play.pulse.wall(play.scene)["turnout"]["of"] == 34


# --- rounds


def test_rounds_are_kept_with_their_own_question_and_the_desk_chooses_the_one_on_the_wall() -> None:
    play = Play(question="Before?")
    assert play.refused(m.NewRound()) == "round_is_empty"
    play.write(0, "old")
    with pytest.raises(Rejected, match="answered_already"):
        play.pulse.settings_changed(m.Settings(form="scales", question="After?"))
    play.pulse.settings_changed(m.Settings(question="Before, then?"))
    play.do(m.NewRound())
    play.pulse.settings_changed(m.Settings(form="scales", question="After?"))
    play.do(m.Rate(1, 3), 1)
    play.do(m.ShowRound(1))
    wall, phone = play.pulse.wall(play.scene), play.pulse.everyone(play.scene)
    assert (wall["question"], wall["form"], wall["round"], wall["rounds"]) == ("Before, then?", "words", 1, 2)
    assert (phone["question"], phone["form"], phone["asked"]["form"]) == ("After?", "scales", "words")
    assert phone["result"]["words"][0]["text"] == "old"
    assert [r["shown"] for r in play.pulse.desk(play.scene)["rounds"]] == [True, False]
    assert play.refused(m.DropRound()) == "round_has_answers"
    play.do(m.ShowRound(2))
    assert play.pulse.wall(play.scene)["form"] == "scales"


def test_an_answer_from_the_round_before_is_not_counted_in_this_one() -> None:
    play = Play()
    play.write(0, "a")
    play.do(m.NewRound())
    assert play.refused(m.Write("late", round=1), 1) == "other_round"
    play.do(m.Write("a", round=2), 0)
    assert play.cloud() == {"a": 1}


def test_a_round_that_was_never_visible_stays_so_until_the_desk_shows_it() -> None:
    play = Play(reveal="shown")
    play.write(0, "secret")
    play.do(m.NewRound(seen=True))
    assert play.pulse.record(play.scene)["rounds"][0]["result"] is None
    play.do(m.ShowRound(1))
    assert play.pulse.record(play.scene)["rounds"][0]["result"]["words"][0]["text"] == "secret"
    seen = Play()
    seen.write(0, "open")
    seen.do(m.NewRound())
    assert seen.pulse.record(seen.scene)["rounds"][0]["result"]["words"][0]["text"] == "open"


def test_the_desk_can_still_put_an_earlier_round_in_order() -> None:
    play = Play()
    ids = play.write(0, "a", "b")
    play.do(m.NewRound())
    play.do(m.Join(tuple(ids)))
    play.do(m.ShowRound(1))
    assert play.cloud() == {"a": 2}


# --- record, minutes, erasure


def test_minutes_of_words_tell_what_was_said_and_what_is_missing() -> None:
    play = Play(hold=True, question="Why?")
    a, b, _ = play.write(0, "a", "b", "c")
    play.do(m.Approve((a, b)))
    play.do(m.Hide(b))
    play.state = CLOSED
    assert play.pulse.minutes(play.scene) == [
        Para(Said("Why?", "sv")),
        Para(Term("answered", {"answered": 1, "of": 3, "typed": 0})),
        Table((Term("word"), Term("times")), ((Said("a"), Said("1")),), numeric=(1,)),
        Para(Term("hidden", {"count": 1})),
        Para(Term("waiting", {"count": 1})),
    ]


def test_minutes_of_texts_and_of_rounds() -> None:
    play = Play(form="text")
    play.write(0, "All of it")
    play.do(m.NewRound())
    blocks = play.pulse.minutes(play.scene)
    assert Heading(Term("round", {"number": 1}), 4) in blocks
    assert Bullets((Said("All of it"),)) in blocks
    play.state = CLOSED
    assert play.pulse.minutes(play.scene)[:-2] == blocks[:-2]


def test_minutes_of_scales_have_a_table_and_the_verdict_on_the_target() -> None:
    play = Play(**SCALES, target=60)
    play.do(m.Rate(1, 4), 0)
    play.state = CLOSED
    *_, table, target, shares = play.pulse.minutes(play.scene)
    assert isinstance(table, Table)
    assert (len(table.head), len(table.rows), table.numeric) == (8, 2, (1, 2, 3, 4, 5, 6, 7))
    assert target == Para(Term("target", {"target": 60, "from": 4, "points": 5}))
    assert isinstance(shares, Bullets)
    assert shares.items[0] == Term(
        "share", {"text": "I was heard", "percent": 100, "at": 1, "total": 1, "reached": True}
    )
    bare = Play(form="scales")
    bare.state = SHOWN
    assert not [b for b in bare.pulse.minutes(bare.scene) if isinstance(b, Bullets)]


def test_erasure_takes_the_words_and_leaves_the_turnout() -> None:
    play = Play(form="text")
    play.write(0, "my own words")
    play.pulse.forget("seat-0")
    assert "my own words" not in str(play.screens())
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == 1


@pytest.mark.parametrize("form", ["words", "text"])
@pytest.mark.parametrize("seat", ["seat-0", "seat-1", "nobody"])
def test_forgetting_is_the_same_as_replaying_the_erased_journal(form: str, seat: str) -> None:
    play = Play(form=form, hold=True)
    ids = [*play.write(0, "a", "b"), *play.write(1, "A", "c")]
    play.do(m.Approve(tuple(ids)))
    if form == "words":
        play.do(m.Join((ids[0], ids[1])))
    play.do(m.Hide(ids[3]))
    play.do(m.NewRound())
    play.write(0, "b")
    again = play.replayed(forget=seat)
    play.pulse.forget(seat)
    assert again.screens() == play.screens()
    assert again.pulse.rounds == play.pulse.rounds


def test_a_clock_that_runs_out_changes_nothing() -> None:
    play = Play()
    before = play.screens()
    play.do(TimeIsUp(""))
    assert play.screens() == before


# --- sample


@pytest.mark.parametrize("count", [0, 1, 3, 30])
@pytest.mark.parametrize(
    "given",
    [
        {"form": "words"},
        {"form": "words", "hold": True, "entries": 6},
        {"form": "words", "entries": 1},
        {"form": "text", "entries": 1, "hold": True},
        dict(SCALES),
    ],
    ids=lambda g: "-".join(map(str, list(g.values())[:2]))[:12],
)
def test_the_sample_can_be_played_by_any_number_of_people(count: int, given: Mapping[str, Any]) -> None:
    play = Play(count, **given)
    for _, index, move in play.pulse.sample(play.people, Random(1)):
        play.do(move, DESK if index == DESK_TURN else index)
    assert play.pulse.wall(play.scene)["turnout"]["answered"] == count
    assert play.replayed().screens() == play.screens()
    public = str([play.pulse.wall(play.scene), play.pulse.everyone(play.scene), play.pulse.desk(play.scene)])
    assert "seat-" not in public
    assert "Name" not in public


def test_the_sample_joins_what_means_the_same_and_leaves_out_who_only_watches() -> None:
    play = Play(40, entries=4)
    play.people.append(Person("watcher", role="observer"))
    for _, index, move in play.pulse.sample(play.people, Random(2)):
        play.do(move, DESK if index == DESK_TURN else index)
    assert any(w.joined for w in play.pulse.round.words(play.pulse.settings))
    assert play.pulse.round.of_seat("watcher") == []


# --- anything goes

TEXTS = st.sampled_from(["a", "A", "b", "a b", "\u202eb", "<b>", "=1+1", "", "å", "a\u030a", "x" * 70])


class AnyOrder(RuleBasedStateMachine):
    """Whatever people and desk do in whatever order: replay agrees, nothing is lost or doubled."""

    @initialize(
        form=st.sampled_from(["words", "text", "scales"]),
        hold=st.booleans(),
        reveal=st.sampled_from(["live", "shown"]),
    )
    def begin(self, form: str, hold: bool, reveal: str) -> None:
        self.play = Play(3, form=form, hold=hold, reveal=reveal, entries=2)

    def attempt(self, move: Move, who: int | Person = DESK) -> None:
        before = copy.deepcopy(self.play.pulse.__dict__)
        try:
            self.play.do(move, who)
        except Rejected:
            assert self.play.pulse.__dict__ == before

    @property
    def ids(self) -> list[str]:
        return [e.id for r in self.play.pulse.rounds for e in r.entries] or ["none"]

    @rule(who=st.integers(0, 2), text=TEXTS)
    def write(self, who: int, text: str) -> None:
        self.attempt(m.Write(text), who)

    @rule(who=st.integers(0, 2), value=st.integers(-1, 6))
    def rate(self, who: int, value: int) -> None:
        self.attempt(m.Rate(1, value), who)

    @rule(data=st.data(), who=st.integers(0, 2))
    def take_back(self, data: st.DataObject, who: int) -> None:
        self.attempt(m.TakeBack(data.draw(st.sampled_from(self.ids))), who)

    @rule(data=st.data(), kind=st.sampled_from([m.Join, m.Approve, m.Hide, m.Unhide, m.Part]))
    def arrange(self, data: st.DataObject, kind: type[Move]) -> None:
        some = data.draw(st.lists(st.sampled_from(self.ids), min_size=1, max_size=3))
        self.attempt(kind(tuple(some) if kind in (m.Join, m.Approve) else some[0]))

    @rule(text=TEXTS, times=st.integers(1, 3))
    def type_in(self, text: str, times: int) -> None:
        self.attempt(m.TypeIn(text, times))

    @rule(counts=st.lists(st.integers(0, 3), min_size=5, max_size=5))
    def type_ratings(self, counts: list[int]) -> None:
        self.attempt(m.TypeRatings(1, tuple(counts)))

    @rule(move=st.sampled_from([m.NewRound(), m.DropRound(), m.ShowRound(1), m.ShowRound(0), m.TurnPage(1)]))
    def turn(self, move: Move) -> None:
        self.attempt(move)

    @rule(state=st.sampled_from([OPEN, CLOSED, SHOWN]))
    def step(self, state: str) -> None:
        self.play.state = state

    @precondition(lambda self: self.play.log)
    @rule()
    def undo_the_last(self) -> None:
        event, by = self.play.log[-1]
        earlier = self.play.replayed()
        earlier.pulse = Play(3, **plain(self.play.given)).pulse
        for one, who in self.play.log[:-1]:
            earlier.pulse.apply(one, who, 0)
        inverse = earlier.pulse.inverse(event)
        if by == DESK.seat and inverse is not None:
            before = earlier.screens()
            self.play.do(inverse)
            assert _but_seen(self.play.screens(), before)

    @invariant()
    def replay_gives_the_same(self) -> None:
        if hasattr(self, "play"):
            assert self.play.replayed().screens() == self.play.screens()

    @invariant()
    def forgetting_is_replaying_without_the_words(self) -> None:
        if hasattr(self, "play"):
            forgotten = self.play.replayed()
            forgotten.pulse.forget("seat-0")
            assert forgotten.screens() == self.play.replayed(forget="seat-0").screens()


def _but_seen(after: list[Any], before: list[Any]) -> bool:
    """A round that has been shown stays on the record, also when the showing is undone."""
    return after[1:] == before[1:] and after[0][1] == before[0][1]


AnyOrder.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase


# --- templates


@pytest.mark.parametrize("form", ["words", "text", "scales"])
@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("reveal", ["live", "shown"])
def test_every_screen_renders_in_every_state_and_shows_what_people_wrote_as_text(
    form: str, answered: bool, reveal: str
) -> None:
    play = Play(3, form=form, reveal=reveal, question="Why <i>?", target=60, entries=4)
    if answered and form == "scales":
        play.do(m.Rate(1, 4), 0)
    elif answered:
        play.write(0, "<b>bold</b>", "it")
        play.write(1, "IT")
        play.do(m.NewRound())
        play.write(2, "again")
        play.do(m.ShowRound(1))
    for state in (PLANNED, OPEN, CLOSED, SHOWN):
        play.state = state
        for name, html in _rendered(play).items():
            assert "<i>" not in html.replace("<i class=", "").replace("<i></i>", "")
            assert "<b>bold" not in html, name
            assert "style=" not in html
    if answered and form != "scales":
        assert "&lt;b&gt;bold" in _rendered(play)["wall"]


def _rendered(play: Play) -> dict[str, str]:
    pulse, scene = play.pulse, play.scene
    views = {
        "wall": pulse.wall(scene),
        "phone": pulse.everyone(scene),
        "desk": pulse.desk(scene),
        "mine": pulse.seat(play.people[0], scene),
        "settings": {"settings": plain(pulse.settings)},
    }
    around = {
        "step": "k1",
        "title": "T",
        "state": play.state,
        "kind": "pulse",
        "clocks": {},
        "group_view": {},
    }
    return {
        name: RENDERER.fragment(f"pulse/{name}.html", "en", {"view": plain(view), **around})
        for name, view in views.items()
    }


CODES: dict[str, dict[str, Any]] = {
    "enough": {"most": 3},
    "said_already": {},
    "other_round": {},
    "answered_already": {},
    "choose_two": {},
    "one_word": {},
    "round_is_empty": {},
    "round_has_answers": {},
    "round": {"number": 2},
    "answered": {"answered": 20, "of": 34, "typed": 2},
    "word": {},
    "times": {},
    "hidden": {"count": 1},
    "waiting": {"count": 2},
    "statement": {},
    "median": {},
    "middle": {},
    "between": {"points": [3, 4]},
    "target": {"target": 60, "from": 4, "points": 5},
    "share": {"text": "I was heard", "percent": 59, "at": 59, "total": 99, "reached": False},
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(code: str) -> None:
    assert RENDERER.say(code, CODES[code], language="en", kind="pulse") != code


def test_figures_in_words_are_right() -> None:
    def say(code: str) -> str:
        return RENDERER.say(code, CODES[code], language="en", kind="pulse")

    assert say("answered") == "20 of 34 answered; 2 more answers were typed in"
    assert say("between") == "3–4"
    assert say("target") == "Target: at least 60 % answer 4–5."
    assert say("share") == "I was heard: 59 % (59 of 99), target not reached"
