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


async def read_body(request: Request, most: int = MOST) -> bytes:
    """The body, refused with 413 before it is read when it says that it is too large, and while it is when it is."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > most:
        raise HTTPException(413, "too_large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, "too_large")
    return bytes(body)


async def read_form(request: Request, most: int = MOST) -> Mapping[str, str]:
    """The fields of an ordinary form; a field that comes twice has its last value."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415, "not_a_form")
    body = await read_body(request, most)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=2000, errors="strict"))
    except (ValueError, UnicodeError):
        raise HTTPException(400, "malformed") from None


async def read_json(request: Request, wanted: type[T], most: int = MOST) -> T:
    """The body as `wanted` (a msgspec type). Raises HTTPException 400, 413 or 415."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(415, "not_json")
    try:
        return msgspec.json.decode(await read_body(request, most), type=wanted)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
        raise HTTPException(400, str(wrong)) from None
