/**
 * `<count-down data-deadline="1764000000000" data-total="900000" data-format="minutes|exact">`: what is left.
 * `data-up="1764000000000"` instead of a deadline: what has passed since. `data-left="ms"` without either, or with an
 * empty one: a paused clock.
 *
 * Its children come from the server: `.timer__num` (or `[data-num]`) for the number; `[data-unit="minutes|exact|over|
 * paused|up"]`, of which the fitting one is shown (several of a kind with `data-plural="one"`, `"few"`, …); a ring
 * `circle.left` of path length 100, a `progress.left`. It sets `data-last` in the last minute (`data-last-ms`),
 * `data-over` after zero, `data-paused`. `data-say-5`, `data-say-1`, `data-say-0` are said, and rung, once.
 */

import { say } from "./say.js";
import { keepTicking, stopTicking } from "./ticker.js";
import { exactSpan } from "./time-text.js";

const SECOND = 1_000;
const MINUTE = 60_000;
const SAYS = [5, 1, 0];

/** Said once in a page, however many clocks show the same deadline. */
const said = new Set();

/**
 * @param {number} left  ms, negative after zero @param {"minutes" | "exact"} format
 * @returns {{text: string, kind: string, count: number}} what to show: "18", its unit and its plural's number
 */
export function shownFor(left, format) {
  const over = left <= -SECOND;
  const seconds = over ? Math.floor(-left / SECOND) : Math.ceil(left / SECOND);
  const inMinutes = format === "minutes" && seconds >= 60;
  const count = inMinutes
    ? over
      ? Math.floor(seconds / 60)
      : Math.ceil(seconds / 60)
    : Math.max(0, seconds);
  const text = inMinutes ? String(count) : exactSpan(Math.max(0, seconds) * SECOND);
  return { text: over ? `+${text}` : text, kind: over ? "over" : inMinutes ? "minutes" : "exact", count };
}

class CountDown extends HTMLElement {
  static observedAttributes = ["data-deadline", "data-left", "data-total", "data-format", "data-up"];
  #before = Number.NaN;

  connectedCallback() {
    keepTicking(this);
  }

  disconnectedCallback() {
    stopTicking(this);
  }

  attributeChangedCallback() {
    this.#before = Number.NaN;
    if (this.isConnected) keepTicking(this);
  }

  /** After a morph the server's first picture stands in the children: put the present one back. */
  refresh() {
    keepTicking(this);
  }

  /** @param {number} now  server ms @returns {number} when the display changes next */
  tick(now) {
    const left = this.#left(now);
    if (Number.isNaN(left)) return Number.POSITIVE_INFINITY;
    this.#show(left);
    if (this.#isPaused) return Number.POSITIVE_INFINITY;
    this.#warn(left);
    return now + untilNextSecond(left);
  }

  get #isUp() {
    return this.dataset.up !== undefined;
  }

  get #isPaused() {
    return !this.dataset.deadline && !this.dataset.up && this.dataset.left !== undefined;
  }

  /** @param {number} now @returns {number} */
  #left(now) {
    if (this.#isPaused) return Number(this.dataset.left);
    const deadline = Number(this.dataset.deadline || this.dataset.up || Number.NaN);
    return deadline - now;
  }

  /** @param {number} left */
  #show(left) {
    const format = this.dataset.format === "minutes" ? "minutes" : "exact";
    const shown = this.#isUp
      ? risen(this.#isPaused ? Math.abs(left) : -left, format)
      : shownFor(left, format);
    write(this.querySelector(".timer__num, [data-num]"), shown.text);
    this.#showUnit(this.#isPaused ? "paused" : shown.kind, shown);
    this.#showRing(left);
    this.toggleAttribute("data-last", !this.#isUp && left <= Number(this.dataset.lastMs ?? MINUTE));
    this.toggleAttribute("data-over", shown.kind === "over");
    this.toggleAttribute("data-paused", this.#isPaused);
  }

  /** @param {string} kind @param {{kind: string, count: number}} shown */
  #showUnit(kind, shown) {
    const units = /** @type {HTMLElement[]} */ (Array.from(this.querySelectorAll("[data-unit]")));
    const fitting = units.filter((unit) => unit.dataset.unit === kind);
    const candidates = fitting.length ? fitting : units.filter((unit) => unit.dataset.unit === shown.kind);
    const plural = new Intl.PluralRules(document.documentElement.lang || "en").select(shown.count);
    const best =
      candidates.find((unit) => unit.dataset.plural === plural) ??
      candidates.find((unit) => (unit.dataset.plural ?? "other") === "other") ??
      null;
    for (const unit of units) if (unit.hidden !== (unit !== best)) unit.hidden = unit !== best;
  }

  /** @param {number} left */
  #showRing(left) {
    const total = Number(this.dataset.total);
    if (!(total > 0)) return;
    const percent = Math.round(Math.min(1, Math.max(0, left / total)) * 1000) / 10;
    this.querySelector("circle.left")?.setAttribute("stroke-dasharray", `${percent} 100`);
    const bar = this.querySelector("progress.left");
    if (bar instanceof HTMLProgressElement) bar.value = (percent / 100) * bar.max;
  }

  /** Only a line that is crossed while we watch: not one that was passed before we came, or while we slept. */
  #warn(left) {
    const before = this.#before;
    this.#before = left;
    if (this.#isUp || !(before - left < 5 * SECOND)) return;
    for (const minutes of SAYS)
      if (before > minutes * MINUTE && left <= minutes * MINUTE) this.#announce(minutes);
  }

  /** @param {number} minutes */
  #announce(minutes) {
    const words = this.getAttribute(`data-say-${minutes}`);
    const key = `${this.dataset.deadline} ${minutes}`;
    if (words === null || said.has(key)) return;
    said.add(key);
    say(words);
    this.dispatchEvent(new CustomEvent("minutes-left", { bubbles: true, detail: { minutes } }));
  }
}

/** @param {number} passed  ms @param {"minutes" | "exact"} format */
function risen(passed, format) {
  const seconds = Math.max(0, Math.floor(passed / SECOND));
  const inMinutes = format === "minutes" && seconds >= 60;
  const count = inMinutes ? Math.floor(seconds / 60) : seconds;
  return { text: inMinutes ? String(count) : exactSpan(seconds * SECOND), kind: "up", count };
}

/** @param {number} left  ms until a deadline, negative after it @returns {number} ms, above 0 */
function untilNextSecond(left) {
  const beyond = ((left % SECOND) + SECOND) % SECOND;
  return beyond || SECOND;
}

/** @param {Element | null} element @param {string} text */
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function start() {
  customElements.define("count-down", CountDown);
  document.addEventListener("region-shown", (event) => {
    const clocks = /** @type {Element} */ (event.target).querySelectorAll("count-down");
    for (const clock of clocks) /** @type {CountDown} */ (clock).refresh();
  });
}
