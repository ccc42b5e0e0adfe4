"""Templates of whole days: shipped ones and kept ones, and the one form of a day that all copying goes through."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from facilitator import days
from facilitator.day_templates import MOST_TEMPLATES, filled_in, for_others
from facilitator.foreseen import report
from facilitator.house import House
from facilitator.outline import Outline, for_next_time, moved_to, outline_of
from facilitator.planning import plan_after, rehearse
from facilitator.rehearsal import planned
from facilitator.rehearsal import rehearse as played_through
from sessions.activities import activity_of
from sessions.activity import Person, Rejected, Turn
from sessions.day_moves import AddSlot, BeginAt, Draft, EditSlot, PlaceProgramme
from sessions.facts import EditSession, Facts
from sessions.group_moves import PutArea, RemoveArea
from sessions.journal import Blob, Journal, TemplateRow
from sessions.people import Join
from sessions.programme import Slot, beginning_at
from sessions.room import Room
from sessions.session import Session
from sessions.steps import AddStep
from tests.organising import TEXT, made, signed_in
from tests.organising import house as house
from tests.organising import organiser as organiser
from tests.play import DESK, Play


@pytest.fixture
def play() -> Play:
    return Play()


LANGUAGES = days.WRITTEN_IN
SHIPPED = [(day, language) for day in days.SHIPPED for language in LANGUAGES]
TO_FILL_IN = {"no_content", "no_closed_list", "nobody_could"}
"""What a rehearsal may miss in a template: last time's actions, the list of organisations, and a dealing of groups in
which nobody has anything to press."""


def session_of(outline: Outline) -> Session:
    return rehearse(plan_after(outline), DESK)


def shape(outline: Outline) -> Any:
    """Everything but words."""
    return (
        [(s.start, s.minutes, s.minutes_min, s.break_, s.start_fixed, len(s.details)) for s in outline.slots],
        [bool(s.section) + bool(s.desk_notes) * 2 for s in outline.slots],
        [len(area.places) for area in outline.areas],
        [(s.id, s.kind, s.slot, s.source, s.seconds, s.lasting, formed(s.settings)) for s in outline.steps],
        outline.door,
    )


CODES = {"form", "method", "preset", "how", "reveal", "authors", "ask", "pace"}
"""Settings whose texts are not words."""


def formed(settings: Any, name: str = "") -> Any:
    if isinstance(settings, dict):
        return {key: formed(value, key) for key, value in settings.items()}
    return settings.count("\n") if isinstance(settings, str) and name not in CODES else settings


class TestShipped:
    @pytest.mark.parametrize(("day", "language"), SHIPPED)
    def test_it_builds_and_every_step_is_as_it_was_written(self, day: str, language: str) -> None:
        outline = days.shipped_outline(day, language)
        session = session_of(outline)
        assert [slot.title for slot in session.day.slots] == [slot.title for slot in outline.slots]
        assert len(session.groups.standing()) == len(outline.areas)
        assert session.meeting.facts.language == language
        again = list(session.steps.steps.values())
        assert [step.kind for step in again] == [step.kind for step in outline.steps]
        for step, was in zip(again, outline.steps, strict=True):
            assert step.title == was.title
            for name, value in was.settings.items():
                assert hasattr(step.activity.settings, name)
                if not isinstance(value, str | dict):
                    assert getattr(step.activity.settings, name) == value

    @pytest.mark.parametrize(("day", "language"), SHIPPED)
    def test_each_source_comes_earlier_and_has_items(self, day: str, language: str) -> None:
        steps = days.shipped_outline(day, language).steps
        ids = [step.id for step in steps]
        assert len(set(ids)) == len(ids)
        for number, step in enumerate(steps):
            assert not step.source or step.source in ids[:number], step.title
        named = {step.source for step in steps if step.source}
        for step in steps:
            if step.id in named:
                assert activity_of(step.kind).items is not activity_of("checkin").items, step.kind

    @pytest.mark.parametrize(("day", "language"), SHIPPED)
    def test_the_slots_have_time_for_their_steps(self, day: str, language: str) -> None:
        outline = days.shipped_outline(day, language)
        for slot in outline.slots:
            seconds = sum(step.seconds for step in outline.steps if step.slot == slot.id)
            assert seconds <= (slot.minutes or 0) * 60, slot.title
            assert not (slot.break_ and seconds), slot.title
        starts = [slot.start or 0 for slot in outline.slots]
        ends = [slot.planned_end for slot in outline.slots]
        assert starts[1:] == ends[:-1], "one follows the other"

    @pytest.mark.parametrize("day", days.SHIPPED)
    def test_it_has_the_same_shape_in_every_language_and_other_words(self, day: str) -> None:
        swedish, english = (days.shipped_outline(day, language) for language in ("sv", "en"))
        assert shape(swedish) == shape(english)
        assert {slot.title for slot in swedish.slots} != {slot.title for slot in english.slots}
        files = [days.written(day, language) for language in LANGUAGES]
        assert len({len(file.happens) for file in files}) == 1
        assert len({file.what for file in files}) == len(files)

    def test_a_language_it_is_not_written_in_gets_english(self) -> None:
        assert days.written("meeting", "ar-XB") == days.written("meeting", "en")

    @pytest.mark.parametrize("day", days.SHIPPED)
    async def test_a_room_goes_through_it_and_only_names_are_missing(self, day: str) -> None:
        outline = filled_in(days.shipped_outline(day, "sv"), Facts(date="2026-03-12"), "")
        session = session_of(outline)
        plan = planned(session, 1_772_000_000_000)
        played = await played_through(plan, 40)
        found = report(session, played, plan.names)
        assert {finding.code for finding in found.findings} <= TO_FILL_IN, found.findings
        given_on = {plan.names[step.step]: step.given for slot in played.slots for step in slot.steps}
        for step in session.steps.steps.values():
            assert not step.source or given_on[step.id] > 0, f"{step.title} got nothing from its source"


# one form of a day


SLOTS = st.lists(
    st.builds(
        Slot,
        id=st.uuids().map(str),
        title=st.text(max_size=5),
        start=st.none() | st.integers(0, 3000),
        minutes=st.none() | st.integers(0, 300),
    ),
    max_size=8,
)


class TestOutline:
    def test_what_is_planned_comes_along_and_what_happened_does_not(self, play: Play) -> None:
        old = full(play)
        play.people.append(play.join(1))
        new = session_of(outline_of(old))
        assert as_planned(new) == as_planned(old)
        assert [area.name for area in new.groups.standing()] == ["Skolan"]
        assert new.groups.standing()[0].places == ("Aulan", "Matsalen")
        assert new.people.seats == {}
        assert new.steps.step(list(new.steps.steps)[-1]).source == list(new.steps.steps)[-2]

    def test_the_next_time_is_on_the_next_date(self, play: Play) -> None:
        play.do(DESK, EditSession(date="2026-03-12", next_date="2026-06-01", next_place="Aulan"))
        facts = for_next_time(outline_of(play.session)).facts
        assert (facts.date, facts.next_date, facts.next_place) == ("2026-06-01", "", "")

    @given(SLOTS, st.integers(0, 1439))
    def test_a_moved_day_keeps_its_distances(self, slots: list[Slot], minute: int) -> None:
        moved = beginning_at(slots, minute)
        assert [slot.minutes for slot in moved] == [slot.minutes for slot in slots]
        timed = [slot.start for slot in slots if slot.start is not None]
        again = [slot.start for slot in moved if slot.start is not None]
        if timed:
            assert again[0] == minute
            assert again == [max(start + minute - timed[0], 0) for start in timed]
        elif slots:
            assert moved[0].start == minute

    def test_what_it_must_be_over_by_moves_along(self) -> None:
        day = days.shipped_outline("meeting", "en")
        until = structs.replace(day, facts=structs.replace(day.facts, hard_end=10 * 60))
        moved = moved_to(until, 13 * 60)
        assert (moved.begins, moved.facts.hard_end) == (13 * 60, 14 * 60)

    def test_others_get_neither_dates_nor_speakers_nor_unasked_notes(self, play: Play) -> None:
        full(play)
        play.do(DESK, EditSession(date="2026-03-12", next_date="2026-06-01"))
        day = for_others(outline_of(play.session), notes=False)
        assert (day.facts.date, day.facts.next_date) == ("", "")
        assert {slot.speaker for slot in day.slots} == {""} == {slot.desk_notes for slot in day.slots}
        assert "Ring" in {slot.desk_notes for slot in for_others(outline_of(play.session), notes=True).slots}


def full(play: Play) -> Session:
    session = play.session
    for area in session.groups.standing():
        play.do(DESK, RemoveArea(area.id))
    play.do(DESK, PlaceProgramme((Draft("Ett", "09:00", 30, speaker="Kim Holm"), Draft("Två", "09:30", 30))))
    first = session.day.slots[0].id
    play.do(DESK, EditSlot(first, desk_notes="Ring", start_fixed=True, minutes_min=20))
    play.do(DESK, PutArea("Skolan", places="Aulan\nMatsalen", text="Fakta", look=3))
    play.do(DESK, PutArea("Borta"))
    play.do(DESK, RemoveArea(session.groups.standing()[1].id))
    play.do(DESK, AddStep("board", first, "Lappar", {"columns": "A\nB"}, 300))
    board = list(session.steps.steps)[-1]
    play.do(DESK, AddStep("vote", first, "Val", {"method": "dots"}, 60, board, True))
    return session


def as_planned(session: Session) -> Any:
    numbers = {slot.id: number for number, slot in enumerate(session.day.slots)}
    steps = {step: number for number, step in enumerate(session.steps.steps)}
    return (
        [structs.replace(slot, id="") for slot in session.day.slots],
        [structs.replace(area, id="") for area in session.groups.standing()],
        [
            (step.kind, numbers[step.slot], step.title, step.seconds, step.lasting, step.activity.settings)
            for step in session.steps.steps.values()
        ],
        [steps.get(step.source) for step in session.steps.steps.values()],
    )


# the whole day at another time, in a session


class TestBeginAt:
    def test_every_start_moves_and_it_can_be_undone(self, play: Play) -> None:
        session = full(play)
        play.do(DESK, BeginAt("13.15"))
        assert [slot.start for slot in session.day.slots] == [795, 825]
        assert session.undos[-1].what == "day_moved"
        play.keep(play.session.undo(Turn(DESK, play.at, play.dice, "u")), DESK.seat)
        assert [slot.start for slot in session.day.slots] == [540, 570]

    def test_what_was_edited_since_it_was_pasted_stays_edited(self, play: Play) -> None:
        session = full(play)
        play.do(DESK, EditSlot(session.day.slots[1].id, start="09:40"))
        play.do(DESK, BeginAt("10:00"))
        drafts = tuple(
            Draft(slot.title, start, 30, keep=slot.id)
            for slot, start in zip(session.day.slots, ("10:00", "10:30"), strict=True)
        )
        play.do(DESK, PlaceProgramme(drafts))
        assert [slot.start for slot in session.day.slots] == [600, 640]

    def test_a_day_without_times_is_laid_out(self, play: Play) -> None:
        play.do(
            DESK, PlaceProgramme((Draft("Ett", None, 30), Draft("Två", None, None), Draft("Tre", None, 5)))
        )
        play.do(DESK, BeginAt("09:00"))
        assert [slot.start for slot in play.session.day.slots] == [540, 570, None]

    def test_edits_among_slots_without_times_are_kept_apart(self, play: Play) -> None:
        play.do(DESK, PlaceProgramme((Draft("Ett", "09:00", 30), Draft("Två", None, 30))))
        second = play.session.day.slots[1].id
        play.do(DESK, EditSlot(second, start="09:30"))
        play.do(DESK, AddSlot("Tre"))
        play.do(DESK, BeginAt("11:00"))
        assert [slot.start for slot in play.session.day.slots] == [660, 690, None]
        assert play.session.day.placed[second].start is None

    @pytest.mark.parametrize("start", ["", "snart", "25:00", "24:00", "9"])
    def test_it_must_be_a_time_of_the_day(self, play: Play, start: str) -> None:
        full(play)
        with pytest.raises(Rejected, match="no_time"):
            play.do(DESK, BeginAt(start))


# what is kept


async def test_the_journal_keeps_templates_with_the_pictures_they_show(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db")
    row = TemplateRow("t1", "Dagen", 5, b"{}")
    await journal.save_template(row)
    await journal.save_template(structs.replace(row, id="t0", made=4))
    assert [found.id for found in await journal.templates()] == ["t0", "t1"]
    await journal.drop_template("t0")
    await journal.close()
    journal = await Journal.open(tmp_path / "journal.db")
    assert await journal.templates() == [row]
    await journal.close()


async def chosen(house: House, browser: AsyncClient, template: str, **fields: str) -> Room:
    answer = await browser.post("/organise/new", data={"template": template, **fields})
    assert answer.status_code == 303, answer.text
    return await house.lobby.room(answer.headers["location"].split("/")[2])


async def kept(organiser: AsyncClient, room: Room, **fields: str) -> str:
    answer = await organiser.post(f"/desk/{room.session.code}/template", data={"name": "", **fields})
    assert answer.status_code == 303
    found = re.fullmatch(r"/organise/new#template-(t[0-9a-f]{16})", answer.headers["location"])
    assert found
    return found[1]


class TestPages:
    async def test_each_card_says_what_it_is_for_how_long_it_takes_and_what_happens(
        self, organiser: AsyncClient
    ) -> None:
        page = (await organiser.get("/organise/new?lang=en")).text
        for day in days.SHIPPED:
            file = days.written(day, "en")
            card = page.partition(f'id="template-{day}"')[2].partition('name="template"')[0]
            for words in (file.title, file.what, *file.happens):
                assert words in card
            assert re.search(r"\d+ (h|min)", card)
        assert days.written("council", "sv").what in (await organiser.get("/organise/new?lang=sv")).text

    async def test_one_click_makes_a_day_that_needs_names_and_times(
        self, house: House, organiser: AsyncClient
    ) -> None:
        answer = await organiser.post("/organise/new", data={"template": "council"})
        assert re.fullmatch(r"/desk/\w{6}/plan/session", answer.headers["location"])
        session = (await house.lobby.room(answer.headers["location"].split("/")[2])).session
        assert session.meeting.facts.title == "Integrationsråd"
        assert Counter(step.kind for step in session.steps.steps.values())["worksheet"] == 2
        page = (await organiser.get(answer.headers["location"])).text
        for name in ("title", "organiser", "date", "place", "start"):
            assert f'name="{name}"' in page

    async def test_what_was_typed_goes_before_what_stands_in_the_template(
        self, house: House, organiser: AsyncClient
    ) -> None:
        typed = {"title": "Höstrådet", "organiser": "Rådet", "date": "2026-10-01", "place": "Aulan"}
        room = await chosen(house, organiser, "meeting", **typed, begins="13:00", language="en")
        facts = room.session.meeting.facts
        assert (facts.title, facts.organiser, facts.date, facts.place) == tuple(typed.values())
        assert (facts.language, room.session.day.slots[0].title) == ("en", "Opening")
        assert [slot.start for slot in room.session.day.slots[:2]] == [780, 785]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"template": "no-such"}, "template"),
            ({"template": "council", "begins": "soon"}, "begins"),
            ({"template": "council", "begins": "24:00"}, "begins"),
            ({"template": "council", "date": "tomorrow"}, "date"),
            ({"template": "council", "title": "T" * 201}, "title"),
            ({"template": "council", "text": "09:00 Kaffe"}, "template"),
        ],
    )
    async def test_a_refusal_is_said_beside_its_field_and_makes_nothing(
        self, house: House, organiser: AsyncClient, fields: dict[str, str], field: str
    ) -> None:
        answer = await organiser.post("/organise/new", data={"organiser": "Rådet", **fields})
        assert answer.status_code == 422
        assert f'id="{field}-problem"' in answer.text
        assert 'value="Rådet"' in answer.text
        assert await house.journal.all_sessions() == []

    async def test_a_day_is_kept_listed_begun_from_and_deleted(
        self, house: House, organiser: AsyncClient
    ) -> None:
        room = await made(house, organiser, title="Grannskapsdagen", date="2026-03-12")
        slot = room.session.day.slots[0].id
        room.act(DESK, "m1", EditSlot(slot, speaker="Kim Holm", desk_notes="Ring"))
        room.act(DESK, "m2", AddStep("vote", slot, "Val", {"options": "Ja\nNej"}))
        room.act(Person("seat-of-robin", role="nobody"), "m3", Join("Robin Ek", "Föreningen"))
        template = await kept(organiser, room)
        page = (await organiser.get("/organise/new")).text
        assert f'id="template-{template}"' in page
        assert "Grannskapsdagen" in page
        (row,) = await house.journal.templates()
        for gone in ("Kim Holm", "Ring", "Robin Ek", "Föreningen", "2026-03-12", "seat-of-robin"):
            assert gone.encode() not in row.day
        twin = (await chosen(house, organiser, template, begins="08:00", title="Ny dag")).session
        assert twin.meeting.facts.title == "Ny dag"
        assert [s.title for s in twin.day.slots] == [s.title for s in room.session.day.slots]
        assert twin.day.slots[0].start == 480
        assert [step.activity.settings.options for step in twin.steps.steps.values()] == ["Ja\nNej"]
        dropped = await organiser.post(
            f"/organise/templates/{template}/drop", data={"title": "Halvvägs", "text": TEXT}
        )
        assert dropped.status_code == 200
        assert template not in dropped.text
        assert 'value="Halvvägs"' in dropped.text
        assert await house.journal.templates() == []

    async def test_notes_for_the_desk_go_along_when_they_are_asked_for(
        self, house: House, organiser: AsyncClient
    ) -> None:
        room = await made(house, organiser, title="Dagen")
        room.act(DESK, "m1", EditSlot(room.session.day.slots[0].id, desk_notes="Ring vaktmästaren"))
        template = await kept(organiser, room, notes="true", name="Med anteckningar")
        session = (await chosen(house, organiser, template)).session
        assert session.day.slots[0].desk_notes == "Ring vaktmästaren"
        assert session.meeting.facts.title == "Dagen"

    async def test_the_pictures_of_the_plan_go_along_and_no_others(
        self, house: House, organiser: AsyncClient
    ) -> None:
        room = await made(house, organiser)
        shown, answer = f"{1:020x}-4x4", f"{2:020x}-4x4"
        for picture in (shown, answer):
            await house.journal.save_blob(room.session.id, picture, Blob("image/png", b"picture"))
        room.act(DESK, "m1", PutArea("Skolan", picture=shown, alt="En skola"))
        template = await kept(organiser, room)
        await house.lobby.delete(room.session.code)
        session = (await chosen(house, organiser, template)).session
        assert session.groups.standing()[0].picture == shown
        assert await house.journal.blob_ids(session.id) == {shown}
        assert await house.journal.blob(session.id, shown) == Blob("image/png", b"picture")

    async def test_too_many_and_too_long_names_are_refused(
        self, house: House, organiser: AsyncClient
    ) -> None:
        room = await made(house, organiser)
        path = f"/desk/{room.session.code}/template"
        assert (await organiser.post(path, data={"name": "n" * 201})).status_code == 422
        for number in range(MOST_TEMPLATES):
            await house.journal.save_template(TemplateRow(f"t{number}", "x", number, b"{}"))
        assert (await organiser.post(path, data={"name": "n"})).status_code == 422
        assert len(await house.journal.templates()) == MOST_TEMPLATES

    async def test_only_the_organiser_keeps_a_day(self, house: House, organiser: AsyncClient) -> None:
        room = await made(house, organiser)
        code = room.session.code
        assert 'id="keep"' in (await organiser.get(f"/desk/{code}/plan")).text
        async with signed_in(house, room, "facilitator") as browser:
            assert (await browser.post(f"/desk/{code}/template", data={"name": "x"})).status_code == 403
            assert 'id="keep"' not in (await browser.get(f"/desk/{code}/plan")).text
        assert await house.journal.templates() == []

    async def test_what_a_template_is_called_stays_text(self, house: House, organiser: AsyncClient) -> None:
        room = await made(house, organiser)
        await kept(organiser, room, name="<script>alert(1)</script>")
        assert "<script>alert" not in (await organiser.get("/organise/new")).text


class TestApi:
    async def test_a_template_makes_a_session(self, house: House, organiser: AsyncClient) -> None:
        wanted = {"template": "retrospective", "language": "en", "date": "2026-10-01", "begins": "14:00"}
        answer = await organiser.post("/api/sessions", json=wanted)
        assert answer.status_code == 201
        session = (await house.lobby.room(answer.json()["code"])).session
        assert session.meeting.facts.title == "Retrospective"
        assert session.day.slots[0].start == 14 * 60
        assert len(session.steps.steps) == len(days.shipped_outline("retrospective", "en").steps)

    @pytest.mark.parametrize(
        ("wanted", "status"),
        [
            ({"template": "no-such"}, 422),
            ({"template": "meeting", "begins": "noon"}, 422),
            ({"template": "meeting", "programme": "09:00 Kaffe"}, 400),
            ({"title": "  "}, 400),
            ({}, 400),
        ],
    )
    async def test_what_cannot_be_is_refused(
        self, house: House, organiser: AsyncClient, wanted: dict[str, str], status: int
    ) -> None:
        answer = await organiser.post("/api/sessions", json=wanted)
        assert answer.status_code == status, answer.text
        assert await house.journal.all_sessions() == []


def test_a_time_that_is_none_is_refused_by_its_field() -> None:
    with pytest.raises(Rejected) as refused:
        filled_in(days.shipped_outline("meeting", "en"), Facts(), "later")
    assert refused.value.values["field"] == "begins"
