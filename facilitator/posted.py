"""Reading a form that may carry a file: never more than the limit, and only the two kinds a browser sends."""

from collections.abc import Mapping

from msgspec import Struct
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from facilitator.programme_import import LARGEST_FILE
from participant.forms import MOST, read_body

KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
FIELDS = 2000
"""A programme of 300 slots with its ticks."""


class Posted(Struct, frozen=True):
    """What came: the values of each field, and the file with its name when one was chosen."""

    values: Mapping[str, tuple[str, ...]]
    file: tuple[str, bytes] | None = None

    def __getitem__(self, name: str) -> str:
        """The last value of the field; "" for one that did not come."""
        return self.all(name)[-1] if self.all(name) else ""

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())


async def read_posted(request: Request, largest: int = LARGEST_FILE) -> Posted:
    """`largest`: bytes of the file.

    Raises HTTPException: 413 for too much, 415 for another kind, 400 for what cannot be read.
    """
    if not request.headers.get("content-type", "").startswith(KINDS):
        raise HTTPException(415, "not_a_form")
    body = await read_body(request, largest + MOST)
    replayed = Request(request.scope, _once(body))
    try:
        async with replayed.form(max_files=1, max_fields=FIELDS, max_part_size=largest) as form:
            return await _taken(form)
    except (HTTPException, ValueError, UnicodeError):
        raise HTTPException(400, "malformed") from None


async def _taken(form: FormData) -> Posted:
    texts = {name: tuple(v for v in form.getlist(name) if isinstance(v, str)) for name in form}
    chosen = [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    return Posted(texts, (str(chosen[0].filename), await chosen[0].read()) if chosen else None)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
