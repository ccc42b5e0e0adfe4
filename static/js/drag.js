/**
 * Dragging with a mouse, as a shorter way to what buttons do too. `<span data-grip="e12" draggable="true">` in an element
 * `[data-drag]` takes it along, and with it those beside it whose tick boxes are ticked, if its own is. Over
 * `[data-drop="FORM"]` they can be let go: the form with that id is sent, with a hidden field like its `[data-dragged]` for
 * each that was dragged, and in each other field NAME what the target says as `data-drop-NAME`.
 */

/** @type {string[]} */
let dragged = [];
/** @type {Element | null} */
let target = null;

export function start() {
  document.addEventListener("dragstart", take);
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", end);
}

/** @param {DragEvent} event */
function take(event) {
  const grip = /** @type {HTMLElement | null} */ (closest(event, "[data-grip]"));
  const row = grip?.closest("[data-drag]");
  if (!grip || !row || !event.dataTransfer) return;
  const ticked = tickedBeside(row);
  const own = grip.dataset.grip ?? "";
  dragged = ticked.some((box) => box.value === own) ? ticked.map((box) => box.value) : [own];
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", own);
  event.dataTransfer.setDragImage(row, 0, 0);
  for (const box of ticked) untick(box);
}

/** @param {DragEvent} event */
function over(event) {
  const place = dragged.length ? closest(event, "[data-drop]") : null;
  if (place !== target) {
    target?.removeAttribute("data-over");
    place?.setAttribute("data-over", "");
    target = place;
  }
  if (place) event.preventDefault();
}

/** @param {DragEvent} event */
function drop(event) {
  const place = /** @type {HTMLElement | null} */ (closest(event, "[data-drop]"));
  const form = place && document.getElementById(place.dataset.drop ?? "");
  if (dragged.length && form instanceof HTMLFormElement) {
    event.preventDefault();
    fill(form, /** @type {HTMLElement} */ (place));
    form.requestSubmit();
  }
  end();
}

function end() {
  target?.removeAttribute("data-over");
  target = null;
  dragged = [];
}

/** @param {HTMLFormElement} form @param {HTMLElement} place */
function fill(form, place) {
  const [first, ...others] = /** @type {Iterable<HTMLInputElement>} */ (form.querySelectorAll("[data-dragged]"));
  for (const other of others) other.remove();
  first.after(...dragged.slice(1).map(() => first.cloneNode()));
  for (const [at, field] of form.querySelectorAll("[data-dragged]").entries())
    /** @type {HTMLInputElement} */ (field).value = dragged[at];
  for (const field of /** @type {Iterable<HTMLInputElement>} */ (form.elements))
    field.value = place.getAttribute(`data-drop-${field.name}`) ?? field.value;
}

/** @param {Element} row @returns {HTMLInputElement[]} */
function tickedBeside(row) {
  return Array.from((row.closest("form") ?? row).querySelectorAll("[data-drag] input[type=checkbox]:checked"));
}

/** @param {HTMLInputElement} box */
function untick(box) {
  box.checked = false;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {Event} event @param {string} wanted @returns {Element | null} */
function closest(event, wanted) {
  return event.target instanceof Element ? event.target.closest(wanted) : null;
}
