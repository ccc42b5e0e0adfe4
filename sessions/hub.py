"""The watchers of one room: what has changed reaches every screen, newest state only, never before the disk.

Three lanes run side by side: screens (wall, door, desk), phones, and the own parts of those for whom they
may have changed. A round draws what each audience shall see, waits until that state is on disk (`hub_gate`),
and writes one encoded frame to everybody who does not have it yet. Whoever is slow is passed over and gets the
newest state later (`hub_slow`); nobody is waited for.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from sessions.connection import Connection, text_frame
from sessions.hub_gate import Gate, Held
from sessions.hub_lane import Lane, Loop, Round
from sessions.hub_screen import (
    PHONE,
    Counters,
    Drawings,
    Part,
    Region,
    Render,
    Screen,
    Source,
    Views,
    Watcher,
    digest,
    encode,
    log,
    version_of,
)
from sessions.hub_slow import HOPELESS, SLOW, Stragglers
from sessions.screens import Audience

__all__ = ["Audience", "Counters", "Hub", "Part", "Render", "Source", "version_of"]

SCREENS_PAUSE = 0.033  # seconds between rounds, at least
PHONES_PAUSE = 0.25
OWN_PAUSE = 0.0
OWN_REST = 4  # times as long as the others: own parts take at most a twentieth of a core
SENDS_A_STEP = 150
OWN_A_STEP = 20
STEP = 0.004  # seconds of drawing before others get a turn
NOTHING: Mapping[str, str] = {}
MINE_KEPT = 512  # rendered own parts
UNWATCHED_KEPT = 64  # screens that only pages show


class Hub:
    """The watchers of one room.

    `source` is the room's state; `render` turns a template's name, plain data and an audience into HTML, the
    same for the same. Both are called only from the hub's own methods and from callbacks on `loop`.
    """

    def __init__(self, source: Source, render: Render, loop: Loop | None = None) -> None:
        self.source = source
        self.counters = Counters()
        self._render = render
        self._drawings = Drawings(render)
        self._loop: Loop = loop or asyncio.get_running_loop()
        self._screens: dict[Audience, Screen] = {}
        self._seats: dict[str, list[Watcher]] = {}
        self._walls = Lane(self._loop, SCREENS_PAUSE, self._screens_round, self._on_disk)
        self._phones = Lane(self._loop, PHONES_PAUSE, self._phones_round, self._on_disk)
        self._own = Lane(self._loop, OWN_PAUSE, self._own_round, self._on_disk, OWN_REST)
        self._moved: dict[Watcher, None] = {}
        self._everybody_moves = self._everybody_own = False
        self._watching: dict[str, int] = {}
        self._gate = Gate(self._on_disk, self._deliver)
        self._slow = Stragglers(self._loop, self.counters, self._follow_one, self._give_up)
        self._mine: dict[tuple[Audience, str, bytes], str] = {}
        self._unwatched: dict[Audience, Screen] = {}

    # Coming and going

    def join(
        self, connection: Connection, audience: Audience, seat: str = "", have: Mapping[str, str] = NOTHING
    ) -> None:
        """Show what `have` (region -> version, as the page says) lacks; phones get their own part too."""
        screen = self._screen(self._belongs(seat, audience))
        watcher = Watcher(connection, seat, screen)
        connection.slot = watcher
        screen.watchers[watcher] = None
        self._watching[audience.surface] = self._watching.get(audience.surface, 0) + 1
        if seat:
            self._seats.setdefault(seat, []).append(watcher)
        watcher.shown = screen.already(have)
        if have.keys() >= screen.regions.keys() and screen.drawn_at != self.source.applied:
            self._owe(screen)  # a full page, perhaps painted later than this screen: never take it back
        else:
            self._catch_up(watcher)
        self._tell(watcher)

    def leave(self, connection: Connection) -> None:
        """Forget a connection; again, or for one that never joined, it does nothing."""
        watcher, connection.slot = connection.slot, None
        if not isinstance(watcher, Watcher):
            return
        self._unseat(watcher)
        if watcher.screen is not None:
            self._watching[watcher.screen.audience.surface] -= 1
        self._leave_screen(watcher)
        self._slow.forget(watcher)
        self._moved.pop(watcher, None)

    def connections(self, seat: str | None = None) -> list[tuple[Connection, Audience]]:
        """All connections of a seat, or of the whole room."""
        watchers = self._everybody() if seat is None else self._seats.get(seat, [])
        return [(watcher.connection, watcher.screen.audience) for watcher in watchers if watcher.screen]

    def watching(self) -> Mapping[str, int]:
        """How many connections look at each surface."""
        return self._watching

    def painted(self, audience: Audience) -> Mapping[str, Region]:
        """What this audience is shown now, for a page: as those who watch see it, drawn anew where nobody does."""
        screen = self._screens.get(audience)
        if screen is not None and screen.drawn_at is not None:
            return screen.regions
        if len(self._unwatched) >= UNWATCHED_KEPT:
            self._unwatched.clear()
        screen = self._unwatched.setdefault(audience, Screen(audience, self._drawings))
        now = self._loop.time()
        if screen.drawn_at != self.source.applied or now - screen.looked_at > PHONES_PAUSE:
            self._bring_up_to_date(screen)
            screen.looked_at = now
        return screen.regions

    def own_html(self, seat: str, audience: Audience) -> str:
        """The region `mine` of a seat, for a page."""
        _marks, mine = self.source.personal(seat, audience)
        return "" if mine is None else self._draw_mine(mine, audience)

    # What the room says

    def touch(
        self, leading: bool = False, everybody_personal: bool = False, everybody_own: bool = False
    ) -> None:
        """The state has changed.

        `leading`: somebody moved the room on, so phones shall not wait for their tick.
        `everybody_personal`: seats, groups or steps changed, so any phone's audience and own part may differ.
        `everybody_own`: within a step, so that any phone's own part may differ, but nobody's audience.
        """
        if self._screens:
            self._everybody_moves |= everybody_personal
            self._everybody_own |= everybody_personal or everybody_own
            self._walls.touch(leading)
            self._phones.touch(leading)

    def personal(self, seat: str) -> None:
        """This seat's own part may have changed, and where it belongs. When much happens, that can wait a little."""
        watchers = self._seats.get(seat)
        if watchers and not self._own.at_once(self._follow, watchers):
            self._own_parts_of(watchers)

    def _own_parts_of(self, watchers: Iterable[Watcher]) -> None:
        for watcher in watchers:
            self._moved[watcher] = None
        self._own.touch(urgent=False)

    def reply(
        self,
        connection: Connection,
        payload: Any,
        at: int | None = None,
        lost: Callable[[], None] | None = None,
    ) -> None:
        """An answer that may leave once `at` moves (default: all that are applied now) are on disk.

        `lost` is called instead when they never will be.
        """
        frame = encode(payload)
        self._gate.send(Held(self.source.applied if at is None else at, connection, frame, lost=lost))

    def released(self) -> None:
        """More is on disk: let go of what waited for it, answers before broadcasts."""
        self._gate.released()
        self._walls.released()
        self._phones.released()
        self._own.released()

    def lost(self) -> None:
        """A commit failed: whoever waits for an answer is told at once."""
        self._gate.lost()

    def dropped(self) -> None:
        """The source is back at what is on disk: what is drawn now counts from there.

        Answers about what is on disk leave; nothing else that waited will ever be sent.
        """
        self._gate.dropped()
        for screen in self._screens.values():
            screen.forget()
        self._walls.break_off()
        self._phones.break_off()
        self._own.break_off()
        self.touch(leading=True, everybody_personal=True)

    def goodbye(self, code: str, again: bool) -> None:
        """The last frame for everybody, in their language; `again`: whether to come back. The caller closes."""
        said: dict[Audience, bytes] = {}
        for connection, audience in self.connections():
            if audience not in said:
                words = self._render("bye.html", {"code": code}, audience).strip()
                said[audience] = encode({"t": "bye", "code": code, "say": words, "again": again})
            self._write(connection, said[audience])

    def stop(self) -> None:
        """The room sleeps: no more rounds, nothing held."""
        self._gate.clear()
        self._walls.stop()
        self._phones.stop()
        self._own.stop()
        self._slow.stop()

    # Rounds

    def _screens_round(self) -> Round:
        return self._unbroken(self._round(lambda audience: audience.surface != PHONE))

    def _phones_round(self) -> Round:
        moves, self._everybody_moves = self._everybody_moves, False
        own, self._everybody_own = self._everybody_own, False
        return self._unbroken(self._round(lambda audience: audience.surface == PHONE, moves, own))

    def _own_round(self) -> Round:
        """Those for whom it may have changed since the last round, each once however often it did."""
        watchers, self._moved = list(self._moved), {}
        for start in range(0, len(watchers), OWN_A_STEP):
            self._follow(watchers[start : start + OWN_A_STEP])
            yield 0

    def _follow(self, watchers: list[Watcher]) -> None:
        for watcher in list(watchers):
            self._regroup(watcher)
            self._follow_one(watcher)

    def _follow_one(self, watcher: Watcher) -> None:
        self._catch_up(watcher)
        self._tell(watcher)

    def _unbroken(self, round: Round) -> Round:
        try:
            yield from round
        except Exception:
            log.exception("A round broke off; everybody is served again at the next change")
            for screen in self._screens.values():
                screen.forget()

    def _round(
        self, whose: Callable[[Audience], bool], everybody_moves: bool = False, everybody_own: bool = False
    ) -> Round:
        """Draw, wait until what was drawn is on disk, send. Own parts come after: first everybody sees the same."""
        if everybody_moves:
            yield from self._regroup_everybody()
        screens = [screen for audience, screen in self._screens.items() if whose(audience)]
        self._drawings.new_round()
        yield from self._draw_all(screens)
        owing = [screen for screen in screens if screen.owing or everybody_moves]
        yield max((screen.drawn_at or 0 for screen in owing), default=0)
        for screen in owing:
            screen.owing = False
        yield from self._serve(owing)
        if everybody_own:
            self._own_parts_of(watcher for screen in screens for watcher in screen.watchers)
        self.counters.rounds += 1

    def _draw_all(self, screens: list[Screen]) -> Round:
        since, views = self._loop.time(), Views(self.source)
        for screen in screens:
            self._draw(screen, views)
            if self._loop.time() - since > STEP:
                yield 0
                since = self._loop.time()

    def _serve(self, screens: list[Screen]) -> Round:
        shown = 0
        for screen in screens:
            watchers = list(screen.watchers)
            for start in range(0, len(watchers), SENDS_A_STEP):
                some = watchers[start : start + SENDS_A_STEP]
                self._show(screen, some)
                shown += len(some)
                if shown >= SENDS_A_STEP:
                    shown = 0
                    yield 0

    def _regroup_everybody(self) -> Round:
        for count, watcher in enumerate(self._everybody(), start=1):
            self._regroup(watcher)
            if count % SENDS_A_STEP == 0:
                yield 0

    # One screen

    def _screen(self, audience: Audience) -> Screen:
        screen = self._screens.get(audience)
        if screen is None:
            screen = self._screens[audience] = Screen(audience, self._drawings)
        if screen.drawn_at is None:
            self._draw(screen)
        return screen

    def _draw(self, screen: Screen, views: Views | None = None) -> None:
        try:
            self._bring_up_to_date(screen, views)
        except Exception as problem:
            if screen.problem != repr(problem):  # once, not thirty times a second
                log.exception("A screen could not be drawn: %s", screen.audience)
            screen.problem = repr(problem)
        else:
            screen.problem = ""

    def _bring_up_to_date(self, screen: Screen, views: Views | None = None) -> None:
        before = self._drawings.count
        screen.draw(self.source, views)
        self.counters.renders += self._drawings.count - before

    def _owe(self, screen: Screen) -> None:
        """Its watchers are served at the next tick, whether it changes or not."""
        screen.owing = True
        self._lane_of(screen).touch(urgent=False)

    def _lane_of(self, screen: Screen) -> Lane:
        return self._phones if screen.audience.surface == PHONE else self._walls

    # One watcher

    def _catch_up(self, watcher: Watcher) -> None:
        if watcher.screen is not None:
            self._show(watcher.screen, [watcher])

    def _show(self, screen: Screen, watchers: list[Watcher]) -> None:
        """Whoever of these lacks the newest screen gets it, now or when it is on disk. Waits for nobody."""
        if screen.drawn_at is None:
            return
        if screen.drawn_at > self.source.committed:
            late = [watcher for watcher in watchers if watcher.shown is not screen.shown]
            self._gate.hold(Held(screen.drawn_at, watcher.connection) for watcher in late)
        else:
            self._write_newest(screen, watchers)

    def _write_newest(self, screen: Screen, watchers: list[Watcher]) -> None:
        """The program's hottest loop, and therefore one. Most watchers come from the same screen, so they share one
        look-up; a line that is free gets its bytes directly, since here each step of Python is dear.
        """
        newest, had, frame, length, sent, size = screen.shown, None, b"", 0, 0, 0
        for watcher in watchers:
            shown = watcher.shown
            connection: Any = watcher.connection
            if shown is newest or watcher.screen is not screen:
                continue
            free = watcher.direct and not connection.unsent
            if watcher.behind_since is not None or (not free and connection.waiting > SLOW):
                self._slow.pass_over(watcher)
                continue
            if shown is not had:
                had, frame = shown, screen.frame_from(shown)
                length = len(frame)
            watcher.shown = newest
            if frame:
                try:
                    taken = connection.push(frame) if free else 0
                except OSError:  # full or gone: the transport knows what to do
                    taken = 0
                if taken < length:
                    connection.send(frame[taken:])
                sent += 1
                size += length
        self.counters.bytes += size
        self.counters.frames += sent

    def _tell(self, watcher: Watcher) -> None:
        """A phone's own part, if it differs from the last one."""
        screen = watcher.screen
        if screen is None or screen.audience.surface != PHONE or not self._slow.keeps_up(watcher):
            return
        try:
            content = self._own_part(watcher.seat, screen.audience)
        except Exception:
            log.exception("A seat's own part could not be drawn")
            return
        known = digest(content)
        if known != watcher.you:
            watcher.you = known
            frame = text_frame(content)
            self._gate.send(Held(self.source.applied, watcher.connection, frame, personal=True))

    def _own_part(self, seat: str, audience: Audience) -> bytes:
        marks, mine = self.source.personal(seat, audience)
        html = "" if mine is None else self._draw_mine(mine, audience)
        return msgspec.json.encode({"t": "you", "marks": marks, "html": html})

    def _draw_mine(self, mine: Part, audience: Audience) -> str:
        template, data = mine
        key = (audience, template, msgspec.json.encode(data))
        html = self._mine.get(key)
        if html is None:
            if len(self._mine) >= MINE_KEPT:
                self._mine.clear()
            html = self._mine[key] = self._render(template, data, audience)
            self.counters.renders += 1
        return html

    def _belongs(self, seat: str, audience: Audience) -> Audience:
        return self.source.audience_of(seat, audience) if audience.surface == PHONE else audience

    def _regroup(self, watcher: Watcher) -> None:
        if watcher.screen is None:
            return
        audience = self._belongs(watcher.seat, watcher.screen.audience)
        if audience != watcher.screen.audience:
            self._leave_screen(watcher)
            watcher.screen = screen = self._screen(audience)
            screen.watchers[watcher] = None
            if screen.drawn_at != self.source.applied:  # older than what this phone may have seen elsewhere
                self._draw(screen)
                self._owe(screen)

    def _leave_screen(self, watcher: Watcher) -> None:
        screen, watcher.screen = watcher.screen, None
        if screen is not None:
            del screen.watchers[watcher]
            if not screen.watchers:
                self._screens.pop(screen.audience, None)

    def _unseat(self, watcher: Watcher) -> None:
        others = self._seats.get(watcher.seat)
        if others is not None:
            others.remove(watcher)
            if not others:
                del self._seats[watcher.seat]

    def _everybody(self) -> list[Watcher]:
        return [watcher for screen in self._screens.values() for watcher in screen.watchers]

    # What leaves

    def _give_up(self, connection: Connection) -> None:
        self.counters.aborted += 1
        self.leave(connection)
        connection.abort()

    def _on_disk(self) -> int:
        return self.source.committed

    def _deliver(self, held: Held) -> None:
        connection = held.connection
        if not held.frame:
            if isinstance(connection.slot, Watcher):
                self._catch_up(connection.slot)
        elif connection.waiting > HOPELESS:
            self._give_up(connection)
        else:
            self._write(connection, held.frame)

    def _write(self, connection: Connection, frame: bytes) -> None:
        connection.send(frame)
        self.counters.frames += 1
        self.counters.bytes += len(frame)
