"""A vote as a file: what an exported vote holds and `radslag count` reads (docs/record.md)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from sessions.activities.vote.counting import METHODS, count
from sessions.activities.vote.counting.election import Ballot, Election
from sessions.activity import Rejected
from sessions.blocks import Term

SHOWN = ("winners", "tie", "tally", "rounds", "cast", "valid", "abstained", "rejected")
MARKS = ("choice", "choices", "ranking", "dots", "scores", "answers")


BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class VoteFile(msgspec.Struct, frozen=True):
    """An election as a file has it. What is null in it is as good as left out."""

    method: str
    options: tuple[str | dict[str, Any], ...]
    ballots: tuple[dict[str, Any], ...]
    settings: dict[str, Any] | None = None


def recounted(text: bytes) -> tuple[dict[str, Any], Term]:
    """The result of a vote file as plain data, and in words. Raises Rejected with a reason."""
    election = read_election(text)
    result = count(election)
    data = msgspec.to_builtins(result)
    return {name: data[name] for name in SHOWN}, in_words(election, result.words, result.winners, result.tie)


def in_words(election: Election, words: Term, winners: tuple[str, ...], tie: tuple[str, ...]) -> Term:
    """The result as a term that names whom it is about."""
    named = [option if isinstance(option, str) else option.title or option.id for option in election.options]
    titles = dict(zip(election.ids, named, strict=True))
    return Term(
        words.code, {**words.values, **names_in(titles, winners, tie), "method": election.method, "unit": ""}
    )


def names_in(titles: dict[str, str], winners: tuple[str, ...], tie: tuple[str, ...]) -> dict[str, list[str]]:
    """`names`: who has won, or when nobody has, who ties. `ties`: who ties."""
    return {"names": [titles[id] for id in winners or tie], "ties": [titles[id] for id in tie]}


def read_election(text: bytes) -> Election:
    """Raises Rejected: "vote_file" with `why`, or a code for what is wrong with the vote itself."""
    try:
        raw = msgspec.json.decode(text.removeprefix(BYTE_ORDER_MARK), type=VoteFile)
        whole = {
            "method": raw.method,
            "options": [one if isinstance(one, str) else _without_nulls(one) for one in raw.options],
            "ballots": [_one_name(_without_nulls(ballot), raw.method) for ballot in raw.ballots],
            "settings": _without_nulls(raw.settings or {}),
        }
        election = msgspec.convert(whole, Election)
    except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as wrong:
        raise Rejected("vote_file", why=str(wrong)) from None
    for refusal in _faults(election):
        raise refusal
    return election


def _without_nulls(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value is not None}


def _one_name(ballot: dict[str, Any], method: str) -> dict[str, Any]:
    """Points may be called dots in a vote by scores too, and standing aside has two names."""
    if method == "score" and "dots" in ballot and "scores" not in ballot:
        ballot = {("scores" if key == "dots" else key): value for key, value in ballot.items()}
    if method == "consent" and isinstance(ballot.get("answers"), dict):
        same = {"stand_aside": "aside"}
        answers = {k: same.get(v, v) if isinstance(v, str) else v for k, v in ballot["answers"].items()}
        ballot = {**ballot, "answers": answers}
    return ballot


def _faults(election: Election) -> Iterator[Rejected]:
    rules = election.settings
    if not election.ids:
        yield Rejected("vote_without_options")
    if len(set(election.ids)) < len(election.ids) or "" in election.ids:
        yield Rejected("vote_same_option")
    if election.method == "irv" and (rules.seats or 1) > 1:
        yield Rejected("vote_one_seat")
    if election.method in ("schulze", "consent") and rules.threshold:
        yield Rejected("vote_no_threshold")
    for number, ballot in enumerate(election.ballots, start=1):
        yield from _misplaced(number, ballot, election.method)


def _misplaced(number: int, ballot: Ballot, method: str) -> Iterator[Rejected]:
    field = METHODS[method].field
    for other in MARKS:
        if other != field and getattr(ballot, other) is not None:
            yield Rejected("vote_wrong_field", ballot=number, field=other, wanted=field)
