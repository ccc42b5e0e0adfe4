/**
 * `<wall-clock data-zone="Europe/Stockholm">13:43</wall-clock>`: the server's time in the session's zone, whatever the
 * device believes. `data-seconds` shows seconds. Dispatches `minute` (bubbling) whenever the shown minute changes.
 */

import { keepTicking, stopTicking } from "./ticker.js";
import { timeOfDay } from "./time-text.js";

const SECOND = 1_000;
const MINUTE = 60_000;

class WallClock extends HTMLElement {
  #shown = "";

  connectedCallback() {
    keepTicking(this);
  }

  disconnectedCallback() {
    stopTicking(this);
  }

  /** @param {number} now  server ms @returns {number} when the display changes next */
  tick(now) {
    const seconds = this.dataset.seconds !== undefined;
    const text = timeOfDay(now, seconds, this.dataset.zone);
    if (this.textContent !== text) this.textContent = text;
    this.#tell(text.slice(0, 5));
    const every = seconds ? SECOND : MINUTE;
    return now + every - (now % every);
  }

  /** @param {string} minute */
  #tell(minute) {
    if (minute === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = minute;
    if (!first) this.dispatchEvent(new CustomEvent("minute", { bubbles: true, detail: { minute } }));
  }
}

export function start() {
  customElements.define("wall-clock", WallClock);
  document.addEventListener("region-shown", (event) => {
    const clocks = /** @type {Element} */ (event.target).querySelectorAll("wall-clock");
    for (const clock of clocks) keepTicking(/** @type {WallClock} */ (clock));
  });
}
