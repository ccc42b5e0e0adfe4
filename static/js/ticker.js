/** One shared ticker: it wakes when the next thing on the page changes its display, and not in between. */

import { onClockMoved, serverNow } from "./clock.js";

/** @typedef {{tick(now: number): number}} Ticking  shows itself; returns when it changes next, server ms or Infinity */

/** Timers may fire a little early: waking just after the second never shows the old one twice. */
const JUST_AFTER = 4;
const LONGEST = 60_000;

/** @type {Set<Ticking>} */
const ticking = new Set();
let timer = 0;
let asked = false;

/** @param {Ticking} one */
export function keepTicking(one) {
  ticking.add(one);
  if (!asked) queueMicrotask(tickAll);
  asked = true;
}

/** @param {Ticking} one */
export function stopTicking(one) {
  ticking.delete(one);
}

function tickAll() {
  asked = false;
  clearTimeout(timer);
  const now = serverNow();
  if (!ticking.size || Number.isNaN(now)) return;
  const next = Math.min(...Array.from(ticking, (one) => safely(one, now)));
  timer = setTimeout(tickAll, Math.min(LONGEST, Math.max(0, next - serverNow()) + JUST_AFTER));
}

/** @param {Ticking} one @param {number} now @returns {number} */
function safely(one, now) {
  try {
    return one.tick(now);
  } catch (error) {
    console.error(error);
    return Number.POSITIVE_INFINITY;
  }
}

onClockMoved(tickAll);
document.addEventListener("visibilitychange", () => document.hidden || tickAll());
