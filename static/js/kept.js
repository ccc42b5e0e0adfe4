/**
 * A refused move says why, beside the form when it is still there, and its words are kept for copying.
 * All words come from the page: `[data-error]` in a form (or `[data-error="field"]`), else `[data-refused]` with a
 * `<template data-refused-item>` that holds `[data-refused-say]`, `[data-refused-text]` and `[data-refused-close]`.
 */

import { say } from "./say.js";

/** @param {HTMLElement | null} near  the form or button @param {string} reason @param {string} [field] */
export function showReason(near, reason, field) {
  const place = near?.isConnected ? placeFor(near, field) : null;
  if (!place) return false;
  place.textContent = reason;
  place.hidden = false;
  place.setAttribute("data-kept", "");
  if (!place.hasAttribute("role")) place.setAttribute("role", "alert");
  if (field) fieldNamed(near, field)?.setAttribute("aria-invalid", "true");
  return true;
}

/** @param {HTMLElement} near */
export function clearReason(near) {
  const scope = near.closest("form") ?? near.parentElement;
  for (const place of scope?.querySelectorAll("[data-error][data-kept]") ?? []) {
    place.removeAttribute("data-kept");
    place.textContent = "";
    /** @type {HTMLElement} */ (place).hidden = true;
  }
  for (const field of scope?.querySelectorAll("[aria-invalid]") ?? []) field.removeAttribute("aria-invalid");
}

/** @param {string} reason @param {string} words  what the person wrote, may be empty */
export function keepWords(reason, words) {
  const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-refused]"));
  const pattern = /** @type {HTMLTemplateElement | null} */ (
    document.querySelector("template[data-refused-item]")
  );
  if (!list || !pattern) return say(reason);
  const item = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
  write(item.querySelector("[data-refused-say]"), reason);
  write(item.querySelector("[data-refused-text]"), words);
  list.append(item);
  list.hidden = false;
}

/** @param {MouseEvent} event */
function dismiss(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-refused-close]") : null;
  const list = /** @type {HTMLElement | null} */ (button?.closest("[data-refused]") ?? null);
  if (!button || !list) return;
  let item = /** @type {Element} */ (button);
  while (item.parentElement && item.parentElement !== list) item = item.parentElement;
  item.remove();
  list.hidden = !list.querySelector("[data-refused-close]");
}

export function start() {
  document.addEventListener("click", dismiss);
}

/** @param {Element | null} element @param {string} text */
function write(element, text) {
  if (!(element instanceof HTMLElement)) return;
  if (element instanceof HTMLTextAreaElement) element.value = text;
  else element.textContent = text;
  element.hidden = text === "";
}

/** @param {HTMLElement} near @param {string} [field] @returns {HTMLElement | null} */
function placeFor(near, field) {
  const scope = near.closest("form") ?? near.closest("[data-step]") ?? near.parentElement;
  const beside = field ? scope?.querySelector(`[data-error="${CSS.escape(field)}"]`) : null;
  return /** @type {HTMLElement | null} */ (
    beside ?? scope?.querySelector("[data-error='']") ?? scope?.querySelector("[data-error]") ?? null
  );
}

/** @param {HTMLElement | null} near @param {string} field @returns {Element | null} */
function fieldNamed(near, field) {
  return near?.querySelector(`[name="${CSS.escape(field)}"]`) ?? null;
}
