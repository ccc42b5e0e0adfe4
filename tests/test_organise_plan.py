"""The plan, over HTTP: pasting again, copying, and its pages."""

import html

from httpx2 import AsyncClient

from facilitator.house import House
from sessions.day_moves import EditSlot, GoTo
from sessions.facts import EditSession
from sessions.group_moves import PutArea, RemoveArea
from sessions.steps import AddStep
from tests.organising import ORGANISER, TEXT, code_in, made
from tests.organising import house as house
from tests.organising import organiser as organiser

# pasting again, copying


async def test_pasting_again_keeps_what_was_edited_and_the_steps(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    first, _, rest, talk = room.session.day.slots
    room.act(
        ORGANISER,
        "edit0001",
        EditSlot(talk.id, title="Samtal, tre i taget", minutes_min=20, desk_notes="stolar"),
    )
    room.act(ORGANISER, "edit0002", AddStep("talk", talk.id))
    code = room.session.code
    new = (
        TEXT.replace("09:00-09:30", "09:10-09:30")
        .replace("10:00-10:15 Paus", "10:00-10:20 Frukt")
        .replace("10:15", "10:20")
    )
    page = (await organiser.post(f"/desk/{code}/preview?lang=en", data={"text": new})).text
    assert "will be taken away" in page
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": new})).status_code == 303
    slots = room.session.day.slots
    assert [slot.title for slot in slots] == [
        "Välkomna",
        "Utvärdering av förra gången",
        "Frukt",
        "Samtal, tre i taget",
    ]
    assert (slots[0].id, slots[3].id) == (first.id, talk.id)
    assert rest.id not in {slot.id for slot in slots}
    assert (slots[0].start, slots[3].minutes_min, slots[3].desk_notes) == (550, 20, "stolar")
    assert [step.slot for step in room.session.steps.steps.values()] == [talk.id]
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": TEXT})).status_code == 303
    assert room.session.day.slots[3].title == "Samtal, tre i taget"


async def test_pasting_nothing_or_over_the_running_slot_is_refused(
    house: House, organiser: AsyncClient
) -> None:
    room = await made(house, organiser)
    code = room.session.code
    for text in ("", "hej hopp"):
        answer = await organiser.post(f"/desk/{code}/paste?lang=en", data={"text": text})
        assert answer.status_code == 422
        assert "text-problem" in answer.text
    room.act(ORGANISER, "start001", GoTo(room.session.day.slots[0].id))
    answer = await organiser.post(
        f"/desk/{code}/paste?lang=en", data={"text": "13:00-14:00 Något helt annat"}
    )
    assert answer.status_code == 422
    assert "runs just now" in answer.text
    assert len(room.session.day.slots) == 4
    assert (await organiser.post(f"/desk/{code}/paste", data={"text": "x" * 400_001})).status_code == 422
    assert (
        await organiser.post(f"/desk/{code}/paste", content=b"", headers={"content-type": "text/css"})
    ).status_code == 415


async def test_a_copy_has_the_plan_and_nothing_that_happened(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser, date="2026-03-12", organiser="Rådet")
    one, two, _, four = room.session.day.slots
    room.act(
        ORGANISER, "edit0001", EditSlot(four.id, start_fixed=True, minutes_min=25, desk_notes="ring gästen")
    )
    room.act(ORGANISER, "edit0002", AddStep("pulse", one.id, "Ord", {"entries": 2}, 300, lasting=True))
    source = list(room.session.steps.steps)[-1]
    room.act(ORGANISER, "edit0003", AddStep("talk", two.id, "Samtal", source=source))
    room.act(ORGANISER, "area0001", PutArea("Skola", text="Fakta", places="Sal\nHörna", seats=9, look=5))
    room.act(ORGANISER, "area0002", PutArea("Borttaget"))
    room.act(ORGANISER, "area0003", RemoveArea(list(room.session.groups.areas)[-1]))
    facts = EditSession(
        next_date="2026-06-04", next_theme="Lek", ask_name="asked", organisations="A\nB", hard_end="12:00"
    )
    room.act(ORGANISER, "edit0004", facts)
    room.act(ORGANISER, "start001", GoTo(one.id))
    answer = await organiser.post(f"/desk/{room.session.code}/copy")
    twin = (await house.lobby.room(code_in(answer))).session
    assert twin.code != room.session.code
    assert [(s.title, s.start, s.minutes, s.break_) for s in twin.day.slots] == [
        (s.title, s.start, s.minutes, s.break_) for s in room.session.day.slots
    ]
    last = twin.day.slots[3]
    assert (last.start_fixed, last.minutes_min, last.desk_notes) == (True, 25, "ring gästen")
    (school,) = twin.groups.areas.values()
    assert (school.name, school.text, school.places) == ("Skola", "Fakta", ("Sal", "Hörna"))
    assert (school.seats, school.look) == (9, 5)
    words, talk = twin.steps.steps.values()
    assert (words.kind, words.title, words.seconds, words.lasting) == ("pulse", "Ord", 300, True)
    assert words.activity.settings.entries == 2
    assert talk.source == words.id
    assert (twin.meeting.facts.date, twin.meeting.facts.next_date, twin.meeting.facts.next_theme) == (
        "2026-06-04",
        "",
        "",
    )
    assert (twin.meeting.facts.organiser, twin.meeting.facts.hard_end) == ("Rådet", 720)
    assert (twin.people.door.name, twin.people.door.organisations) == ("asked", ("A", "B"))
    assert not twin.day.runs
    assert twin.steps.steps.keys().isdisjoint(room.session.steps.steps.keys())
    assert twin.undos == []


# the plan's pages


async def test_the_plan_shows_every_slot_as_a_form(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    page = (await organiser.get(f"/desk/{room.session.code}/plan?lang=en")).text
    for slot in room.session.day.slots:
        assert f'id="edit-{slot.id}"' in page
        assert f'value="{html.escape(slot.title)}"' in page
    assert "surface=plan" in page
    assert page.count('data-move="edit_slot"') == 4


async def test_a_step_is_set_up_by_the_activitys_own_form(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    room.act(ORGANISER, "edit0001", AddStep("pulse", room.session.day.slots[0].id, "Ord", seconds=90))
    room.act(ORGANISER, "edit0002", AddStep("talk", room.session.day.slots[1].id))
    step, later = room.session.steps.steps
    page = (await organiser.get(f"/desk/{room.session.code}/plan/steps/{step}")).text
    assert 'data-under="settings"' in page
    assert 'name="entries"' in page
    assert 'data-unit="60"' in page
    assert 'value="1.5"' in page
    assert (
        f'<option value="{step}"'
        in (await organiser.get(f"/desk/{room.session.code}/plan/steps/{later}")).text
    )
    gone = await organiser.get(f"/desk/{room.session.code}/plan/steps/k-nothing")
    assert "no-step" in gone.text


async def test_every_activity_can_be_set_up(house: House, organiser: AsyncClient) -> None:
    from sessions.activities import ACTIVITIES

    room = await made(house, organiser)
    for number, activity in enumerate(ACTIVITIES):
        room.act(ORGANISER, f"edit{number:04d}", AddStep(activity.kind, room.session.day.slots[0].id))
    for step in room.session.steps.steps:
        answer = await organiser.get(f"/desk/{room.session.code}/plan/steps/{step}")
        assert answer.status_code == 200
        assert f'id="settings-{step}"' in answer.text
    assert (await organiser.get(f"/desk/{room.session.code}/plan")).text.count('class="planstep"') == len(
        ACTIVITIES
    )


async def test_the_session_page_holds_every_fact(house: House, organiser: AsyncClient) -> None:
    room = await made(house, organiser)
    room.act(
        ORGANISER, "edit0001", EditSession(theme="Lek", hard_end="16:00", organisations="A\nB", seats=40)
    )
    page = (await organiser.get(f"/desk/{room.session.code}/plan/session")).text
    for name in (*EditSession.__struct_fields__,):
        assert name in ("bell", "wall_theme") or f'name="{name}"' in page, name
    assert 'value="16:00"' in page
    assert "A\nB" in page
