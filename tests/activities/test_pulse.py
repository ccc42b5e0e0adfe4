"""What people write in a pulse and what the desk does to it: words, free texts, items, undo."""

import pytest

from sessions.activities.pulse import Pulse
from sessions.activities.pulse import moves as m
from sessions.activity import (
    CLOSED,
    SHOWN,
    Move,
    plain,
)
from tests.activities.pulse_play import Play, inverse_before, on_phones
from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

WHO_MAY: Rights = {
    **dict.fromkeys(("write", "take_back", "rate", "support"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("join", "part", "hide", "unhide", "approve", "annul", "reinstate"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("new_round", "drop_round", "show_round", "turn_page", "ask_support"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("compare_with", "drop_earlier"), (LEADERS, ALWAYS)),
    **dict.fromkeys(("type_in", "type_ratings"), (WRITERS, ALWAYS)),
}


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
        inverse = inverse_before(play, event)
        after = play.screens()
        undone = play.do(inverse)
        assert play.screens() == before, move
        play.do(inverse_before(play, undone))
        assert play.screens() == after, move


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
    result = on_phones(play.pulse.everyone(play.scene))
    assert (len(result["words"]), result["words"][-1]["text"], result["more"]) == (30, "text 249", 220)
    play.state = CLOSED
    result = on_phones(play.pulse.everyone(play.scene))
    assert (len(result["words"]), result["words"][0]["text"], result["more"]) == (200, "text 0", 50)
    words = Play()
    words.write(0, "a")
    assert on_phones(words.pulse.everyone(words.scene))["more"] == 0
