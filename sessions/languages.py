"""The languages of the house, each with its direction and its catalogue."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct

LOCALE = Path(__file__).parent / "locale"


class Language(Struct, frozen=True):
    """`code` as in HTML's lang; `babel`: the locale for dates and plurals; `direction`: ltr or rtl."""

    code: str
    babel: str
    name: str
    direction: str = "ltr"


LANGUAGES = {
    language.code: language
    for language in (
        Language("sv", "sv", "Svenska"),
        Language("en", "en", "English"),
        Language("ar-XB", "en", "Pseudo (right to left)", "rtl"),
    )
}
"""`ar-XB` is generated from the English text: it shows what a right-to-left reader gets before Arabic is translated."""

PSEUDO = "ar-XB"


def offered() -> list[Language]:
    """What people may choose; the pseudo-locale is for tests only."""
    return [language for language in LANGUAGES.values() if language.code != PSEUDO]


def chosen(wanted: str, fallback: str = "sv") -> str:
    """The best language we have for an explicit code or an Accept-Language header."""
    for part in wanted.split(","):
        tag = part.split(";")[0].strip()
        for code in (tag, tag.split("-")[0]):
            if code in LANGUAGES:
                return code
    return fallback


def catalogue(language: Language) -> Catalog:
    """The language's messages: from its .po file; none for English; generated for the pseudo-locale."""
    if language.code == PSEUDO:
        return _pseudo_catalogue()
    path = LOCALE / language.code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language.babel)
    with path.open("rb") as file:
        return read_po(file, locale=language.babel)


def _pseudo_catalogue() -> Catalog:
    from sessions.pseudo import pseudo

    made = Catalog(locale="en")
    for message in catalogue(LANGUAGES["sv"]):
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        text = tuple(pseudo(form) for form in forms)
        made.add(message.id, text if len(text) > 1 else text[0])
    return made
