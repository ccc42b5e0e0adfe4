"""A board's notes are drawn and sent in pieces: what is the same for all once a language, and nothing for nothing."""

import re
from collections import Counter, deque
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any

import msgspec
import pytest

from facilitator.assets import Assets
from facilitator.house import Fragments, dressed
from sessions.activities.board.columns import columns_of
from sessions.activities.board.eyes import NOTES_A_LEAF
from sessions.activities.board.moves import Arrange, Claim, GiveBack, Heart, Reveal, TakeBack, TakeCopy, Write
from sessions.connection_plain import payloads
from sessions.hub import Hub
from sessions.languages import LANGUAGES
from sessions.render import Renderer, with_pieces
from sessions.screens import Audience, Join, Outlook, personal, regions
from tests.activities.board_play import Hall, whole
from tests.play import BEGIN

OUTLOOK = Outlook(BEGIN, Join("HTTP://MOTE.TEST/J/K7M4PX", "mote.test", "K7M4PX"))
COLUMNS = ("start", "continue", "stop")
GROUPS = 6
NOTES = 15
FRAME, USUAL = 24_000, 9_000
"""Bytes that a new note on a full board may be to a phone, at most and as a rule; the whole list is 150,000."""


@cache
def house() -> Renderer:
    """With the templates of all screens."""
    return dressed(Assets())


class Glass:
    def __init__(self) -> None:
        self.slot: Any = None
        self.open, self.waiting = True, 0
        self.frames: list[bytes] = []

    def send(self, frame: bytes, /) -> None:
        self.frames.append(frame)

    def close(self, code: int = 1000, reason: str = "") -> None: ...

    def abort(self) -> None: ...

    async def stay(self) -> None: ...

    def regions(self) -> dict[str, Any]:
        """What the frames add up to, in the order in which it came."""
        shown: dict[str, Any] = {}
        for frame in self.frames:
            for payload in payloads(frame):
                message = msgspec.json.decode(payload)
                shown |= message["regions"] if message["t"] == "show" else {}
        return shown


class Errands:
    """An event loop whose callbacks are run by hand."""

    def __init__(self) -> None:
        self.now, self.waiting = 0.0, deque[Callable[[], Any]]()

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[..., Any], *args: Any) -> "Errands":
        self.waiting.append(lambda: callback(*args))
        return self

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> "Errands":
        return self.call_soon(callback, *args)

    def cancel(self) -> None: ...

    def run(self) -> None:
        self.now += 60
        while self.waiting:
            self.waiting.popleft()()


class Watched(Hall):
    """A board with phones in every group and language, a wall and a desk; all of it is on disk at once."""

    def __init__(self, notes: int, **wanted: Any) -> None:
        super().__init__(people=GROUPS * 5, each=100, **wanted)
        for number in range(notes):
            self.write(
                number % len(self.people), f"Lapp {number} om vår trappa och vår gård", COLUMNS[number % 3]
            )
        self.drawn: Counter[tuple[str, str, bytes]] = Counter()
        self.fragments = Fragments(house())
        self.errands = Errands()
        self.hub = Hub(self, self.render, self.errands)
        self.phones = [
            self.watch("phone", self.people[g * 5].seat, tongue)
            for g in range(GROUPS)
            for tongue in LANGUAGES
        ]
        self.wall, self.desk_glass = self.watch("wall"), self.watch("desk")
        self.drawn.clear()

    def watch(self, surface: str, seat: str = "", language: str = "sv") -> Glass:
        glass = Glass()
        self.hub.join(glass, Audience(surface, language=language), seat)
        return glass

    def render(self, template: str, data: Any, audience: Audience) -> str:
        self.drawn[template, audience.language, msgspec.json.encode(data)] += 1
        return self.fragments(template, data, audience)

    def tick(self) -> dict[str, int]:
        """A round; how often each template was drawn in it."""
        self.drawn.clear()
        for glass in (*self.phones, self.wall, self.desk_glass):
            glass.frames.clear()
        self.hub.touch()
        self.errands.run()
        drawn: Counter[str] = Counter()
        for (template, _language, _data), times in self.drawn.items():
            drawn[template] += times
        return dict(drawn)

    @property
    def applied(self) -> int:
        return self.session.applied

    committed = applied

    def regions(self, audience: Audience) -> Any:
        return regions(self.session, audience, OUTLOOK)

    def personal(self, seat: str, audience: Audience) -> Any:
        return personal(self.session, seat, audience)

    def audience_of(self, seat: str, audience: Audience) -> Audience:
        return msgspec.structs.replace(audience, group=self.session.people.person(seat).group)


@pytest.fixture(scope="module")
def full() -> Watched:
    return Watched(500, per_area=False)


def test_a_new_note_is_drawn_once_a_language_and_sent_alone(full: Watched) -> None:
    full.tick()
    lanes = leaves_drawn = sent = 0
    for number in range(NOTES):
        full.write(number, "Ännu en lapp om något helt annat", COLUMNS[number % 3])
        drawn = full.tick()
        assert set(full.drawn.values()) == {1}, (
            "nothing is drawn twice for the same template, language and data"
        )
        assert "board/phone.html" not in drawn, "what is a group's has not changed"
        assert (drawn["board/desk_list.html"], drawn["board/desk_rows.html"]) == (1, 1)
        for phone in full.phones:
            assert 0 < sum(map(len, phone.frames)) < FRAME
            assert "main" not in phone.regions()
        sent += sum(map(len, full.phones[0].frames))
        lanes += drawn["board/phone_lane.html"]
        leaves_drawn += drawn["board/phone_leaf.html"]
    assert sent <= NOTES * USUAL
    assert lanes <= (NOTES + 3) * len(LANGUAGES), "its own column; all columns when a whole leaf is left out"
    assert leaves_drawn <= NOTES * 1.6 * len(LANGUAGES), (
        "its own leaf; and now and then where the oldest left"
    )


def test_phones_of_all_groups_are_sent_the_same_bytes(full: Watched) -> None:
    full.write(3, "En lapp till")
    full.tick()
    assert len({tuple(phone.frames) for phone in full.phones}) == len(LANGUAGES)


def test_a_heart_changes_one_leaf(full: Watched) -> None:
    full.tick()
    full.by(0, Heart(list(full.board.notes)[-1]))
    drawn = full.tick()
    assert {name: times for name, times in drawn.items() if "phone" in name} == {
        "board/phone_leaf.html": len(LANGUAGES)
    }


def test_what_a_group_takes_changes_the_leaf_for_all_and_the_rest_for_that_group(full: Watched) -> None:
    full.tick()
    full.by(0, Claim(list(full.board.notes)[-2]))
    drawn = full.tick()
    assert (drawn["board/phone_leaf.html"], drawn["board/phone.html"]) == (len(LANGUAGES), len(LANGUAGES))


def test_a_note_that_comes_or_goes_leaves_all_other_leaves_alone() -> None:
    hall = Hall(people=5, each=100, per_area=False)
    notes = [hall.write(number % 5, f"Lapp {number}", COLUMNS[number % 3]) for number in range(60)]
    for change in (
        lambda: hall.write(0, "En till"),
        lambda: hall.arrange("hide", notes[20]),
        lambda: hall.by(3, TakeBack(notes[33])),
        lambda: hall.by(1, Heart(notes[50])),
    ):
        before = leaves(hall)
        change()
        after = leaves(hall)
        assert sum(before.get(name) != after.get(name) for name in before.keys() | after.keys()) == 1


def leaves(hall: Hall) -> dict[str, Any]:
    pieces = msgspec.to_builtins(hall.board.everyone(hall.scene))["pieces"]
    return {id: piece["view"] for id, piece in pieces.items() if id.startswith("leaf-")}


@pytest.mark.parametrize("columns", ["", "Ett", "\n".join("ABCDEFGH")])
def test_leaves_hold_about_as_many_whatever_the_columns(columns: str) -> None:
    hall = Hall(people=5, each=100, columns=columns, per_area=False)
    ids = [column.id for column in columns_of(hall.board.settings)]
    for number in range(80):
        hall.write(number % 5, f"Lapp {number}", ids[number % len(ids)])
    sizes = [len(leaf["notes"]) for leaf in leaves(hall).values()]
    assert (max(sizes) <= NOTES_A_LEAF, sum(sizes)) == (True, 80)


@pytest.mark.parametrize("surface", ["phone", "wall", "desk"])
@pytest.mark.parametrize("group", ["", "g0", "g2"])
def test_every_piece_has_its_place_and_every_place_its_piece(surface: str, group: str) -> None:
    hall = Hall(people=12)
    hall.sample(hall.step)
    for change in (lambda _: None, hall.close, hall.show):
        change(hall.step)
        shown = regions(hall.session, Audience(surface, group=group), OUTLOOK)
        html = {name: house().fragment(t, "sv", data) for name, (t, data) in shown.items()}
        pieces = [name for name in html if name.startswith(f"{hall.step}-")]
        places = re.findall(r'data-region="([^"]+)"', "".join(html.values()))
        assert sorted(places) == sorted(pieces)
        parts = {name: {"html": inside, "version": "v"} for name, inside in html.items()}
        whole = "".join(with_pieces(html[name], parts) for name in html if name not in pieces)
        assert whole.count('data-v="v"') == len(pieces)
        ids = re.findall(r' id="([^"]+)"', whole)
        assert len(ids) == len(set(ids))


def test_no_piece_is_there_before_the_notes_are_shown() -> None:
    hall = Hall(reveal="later")
    hall.write(0, "Ingen ska se det här än")
    for surface in ("phone", "wall"):
        shown = regions(hall.session, Audience(surface), OUTLOOK)
        assert not [name for name in shown if name.startswith(f"{hall.step}-")]
        assert "Ingen ska" not in msgspec.json.encode(shown).decode()
    hall.desk(Reveal())
    assert "Ingen ska" in msgspec.json.encode(regions(hall.session, Audience("phone"), OUTLOOK)).decode()


def test_marks_say_what_is_the_groups_on_notes_that_all_see_alike() -> None:
    hall = Hall()
    note = hall.write(0, "Läxhjälp")
    assert hall.marks(1)["board"] == {"data-may": True, "data-left": True}
    hall.by(0, Claim(note))
    assert hall.marks(1)[f"n-{note}"] == {"data-ours": True}
    assert f"n-{note}" not in hall.marks(6)
    hall.by(6, TakeCopy(note))
    copy = list(hall.board.notes)[-1]
    assert (hall.marks(6)[f"n-{note}"], hall.marks(6)[f"n-{copy}"]) == (
        {"data-copied": True},
        {"data-ours": True},
    )
    hall.by(1, GiveBack(note))
    assert f"n-{note}" not in hall.marks(0)
    few = Hall(take=1)
    few.by(0, Claim(few.write(0, "Läxhjälp")))
    assert few.marks(1)["board"] == {"data-may": True}
    assert few.marks(6)["board"] == {"data-may": True, "data-left": True}


def test_who_shares_a_group_hears_of_what_it_takes() -> None:
    hall = Hall()
    note = hall.write(0, "Läxhjälp")
    for who, move in ((0, Claim(note)), (6, TakeCopy(note)), (1, GiveBack(note))):
        (happened,) = hall.judge(hall.people[who], move, hall.step)
        assert happened.event.in_group
        hall.by(who, move)
    (written,) = hall.judge(hall.people[0], Write("En till"), hall.step)
    assert not written.event.in_group


def test_what_is_kept_of_a_note_is_what_it_says_now() -> None:
    hall = Hall(per_area=False)
    note = hall.write(0, "Först")

    def forgotten() -> None:
        hall.board.forget(hall.people[0].seat)
        hall.session.gathered.clear()

    for change in (
        lambda: hall.by(1, Heart(note)),
        lambda: hall.by(0, Claim(note)),
        lambda: hall.arrange("head", note, title="Rubrik"),
        lambda: hall.desk(Arrange("shift", (note,), column="stop")),
        forgotten,
    ):
        before = [hall.seen(view) for view in ("everyone", "wall", "desk")]
        change()
        now = [hall.seen(view) for view in ("everyone", "wall", "desk")]
        assert now == [seen_afresh(hall, view) for view in ("everyone", "wall", "desk")]
        assert now != before
    own = hall.write(1, "En till")
    hall.seen("wall")
    hall.by(1, TakeBack(own))
    assert own not in str(hall.seen("wall"))
    assert own not in hall.board.cards


def seen_afresh(hall: Hall, view: str) -> Any:
    """What somebody sees who has kept nothing."""
    board = copy(hall.board)
    board.cards, board.sheets = {}, {}
    return whole(
        msgspec.to_builtins(getattr(board, view)(msgspec.structs.replace(hall.scene, gathered=None)))
    )
