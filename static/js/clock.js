/**
 * Server time on a device whose own clock may be days off. Every answer of the server says that its clock showed `s`
 * somewhere between our question and its arrival; the middle is wrong by half the round trip at most (Cristian 1989,
 * as in NTP). The device's date is never asked, only its monotonic clock.
 *
 * @typedef {{offset: number, doubt: number, at: number}} Sample  server time = performance.now() + offset ± doubt, ms
 */

const BURST = [0, 150, 400, 900, 2_000];
const EVERY = 30_000;
const KEPT = 16;
/** How fast a device's oscillator may run wrong: 100 millionths. */
const DRIFT = 1e-4;
const SLACK = 20;

/** @type {Sample[]} */
let samples = [];
/** @type {Sample | null} */
let best = null;
const clock = new EventTarget();

/** @returns {number} the server's time, milliseconds since 1970 UTC; NaN before anything is known */
export function serverNow() {
  return best ? performance.now() + best.offset : Number.NaN;
}

/** @param {() => void} listener  called when the estimate moved @returns {() => void} stop listening */
export function onClockMoved(listener) {
  clock.addEventListener("moved", listener);
  return () => clock.removeEventListener("moved", listener);
}

/** @param {number} sent @param {number} server @param {number} [received]  monotonic ms, server ms, monotonic ms */
export function learn(sent, server, received = performance.now()) {
  if (!Number.isFinite(sent) || !Number.isFinite(server) || sent > received) return;
  const doubt = (received - sent) / 2;
  const sample = { offset: server - (sent + received) / 2, doubt, at: performance.now() };
  if (contradicts(sample)) samples = [];
  samples = [...samples, sample].slice(-KEPT);
  choose(sample.at);
}

/** @param {number} server  a time that came without a question: good for a first picture, nothing more */
export function learnRoughly(server) {
  const now = performance.now();
  learn(now - 1_000, server, now + 1_000);
}

/** The page itself came with a time: good to within the time its first byte took. */
export function learnFromPage() {
  const now = Number(document.documentElement.dataset.now);
  const [page] = performance.getEntriesByType?.("navigation") ?? [];
  if (now && page && page.responseStart > 0) learn(page.requestStart, now, page.responseStart);
}

/** @returns {{t: "time", c: number}} */
export function question() {
  return { t: "time", c: performance.now() };
}

/**
 * @param {(question: {t: "time", c: number}) => boolean} ask
 * @returns {{burst: () => void, heard: (frame: {c: number, s: number}) => void}}
 */
export function keepTime(ask) {
  const burst = () => {
    for (const delay of BURST) setTimeout(() => ask(question()), delay);
  };
  setInterval(() => document.hidden || ask(question()), EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || burst());
  window.addEventListener("pageshow", (event) => event.persisted && burst());
  return { burst, heard: ({ c, s }) => learn(c, s) };
}

/** A device that slept may have stopped counting: then the new sample cannot agree with the old ones. */
function contradicts(/** @type {Sample} */ sample) {
  return (
    best !== null && Math.abs(sample.offset - best.offset) > sample.doubt + doubtNow(best, sample.at) + SLACK
  );
}

/** @param {Sample} sample @param {number} now */
function doubtNow(sample, now) {
  return sample.doubt + (now - sample.at) * DRIFT;
}

/** @param {number} now */
function choose(now) {
  const before = best;
  best = samples.reduce((one, other) => (doubtNow(other, now) <= doubtNow(one, now) ? other : one));
  if (!before || Math.abs(before.offset - best.offset) > 1) clock.dispatchEvent(new Event("moved"));
}
