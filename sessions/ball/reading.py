"""Who holds the ball, read from text as people write it, and written so that it can be read again.

"Bollen ligger hos: Regionen, samverkan med AF samt kommuner" names who leads, and with whom. The opening words and
the colon may be missing; Swedish and English. Nothing is lost: a word that is no connecting word of ours always ends
up in a name, and what has no place of its own stands with those who lead.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from sessions.activity import Words, tidy

UNKNOWN = "?"
LONGEST_NAME = 120
LONGEST_TEXT = 600

Names = tuple[Words, ...]


class Ball(Struct, frozen=True):
    """`lead` must move next, `together` with these, tried first at `pilot`. Nobody known leads: "?" or empty."""

    lead: Names = ()
    together: Names = ()
    pilot: Names = ()

    @property
    def unknown(self) -> bool:
        return not self.lead or any(is_unknown(name) for name in self.lead)

    def names(self) -> Names:
        return (*self.lead, *self.together, *self.pilot)


def is_unknown(text: str) -> bool:
    """A question mark, or several, stands for what nobody has taken yet."""
    return bool(text) and not text.strip(" ?")


_OPENING = re.compile(
    r"^\s*(?:"
    r"(?:den\s+)?(?:här\s+)?boll(?:en)?\s+(?:ligger|är|finns|hamnar|går|läggs)\s+(?:(?:nu|först)\s+)?(?:hos|på|till)\b"
    r"|boll(?:en)?(?:\s+hos)?(?=\s*:)"
    r"|(?:the\s+)?ball\s+(?:is|lies|rests|stays|goes|sits)\s+(?:(?:now|first)\s+)?(?:with|at|to)\b"
    r"|(?:the\s+)?ball(?:\s+(?:with|at))?(?=\s*:)"
    r")\s*:?\s*",
    re.IGNORECASE,
)
_TOGETHER = (
    r"(?:i\s+)?(?:nära\s+)?(?:samverkan|samarbete|samråd)\s+med"
    r"|tillsammans\s+med|ihop\s+med|med\s+stöd\s+av"
    r"|(?:together|jointly|along)\s+with|in\s+(?:co-?operation|collaboration|partnership)\s+with"
    r"|with\s+support\s+(?:from|of)"
)
_PILOT = r"(?:som\s+)?pilot(?:er|kommun(?:er)?|s)?\s*:|piloteras\s+(?:av|i|hos)|pilot(?:ed)?\s+(?:by|in|at)"
_SECTION = re.compile(
    rf"[\s,;]*(?:\b(?:och|samt|and)\s+)?(?<![\w-])(?:(?P<together>{_TOGETHER})|(?P<pilot>{_PILOT}))(?![\w-])[\s:]*",
    re.IGNORECASE,
)
_AS_PILOT = re.compile(
    r"\s*(?:\(\s*(?:som\s+|as\s+)?pilot(?P<many1>er|s)?\s*\)|\b(?:som|as)\s+pilot(?P<many2>er|s)?)\s*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:och|samt|and|&|\+)\s+|(?<=[^\W\d_])\+(?=[^\W\d_])", re.IGNORECASE)
_HALF = re.compile(r"[\w)]-$")


def read_ball(text: str, known: Collection[str] = ()) -> Ball:
    """The ball as `text` has it. `known`: names that stay whole although they hold an "and".

    With a semicolon in a part, its names are what stands between semicolons. Raises Rejected("too_long").
    """
    clean = tidy(text, LONGEST_TEXT)
    found: dict[str, list[str]] = {"lead": [], "together": [], "pilot": []}
    for role, part in _sections(_OPENING.sub("", clean, count=1)):
        names, pilots = _with_pilots(read_names(part, known), _is_listed(part))
        found[role] += names
        found["pilot"] += pilots
    return Ball(*(_once(found[role]) for role in ("lead", "together", "pilot")))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """(lead, together or pilot; what stands there), in order."""
    role, begin = "lead", 0
    for mark in _SECTION.finditer(text):
        yield role, text[begin : mark.start()]
        role, begin = str(mark.lastgroup), mark.end()
    yield role, text[begin:]


def _is_listed(part: str) -> bool:
    return ";" in _closed(part)


def read_names(text: str, known: Collection[str] = ()) -> list[str]:
    """The names in a list: by semicolons where there are any, else by commas and "and".

    What stands in brackets belongs to its name: "the region (health, culture)" is one.
    """
    closed = _closed(text)
    if ";" in closed:
        return [_opened(name) for part in closed.split(";") if (name := part.strip(" ,"))]
    whole = {_closed(same(name)) for name in known}
    return [_opened(name) for part in closed.split(",") for name in _apart(_bare(part), whole) if name]


_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SHUT = {ord(sign): chr(at) for at, sign in enumerate(",;+ ", 1)}
"""Signs that part names -> control signs, which no tidy text holds."""
_UNSHUT = {ord(shut): chr(sign) for sign, shut in _SHUT.items()}


def _closed(text: str) -> str:
    return _IN_BRACKETS.sub(lambda found: found[0].translate(_SHUT), text)


def _opened(name: str) -> str:
    return name.translate(_UNSHUT)


def _bare(part: str) -> str:
    """Without the connecting word that a last part begins with, and without a full stop."""
    return re.sub(r"^(?:och|samt|and)\s+", "", part.strip(" :").rstrip(" .:"), flags=re.IGNORECASE)


def _apart(text: str, whole: Collection[str]) -> Iterator[str]:
    """Split at "and", but not within a known name, nor after half a word ("Barn- och ...")."""
    held = ""
    pieces = _AND.split(text)
    joints = [*_AND.findall(text), ""]
    if same(text) in whole:
        yield text
        return
    for piece, joint in zip(pieces, joints, strict=True):
        held += piece
        if joint and (_HALF.search(held) or any(name.startswith(f"{same(held + joint)} ") for name in whole)):
            held += joint
            continue
        yield held.strip()
        held = ""


def _with_pilots(names: list[str], listed: bool) -> tuple[list[str], list[str]]:
    """Those that lead, and those marked as pilots. "A and B as pilots" marks both."""
    rest: list[str] = []
    pilots: list[str] = []
    for name in names:
        mark = _AS_PILOT.search(name)
        if mark is None or not name[: mark.start()].strip():
            rest.append(name)
            continue
        if (mark["many1"] or mark["many2"]) and not listed:
            pilots, rest = [*pilots, *rest], []
        pilots.append(name[: mark.start()].strip())
    return rest, pilots


def _once(names: Iterable[str]) -> Names:
    """Each name once, and no "?" beside somebody who is known."""
    apart = {same(name): name for name in reversed([*names])}
    kept = tuple(reversed(apart.values()))
    known = tuple(name for name in kept if not is_unknown(name))
    return known or kept[:1]


def same(name: str) -> str:
    """What makes two spellings one name: case and blanks do not count, nor a full stop at the end."""
    return " ".join(name.casefold().split()).strip(" .")


def written_ball(ball: Ball) -> str:
    """The ball as text that `read_ball` reads back to the same."""
    parts = ("", ball.lead), ("together with: ", ball.together), ("pilots: ", ball.pilot)
    return " ".join(f"{mark}{listed(names)}" for mark, names in parts if names)


def listed(names: Iterable[str]) -> str:
    """Names as a field shows them: with a semicolon each, so that a name with an "and" stays whole."""
    return " ".join(f"{name};" for name in names)


_MAIN = re.compile(
    r"\s*\((?:huvudansvarig[at]?|huvudansvar|huvudman|main|lead)\)\s*$|^\*{1,2}\s*|\s*\*{1,2}$", re.IGNORECASE
)


def read_drivers(text: str, known: Collection[str] = ()) -> tuple[Names, int]:
    """Who drives it, and which of them is the main one (from 1; 0: not said): "A, **B**" or "B (main)"."""
    names: dict[str, str] = {}
    main = ""
    for marked in read_names(tidy(text, LONGEST_TEXT), known):
        name = _MAIN.sub("", _MAIN.sub("", marked)).strip() or marked
        names.setdefault(same(name), name)
        main = same(name) if name != marked else main
    return tuple(names.values()), list(names).index(main) + 1 if main else 0
