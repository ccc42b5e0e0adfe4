"""Post-its: written, read, put in order, taken along; every word stays its writer's."""

from tests.roles import ALWAYS, ANSWERING, LEADERS, OPEN_ONLY, WRITERS, Rights

READING = "open shown"

WHO_MAY: Rights = {
    **dict.fromkeys(("write", "take_back"), (ANSWERING, OPEN_ONLY)),
    **dict.fromkeys(("heart", "claim", "take_copy", "give_back"), (ANSWERING, READING)),
    **dict.fromkeys(
        ("arrange", "split_note", "edit_note", "name_heading", "keep_apart", "hand_out", "explain"),
        (LEADERS, ALWAYS),
    ),
    **dict.fromkeys(("look_at", "turn_page", "take_up", "put_back"), (LEADERS, ALWAYS)),
    "reveal": (LEADERS, OPEN_ONLY),
    "type_in": (WRITERS, ALWAYS),
}
