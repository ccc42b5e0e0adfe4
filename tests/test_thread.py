"""Every item leads back to what it was made from."""

from hypothesis import given
from hypothesis import strategies as st

from sessions.activity import Item
from sessions.thread import Stop, Thread

NOTES = [Stop("board", Item("n1", "En lapp")), Stop("board", Item("n2", "En till"))]
MERGED = Stop("board", Item("n3", "Båda", from_ids=("n1", "n2")))
ACTION = Stop("worksheet", Item("a1", "En åtgärd", from_ids=("n3",)))
OPTION = Stop("vote", Item("a1", "En åtgärd", from_ids=("n3",)))
ROW = Stop("protocol", Item("a1", "En åtgärd, skarpare", from_ids=("n3",)))
DAY = Thread([*NOTES, MERGED, ACTION, OPTION, ROW])


def test_a_protocol_row_leads_to_its_notes() -> None:
    assert DAY.origins("a1") == ["n3", "n1", "n2"]
    assert [stop.step for stop in DAY.stops("a1")] == ["worksheet", "vote", "protocol"]


def test_a_merge_has_two_parents_and_a_note_none() -> None:
    assert DAY.parents("n3") == ["n1", "n2"]
    assert DAY.parents("n1") == []


def test_what_was_edited_later_shows() -> None:
    assert DAY.changed_since("a1", "vote")
    assert not DAY.changed_since("n1", "board")
    assert not DAY.changed_since("n1", "vote")


def test_an_unknown_id_leads_nowhere() -> None:
    assert DAY.stops("x") == ()
    assert DAY.origins("x") == []
    assert DAY.ids() == ["n1", "n2", "n3", "a1"]


@given(st.lists(st.tuples(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3)), max_size=12))
def test_circles_end(links: list[tuple[int, list[int]]]) -> None:
    thread = Thread(Stop("s", Item(str(i), "t", from_ids=tuple(map(str, parents)))) for i, parents in links)
    for item in thread.ids():
        found = thread.origins(item)
        assert item not in found
        assert len(found) == len(set(found))
