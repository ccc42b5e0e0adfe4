"""Columns, seeds and codes as the organiser writes them: one a line."""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from msgspec import Struct

from sessions.activities.board.moves import MOST_COLUMNS, Settings
from sessions.activity import Rejected, tidy

KINDS = ("start", "continue", "stop")
UNKNOWN_OWNER = "?"
LOOKS = 6
SHORT_CODE = re.compile(r"[\w .,/&+()-]{1,24}")
"""As in a legend: a sentence with an equals sign in it is no code with a meaning."""

READ_AS: dict[str, tuple[str, ...]] = {
    "start": ("start", "start with", "begin", "börja", "börja med", "starta", "begynn", "ابدأ"),
    "continue": (
        "continue",
        "continue with",
        "keep",
        "fortsätt",
        "fortsätta",
        "fortsätta med",
        "fortsett",
        "استمر",
    ),
    "stop": ("stop", "stop with", "sluta", "sluta med", "slutt", "توقف"),
}
"""Words by which the three columns are known in a line that the organiser writes."""


class Column(Struct, frozen=True):
    """`label` as the organiser wrote it, "" for the ready ones. `kind`: start, continue or stop, also of a label that
    says so; the others have a `look` (1 to 6) and a `sign` (1 to 8) instead.
    """

    id: str
    kind: str = ""
    label: str = ""
    look: int = 0
    sign: int = 0


class Seed(Struct, frozen=True):
    """A line of `seeds`. `area`: the area's name as it is written there."""

    text: str
    column: str
    area: str = ""
    activity: str = ""
    owner: str = ""


def columns_of(settings: Settings) -> tuple[Column, ...]:
    labels = lines_of(settings.columns)
    if not labels:
        return tuple(Column(kind, kind) for kind in KINDS)
    return tuple(_column(label, place) for place, label in enumerate(labels))


def _column(label: str, place: int) -> Column:
    """The id is made of the words, so that a change of order leaves every note where it is."""
    id = "c" + blake2b(label.casefold().encode(), digest_size=5).hexdigest()
    kind = next((kind for kind, words in READ_AS.items() if label.casefold() in words), "")
    return Column(id, kind, label) if kind else Column(id, "", label, place % LOOKS + 1, place + 1)


def checked_columns(settings: Settings) -> None:
    """Raises Rejected for more columns than a wall holds, or two of one name."""
    labels = [label.casefold() for label in lines_of(settings.columns)]
    if len(labels) > MOST_COLUMNS:
        raise Rejected("too_many", most=MOST_COLUMNS, field="columns")
    if len(set(labels)) < len(labels):
        raise Rejected("same_column", field="columns")


def lines_of(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := tidy(raw, len(text)))]


def seeds_of(settings: Settings) -> tuple[Seed, ...]:
    """Raises Rejected("no_seed_column", line=) for a line that begins with no column, and for too long ones."""
    return tuple(_seeds(settings))


def _seeds(settings: Settings) -> Iterator[Seed]:
    columns, area = columns_of(settings), ""
    for number, line in enumerate(settings.seeds.split("\n"), 1):
        clean = tidy(line, len(line))
        if clean.startswith("#"):
            area = clean.lstrip("# ")
        elif clean:
            yield _seed(clean, number, area, columns, settings)


def _seed(line: str, number: int, area: str, columns: Sequence[Column], settings: Settings) -> Seed:
    before, colon, after = line.partition(":")
    column = _named(before, columns) if colon else ""
    if not column and len(columns) > 1:
        raise Rejected("no_seed_column", line=number, field="seeds")
    text, activity, owner = parts_of(after if column else line, settings)
    if not text:
        raise Rejected("empty_seed", line=number, field="seeds")
    if max(len(text), len(activity)) > settings.longest:
        raise Rejected("long_seed", line=number, most=settings.longest, field="seeds")
    return Seed(text, column or columns[0].id, area, activity, owner)


def _named(name: str, columns: Sequence[Column]) -> str:
    """The id of the column that is called so, in any of our languages; "" for none."""
    asked = " ".join(name.split()).casefold()
    for column in columns:
        known = (column.label.casefold(), *READ_AS.get(column.kind, ()))
        if asked in known:
            return column.id
    return ""


def parts_of(line: str, settings: Settings) -> tuple[str, str, str]:
    """A written line as text, activity and owner: `problem -> activity [SSK+SSHoS]`, as far as the board has them."""
    text, activity, owner = tidy(line, len(line)), "", ""
    if settings.codes and text.endswith("]") and "[" in text:
        text, _, owner = text[:-1].rpartition("[")
    if settings.pairs:
        text, _, activity = text.replace("→", "->").partition("->")
    return text.strip(), activity.strip(), owner_of(owner)


def owner_of(text: str) -> str:
    """An owner as it is kept: codes with plus signs between them, each once; what nobody knows is one `?`."""
    codes = [" ".join(code.split()) for code in text.replace(",", "+").replace("&", "+").split("+")]
    return "+".join(dict.fromkeys(code for code in codes if code))


def codes_in(owner: str) -> list[str]:
    return owner.split("+") if owner else []


def legend_of(settings: Settings) -> dict[str, str]:
    """Code -> what it stands for. Raises Rejected("no_meaning", line=) for a line that is not `code = meaning`."""
    legend: dict[str, str] = {}
    for number, line in enumerate(settings.codes.split("\n"), 1):
        code, equals, means = (part.strip() for part in tidy(line, len(line)).partition("="))
        if means and SHORT_CODE.fullmatch(code):
            legend[owner_of(code)] = means
        elif code or equals:
            raise Rejected("no_meaning", line=number, field="codes")
    return legend
