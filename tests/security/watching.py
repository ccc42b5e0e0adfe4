"""Chromium as a witness: what a page holds, and whether anything in it ran that is not ours."""

import re
from urllib.parse import quote, urlsplit

from msgspec import Struct, field
from playwright.sync_api import BrowserContext, Dialog, Page

from tests.security.hostile import bare

INSPECT = """() => {
  const strange = [], texts = [];
  const foreign = new Set(('object embed base style frame frameset portal applet marquee plaintext ' +
    'video source math img image foreignObject animate').split(' '));
  const ours = /^\\/(static|s|wall|door)\\//;
  const look = (root) => {
    for (const e of root.querySelectorAll('*')) {
      const tag = e.localName;
      for (const a of e.attributes) {
        if (/^on/i.test(a.name) || a.name === 'srcdoc') strange.push(`${tag} ${a.name}`);
        const leads = /^(href|src|action|formaction|xlink:href|data|poster)$/i.test(a.name);
        const runs = /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data):/i.test(a.value);
        if (leads && runs) strange.push(`${tag} ${a.name}=${a.value}`);
        if (/^(value|title|alt|label|placeholder|aria-label)$/.test(a.name)) texts.push(a.value);
      }
      if (foreign.has(tag)) strange.push(tag);
      const known = () => e.src && ours.test(new URL(e.src).pathname) && !e.text;
      if (tag === 'script' && !known()) strange.push('script ' + e.outerHTML.slice(0, 80));
      if (tag === 'iframe' && !ours.test(new URL(e.src).pathname)) strange.push('iframe ' + e.src);
      if (tag === 'link' && new URL(e.href).origin !== location.origin) strange.push('link ' + e.href);
      if (tag === 'meta' && e.httpEquiv) strange.push('meta ' + e.httpEquiv);
      if (tag === 'form' && new URL(e.action).origin !== location.origin) strange.push('form ' + e.action);
      if (tag === 'input' || tag === 'textarea') texts.push(e.value);
      if (tag === 'template') look(e.content);
    }
  };
  look(document);
  texts.push(document.documentElement.textContent, document.title);
  return {strange, texts, hacked: '__hacked' in window, title: document.title};
}"""
NUMBERED = re.compile(r"¤(\d+)¤")
HARMLESS = re.compile(r"WebSocket connection to|net::ERR_ABORTED|the server responded with a status of")


class Watch(Struct):
    """What is wrong with the pages that were opened, and which numbered texts stood on them as text.

    `parted`: of texts that are read as several, what comes before the last of them, as a pattern.
    """

    page: Page
    texts: dict[int, str]
    parted: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    origin: str = ""

    def begin(self) -> "Watch":
        page = self.page
        page.on("dialog", lambda dialog: self._dialog(dialog))
        page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))
        page.on("request", lambda request: self._asked(request.url))
        page.on("popup", lambda popup: self.wrong.append(f"popup {popup.url}"))
        return self

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and not HARMLESS.search(text):
            self.wrong.append(f"console: {text[:300]}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.wrong.append(f"{status} for {url[:200]}")

    def _asked(self, url: str) -> None:
        """Only our own pages, files and sockets are ever asked for."""
        where = urlsplit(url)
        known = re.match(
            r"/(static|s|wall|door|desk|scribe|after|record|organise|live|check|control|enter|J|j)(/|$)|/$|/push",
            where.path,
        )
        if url.startswith(("data:", "about:", "file:")):
            return
        if not known or (self.origin and where.netloc != self.origin):
            self.wrong.append(f"request {url[:200]}")

    def visit(self, url: str) -> None:
        self.origin = urlsplit(url).netloc
        self.page.goto(url, wait_until="domcontentloaded")
        self.look(url)

    def look(self, where: str = "") -> None:
        found = self.page.evaluate(INSPECT)
        self.wrong += [f"{where}: {strange}" for strange in found["strange"]]
        if found["hacked"]:
            self.wrong.append(f"{where}: it ran")
        for text in found["texts"]:
            self._read(text, where)

    def _read(self, text: str, where: str) -> None:
        end = 0
        for number in NUMBERED.finditer(text):
            start, end = end, number.end()
            wanted = self.texts.get(int(number[1]))
            if wanted is None:
                continue
            before = bare(text[start : number.start()])
            last = re.sub(self.parted.get(int(number[1]), "^"), "", wanted, count=1, flags=re.DOTALL)
            if before.endswith((*shapes(wanted), bare(last))) or unparted(before).endswith(unparted(wanted)):
                self.seen.add(int(number[1]))
            else:
                self.wrong.append(f"{where}: text {number[1]} is not as it was written: …{before[-80:]!r}")


def shapes(wanted: str) -> tuple[str, ...]:
    """In a field with one thing a line the number goes with the last line; "a | b" is two labels."""
    return bare(wanted), bare(wanted.splitlines()[-1]), bare(wanted.rpartition("|")[2])


def unparted(text: str) -> str:
    """In a field with several names "a; b" comes back as "a, b"."""
    return re.sub("[,;]", "", bare(text))


def watch(context: BrowserContext, texts: dict[int, str], parted: dict[int, str] | None = None) -> Watch:
    return Watch(context.new_page(), texts, parted or {}).begin()


def in_path(text: str) -> str:
    return quote(text, safe="")


__all__ = ["Watch", "in_path", "watch"]
