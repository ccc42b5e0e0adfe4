/**
 * Small comforts: `<button data-copy="id">` copies the text of an element, or marks it where the clipboard is not
 * ours (plain http), and says `data-copied`.
 */

import { say } from "./say.js";

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    const source = button instanceof HTMLElement ? document.getElementById(button.dataset.copy ?? "") : null;
    if (button instanceof HTMLElement && source) copy(source, button.dataset.copied ?? "");
  });
}

/** @param {HTMLElement} source @param {string} words */
async function copy(source, words) {
  const field = source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement;
  try {
    await navigator.clipboard.writeText(field ? source.value : (source.textContent?.trim() ?? ""));
    say(words);
  } catch {
    if (field) source.select();
    else document.getSelection()?.selectAllChildren(source);
  }
}
