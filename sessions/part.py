"""What the parts of a session have in common: a move is judged by `decide_<tag>`, an event kept by `apply_<tag>`."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import UNSET, Struct, structs

from sessions.activity import Event, Move, Ms, Turn


def tag_of(event: Event | type[Event]) -> str:
    """The name of a move or event on the wire and in the journal."""
    return str(event.__struct_config__.tag)


class Part:
    """One concern of a session: its state, its moves, its events. Undo is the move that `inverse_<tag>` names."""

    moves: ClassVar[tuple[type[Move], ...]] = ()
    events: ClassVar[tuple[type[Event], ...]] = ()

    def decide(self, move: Move, turn: Turn) -> Sequence[Event]:
        judge = getattr(self, f"decide_{tag_of(move)}", None)
        return judge(move, turn) if judge else (move,)

    def apply(self, event: Event, by: str, at: Ms) -> None:
        getattr(self, f"apply_{tag_of(event)}")(event, by, at)

    def inverse(self, event: Event) -> Move | None:
        undo = getattr(self, f"inverse_{tag_of(event)}", None)
        return undo(event) if undo else None


def given(change: Struct, *but: str) -> dict[str, Any]:
    """The fields of a change that were sent, without those named in `but`."""
    fields = structs.asdict(change)
    return {name: value for name, value in fields.items() if value is not UNSET and name not in but}
