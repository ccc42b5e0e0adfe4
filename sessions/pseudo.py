"""The right-to-left pseudo-locale `ar-XB`: our English words, laid out as Arabic is."""

import re

RIGHT_TO_LEFT_MARK = "\u200f"
OVERRIDE = "\u202e"
END_OF_OVERRIDE = "\u202c"

KEPT = re.compile(
    r"""(
        %\(\w+\)[sd] | %% |             # what a value is put into, as gettext and Jinja write it
        \{\w*\} |                       # the same in str.format's writing
        &(?:\w+|\#\d+|\#x[0-9a-fA-F]+); |  # entities
        </?[a-zA-Z][^<>]* >             # markup
    )""",
    re.VERBOSE,
)
WORD = re.compile(r"\S+")


def pseudo(text: str) -> str:
    """`text` with each word turned right to left; placeholders, entities, markup and blanks stay as they are.

    The method is that of Android's pseudo-locale of the same name: a right-to-left override around each
    word, between two right-to-left marks. The words stay the source's: a test finds them with `plain`.
    """
    parts = KEPT.split(text)
    turned = (part if at % 2 else WORD.sub(_turned, part) for at, part in enumerate(parts))
    return "".join(turned)


def plain(text: str) -> str:
    """The text that `pseudo` was given."""
    return re.sub(f"[{RIGHT_TO_LEFT_MARK}{OVERRIDE}{END_OF_OVERRIDE}]", "", text)


def _turned(word: re.Match[str]) -> str:
    return f"{RIGHT_TO_LEFT_MARK}{OVERRIDE}{word[0]}{END_OF_OVERRIDE}{RIGHT_TO_LEFT_MARK}"
