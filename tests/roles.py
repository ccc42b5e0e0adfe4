"""Who may do what, in words that the tests of each activity share."""

LEADERS = frozenset({"facilitator", "organiser"})
WRITERS = LEADERS | {"scribe", "seated scribe"}
ANSWERING = frozenset({"participant"})
SEATED = ANSWERING | {"observer", "seated scribe"}
ANYBODY = SEATED | {"nobody", "of another session"}
TIME = frozenset({"time"})

# The states of a step in which a move is taken.
ALWAYS = "planned open closed"
OPEN_ONLY = "open"
FROM_OPEN = "open closed"

Rights = dict[str, tuple[frozenset[str], str]]
"""A move's name -> who may ask for it, and in which states of the step."""
