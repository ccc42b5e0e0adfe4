"""Links as they are typed: one a line, words first, the address last. Only addresses of the web are links."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct

NEVER = frozenset("\\<>\"'`{}|^")
LONGEST = 500


class WebLink(Struct, frozen=True):
    """`text` may be empty: then the address speaks for itself."""

    text: str
    url: str


def read_links(typed: str) -> tuple[tuple[WebLink, ...], tuple[str, ...]]:
    """The links of the typed lines, and the lines that hold none, in the order they stand."""
    links: list[WebLink] = []
    others: list[str] = []
    for line in filter(None, map(str.strip, typed.split("\n"))):
        text, _, url = line.rpartition(" ")
        if is_web_address(url):
            links.append(WebLink(text.strip(), url))
        else:
            others.append(line)
    return tuple(links), tuple(others)


def is_web_address(url: str) -> bool:
    """http or https with a host that reads as one: no user part posing as it, no sign that hides a thing."""
    if len(url) > LONGEST or NEVER & set(url) or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


def shown(links: Sequence[WebLink]) -> list[dict[str, str]]:
    """For screens: the address stands beside its words, in full but for an https that says nothing."""
    return [{"text": link.text, "url": link.url, "address": _short(link.url)} for link in links]


def _short(url: str) -> str:
    return url.removeprefix("https://").removesuffix("/")
