/**
 * The receipt. It says "Saved" only when the server has it on disk. All its words stand in the page:
 * `<p data-status role="status" hidden data-saved="Saved {time}" data-sending="…" data-offline="…" data-trouble="…"
 * data-lost="…" data-stopped="…"><span data-status-text></span></p>`; `data-state` says which one is shown.
 * `[data-stopped-notice]` is shown, with the reason in `[data-stopped-say]`, when coming back is of no use.
 *
 * @typedef {"idle" | "saved" | "sending" | "offline" | "trouble" | "lost" | "stopped"} State
 */

import { timeOfDay } from "./time-text.js";

const PATIENCE = 400;
const LOST_AFTER = 2_000;

const facts = { waiting: 0, open: false, lostLong: false, trouble: "", stopped: "", savedAt: 0 };
let later = 0;
let lost = 0;

/** @param {number} waiting  how many moves have no answer yet */
export function showWaiting(waiting) {
  facts.waiting = waiting;
  if (!waiting) facts.trouble = "";
  clearTimeout(later);
  // Most answers come at once: no flicker, and nothing for a screen reader to say twice.
  if (waiting && facts.open && !facts.trouble) later = setTimeout(render, PATIENCE);
  else render();
}

/** @param {number} at  server ms */
export function showSaved(at) {
  facts.savedAt = at;
  facts.trouble = "";
  render();
}

/** @param {string} words  in the page's language, from the server */
export function showTrouble(words) {
  facts.trouble = words;
  render();
}

/** @param {boolean} open */
export function showLine(open) {
  if (!open && lost) return;
  facts.open = open;
  facts.lostLong = false;
  clearTimeout(lost);
  lost = 0;
  if (!open)
    lost = setTimeout(() => {
      facts.lostLong = true;
      render();
    }, LOST_AFTER);
  document.documentElement.dataset.line = open ? "open" : "lost";
  render();
}

/** @param {string} reason */
export function showStopped(reason) {
  facts.stopped = reason || " ";
  /** @type {HTMLElement} */ for (const notice of document.querySelectorAll("[data-stopped-notice]"))
    (notice).hidden = false;
  for (const place of document.querySelectorAll("[data-stopped-say]")) place.textContent = reason;
  render();
}

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-again]")) location.reload();
  });
}

/** @returns {State} */
function state() {
  if (facts.stopped) return "stopped";
  if (facts.trouble) return "trouble";
  if (facts.waiting) return facts.open ? "sending" : "offline";
  if (facts.lostLong) return "lost";
  return facts.savedAt ? "saved" : "idle";
}

function render() {
  clearTimeout(later);
  const now = state();
  for (const element of document.querySelectorAll("[data-status]"))
    show(/** @type {HTMLElement} */ (element), now);
}

/** @param {HTMLElement} element @param {State} now */
function show(element, now) {
  const words = wordsFor(element, now);
  element.dataset.state = now;
  element.hidden = words === "";
  const place = element.querySelector("[data-status-text]") ?? element;
  if (place.textContent !== words) place.textContent = words;
}

/** @param {HTMLElement} element @param {State} now @returns {string} */
function wordsFor(element, now) {
  if (now === "trouble") return facts.trouble || element.dataset.trouble || "";
  if (now === "stopped") return facts.stopped.trim() || element.dataset.stopped || "";
  if (now === "idle") return "";
  return (element.dataset[now] ?? "").replace("{time}", timeOfDay(facts.savedAt, true));
}
