"""A slot while it is being put together, with its times in minutes."""

from dataclasses import dataclass, field


@dataclass
class Heading:
    """A day or a section; one that no slot came under goes back to where it stood."""

    text: str
    line: int
    used: bool = False
    iso: str | None = None
    after: int | None = None
    says_more: bool = False
    marked: bool = False


@dataclass
class Draft:
    """Minutes since midnight in `start` and `end`; `stated` is the duration that the text itself gives;
    `parallel`: from a column of its own.
    """

    title: str
    line: int = 0
    start: int | None = None
    end: int | None = None
    stated: int | None = None
    offset: int | None = None
    speaker: str | None = None
    place: str | None = None
    day: Heading | None = None
    section: str | None = None
    break_: bool | None = None
    end_inferred: bool = False
    odd: bool = False
    minutes: int | None = None
    details: list[str] = field(default_factory=list)
    bars: bool = False
    parallel: bool = False
    grid: int = 0
