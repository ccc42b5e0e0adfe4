"""An answer to every option: yes, no or abstain; or support, stand aside or object.

"yesno": an option is carried when more say yes than no (Robert's Rules of Order, section 44; who abstains is
not counted), and with a threshold when the yes are more than that share of the base too. "consent": an option
is agreed to when somebody supports it and nobody objects (Endenburg, Sociocracy: the organization of
decision-making, 1998).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sessions.activities.vote.counting.adding import only_leader
from sessions.activities.vote.counting.election import (
    Box,
    Outcome,
    Rules,
    Spoilt,
    Way,
    above_threshold,
    base_of,
    elected,
)
from sessions.blocks import Term

YESNO = ("yes", "no", "abstain")
CONSENT = ("support", "aside", "object")

Answers = Mapping[str, str]
Table = dict[str, dict[str, int]]


def read_yesno(answers: Answers, ids: Sequence[str], rules: Rules) -> Answers | None:
    return _checked(answers, ids, YESNO) or None


def abstains(answers: Answers | None) -> bool:
    """Who abstains everywhere has abstained."""
    return all(answer == "abstain" for answer in (answers or {}).values())


def read_consent(answers: Answers, ids: Sequence[str], rules: Rules) -> Answers | None:
    return _checked(answers, ids, CONSENT) or None


def _checked(answers: Answers, ids: Sequence[str], known: Sequence[str]) -> Answers:
    if not set(answers) <= set(ids) or not set(answers.values()) <= set(known):
        raise Spoilt
    return answers


def table_of(ids: Sequence[str], box: Box, known: Sequence[str]) -> Table:
    table = {option: dict.fromkeys(known, 0) for option in ids}
    for number, answers in (*box.valid, *box.silent):
        for option, answer in answers.items():
            table[option][answer] += number
    return table


def count_yesno(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    table = table_of(ids, box, YESNO)
    of = base_of(rules, box)
    if not any(row["yes"] or row["no"] for row in table.values()):
        return Outcome(table, (), (), Term("no_votes"), of)
    carried = {option: row["yes"] for option, row in table.items() if is_carried(row, box, rules)}
    winners, at_line = elected(carried, rules.seats or len(ids))
    even = () if rules.threshold else tuple(o for o, row in table.items() if row["yes"] == row["no"] > 0)
    return Outcome(table, winners, at_line or even, _yesno_words(winners, at_line, even, rules), of)


def is_carried(row: Mapping[str, int], box: Box, rules: Rules) -> bool:
    """More yes than no, and more yes than the threshold's share; by default of those who said yes or no."""
    if not rules.threshold:
        return row["yes"] > row["no"]
    of = base_of(rules, box, valid=row["yes"] + row["no"])
    return row["yes"] > row["no"] and row["yes"] >= above_threshold(rules.threshold, of)


def _yesno_words(winners: Sequence[str], at_line: Sequence[str], even: Sequence[str], rules: Rules) -> Term:
    if at_line:
        return Term("tied_line", {"count": len(at_line), "places": (rules.seats or 0) - len(winners)})
    if even:
        return Term("even", {"count": len(even), "won": len(winners)})
    return Term("carried", {"count": len(winners)}) if winners else Term("not_carried")


def count_consent(ids: Sequence[str], box: Box, rules: Rules) -> Outcome:
    table = table_of(ids, box, CONSENT)
    of = base_of(rules, box)
    if not box.voters:
        return Outcome(table, (), (), Term("no_votes"), of)
    agreed = {o: row["support"] for o, row in table.items() if row["support"] and not row["object"]}
    winners, tie = elected(agreed, rules.seats or len(ids))
    if tie:
        return Outcome(table, winners, tie, _yesno_words(winners, tie, (), rules), of)
    words = Term("agreed", {"count": len(winners)}) if winners else Term("not_agreed")
    return Outcome(table, winners, (), words, of)


def answered_inside(known: Sequence[str], silent: str) -> Callable[[Sequence[str], Box, Rules], Any]:
    """An organisation's own answer to each option is what most of its people say; where they tie, none."""

    def inside(ids: Sequence[str], box: Box, rules: Rules) -> dict[str, str] | None:
        table = table_of(ids, box, known)
        spoken = {o: {a: n for a, n in row.items() if a != silent} for o, row in table.items()}
        return {o: answer for o, row in spoken.items() if (answer := only_leader(row))} or None

    return inside


ANSWERS = {
    "yesno": Way("answers", read_yesno, count_yesno, answered_inside(YESNO, "abstain"), abstains),
    "consent": Way("answers", read_consent, count_consent, answered_inside(CONSENT, "")),
}
