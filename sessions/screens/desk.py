"""The desk: where we are in the day, what happens now and next, and who needs me."""

from sessions.screens.desk_day import bar_view, day_view, minutes_view, recovery_view
from sessions.screens.desk_next import next_view
from sessions.screens.desk_now import now_view, open_view, pieces, switches_view, work_view
from sessions.screens.desk_places import groups_page, places_view
from sessions.screens.desk_side import needs_view, people_list, people_view, start_view
from sessions.screens.shown import Audience, Outlook, Region, Regions, lines, meeting_frame
from sessions.session import Session

PEOPLE = "people"
"""The stage of the desk's own page of people: a list that long would weigh on every other push."""
GROUPS = "groups"
"""The stage of the page where groups are seen with their people, and people are moved."""


def desk_regions(session: Session, audience: Audience, outlook: Outlook) -> Regions:
    """The running day; with the stage "people" everybody who has a seat, with "groups" who works with whom."""
    bar: Region = ("desk/bar.html", {**meeting_frame(session, outlook), **bar_view(session, outlook)})
    if audience.stage == PEOPLE:
        bar = ("desk/bar.html", {**bar[1], "late": False})
        return {"bar": bar, "people": ("desk/people.html", people_list(session))}
    if audience.stage == GROUPS:
        bar = ("desk/bar.html", {**bar[1], "late": False})
        return {"bar": bar, "groups": ("desk/groups.html", groups_page(session))}
    seen = lines(session, outlook.now)
    needs = needs_view(session, outlook)
    return {
        "bar": bar,
        "recovery": ("desk/recovery.html", recovery_view(session, outlook)),
        "day": ("desk/day.html", day_view(session, seen)),
        "now": ("desk/now.html", now_view(session, seen)),
        "switches": ("desk/switches.html", switches_view(session)),
        "work": ("desk/work.html", work_view(session)),
        "open": ("desk/open.html", open_view(session)),
        "places": ("desk/places.html", places_view(session)),
        "minutes": ("desk/minutes.html", minutes_view(session)),
        "next": ("desk/next.html", next_view(session, seen)),
        "calls": ("desk/calls.html", {"count": len(needs)}),
        "needs": ("desk/needs.html", {"needs": needs, "ended": session.meeting.ended}),
        "here": ("desk/here.html", {**people_view(session, outlook), "join": outlook.join}),
        "start": ("desk/start.html", start_view(session)),
        **pieces(session),
    }
