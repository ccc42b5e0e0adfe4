/** A number with a button on either side: `<button data-step-by="-1">` beside an input in `[data-stepper]`. */

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-step-by]") : null;
    const field = button?.closest("[data-stepper]")?.querySelector("input");
    if (button instanceof HTMLElement && field) stepBy(field, Number(button.dataset.stepBy));
  });
}

/** @param {HTMLInputElement} field @param {number} steps */
function stepBy(field, steps) {
  const before = field.value;
  if (steps < 0) field.stepDown(-steps);
  else field.stepUp(steps);
  // As if it had been typed: the form waits for the last of several taps.
  if (field.value !== before) field.dispatchEvent(new Event("input", { bubbles: true }));
}
