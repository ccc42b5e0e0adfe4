"""Reading what is posted: never more than the limit, and only the kinds we expect."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

T = TypeVar("T")

MOST = 400_000
"""Bytes of a form: a paste of 200 kB with its escapes."""
FIELDS = 2000


class Malformed(HTTPException):
    """A body that cannot be read. `field`: where it went wrong, "" when that is not one field's fault."""

    def __init__(self, field: str = "") -> None:
        super().__init__(400, "malformed")
        self.field = field


async def read_body(request: Request, most: int = MOST) -> bytes:
    """The body. Too large is refused with 413: before it is read when it says so, else while it is read."""
    if _announced(request) > most:
        raise HTTPException(413, "too_large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, "too_large")
    return bytes(body)


def _announced(request: Request) -> int:
    said = request.headers.get("content-length", "0")
    if not (said.isascii() and said.isdigit()):
        raise Malformed
    return int(said) if len(said) <= 20 else 10**20


async def read_form(request: Request, most: int = MOST) -> Mapping[str, str]:
    """The fields of an ordinary form; a field that comes twice has its last value."""
    if _kind(request) != "application/x-www-form-urlencoded":
        raise HTTPException(415, "not_a_form")
    body = await read_body(request, most)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
    except (ValueError, UnicodeError):
        raise Malformed from None


async def read_json(request: Request, wanted: type[T], most: int = MOST) -> T:
    """The body as `wanted` (a msgspec type). Raises Malformed with its field, or HTTPException 413 or 415."""
    if _kind(request) != "application/json":
        raise HTTPException(415, "not_json")
    body = await read_body(request, most)
    try:
        return msgspec.json.decode(body, type=wanted)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
        raise Malformed(_field_in(str(wrong))) from None


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _field_in(reason: str) -> str:
    """msgspec says where: `... - at `$.title`` names the field."""
    field = reason.partition("at `$.")[2].rstrip("`").split(".")[0].split("[")[0]
    return field if field.isidentifier() else ""
