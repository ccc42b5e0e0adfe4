/**
 * The wall's own: `[data-colours]` in a region says "light" or "dark", and the page follows. When a clock passes five
 * minutes, one minute and zero, what is said is also seen for a while in `[data-warning]`.
 */

const SEEN = 20_000;

let until = 0;

/** @param {Event} event  minutes-left, from the clock that has the words */
function warn(event) {
  const clock = /** @type {Element} */ (event.target);
  const words = clock.getAttribute(`data-say-${/** @type {CustomEvent} */ (event).detail.minutes}`);
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-warning]"));
  if (!words || !place) return;
  place.textContent = words;
  place.hidden = false;
  clearTimeout(until);
  until = setTimeout(() => {
    place.hidden = true;
  }, SEEN);
}

function followColours() {
  const colours = document.querySelector("[data-colours]")?.getAttribute("data-colours");
  if (colours) document.documentElement.dataset.theme = colours;
}

document.addEventListener("minutes-left", warn);
document.addEventListener("region-shown", followColours);
followColours();
