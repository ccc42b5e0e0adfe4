"""The desk's places and groups: what each place shows, its clock, who works there and how far they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from sessions.activity import PARTICIPANTS, Group, Person
from sessions.screens.desk_day import step_line
from sessions.screens.desk_next import undo_view
from sessions.screens.desk_now import choosable, innermost, on_wall
from sessions.screens.teams import group_work, team_view
from sessions.session import Session
from sessions.steps import PLENARY

MOST_LISTED = 1000


def places_view(session: Session) -> dict[str, Any]:
    """`clock`: the key of the clock that all places follow. `loose`: groups that have no place."""
    steps = session.steps.steps.values()
    groups = session.groups.gathered()
    inner = innermost(session, on_wall(session))
    known = known_places(session)
    apart = any(stage and step for stage, step in session.steps.focus.items())
    return {
        "places": [] if session.meeting.ended else [_place(session, place, groups) for place in known],
        "apart": apart,
        "working": any(group_work(session, place) for place in (PLENARY, *known)),
        "choices": [step_line(session, step) for step in steps if choosable(session, step)],
        "loose": [team_view(session, group) for group in groups if not group.place],
        "clock": inner["key"] if inner else "",
        "ready": sum(group.ready for group in groups),
        "groups": len(groups),
        "code": session.code,
        "ended": session.meeting.ended,
    }


def known_places(session: Session) -> list[str]:
    """Where people, groups or areas are, what has a focus of its own, and the places of a programme with several."""
    named = {slot.place for slot in session.day.slots}
    several = named if len(named - {""}) > 1 else set()
    of_areas = {place for area in session.groups.standing() for place in area.places}
    of_groups = {group.place for group in session.groups.gathered()}
    of_people = session.people.crowd.places
    return sorted((of_people | of_groups | of_areas | session.steps.focus.keys() | several) - {PLENARY})


def place_id(session: Session, place: str) -> str:
    """The element of a place on the desk; "" for none."""
    known = known_places(session)
    return f"place-{known.index(place) + 1}" if place in known else ""


def _place(session: Session, place: str, groups: Iterable[Group]) -> dict[str, Any]:
    """`own`: its own clock, when it has one. `timed`: there is a clock that could be made longer here."""
    people = sum(person.weight for person in session.people.here() if person.place == place)
    return {
        "place": place,
        "people": people,
        "step": session.steps.focus.get(place, ""),
        "groups": [team_view(session, group) for group in groups if group.place == place],
        "own": session.timers.clock(f"place:{place}"),
        "timed": session.innermost_clock(place) is not None,
    }


def asking(session: Session) -> list[dict[str, Any]]:
    """The groups that have asked for more time, and where they are on the desk."""
    return [
        {
            **team_view(session, group),
            "at": place_id(session, group.place),
            "timed": session.innermost_clock(group.place) is not None,
        }
        for group in session.groups.gathered()
        if group.asks
    ]


def groupless(session: Session) -> int:
    """People who would take part and are in no group, while groups work."""
    at_work = any(group_work(session, stage) for stage in (PLENARY, *known_places(session)))
    if not at_work or not session.groups.gathered():
        return 0
    here = (person for person in session.people.here() if person.here and person.role in PARTICIPANTS)
    return sum(person.weight for person in here if not person.group)


# the page of groups


def groups_page(session: Session) -> dict[str, Any]:
    """Every group with its people, and those without one. Names stand here, as on the list of people."""
    numbers = {seat: number for number, seat in enumerate(session.people.seats, 1)}
    people = session.people.here()
    by_group: dict[str, list[Person]] = {}
    for person in people[:MOST_LISTED]:
        by_group.setdefault(person.group, []).append(person)
    areas = [{"id": area.id, "name": area.name, "look": area.look} for area in session.groups.standing()]
    groups = standing_groups(session)
    return {
        "groups": [_listed(session, group, by_group.get(group.id, ()), numbers) for group in groups],
        "alone": [_member(session, person, numbers) for person in by_group.get("", ())],
        "areas": areas,
        "places": known_places(session),
        "more": max(0, len(people) - MOST_LISTED),
        "undo": undo_view(session),
        "code": session.code,
        "ended": session.meeting.ended,
    }


def standing_groups(session: Session) -> list[Group]:
    """Every group that has not been left by its last, also one that was made empty for people to be put in."""
    teams = session.groups.teams
    groups = [group for group in session.groups.all() if not teams[group.id].gone]
    return sorted(groups, key=lambda group: group.number)


def _listed(
    session: Session, group: Group, members: Iterable[Person], numbers: Mapping[str, int]
) -> dict[str, Any]:
    return {
        **team_view(session, group),
        "members": [_member(session, person, numbers) for person in members],
    }


def _member(session: Session, person: Person, numbers: Mapping[str, int]) -> dict[str, Any]:
    """`number`: as on the list of people, for who has given no name."""
    area = session.groups.areas.get(person.area)
    return {
        "seat": person.seat,
        "number": numbers[person.seat],
        "name": person.name,
        "organisation": person.organisation,
        "role": person.role,
        "people": person.weight,
        "area": area.name if area else "",
    }
