/** A wall that sleeps is no wall. Where the browser lets a page keep the screen on (not on plain http), it does. */

export function start() {
  const { live = "" } = document.documentElement.dataset;
  if (!/surface=(wall|door)/.test(live) || !navigator.wakeLock) return;
  const hold = () => document.hidden || navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", hold);
  hold();
}
