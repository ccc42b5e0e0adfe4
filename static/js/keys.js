/**
 * Presentation remotes and keys, on desk and wall. A key presses the button `[data-key="…"]` of its name: next, back,
 * blank, fullscreen, qr, timer, help. A wall holds no rights: what it has no button for, it hands to a desk that is
 * open in the same browser. `[data-letters]` (a tick box) switches the single letters off, and is remembered.
 */

import { open } from "./dialogs.js";
import { isTyped } from "./fields.js";
import { recall, remember } from "./store.js";

const REMOTE = { PageDown: "next", ArrowRight: "next", " ": "next", PageUp: "back", ArrowLeft: "back" };
const LETTERS = { ".": "blank", b: "blank", f: "fullscreen", q: "qr", t: "timer", "?": "help" };
const ACTIONS = new Set([...Object.values(REMOTE), ...Object.values(LETTERS)]);
const PRESSABLE =
  "button, a[href], summary, input, label, [role=button], [role=tab], [role=slider], audio, video";
const STEERED = "input, [role=tab], [role=slider], [role=radio], [role=menuitem], audio, video";
const KEY = "radslag.letters";

/** @type {BroadcastChannel | null} */
let otherTabs = null;

export function start() {
  const { surface } = surfaceOf();
  if (surface !== "desk" && surface !== "wall") return;
  joinTabs();
  showLetters();
  document.addEventListener("keydown", pressed);
  document.addEventListener("change", lettersSwitched);
  document.addEventListener("region-shown", showLetters);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const action = actionFor(event.key);
  if (!action || belongsElsewhere(event)) return;
  if (event.repeat || act(action)) event.preventDefault();
}

/** @param {string} key @returns {string | undefined} */
function actionFor(key) {
  const letter = lettersAreOn() ? LETTERS[/** @type {keyof LETTERS} */ (key.toLowerCase())] : undefined;
  return REMOTE[/** @type {keyof REMOTE} */ (key)] ?? letter;
}

/** Never while somebody types, reads a dialog, or stands on something that the key itself would press or steer. */
function belongsElsewhere(/** @type {KeyboardEvent} */ event) {
  const target = event.target instanceof Element ? event.target : null;
  if (isTyped(target) || document.querySelector("dialog[open]")) return true;
  if (event.key === " ") return Boolean(target?.closest(PRESSABLE));
  return event.key.startsWith("Arrow") && Boolean(target?.closest(STEERED));
}

/** @param {string} action @returns {boolean} whether anything came of it */
function act(action) {
  const help = document.querySelector("dialog[data-help]");
  if (press(action)) return true;
  if (action === "fullscreen") toggleFullscreen();
  else if (action === "help" && help) open(help);
  else if (surfaceOf().surface === "wall") otherTabs?.postMessage(action);
  else return false;
  return true;
}

/** @param {string} action @returns {boolean} */
function press(action) {
  const button = document.querySelector(`[data-key="${action}"]`);
  if (!(button instanceof HTMLElement)) return false;
  button.click();
  return true;
}

function toggleFullscreen() {
  const page = document.documentElement;
  const done = document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen?.();
  done?.catch(() => {});
}

/** The wall and the desk of one laptop: a remote works whichever of the two has the focus. */
function joinTabs() {
  const { code, surface } = surfaceOf();
  if (!("BroadcastChannel" in window)) return;
  otherTabs = new BroadcastChannel(`radslag.keys.${code}`);
  if (surface !== "desk") return;
  otherTabs.onmessage = (message) => {
    if (ACTIONS.has(message.data)) press(message.data);
  };
}

/** @returns {boolean} */
function lettersAreOn() {
  return recall(KEY) !== "off";
}

/** @param {Event} event */
function lettersSwitched(event) {
  const box = event.target;
  if (box instanceof HTMLInputElement && box.dataset.letters !== undefined)
    remember(KEY, box.checked ? "on" : "off");
}

function showLetters() {
  for (const box of document.querySelectorAll("input[data-letters]")) {
    /** @type {HTMLInputElement} */ (box).checked = lettersAreOn();
  }
}

function surfaceOf() {
  const address = new URL(document.documentElement.dataset.live ?? "/", location.href);
  return { code: address.pathname.split("/").pop() ?? "", surface: address.searchParams.get("surface") };
}
