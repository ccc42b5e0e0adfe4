"""Every screen shows the same second, whatever its own clock believes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, Visit
from tests.browser.harness import Stage, now
from tests.browser.pieces import NOTE, connected

SHIFTED = """(() => {
  const shift = %d; const Real = Date;
  window.realNow = () => Real.now();
  window.Date = class extends Real {
    constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, "timeOrigin", { get: () => origin + shift });
})();"""


@pytest.mark.parametrize("shift", [-86_400_000, 420_000], ids=["a day behind", "seven minutes ahead"])
def test_server_time_within_150_ms_whatever_the_device_believes(
    stage: Stage, visit: Visit, shift: int
) -> None:
    deadline = now() + 120_000
    stage.body = (
        f'<count-down data-deadline="{deadline}" data-total="120000">'
        '<span class="timer__num"></span></count-down>'
        '<wall-clock data-zone="Europe/Stockholm" data-seconds></wall-clock>'
    )
    page = connected(visit(stage.url(), script=SHIFTED % shift), stage)
    page.wait_for_timeout(600)
    assert abs(page.evaluate("Date.now() - realNow()") - shift) < 5
    off = page.evaluate("""async () => {
        const { serverNow } = await import("/static/js/clock.js");
        const off = [];
        for (let i = 0; i < 20; i++) {
            off.push(serverNow() - realNow());
            await new Promise((next) => setTimeout(next, 40));
        }
        return off;
    }""")
    assert max(map(abs, off)) < 150
    changes = page.evaluate(
        """(deadline) => new Promise((done) => {
        const number = document.querySelector(".timer__num");
        const seen = [];
        const seconds = (text) => text.split(":").reduce((all, part) => all * 60 + Number(part), 0);
        new MutationObserver(() => {
            seen.push(realNow() - (deadline - seconds(number.textContent) * 1000));
            if (seen.length === 3) done(seen);
        }).observe(number, { childList: true, characterData: true, subtree: true });
    })""",
        deadline,
    )
    assert all(-20 <= late < 150 for late in changes)
    shown = page.locator("wall-clock").text_content()
    real = page.evaluate(
        "new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Europe/Stockholm' })"
        ".format(realNow())"
    )
    assert shown == real or abs(int(str(shown)[-2:]) - int(real[-2:])) in (1, 59)


def test_the_best_round_trip_wins_and_a_clock_that_slept_starts_afresh(stage: Stage, phone: Phone) -> None:
    page = phone(NOTE)
    found = page.evaluate("""async () => {
        const { learn, learnRoughly, serverNow } = await import("/static/js/clock.js?alone");
        const offset = () => Math.round(serverNow() - performance.now());
        const steps = [];
        const base = performance.now();
        learnRoughly(base + 5_000_000); steps.push(offset());
        learn(base, base + 5_000_700, base + 1000); steps.push(offset());
        learn(base, base + 5_000_015, base + 10); steps.push(offset());
        learn(base, base + 5_000_300, base + 400); steps.push(offset());
        learn(base, base + 5_600_020, base + 30); steps.push(offset());
        learn(Number.NaN, base, base); learn(base, Number.NaN, base); learn(base + 2, base, base);
        steps.push(offset());
        return steps;
    }""")
    assert abs(found[0] - 5_000_000) <= 1
    assert found[1:] == [5_000_200, 5_000_010, 5_000_010, 5_600_005, 5_600_005]


def clock(attributes: str) -> str:
    return f"""<count-down {attributes}>
      <svg><circle class="left" r="5" stroke-dasharray="0 100"></circle></svg>
      <span class="timer__num">-</span><span data-unit="minutes" hidden>minutes left</span>
      <span data-unit="minutes" data-plural="one" hidden>minute left</span>
      <span data-unit="exact" hidden>left</span>
      <span data-unit="over" hidden>over time</span><span data-unit="paused" hidden>paused</span>
      <span data-unit="up" hidden>so far</span></count-down>"""


SHOWN = [
    (18 * 60_000 - 500, "minutes", "18", "minutes left", []),
    (60_500, "minutes", "2", "minutes left", []),
    (60_000, "minutes", "1", "minute left", ["data-last"]),
    (59_000, "minutes", "0:59", "left", ["data-last"]),
    (30_500, "minutes", "0:31", "left", ["data-last"]),
    (252_500, "exact", "4:13", "left", []),
    (3_852_500, "exact", "1:04:13", "left", []),
    (-500, "exact", "0:00", "left", ["data-last"]),
    (-12_500, "exact", "+0:12", "over time", ["data-last", "data-over"]),
    (-192_500, "minutes", "+3", "over time", ["data-last", "data-over"]),
]


def test_what_a_clock_shows(stage: Stage, visit: Visit) -> None:
    paused = '<span data-unit="paused" hidden>paused</span>'
    stage.body = "".join(
        clock(f'data-left="{left}" data-total="1200000" data-format="{format_}"').replace(paused, "")
        for left, format_, *_ in SHOWN
    )
    page = connected(visit(stage.url()), stage)
    expect(page.locator(".timer__num")).to_have_text([number for _, _, number, _, _ in SHOWN])
    expect(page.locator("[data-unit]:visible")).to_have_text([unit for *_, unit, _ in SHOWN])
    found = page.locator("count-down").evaluate_all(
        "all => all.map(one => ['data-last', 'data-over'].filter(flag => one.hasAttribute(flag)))"
    )
    assert found == [flags for *_, flags in SHOWN]


def test_clocks_run_pause_and_count_up_through_morphs(stage: Stage, phone: Phone) -> None:
    page = phone(
        clock(f'id="c" data-deadline="{now() + 600_000}" data-total="1200000" data-format="minutes"')
    )
    expect(page.locator(".timer__num")).to_have_text("10")
    expect(page.locator("circle")).to_have_attribute("stroke-dasharray", re.compile(r"^(50|49\.9) 100$"))
    stage.show("main", clock('id="c" data-left="90000" data-total="1200000" data-format="exact"'))
    expect(page.locator(".timer__num")).to_have_text("1:30")
    expect(page.locator("[data-unit]:visible")).to_have_text(["paused"])
    stage.show("main", clock(f'id="c" data-up="{now() - 65_300}"'))
    expect(page.locator("[data-unit]:visible")).to_have_text(["so far"])
    expect(page.locator(".timer__num")).to_have_text(re.compile("^1:0[5-7]$"))
    stage.show("main", clock(f'id="c" data-deadline="{now() + 40_000}" data-total="50000"'))
    expect(page.locator(".timer__num")).to_have_text(re.compile("^0:(40|39)$"))
    page.evaluate("""() => {
        window.seen = [];
        new MutationObserver(() => seen.push(document.querySelector(".timer__num").textContent))
            .observe(document.body, { childList: true, characterData: true, subtree: true });
    }""")
    stage.show("main", clock(f'id="c" data-deadline="{now() + 39_000}" data-total="50000"'))
    page.wait_for_timeout(300)
    assert "-" not in page.evaluate("seen")


HEARD = """window.struck = 0;
const strike = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { struck++; return strike.call(this); };"""


def running_out() -> str:
    """A clock that passes its last minute in a moment: made when the page is there, however long that took."""
    says = 'data-say-1="One minute left" data-say-5="Five"'
    return f'<count-down data-deadline="{now() + 61_500}" {says}><span data-num></span></count-down>'


@pytest.mark.parametrize(("rings", "strokes"), [("data-rings", 3), ("", 0)])
def test_the_wall_rings_softly_when_the_session_wants_it(
    stage: Stage, visit: Visit, rings: str, strokes: int
) -> None:
    stage.regions = {"main": {"v": "v0", "html": ""}}
    stage.body = f"<p {rings}>The wall</p><main>[main]</main>"
    page = connected(visit(stage.url("wall"), script=HEARD), stage)
    stage.show("main", running_out())
    page.keyboard.press("Shift")
    expect(page.locator("[data-say]")).to_have_text("One minute left")
    assert page.evaluate("struck") == strokes


def test_one_minute_left_is_said_and_rung_once(stage: Stage, visit: Visit) -> None:
    stage.regions = {"main": {"v": "v0", "html": ""}}
    stage.body = '<main>[main]</main><button type="button" data-bell>Bell</button>'
    page = connected(
        visit(stage.url("desk"), script="window.rang = 0; addEventListener('minutes-left', () => rang++);"),
        stage,
    )
    bell = page.locator("[data-bell]")
    expect(bell).to_have_attribute("aria-pressed", "false")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "true")
    stage.show("main", 2 * running_out())
    expect(page.locator("[data-say]")).to_have_text("One minute left")
    assert page.evaluate("rang") == 1
    page.reload()
    expect(bell).to_have_attribute("aria-pressed", "true")
    connected(page, stage)
    page.wait_for_timeout(300)
    expect(page.locator("[data-say]")).to_have_text("")
