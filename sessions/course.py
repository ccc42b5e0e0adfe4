"""How the day goes: what is still to come, when, how late, and how lost time can be taken back."""

from collections.abc import Sequence

from sessions.activity import Ms
from sessions.day import Day
from sessions.facts import Meeting
from sessions.programme import (
    Expected,
    Recovery,
    Slot,
    belongs_to_day,
    drift,
    expected,
    local_minutes,
    moment,
    recover,
)
from sessions.timers import Timers


class Course:
    """Reads the programme, the session's facts and the clocks; changes none of them."""

    def __init__(self, day: Day, meeting: Meeting, timers: Timers) -> None:
        self.day, self.meeting, self.timers = day, meeting, timers

    def next_slot(self) -> str | None:
        later = self.coming()
        return later[0].id if later else None

    def coming(self) -> Sequence[Slot]:
        """The slots still to come: after the running one; when none runs, those that have not been held."""
        if self.day.current is not None:
            return self.day.after(self.day.current)
        return [slot for slot in self.day.slots if slot.id not in self.day.runs]

    def planned_starts(self) -> dict[str, Ms]:
        """Slot id -> the instant the plan says; empty while the date is unknown."""
        facts = self.meeting.facts
        if not facts.date:
            return {}
        return {
            slot.id: moment(facts.date, slot.start, facts.zone)
            for slot in self.day.slots
            if slot.start is not None
        }

    def starts_to_keep(self) -> dict[str, Ms]:
        """The planned starts, where they mean something; empty on any other day than theirs."""
        return self.planned_starts() if self.on_its_day() else {}

    def on_its_day(self, now: Ms | None = None) -> bool:
        """Whether planned times can be held against the clock.

        A day that is tried out a week before, or moved without its date, is neither late nor ahead; nor is one that
        somebody forgot to end.
        """
        facts, begun = self.meeting.facts, [run.started for run in self.day.runs.values()]
        moments = [max(begun), *([now] if now else [])] if begun else []
        return bool(facts.date) and all(
            belongs_to_day(at, self.day.slots, facts.date, facts.zone) for at in moments
        )

    def timeline(self, now: Ms, slots: Sequence[Slot] | None = None) -> list[Expected]:
        """When each slot will be, as it looks at `now`; the running slot ends when its clock does.

        `slots`: the same programme with other lengths.
        """
        clock = self.timers.clock("slot")
        ends = None if clock is None else clock.deadline or now + clock.left
        slots = self.day.slots if slots is None else slots
        return expected(slots, self.day.runs, self.day.current, self.starts_to_keep(), now, ends)

    def behind(self, now: Ms) -> int | None:
        """Minutes behind (positive) or ahead (negative); None where nobody can know."""
        if not self.on_its_day(now):
            return None
        return drift(self.day.slots, self.timeline(now), self.planned_starts())

    def recovery(self, now: Ms) -> Recovery:
        """How lost time could be taken back, seen from `now`."""
        facts = self.meeting.facts
        later = self.coming()
        end = self._current_end(now)
        if not later or end is None or not self.on_its_day(now):
            return Recovery({})
        start = local_minutes(facts.date, end, facts.zone)
        return recover(later, start, facts.hard_end if facts.hard_end is not None else later[-1].planned_end)

    def _current_end(self, now: Ms) -> Ms | None:
        line = next((line for line in self.timeline(now) if line.state == "now"), None)
        return line.end if line else (now if self.day.runs else None)
