/**
 * How much room is left in a text, and fields that grow with it. `<textarea maxlength="280" data-counter="left-id">`
 * writes the number of signs left into the element with that id (into its `[data-left]` if it has one, `data-low`
 * near the end). `<textarea data-autogrow rows="2" data-rows-max="12">` grows by rows: style attributes are not ours.
 */

const NEAR_THE_END = 0.1;
const MOST_ROWS = 12;

export function start() {
  document.addEventListener("input", (event) => refresh(/** @type {Element} */ (event.target)));
  document.addEventListener("region-shown", (event) => refreshAll(/** @type {Element} */ (event.target)));
  document.addEventListener("reset", (event) =>
    setTimeout(() => refreshAll(/** @type {Element} */ (event.target))),
  );
  refreshAll(document);
}

/** @param {ParentNode} root */
function refreshAll(root) {
  for (const field of root.querySelectorAll("[data-counter], [data-autogrow]")) refresh(field);
}

/** @param {Element} field */
function refresh(field) {
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  if (field.dataset.counter) count(field, document.getElementById(field.dataset.counter));
  if (field instanceof HTMLTextAreaElement && field.dataset.autogrow !== undefined) grow(field);
}

/** @param {HTMLTextAreaElement | HTMLInputElement} field @param {HTMLElement | null} output */
function count(field, output) {
  if (!output || field.maxLength < 0) return;
  const left = field.maxLength - field.value.length;
  const place = output.querySelector("[data-left]") ?? output;
  place.textContent = String(left);
  output.toggleAttribute("data-low", left <= field.maxLength * NEAR_THE_END);
}

/** @param {HTMLTextAreaElement} area */
function grow(area) {
  const least = Number(area.dataset.rows ?? area.getAttribute("rows") ?? 2);
  const most = Number(area.dataset.rowsMax ?? MOST_ROWS);
  area.dataset.rows = String(least);
  let rows = least;
  for (area.rows = rows; rows < most && area.scrollHeight > area.clientHeight; area.rows = rows) rows += 1;
}
