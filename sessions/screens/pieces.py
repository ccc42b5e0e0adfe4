"""Views that hold pieces: each becomes a region of its own, so that it is drawn, kept and sent by itself."""

from sessions.activity import View
from sessions.screens.shown import Regions
from sessions.session import Session
from sessions.steps import Step


def everyones(session: Session, step: Step) -> tuple[View, Regions]:
    """What all phones see of a step; gathered once for all groups."""
    return session.once(
        ("everyone", step.id), lambda: apart(step, step.activity.everyone(session.scene(step)))
    )


def desks(session: Session, step: Step) -> tuple[View, Regions]:
    """What the desk sees of a step."""
    return session.once(("desk", step.id), lambda: apart(step, step.activity.desk(session.scene(step))))


def apart(step: Step, view: View) -> tuple[View, Regions]:
    """A view without its pieces, and the regions that they become."""
    if "pieces" not in view:
        return view, {}
    frame = {"step": step.id, "kind": step.kind}
    regions: Regions = {
        f"{step.id}-{id}": (f"{step.kind}/{piece.template}", {**frame, "view": piece.view})
        for id, piece in view["pieces"].items()
    }
    return {key: value for key, value in view.items() if key != "pieces"}, regions
