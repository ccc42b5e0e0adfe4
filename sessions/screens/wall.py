"""The wall and the door: where we are, the clock, and how to join, always; otherwise one thing at a time."""

from typing import Any

from sessions.screens.phone import focused, now_view
from sessions.screens.shown import Audience, Line, Outlook, Region, Regions, lines, meeting_frame, step_frame
from sessions.session import Session


def wall_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    frame = meeting_frame(session, outlook)
    return {
        "top": ("wall/top.html", {**frame, "stage": audience.stage}),
        "main": main_of(session, audience, outlook, frame),
        "foot": ("wall/foot.html", {**frame, **day_bar(session, outlook)}),
    }


def main_of(session: Session, audience: Audience, outlook: Outlook, frame: dict[str, Any]) -> Region:
    meeting = session.meeting
    if meeting.blank:
        return ("wall/blank.html", frame)
    if meeting.show_code:
        return ("wall/code.html", frame)
    if meeting.ended:
        return ("wall/ended.html", {**frame, "facts": meeting.facts})
    step = focused(session, audience)
    if step is not None:
        scene = session.scene(step)
        view = step.activity.place(audience.stage, scene) if audience.stage else step.activity.wall(scene)
        return ("wall/step.html", {**frame, **step_frame(session, step), "view": view})
    now = now_view(session, outlook)
    if now["now"] is None:
        return ("wall/before.html", {**frame, **now, "lines": lines(session, outlook.now)})
    return ("wall/pause.html" if now["now"].break_ else "wall/now.html", {**frame, **now})


def day_bar(session: Session, outlook: Outlook) -> dict[str, Any]:
    """The day as segments whose lengths add up to 1, how far we are, and how we keep the time."""
    seen = lines(session, outlook.now)
    lengths = [line.minutes or 5 for line in seen]
    total = sum(lengths) or 1
    starts = [sum(lengths[:index]) / total for index in range(len(lengths))]
    return {
        "segments": [
            {"state": line.state, "at": round(start, 4), "share": round(length / total, 4)}
            for line, start, length in zip(seen, starts, lengths, strict=True)
        ],
        "here": _here(session, seen, starts, lengths, total, outlook),
        "first": seen[0].start if seen else "",
        "last": _last(seen),
        "behind": session.behind(outlook.now) if session.day.runs else None,
    }


def _here(
    session: Session, seen: list[Line], starts: list[float], lengths: list[int], total: int, outlook: Outlook
) -> float | None:
    index = next((i for i, line in enumerate(seen) if line.state == "now"), None)
    run = session.day.runs.get(session.day.current or "")
    if index is None or run is None:
        return None
    gone = (outlook.now - run.started) / 60_000 / lengths[index]
    return round(starts[index] + min(max(gone, 0), 1) * lengths[index] / total, 4)


def _last(seen: list[Line]) -> str:
    return seen[-1].end or seen[-1].start if seen else ""
