/**
 * Where a person is at work right now: what they typed and have not sent, the field they stand in, what they have
 * marked, what they have unfolded. Regions ask this before they change anything.
 *
 * @typedef {{element: HTMLElement, whole: boolean}} Workplace  whole: nothing inside may change
 */

import { isTyped, isUntouched } from "./fields.js";

const LONGEST_PRESS = 1_500;
const AFTER_LEAVING = 300;

/** @type {WeakSet<HTMLFormElement>} */
const unsent = new WeakSet();
/** @type {WeakSet<Element>} */
const unfolded = new WeakSet();
let pressedAt = Number.NEGATIVE_INFINITY;
let soon = 0;
/** @type {() => void} */
let whenFree = () => {};

/** @param {() => void} free  called when a person may have left a workplace */
export function watchWork(free) {
  whenFree = free;
  document.addEventListener("input", noteChange, true);
  document.addEventListener("change", noteChange, true);
  document.addEventListener("click", noteUnfolding, true);
  document.addEventListener("pointerdown", press, true);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release, true);
  for (const sign of ["focusout", "selectionchange", "toggle", "close"])
    document.addEventListener(sign, leave, true);
}

/** @param {Element | null} element @returns {boolean} whether it stands in a form with something unsent */
export function isUnsent(element) {
  const form = /** @type {any} */ (element)?.form ?? element?.closest("form");
  return Boolean(form && unsent.has(form));
}

/** @param {HTMLFormElement} form */
export function markSent(form) {
  unsent.delete(form);
}

/** @param {HTMLFormElement} form */
export function markUnsent(form) {
  unsent.add(form);
}

/** @param {Element} element @returns {boolean} whether a person decided that it is open, or folded */
export function isUnfolded(element) {
  return unfolded.has(element) || element.matches("dialog[open]");
}

/** @returns {boolean} whether a finger or button is down: what lies under it must not move before it lets go */
export function isPressing() {
  return performance.now() - pressedAt < LONGEST_PRESS;
}

/** @param {HTMLElement} region @returns {Workplace[]} in it, and the form that it is a part of */
export function workplacesIn(region) {
  const near = [region.closest("form"), ...region.querySelectorAll("form")];
  const forms = near.filter((form) => form !== null && unsent.has(form));
  const open = Array.from(region.querySelectorAll("details[open], dialog[open]")).filter(isUnfolded);
  const places = [...forms, focusIn(region), selectionIn(region)].filter((element) => element !== null);
  return [
    ...places.map((element) => ({ element: /** @type {HTMLElement} */ (element), whole: true })),
    ...open.map((element) => ({ element: /** @type {HTMLElement} */ (element), whole: false })),
  ];
}

/** @param {HTMLElement} region @returns {HTMLElement | null} */
function focusIn(region) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !region.contains(active) || !isTyped(active)) return null;
  return active.closest("form") ?? active;
}

/** @param {HTMLElement} region @returns {HTMLElement | null} the nearest element with an id around what is marked */
function selectionIn(region) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  if (!region.contains(selection.anchorNode) && !region.contains(selection.focusNode)) return null;
  const around = selection.getRangeAt(0).commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  const named = element?.closest("[id]");
  return named instanceof HTMLElement && region.contains(named) && named !== region ? named : region;
}

/** @param {Event} event */
function noteChange(event) {
  const form = /** @type {any} */ (event.target)?.form;
  if (!(form instanceof HTMLFormElement)) return;
  // Leaving a text field says "change" for what "input" has told already, and what may be saved since.
  if (event.type === "change" && isTyped(/** @type {Element} */ (event.target))) return;
  if (isUntouched(form)) unsent.delete(form);
  else unsent.add(form);
}

/** @param {MouseEvent} event */
function noteUnfolding(event) {
  const summary = event.target instanceof Element ? event.target.closest("summary") : null;
  if (summary?.parentElement) unfolded.add(summary.parentElement);
}

function press() {
  pressedAt = performance.now();
}

function release() {
  pressedAt = Number.NEGATIVE_INFINITY;
  leave();
}

/** Not at once: a tap first takes the focus from a field and then lands on a button that must still be there. */
function leave() {
  clearTimeout(soon);
  soon = setTimeout(() => whenFree(), AFTER_LEAVING);
}
