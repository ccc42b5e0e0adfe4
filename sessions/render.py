"""Views become HTML: one Jinja environment a language, the templates of the house and of each activity."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from gettext import c2py
from pathlib import Path
from types import CodeType
from typing import Any

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.support import NullTranslations
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.bccache import Bucket
from jinja2.loaders import ChoiceLoader
from markupsafe import Markup, escape

from sessions.blocks import Said, Term
from sessions.languages import LANGUAGES, Language, catalogue, offered
from sessions.qr import qr_path

HERE = Path(__file__).parent
PLACE = re.compile(r'(?P<start><[^<>]* data-region="(?P<name>[^"]+)"[^<>]*)></')
"""An empty region: where a piece of what is around it belongs."""


class Compiled(BytecodeCache):
    """A template is compiled once for all languages: words are looked up when it is drawn. Compiling one takes 20 to
    90 ms, in which nobody is served.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Renderer:
    """Renders fragments and pages. `folders`: template folders beside the house's own, first match
    wins. `asset`: the address of a static file. `scripts`: what a live page loads beside live.js."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        asset: Callable[[str], str] = "/static/{}".format,
        scripts: Sequence[str] = (),
    ) -> None:
        activities = FileSystemLoader(HERE / "activities")
        own = FileSystemLoader([*folders, HERE / "templates"])
        self._loader = ChoiceLoader([own, PrefixLoader({"activity": activities}), activities])
        self._asset = asset
        self._scripts = ("js/live.js", *scripts)
        self._environments: dict[str, Environment] = {}

    def fragment(self, template: str, language: str, data: Mapping[str, Any]) -> str:
        """`template` as HTML in `language` (an unknown language falls back to English)."""
        return self._environment_of(language).get_template(template).render(**data)

    def has(self, template: str) -> bool:
        try:
            self._environment_of("en").get_template(template)
        except TemplateNotFound:
            return False
        return True

    def say(
        self, code: str, values: Mapping[str, Any] | None = None, *, language: str, kind: str = ""
    ) -> str:
        """The words of a code: the activity's own words.html, else the house's; the bare code when neither knows it."""
        environment = self._environment_of(language)
        for name in (f"{kind}/words.html", "words.html") if kind else ("words.html",):
            macro = _macro(environment, name, code)
            if macro is not None:
                return str(macro(dict(values or {}))).strip()
        return code

    def _environment_of(self, language: str) -> Environment:
        code = language if language in LANGUAGES else "en"
        if code not in self._environments:
            self._environments[code] = self._environment(LANGUAGES[code])
        return self._environments[code]

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=COMPILED,
        )
        environment.install_gettext_translations(_translations(language), newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(
            language=language,
            asset=self._asset,
            offered=offered(),
            live_scripts=self._scripts,
            qr_path=qr_path,
            say=lambda code, values=None, kind="": self._said(code, values, language, kind),
            worded=lambda text, kind="": self._worded(text, language, kind),
            long_date=lambda iso: _long_date(iso, language),
        )
        environment.filters.update(hhmm=_hhmm, code=spaced_code, with_pieces=with_pieces)
        return environment

    def _said(self, code: str, values: Mapping[str, Any] | None, language: Language, kind: str) -> Markup:
        """The words of a code for a page: ours are HTML already, a code without words is only text."""
        words = self.say(code, values, language=language.code, kind=kind)
        return escape(words) if words == code else Markup(words)

    def _worded(self, text: Said | Term | str, language: Language, kind: str) -> str | Markup:
        if isinstance(text, Term):
            return self._said(text.code, text.values, language, kind)
        return text.text if isinstance(text, Said) else text


def _macro(environment: Environment, name: str, code: str) -> Any:
    try:
        module = environment.get_template(name).module
    except TemplateNotFound:
        return None
    return getattr(module, code, None) if code.isidentifier() and not code.startswith("_") else None


@cache
def _translations(language: Language) -> NullTranslations:
    return CatalogueTranslations(catalogue(language))


class CatalogueTranslations(NullTranslations):
    """Translations straight from a .po catalogue, so that nothing has to be compiled or shipped twice."""

    def __init__(self, catalogue: Catalog) -> None:
        super().__init__()
        one_or_several = {_first(message.id): message.string for message in catalogue if message.id}
        self._texts = {id: text for id, text in one_or_several.items() if isinstance(text, str) and text}
        self._forms = {id: forms for id, forms in one_or_several.items() if isinstance(forms, (tuple, list))}
        self.plural = _plural_of(catalogue)

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        untranslated = msgid1 if n == 1 else msgid2
        forms = self._forms.get(msgid1)
        if forms is None:
            return untranslated
        return forms[min(self.plural(n), len(forms) - 1)] or untranslated

    ugettext = gettext
    ungettext = ngettext


def _first(id: str | Sequence[str]) -> str:
    return id if isinstance(id, str) else id[0]


def _plural_of(catalogue: Catalog) -> Any:
    return c2py(catalogue.plural_expr)


def with_pieces(html: str, regions: Mapping[str, Mapping[str, str]]) -> Markup:
    """For a page: a region's HTML with the regions that stand in it. What people write is escaped: no place."""

    def filled(place: re.Match[str]) -> str:
        region = regions.get(place["name"])
        if region is None:
            return place[0]
        return f'{place["start"]} data-v="{region["version"]}">{with_pieces(region["html"], regions)}</'

    return Markup(PLACE.sub(filled, html))


def spaced_code(code: str) -> str:
    """K7M4PX -> K7M 4PX, as it is read aloud."""
    return f"{code[:3]} {code[3:]}"


def _hhmm(moment: int | None, zone: tzinfo | None = None) -> str:
    """Minutes from midnight (also past 24 h) or, with a zone, milliseconds since 1970, as 09:20."""
    if moment is None:
        return ""
    if zone is not None:
        return datetime.fromtimestamp(moment / 1000, zone).strftime("%H:%M")
    return f"{moment // 60 % 24:02d}:{moment % 60:02d}"


def _long_date(iso: str, language: Language) -> str:
    """2026-03-12 -> "12 March 2026" in the language; what is no date stays as it is."""
    try:
        return format_date(datetime.fromisoformat(iso), "long", locale=language.babel)
    except ValueError:
        return iso
