/**
 * A rehearsal that is watched. `[data-rehearsal]` holds the address of its stream: each message is
 * `{now, regions: {name: {v, html}}}`, `now` by the copy's own clock; then comes `over`, or `no` with `{say}`.
 * `[data-rehearsal-say]` says what has become of it; its `data-over` and `data-lost` are the words.
 */

import * as clock from "./clock.js";
import * as countDown from "./count-down.js";
import { Regions } from "./regions.js";
import "./wall.js";
import * as wallClock from "./wall-clock.js";

const place = /** @type {HTMLElement} */ (document.querySelector("[data-rehearsal]"));
const words = /** @type {HTMLElement} */ (document.querySelector("[data-rehearsal-say]"));
document.documentElement.dataset.zone = place.dataset.zone;

const regions = new Regions({
  minded: false,
  follows: false,
  onShown: (region) => region.dispatchEvent(new CustomEvent("region-shown", { bubbles: true })),
  onReplace: () => {},
});

/** @param {string | undefined} said */
function end(said) {
  stream.close();
  words.textContent = said ?? "";
}

countDown.start();
wallClock.start();
regions.load().catch(() => {});
const stream = new EventSource(place.dataset.rehearsal ?? "");
stream.addEventListener("message", ({ data }) => {
  const { now, regions: fresh } = JSON.parse(data);
  clock.learn(performance.now(), now);
  regions.show(fresh);
});
stream.addEventListener("over", () => end(words.dataset.over));
stream.addEventListener("no", ({ data }) => end(JSON.parse(data).say));
stream.addEventListener("error", () => end(words.dataset.lost));
