"""Reading a form that may carry a file: never more than the limit, and only the two kinds a browser sends."""

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from facilitator.programme_import import LARGEST_FILE
from participant.forms import MOST, read_body

KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
FIELDS = 2000
"""A programme of 300 slots with its ticks."""


class Posted:
    """What came: the last value of each field, all values of those that come several times, and at most one file."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def __getitem__(self, name: str) -> str:
        """The last value of the field; "" for one that did not come."""
        return next((value for value in reversed(self.all(name))), "")

    def all(self, name: str) -> list[str]:
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    async def file(self, name: str) -> tuple[str, bytes] | None:
        """The file's name and its bytes; None when none was chosen."""
        for value in self._form.getlist(name):
            if isinstance(value, UploadFile) and value.filename:
                return value.filename, await value.read()
        return None


async def read_posted(request: Request) -> Posted:
    """Raises HTTPException: 413 before and while reading, 415 for another kind, 400 for what cannot be read."""
    if not request.headers.get("content-type", "").startswith(KINDS):
        raise HTTPException(415, "not_a_form")
    body = await read_body(request, LARGEST_FILE + MOST)
    replayed = Request(request.scope, _once(body))
    try:
        form = await replayed.form(max_files=1, max_fields=FIELDS, max_part_size=MOST)
    except (HTTPException, ValueError, UnicodeError):
        raise HTTPException(400, "malformed") from None
    return Posted(form)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
