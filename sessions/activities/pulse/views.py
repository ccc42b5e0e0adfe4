"""What each audience may see of a pulse, as plain data."""

from collections.abc import Sequence
from typing import Any

from sessions.activities.pulse.balance import balance, categories
from sessions.activities.pulse.comparing import compared, figures, told
from sessions.activities.pulse.moves import LONGEST, Settings
from sessions.activities.pulse.pages import listed, pages
from sessions.activities.pulse.rounds import (
    Round,
    Statement,
    most_entries,
    most_supported,
    statements,
    target_from,
    turnout,
)
from sessions.activities.pulse.words import Word, parts, ranked, said
from sessions.activity import OPEN, Piece, Scene
from sessions.measures import Measured

View = dict[str, Any]

TOP = 10
"""At most so many words are listed beside the cloud on the wall."""
MOST_ON_PHONE = 200
MOST_WHILE_OPEN = 30


def question(settings: Settings, scene: Scene) -> View:
    """What is asked, without anything that was answered."""
    return {
        "form": settings.form,
        "question": settings.question or scene.title,
        "entries": most_entries(settings),
        "support": most_supported(settings),
        "about": about(settings, scene),
        "longest": LONGEST[settings.form],
        "live": settings.reveal == "live",
        "hold": settings.hold,
        "points": settings.points,
        "statements": [_asked(s) for s in statements(settings, scene.title)]
        if settings.form != "balance"
        else [],
        "set": settings.set if settings.form == "scales" else "",
        "categories": list(categories(settings)) if settings.form == "balance" else [],
        "least": settings.least,
    }


def about(settings: Settings, scene: Scene) -> View | None:
    """What was heard: the line of the programme before this one."""
    if not settings.heard or settings.form != "text" or not scene.before.title:
        return None
    return {"title": scene.before.title, "speaker": scene.before.speaker}


def _asked(statement: Statement) -> View:
    return {"n": statement.number, "text": statement.text, "low": statement.low, "high": statement.high}


def result(settings: Settings, round: Round, scene: Scene, before: Sequence[Measured] = ()) -> View:
    """What the answers say: for everybody, once they may be seen. `before`: the same set on earlier occasions."""
    if settings.form == "balance":
        return {"balance": balance(settings, round, scene)}
    if settings.form == "scales":
        found = compared(rated(settings, round, scene), before, settings)
        return {
            "scales": found,
            "before": [told(one) for one in before],
            "set": settings.set,
            **_target(settings),
        }
    words = round.words(settings)
    entries = ranked(words) if settings.form == "words" else [w for w in words if w.visible]
    counted = counts_support(settings, round, scene)
    entries = by_support(entries, round) if counted else entries
    return {
        "words": [_entry(w, round.supported(w.id) if counted else None) for w in entries],
        "said": sum(w.count for w in entries),
        "hidden": sum(said(w.hidden) for w in words),
        "waiting": sum(said(w.waiting) for w in words),
    }


def _entry(word: Word, support: int | None) -> View:
    return {"id": word.id, "text": word.text, "count": word.count, "support": support}


def counts_support(settings: Settings, round: Round, scene: Scene) -> bool:
    """Support is counted once nobody can give it any more: nobody is led by what others chose."""
    given = most_supported(settings) > 0 and any(round.support.values())
    return given and not (round.supporting and scene.state == OPEN)


def by_support(words: Sequence[Word], round: Round) -> list[Word]:
    """What most people support first; equally supported in the order they were written."""
    return sorted(words, key=lambda word: -round.supported(word.id))


def _target(settings: Settings) -> View:
    return {"target": settings.target, "from": target_from(settings), "points": settings.points}


def rated(settings: Settings, round: Round, scene: Scene) -> list[View]:
    return [_rated(s, settings, round) for s in statements(settings, scene.title)]


def _rated(statement: Statement, settings: Settings, round: Round) -> View:
    counts = round.counts(statement.number, settings.points)
    paper = list(round.paper.get(statement.number, ()))
    return {**_asked(statement), **figures(counts, settings), "paper": paper}


def for_wall(settings: Settings, found: View, page: int, follow: bool) -> View:
    """The same result as far as a wall holds it: a page of the texts, the commonest words."""
    if settings.form == "text":
        return found | paged(found["words"], page, follow)
    if settings.form == "words":
        top = listed([w["text"] for w in found["words"][:TOP]])
        return found | {"top": found["words"][:top], "rest": found["words"][top:]}
    return found


def paged(words: Sequence[View], page: int, follow: bool) -> View:
    """`page` 0: the newest while answers come in, else the first. A page that is gone becomes the last."""
    all_pages = pages([w["text"] for w in words], figures=any(w["support"] is not None for w in words))
    wanted = page or (len(all_pages) if follow else 1)
    number = min(wanted, len(all_pages))
    columns = [[words[i] for i in column] for column in all_pages[number - 1]]
    return {"columns": columns, "page": number, "pages": len(all_pages)}


def for_phone(settings: Settings, found: View, running: bool) -> View:
    """As much as a phone should be sent, less while answers still come in; and how many are left out."""
    words = found.get("words", [])
    most = MOST_WHILE_OPEN if running else MOST_ON_PHONE
    some = words[-most:] if running and settings.form == "text" else words[:most]
    return found | {"words": some, "more": len(words) - len(some)}


def says_something(found: View | None) -> bool:
    """Whether anybody has answered."""
    if not found:
        return False
    return bool(
        found.get("words") or found.get("balance") or sum(s["total"] for s in found.get("scales", ()))
    )


def answers(asked: Settings, listed: View, scene: Scene) -> Piece:
    """On phones a piece of its own: it changes with each answer, while nothing moves under who is answering."""
    return Piece("phone_answers.html", {**listed, "form": asked.form, "title": scene.title})


def on_desk(word: Word, support: int | None = None) -> View:
    """A word with all that the desk may do to it."""
    made_of = parts(word)
    return {
        "id": word.id,
        "text": word.text,
        "count": word.count,
        "support": support,
        "said": said(word.entries),
        "hidden": said(word.hidden),
        "waiting": said(word.waiting),
        "joined": word.joined,
        "typed": any(e.typed for e in word.entries),
        "parts": [{"id": e.id, "text": e.text, "said": n} for e, n in made_of] if len(made_of) > 1 else [],
    }


def at_desk(settings: Settings, round: Round, scene: Scene, before: Sequence[Measured] = ()) -> View:
    if settings.form in ("scales", "balance"):
        return result(settings, round, scene, before)
    words = round.words(settings)
    shown = sorted(words, key=lambda w: -said(w.entries)) if settings.form == "words" else words
    counted = counts_support(settings, round, scene)
    shown = by_support(shown, round) if counted else shown
    return {
        "words": [on_desk(w, round.supported(w.id) if counted else None) for w in shown if w.visible],
        "queue": [on_desk(w) for w in words if w.waiting],
        "away": [on_desk(w) for w in words if w.hidden],
    }


def rounds_list(all_rounds: Sequence[Round], shown: int, scene: Scene) -> list[View]:
    return [{"n": n, "shown": n == shown, **turnout(round, scene)} for n, round in enumerate(all_rounds, 1)]
