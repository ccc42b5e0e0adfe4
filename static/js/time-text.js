/** Moments and spans as people read them. Digits and order are the same in every language of a room. */

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {number} at  server ms since 1970 UTC
 * @param {boolean} seconds
 * @param {string} [zone]  the session's IANA time zone; the page's `data-zone` when left out
 * @returns {string} e.g. "13:43" or "13:43:07", never am or pm
 */
export function timeOfDay(at, seconds, zone = document.documentElement.dataset.zone) {
  if (!Number.isFinite(at)) return "";
  return formatFor(zone, seconds).format(at);
}

/** @param {number} milliseconds  not negative, whole seconds @returns {string} "4:12" or "1:04:12" */
export function exactSpan(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** @param {string | undefined} zone @param {boolean} seconds */
function formatFor(zone, seconds) {
  const key = `${zone} ${seconds}`;
  const known = formats.get(key) ?? newFormat(zone, seconds);
  formats.set(key, known);
  return known;
}

/** @param {string | undefined} zone @param {boolean} seconds @returns {Intl.DateTimeFormat} */
function newFormat(zone, seconds) {
  const shape = {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(seconds ? { second: "2-digit" } : {}),
  };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: zone || undefined });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: "UTC" });
  }
}
