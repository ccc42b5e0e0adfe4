"""Who has answered, kept up as answers come, is at every moment what counting everybody would say."""

from hypothesis import example, given
from hypothesis import strategies as st

from sessions.activities.pulse.rounds import Round, could_answer, turnout
from sessions.activities.pulse.words import Entry
from sessions.activity import Person, Scene

SEATS = [f"s{number}" for number in range(5)]
ROLES = st.sampled_from(["participant", "member", "observer", "scribe"])
PEOPLE = st.lists(
    st.builds(Person, st.sampled_from(SEATS), weight=st.integers(1, 9), here=st.booleans(), role=ROLES),
    unique_by=lambda person: person.seat,
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), st.integers(1, 2), st.sampled_from(SEATS), st.integers(0, 3)),
        st.tuples(st.just("support"), st.sampled_from("ab"), st.sampled_from(SEATS), st.integers(0, 3)),
        st.tuples(st.just("write"), st.sampled_from(SEATS), st.booleans()),
        st.tuples(st.just("take_back"), st.integers(0, 30)),
        st.tuples(st.just("people"), PEOPLE),
    ),
    max_size=30,
)


def counted_anew(round: Round, scene: Scene) -> dict[str, int]:
    written = {entry.seat for entry in round.entries if not entry.typed}
    seats = written.union(*(one.by_seat for one in round.ratings.values()), *round.support.values())
    have = [person.weight for person in scene.people if person.seat in seats]
    answered = sum(have) + len(seats) - len(have)
    could = sum(p.weight for p in scene.people if p.seat not in seats and could_answer(p))
    return {"answered": answered, "of": max(answered + could, scene.heads or 0), "typed": round.typed()}


def done(round: Round, act: tuple[object, ...], number: int) -> None:
    match act:
        case ("rate", int(statement), str(seat), int(value)):
            round.rate(statement, seat, value, 1 + number % 3)
        case ("support", str(entry), str(seat), int(people)):
            round.give_support(entry, seat, people)
        case ("write", str(seat), bool(typed)):
            round.add(Entry(f"e{number}", "" if typed else seat, "ord", "ord", typed=typed))
        case ("take_back", int(entry)):
            round.take_back(f"e{entry}")


@given(ACTS)
@example([("write", "s0", True), ("write", "s0", False), ("take_back", 0), ("take_back", 1)])
def test_it_is_what_counting_everybody_says(acts: list[tuple[object, ...]]) -> None:
    round, scene = Round(), Scene("k1", heads=3)
    for number, act in enumerate(acts):
        match act:
            case ("people", list(people)):
                scene = Scene("k1", heads=3, people=people)
            case _:
                done(round, act, number)
        assert turnout(round, scene) == counted_anew(round, scene)
        assert round.empty == (not round.entries and not round.turnout.given)
        for statement, ratings in round.ratings.items():
            points = round.counts(statement, 3)
            assert points == tuple(
                sum(weight for value, weight in ratings.by_seat.values() if value == point)
                for point in (1, 2, 3)
            )
