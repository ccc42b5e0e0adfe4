/**
 * A soft bell at the warnings of a clock: on a wall that says `[data-rings]`, and where somebody has asked for it:
 * `<button data-bell aria-pressed="false">` turns it on and off, and the browser remembers. A browser rings only after
 * a touch or a key on the page; a page in a frame never does.
 */

import { recall, remember } from "./store.js";

const KEY = "radslag.bell";
/** A struck bowl: the strike tone and two partials, each quieter and shorter. Hz, loudness, seconds. */
const PARTIALS = [
  [528, 0.16, 2.6],
  [1_056, 0.05, 1.6],
  [1_584, 0.02, 0.9],
];

/** @type {AudioContext | null} */
let sound = null;

export function start() {
  showState();
  document.addEventListener("click", toggled);
  document.addEventListener("minutes-left", () => isOn() && ring());
  document.addEventListener("region-shown", showState);
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, wake);
}

/** @returns {boolean} */
function isOn() {
  const asked = document.querySelector("[data-bell]") !== null && recall(KEY) === "on";
  return window === window.top && (asked || document.querySelector("[data-rings]") !== null);
}

/** @param {MouseEvent} event */
function toggled(event) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-bell]")) return;
  const on = !isOn();
  remember(KEY, on ? "on" : "off");
  showState();
  wake();
  if (on) ring();
}

function showState() {
  for (const button of document.querySelectorAll("[data-bell]"))
    button.setAttribute("aria-pressed", String(isOn()));
}

function wake() {
  if (!isOn() || sound?.state === "running" || !("AudioContext" in window)) return;
  sound ??= new AudioContext();
  sound.resume().catch(() => {});
}

function ring() {
  if (sound?.state === "closed" || !sound) return;
  for (const [tone, loudness, seconds] of PARTIALS) strike(sound, tone, loudness, seconds);
}

/** @param {AudioContext} context @param {number} tone @param {number} loudness @param {number} seconds */
function strike(context, tone, loudness, seconds) {
  const [oscillator, volume] = [context.createOscillator(), context.createGain()];
  const now = context.currentTime;
  oscillator.frequency.value = tone;
  volume.gain.setValueAtTime(0, now);
  volume.gain.linearRampToValueAtTime(loudness, now + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + seconds);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(now);
  oscillator.stop(now + seconds);
}
