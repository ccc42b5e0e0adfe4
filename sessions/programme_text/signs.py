"""Signs: what a paste may contain, brought to one form before anything is read."""

import re
import unicodedata

BIDI_AND_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\u061c\u180e]"
)
LINE_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
MOJIBAKE = re.compile(
    "\u00c3[\u0080-\u00bf\u0153\u2020-\u2030]|\u00e2\u20ac|\u00d8[\u00a0-\u00bf]\u00d9|\ufffd"
)
WORD = re.compile(r"\w")
RULER = re.compile(r"[\s\-=_*|:+.·•~─━═—–]*")

DASHES = "‐‑‒–—―−⸺﹘﹣-➖"
TILDES = "〜～∼˜∿"
COLONS = "：∶ː꞉﹕"
QUOTES = "’‘′´`ʹ＇"
ARROWS = "→➔➜⇒➝⟶►▶"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
PLAIN_SPACES = dict.fromkeys(map(ord, SPACES), " ")


class _Fold(dict[int, str]):
    """One sign in, one sign out, so that places found in the folded text are places in the text itself."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        digit = unicodedata.decimal(sign, None)
        lowered = sign.lower()
        folded = str(digit) if digit is not None else lowered if len(lowered) == 1 else sign
        if code < 0x3000:
            self[code] = folded
        return folded


_FOLD = _Fold()
for _signs, _plain in (
    (DASHES, "-"),
    (TILDES, "~"),
    (COLONS, ":"),
    (QUOTES, "'"),
    (ARROWS, "→"),
    (SPACES, " "),
):
    _FOLD.update({ord(sign): _plain for sign in _signs})
_FOLD.update({ord("．"): ".", ord("＠"): "@", ord("（"): "(", ord("）"): ")", ord("＋"): "+"})


def fold(text: str) -> str:
    """The same length, in lower case, with plain digits, dashes, colons, quotes and blanks."""
    return text.translate(_FOLD)


def clean_lines(text: str) -> list[str]:
    """The lines of a paste: composed (NFC), without controls, invisible or direction signs."""
    return [clean_line(line) for line in LINE_BREAKS.split(SURROGATES.sub("\ufffd", text))]


def clean_line(line: str) -> str:
    plain = CONTROLS.sub("", BIDI_AND_INVISIBLE.sub("", line)).translate(PLAIN_SPACES)
    return unicodedata.normalize("NFC", plain)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def says_nothing(line: str) -> bool:
    """A blank line, or a ruler drawn with dashes, bars or dots."""
    return RULER.fullmatch(line) is not None


def looks_binary(text: str) -> bool:
    return len(CONTROLS.findall(text)) + text.count("\ufffd") > max(4, len(text) // 50)


def is_mixed_encoding(text: str) -> bool:
    return MOJIBAKE.search(text) is not None or SURROGATES.search(text) is not None
