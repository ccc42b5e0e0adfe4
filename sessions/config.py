"""How a server is set up: from the environment, then from what the command line says. Nothing is guessed."""

import difflib
import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

PREFIX = "RADSLAG_"
SHORTEST_KEY = 12
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*")


class BadConfig(Exception):
    """A setting that cannot be used; the text is a sentence for whoever started the server."""


class Config(Struct, frozen=True):
    """`names` are the host names that pages may be asked for under, beside the server's own addresses.

    `trust_proxy` are the networks whose X-Forwarded headers are believed; empty means nobody's.
    `moves_per_second` is how fast one seat may move in the long run.
    """

    data: Path = Path("data")
    host: str = "0.0.0.0"
    port: int = 8000
    organiser_key: str | None = None
    names: tuple[str, ...] = ()
    trust_proxy: tuple[str, ...] = ()
    moves_per_second: int = 5

    def __repr__(self) -> str:
        key = "set" if self.organiser_key else "not set"
        where = f"{self.data}, {self.host}:{self.port}"
        more = f"trust_proxy {self.trust_proxy}, moves_per_second {self.moves_per_second}"
        return f"Config({where}, organiser key {key}, names {self.names}, {more})"

    @property
    def journal(self) -> Path:
        return self.data / "journal.db"


def load(environment: Mapping[str, str], **overrides: Any) -> Config:
    """Read RADSLAG_DATA, _HOST, _PORT, _ORGANISER_KEY, _NAMES and _TRUST_PROXY (both lists, by comma),
    and _MOVES_PER_SECOND.

    `overrides` have the fields' names and win; None means not said. Raises BadConfig with a sentence.
    """
    said = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    said |= {PREFIX + name.upper(): as_text(value) for name, value in overrides.items() if value is not None}
    found = {field_of(name): read(name, value.strip()) for name, value in said.items()}
    return Config(**{field: value for field, value in found.items() if value is not None})


def as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def field_of(name: str) -> str:
    field = name.removeprefix(PREFIX).lower()
    if field in READERS and name.isupper():
        return field
    raise BadConfig(f"{name} is not a setting of Rådslag. {perhaps(field)}")


def perhaps(field: str) -> str:
    if near := difflib.get_close_matches(field, READERS, 1):
        return f"Did you mean {PREFIX}{near[0].upper()}?"
    return f"There are {', '.join(PREFIX + known.upper() for known in READERS)}."


def read(name: str, value: str) -> Any:
    """The setting, or None when nothing is said; an empty variable says nothing."""
    try:
        return READERS[field_of(name)](value) if value else None
    except ValueError as error:
        shown = "" if name.endswith("_KEY") else f" “{value}”"
        raise BadConfig(f"{name}{shown} cannot be used: {error}") from None


def read_data(value: str) -> Path:
    try:
        path = Path(value).expanduser()
    except RuntimeError:
        raise ValueError("there is no such home folder.") from None
    if "\0" in value or (path.exists() and not path.is_dir()):
        raise ValueError("it has to be a folder.")
    return path


def read_host(value: str) -> str:
    """An address of this computer, or its name."""
    bare = value.removeprefix("[").removesuffix("]")
    return bare if is_address(bare) else host_name(value)


def read_port(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 0 <= int(value) <= 65535:
        raise ValueError("a port is a whole number from 0 to 65535 (0: any that is free).")
    return int(value)


def read_moves_per_second(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value) or int(value) < 1:
        raise ValueError("it has to be a whole number, 1 or more.")
    return int(value)


def read_organiser_key(value: str) -> str:
    if len(value) < SHORTEST_KEY:
        raise ValueError(f"it has to be at least {SHORTEST_KEY} characters long.")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("it has to be of letters, digits and signs of ASCII, without blanks.")
    return value


def read_names(value: str) -> tuple[str, ...]:
    return tuple(read_name(name) for name in parts(value))


def read_name(value: str) -> str:
    """A host name, an address, or *.example.org for every name under it."""
    if value.startswith("*."):
        return f"*.{host_name(value[2:])}"
    return read_host(value)


def host_name(value: str) -> str:
    name = ascii_name(value.rstrip(".").lower())
    if not HOST_NAME.fullmatch(name):
        raise ValueError("that is not a host name; write it without http:// and without a port.")
    return name


def ascii_name(value: str) -> str:
    """As browsers send it: å and its like in punycode."""
    try:
        return value if value.isascii() else value.encode("idna").decode()
    except UnicodeError:
        return ""


def read_trust_proxy(value: str) -> tuple[str, ...]:
    return tuple(read_network(each) for each in parts(value))


def read_network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        raise ValueError("write the proxy's address or network, such as 127.0.0.1 or 10.0.0.0/8.") from None


def is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


READERS: dict[str, Callable[[str], Any]] = {
    "data": read_data,
    "host": read_host,
    "port": read_port,
    "organiser_key": read_organiser_key,
    "names": read_names,
    "trust_proxy": read_trust_proxy,
    "moves_per_second": read_moves_per_second,
}
