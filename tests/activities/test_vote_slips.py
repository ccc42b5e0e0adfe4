"""Printed slips: one vote a code, on whichever phone, and nothing but hashes is kept."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from facilitator.codes import new_codes
from sessions import tickets
from sessions.activities.vote import Vote
from sessions.activities.vote.moves import Cast, CastSlip, TypeIn, TypeSlip, Withdraw
from sessions.activity import Rejected, plain
from sessions.blocks import Para, Term
from sessions.codes import LENGTH, MOST_CODES, SIGNS, DropCodes, MakeCodes, hash_of, read_code
from sessions.render import Renderer
from sessions.steps import AddStep, EditStep, OpenStep
from tests.play import DESK, Play

RENDERER = Renderer()
CODES = ("ABCDEFGH", "22223333", "ZZZZ9999")


class Polled:
    def __init__(self, people: int = 3, codes: tuple[str, ...] = CODES, **settings: Any) -> None:
        self.play = Play(people)
        base = {"per_organisation": False, "slips": True, "blank": False, **settings}
        self.step = self.play.start("vote", **base)
        if codes:
            self.print(*codes)

    def print(self, *codes: str) -> None:
        self.play.do(DESK, MakeCodes(tuple(hash_of(self.step, code) for code in codes)), self.step)

    @property
    def vote(self) -> Vote:
        activity = self.play.activity(self.step)
        assert isinstance(activity, Vote)
        return activity

    def cast(self, code: str, title: str = "Ett", who: int = 0) -> None:
        self.play.do(self.play.people[who], Cast(self.option(title), slip=code), self.step)

    def at_desk(self, code: str, title: str = "Ett") -> None:
        self.play.do(DESK, CastSlip(self.option(title), slip=code), self.step)

    def option(self, title: str) -> str:
        return next(option.id for option in self.vote.options() if option.title == title)

    def view(self, audience: str) -> Any:
        scene = self.play.session.scene(self.play.session.steps.step(self.step))
        return plain(getattr(self.vote, audience)(scene))

    def shown(self) -> Any:
        self.play.close(self.step)
        self.play.show(self.step)
        return self.view("wall")["result"]


# --- codes


def test_the_signs_are_those_of_join_codes() -> None:
    assert (SIGNS, str.maketrans("OQILU", "0011V")) == (tickets.SIGNS, tickets.READ_AS)


@given(st.text(SIGNS, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFGHJ", "ABCD EFG!", "ÅBCDEFGH", "٣٣٣٣٣٣٣٣"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_letters_that_are_never_used_are_read_as_what_they_look_like() -> None:
    assert read_code("OQILUABC") == "0011VABC"


def test_new_codes_are_random_all_different_and_can_be_read() -> None:
    codes = new_codes(MOST_CODES)
    assert len(set(codes)) == MOST_CODES
    assert all(read_code(code) == code for code in codes)
    assert set(codes).isdisjoint(new_codes(MOST_CODES))


def test_a_code_counts_in_one_step_only() -> None:
    assert hash_of("k1", CODES[0]) != hash_of("k2", CODES[0])


# --- one vote a code


def test_one_vote_a_code_on_whichever_phone() -> None:
    polled = Polled()
    polled.cast("abcd-efgh", "Ett", who=0)
    polled.cast("2222 3333", "Två", who=0)
    with pytest.raises(Rejected, match="slip_used"):
        polled.cast("ABCDEFGH", "Tre", who=1)
    assert polled.view("wall")["turnout"] == {"cast": 2, "of": 3, "typed": 0, "slips": 3}
    found = polled.shown()
    assert {row["title"]: row["figures"][0]["votes"] for row in found["rows"]} == {
        "Ett": 1,
        "Två": 1,
        "Tre": 0,
    }


@pytest.mark.parametrize(
    ("code", "why"),
    [("", "slip_needed"), ("  ", "slip_needed"), ("XXXXXXXX", "no_such_slip"), ("AB", "no_such_slip")],
)
def test_without_a_slip_of_this_vote_nobody_votes(code: str, why: str) -> None:
    polled = Polled()
    with pytest.raises(Rejected, match=why) as refused:
        polled.cast(code)
    assert refused.value.values["field"] == "slip"


def test_the_hash_itself_is_no_code() -> None:
    polled = Polled()
    with pytest.raises(Rejected, match="no_such_slip"):
        polled.cast(hash_of(polled.step, CODES[0]))


def test_a_slip_that_was_refused_is_not_used_up() -> None:
    polled = Polled()
    for wrong in (Cast("nothing", slip=CODES[0]), Cast(slip=CODES[0]), Cast(blank=True, slip=CODES[0])):
        with pytest.raises(Rejected):
            polled.play.do(polled.play.people[0], wrong, polled.step)
    polled.cast(CODES[0])


def test_its_vote_stands() -> None:
    polled = Polled()
    polled.cast(CODES[0])
    with pytest.raises(Rejected, match="nothing_cast"):
        polled.play.do(polled.play.people[0], Withdraw(), polled.step)


def test_a_slip_is_typed_in_at_the_desk_also_after_closing_but_not_when_all_see_the_result() -> None:
    polled = Polled()
    polled.at_desk(CODES[0], "Två")
    with pytest.raises(Rejected, match="slip_used"):
        polled.cast(CODES[0])
    polled.play.close(polled.step)
    polled.at_desk(CODES[1], "Två")
    found = polled.shown()
    assert (found["by_slip"], found["slips"], found["slips_at_desk"], found["did_not"]) == (2, 3, 2, 1)
    with pytest.raises(Rejected, match="shown_already"):
        polled.at_desk(CODES[2])


def test_whoever_only_watches_does_not_vote_with_a_slip_of_somebody_else() -> None:
    polled = Polled()
    seat = polled.play.people[0].seat
    seats = polled.play.session.people.seats
    seats[seat] = structs.replace(seats[seat], role="observer")
    with pytest.raises(Rejected, match=r"watching|not_allowed"):
        polled.cast(CODES[0])


@pytest.mark.parametrize("move", [TypeIn("x", 3), TypeSlip(choice="x")])
def test_hands_and_paper_do_not_go_past_the_slips(move: Any) -> None:
    polled = Polled()
    with pytest.raises(Rejected, match="by_slip_only"):
        polled.play.do(DESK, move, polled.step)


# --- making and cancelling


def test_slips_are_made_undone_and_cancelled_while_they_are_unused() -> None:
    polled = Polled()
    polled.cast(CODES[0])
    polled.play.do(DESK, DropCodes(), polled.step)
    assert (len(polled.vote.codes), polled.vote.codes.used) == (1, 1)
    with pytest.raises(Rejected, match="no_such_slip"):
        polled.cast(CODES[1])
    with pytest.raises(Rejected, match="changed_since"):
        polled.play.do(DESK, DropCodes(), polled.step)
    polled.print(CODES[1])
    with pytest.raises(Rejected, match="changed_since"):
        polled.play.do(DESK, DropCodes((hash_of(polled.step, CODES[0]),)), polled.step)
    made, dropped = MakeCodes(("a" * 40,)), DropCodes(("a" * 40,))
    assert (polled.vote.inverse(made), polled.vote.inverse(dropped)) == (dropped, made)


@pytest.mark.parametrize("hashes", [(), ("a" * 40, "a" * 40), ("A" * 40, "b" * 40), (hash_of("", ""),)])
def test_each_slip_is_made_once(hashes: tuple[str, ...]) -> None:
    polled = Polled()
    if len(hashes) == 1:
        hashes = (hash_of(polled.step, CODES[0]),)
    with pytest.raises(Rejected, match="unknown"):
        polled.play.do(DESK, MakeCodes(hashes), polled.step)


def test_there_is_a_limit_and_none_are_made_after_closing_or_for_another_kind_of_vote() -> None:
    polled = Polled()
    many = tuple(f"{number:040x}" for number in range(MOST_CODES))
    with pytest.raises(Rejected, match="too_many"):
        polled.play.do(DESK, MakeCodes(many), polled.step)
    polled.play.close(polled.step)
    with pytest.raises(Rejected, match="not_now"):
        polled.print("99999999")
    other = Polled(codes=(), slips=False)
    with pytest.raises(Rejected, match="not_now"):
        other.print(CODES[0])


def test_it_is_fixed_when_the_vote_opens() -> None:
    polled = Polled()
    with pytest.raises(Rejected, match="slips_fixed"):
        polled.play.do(DESK, EditStep(polled.step, settings={"slips": False}), "")
    polled.play.do(DESK, AddStep("vote", settings={"options": "A\nB"}))
    later = list(polled.play.session.steps.steps)[-1]
    polled.play.do(DESK, EditStep(later, settings={"slips": True}))
    polled.play.do(DESK, OpenStep(later))
    with pytest.raises(Rejected, match="slips_fixed"):
        polled.play.do(DESK, EditStep(later, settings={"slips": False}))


@pytest.mark.parametrize("settings", [{"voters": "members"}, {"per_organisation": True}, {"bar_own": True}])
def test_what_asks_who_holds_the_slip_does_not_go_with_it(settings: dict[str, Any]) -> None:
    with pytest.raises(Rejected, match="slips_alone"):
        Polled(codes=(), **settings)


def test_the_desk_is_told_to_print_first() -> None:
    polled = Polled(codes=())
    assert list(polled.view("needs")) == plain([Term("no_slips")])
    polled.print(*CODES)
    assert not polled.view("needs")
    for code in CODES:
        polled.cast(code)
    assert list(polled.view("needs")) == plain([Term("all_voted", {"cast": 3})])


# --- nothing tells


def test_no_code_stands_in_the_journal_nor_on_any_screen() -> None:
    polled = Polled()
    polled.cast(CODES[0])
    polled.at_desk(CODES[1])
    rows = b"".join(row.events for row in polled.play.rows)
    screens = str([polled.view(one) for one in ("wall", "everyone", "desk", "record", "minutes")])
    for code in CODES:
        assert code.encode() not in rows
        assert code not in screens
    for code in CODES:
        assert hash_of(polled.step, code) not in screens


def test_the_phone_says_how_many_slips_have_voted_on_it_and_not_for_what() -> None:
    polled = Polled()
    scene = polled.play.session.scene(polled.play.session.steps.step(polled.step))
    assert polled.vote.seat(polled.play.people[0], scene) == {}
    polled.cast(CODES[0], "Tre")
    assert polled.vote.seat(polled.play.people[0], scene) == {"by_slip": 1}
    assert polled.vote.marks(polled.play.people[0], scene) == {}


def test_before_it_is_shown_every_way_of_voting_looks_the_same() -> None:
    seen = []
    for one, other in itertools.permutations(("Ett", "Två", "Tre"), 2):
        polled = Polled()
        polled.cast(CODES[0], one)
        polled.cast(CODES[1], other)
        seen.append(
            [polled.view("wall")["turnout"], polled.view("desk")["result"], polled.view("record")["turnout"]]
        )
    assert all(one == seen[0] for one in seen)


def test_the_record_is_sorted_and_the_minutes_say_how_many_voted_by_slip() -> None:
    polled = Polled()
    polled.cast(CODES[0], "Två")
    polled.at_desk(CODES[1], "Ett")
    polled.shown()
    record = polled.view("record")
    assert record["turnout"] == {"cast": 2, "of": 3, "typed": 1, "slips": 3}
    assert "organisation" not in str(record["elections"][0]["ballots"])
    scene = polled.play.session.scene(polled.play.session.steps.step(polled.step))
    assert Para(Term("by_slip", {"count": 2, "made": 3, "typed": 1})) in polled.vote.minutes(scene)


def test_a_reason_written_with_a_slip_is_erased_with_who_wrote_it() -> None:
    polled = Polled(method="consent")
    option = polled.option("Ett")
    objection = Cast(answers={option: "object"}, reasons={option: "Hemligt skäl"}, slip=CODES[0])
    polled.play.do(polled.play.people[0], objection, polled.step)
    assert "Hemligt" in str(polled.vote.reasons)
    polled.vote.forget(polled.play.people[0].seat)
    assert "Hemligt" not in str(polled.vote.reasons)
    assert polled.vote.cast == 1


def test_replay_gives_the_same() -> None:
    polled = Polled()
    polled.cast(CODES[0])
    polled.at_desk(CODES[1])
    polled.play.do(DESK, DropCodes(), polled.step)
    again = polled.play.replayed()
    vote = again.steps.step(polled.step).activity
    assert plain(vote.record(again.scene(again.steps.step(polled.step)))) == polled.view("record")
    assert isinstance(vote, Vote)
    assert vote.codes == polled.vote.codes


@pytest.mark.parametrize("count", [0, 1, 30])
@pytest.mark.parametrize("method", ["single", "consent", "schulze"])
def test_the_sample_votes_with_slips(count: int, method: str) -> None:
    polled = Polled(count, codes=(), method=method)
    polled.play.sample(polled.step)
    assert polled.vote.cast == count == len(polled.vote.codes) - 1


@pytest.mark.parametrize("method", ["single", "multiple", "consent"])
def test_every_screen_renders(method: str) -> None:
    polled = Polled(codes=(), method=method, blank=True)
    for change in (
        lambda: None,
        lambda: polled.print(*CODES),
        lambda: polled.play.sample(polled.step),
        lambda: polled.play.close(polled.step),
        lambda: polled.play.show(polled.step),
    ):
        change()
        state = polled.play.session.steps.step(polled.step).state
        around = {
            "step": polled.step,
            "title": "T",
            "state": state,
            "kind": "vote",
            "clocks": {},
            "group_view": {},
        }
        for name, audience in (("wall", "wall"), ("phone", "everyone"), ("desk", "desk")):
            html = RENDERER.fragment(
                f"vote/{name}.html", "en", {"view": polled.view(audience), "code": "A", **around}
            )
            assert "slip" in html or (name == "phone" and state != "open")
            assert "style=" not in html
    assert "slip" in RENDERER.fragment("vote/mine.html", "en", {"view": {"by_slip": 2}, **around})


@pytest.mark.parametrize(
    ("code", "values"),
    [
        *(
            (c, {})
            for c in (
                "slips_fixed",
                "slips_alone",
                "slip_needed",
                "no_such_slip",
                "slip_used",
                "by_slip_only",
            )
        ),
        ("slip_count", {"most": 1000}),
        ("no_slips", {}),
        ("by_slip", {"count": 2, "made": 3, "typed": 1}),
    ],
)
def test_every_code_has_words(code: str, values: dict[str, Any]) -> None:
    assert RENDERER.say(code, values, language="en", kind="vote") != code
