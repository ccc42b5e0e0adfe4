"""The catalogues say what the pages say: freshly extracted, wholly translated, the same places for values."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "sessions" / "locale"
LANGUAGES = sorted(path.name for path in LOCALE.iterdir() if path.is_dir())
PLACE = re.compile(r"%\(\w+\)[sd]|%%|</?[a-z]+[^>]*>|&\w+;")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the templates and the programs say today, by the mapping that `make messages` uses."""
    pot = tmp_path_factory.mktemp("messages") / "messages.pot"
    sources = [str(ROOT / package) for package in ("sessions", "participant", "facilitator")]
    mapping = ["--mapping-file", str(ROOT / "pyproject.toml"), "--output-file", str(pot), "--omit-header"]
    pybabel: Any = CommandLineInterface()
    pybabel.run(["pybabel", "--quiet", "extract", *mapping, *sources])
    return read(pot)


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(LOCALE / request.param / "LC_MESSAGES" / "messages.po")


def test_swedish_is_there() -> None:
    assert "sv" in LANGUAGES


def test_the_catalogue_is_fresh(catalogue: Catalog, extracted: Catalog) -> None:
    """When this fails: make messages, and translate what is new."""
    assert sorted(map(key, messages(extracted))) == sorted(map(key, messages(catalogue)))


def test_nothing_is_left_untranslated(catalogue: Catalog) -> None:
    left = [key(message) for message in messages(catalogue) if message.fuzzy or not all(strings(message))]
    assert left == []


def test_every_translation_takes_the_same_values(catalogue: Catalog) -> None:
    unlike = {
        key(message): strings(message) for message in messages(catalogue) if not takes_the_same(message)
    }
    assert unlike == {}


def test_the_comparison_of_values_can_fail() -> None:
    assert takes_the_same(Message("%(n)s left", "%(n)s kvar"))
    assert takes_the_same(Message(("%(n)s vote", "%(n)s votes"), ("en röst", "%(n)s röster")))
    assert not takes_the_same(Message("%(n)s left", "kvar"))
    assert not takes_the_same(Message("%(n)s left", "%(m)s kvar"))
    assert not takes_the_same(Message("<b>now</b>", "nu"))
    assert not takes_the_same(Message(("%(n)s vote", "%(n)s votes"), ("%(n)s röst", "röster")))


def takes_the_same(message: Message) -> bool:
    """The last form takes what the source's does; a singular may leave its number out ("one vote")."""
    wanted = places(ids(message)[-1])
    *singular, last = strings(message)
    return places(last) == wanted and all(set(places(form)) <= set(wanted) for form in singular)


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def key(message: Message) -> str:
    return " | ".join([*([message.context] if message.context else []), *ids(message)])


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


TRANS = re.compile(r"{%-?\s*trans\b([^%]*?)%}(.*?){%-?\s*endtrans", re.DOTALL)
TEMPLATES = sorted(
    path
    for package in ("sessions", "participant", "facilitator")
    for path in (ROOT / package).rglob("*.html")
)


def counts_something_else(template: str) -> list[str]:
    """Jinja chooses singular or plural by the first value named: here it is always the one called `count`."""
    plurals = [(given, words) for given, words in TRANS.findall(template) if "pluralize" in words]
    return [words for given, words in plurals if not re.match(r"\s*count\b", given)]


def test_the_plural_is_chosen_by_what_is_counted() -> None:
    wrong = {path.name: found for path in TEMPLATES if (found := counts_something_else(path.read_text()))}
    assert wrong == {}


def test_a_plural_chosen_by_something_else_is_noticed() -> None:
    words = "{% trans VALUES %}Point {{ point }}: one answer{% pluralize %}{{ count }} answers{% endtrans %}"
    assert counts_something_else(words.replace("VALUES", "point=1, count=40"))
    assert not counts_something_else(words.replace("VALUES", "count=40, point=1"))
