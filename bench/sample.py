"""Sessions to be measured inside this process, and screens that only count what they are sent."""

from pathlib import Path
from typing import Any

from facilitator.assets import Assets
from facilitator.house import Address, Fragments, dressed
from sessions.activity import Person
from sessions.journal import Journal
from sessions.lobby import Lobby

ORGANISER = Person("organiser", role="organiser")
OPTIONS = ("En dörr in", "Grannfika i varje port", "Lånehylla", "Öppen trappa")


async def lobby_over(journal: Path) -> Lobby:
    way_in = Address("http", "127.0.0.1", 8000).way_in
    return Lobby(await Journal.open(journal), Fragments(dressed(Assets())), way_in)


class Glass:
    """A connection that takes everything. `bytes`: how much that was."""

    def __init__(self) -> None:
        self.slot: Any = None
        self.open, self.waiting, self.frames, self.bytes = True, 0, 0, 0

    def send(self, frame: bytes, /) -> None:
        self.frames += 1
        self.bytes += len(frame)

    def close(self, code: int = 1000, reason: str = "") -> None: ...

    def abort(self) -> None: ...

    async def stay(self) -> None: ...
