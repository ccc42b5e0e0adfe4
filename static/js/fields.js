/**
 * From a form to a move: names and values as the page has them. The server reads them by the move's types.
 * `data-under="settings"` around fields puts them one level down: `question` becomes `settings.question`.
 */

const CHECKABLE = new Set(["checkbox", "radio"]);
const NOT_TYPED = new Set([
  "checkbox",
  "radio",
  "button",
  "submit",
  "reset",
  "image",
  "file",
  "range",
  "color",
  "hidden",
]);

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @param {HTMLFormElement} form @returns {Field[]} the fields that carry a value */
export function fieldsOf(form) {
  const elements = /** @type {Field[]} */ (Array.from(form.elements));
  return elements.filter(
    (field) => field.name && !field.matches("button, fieldset, output, object, [type=file], [type=image]"),
  );
}

/** @param {Element | null} element @returns {boolean} whether a person types (or picks) in it */
export function isTyped(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return !NOT_TYPED.has(element.type);
  return element.isContentEditable || element.matches("textarea, select");
}

/** @param {HTMLFormElement} form @returns {boolean} whether the form is as the server made it */
export function isUntouched(form) {
  return !fieldsOf(form).some(isChanged);
}

/** @param {Field} field @returns {boolean} whether it says something else than the server made it say */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return isChosenAnew(field);
  if (CHECKABLE.has(field.type))
    return /** @type {HTMLInputElement} */ (field).checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** @param {HTMLSelectElement} field @returns {boolean} where the server chose nothing, the browser chose the first */
function isChosenAnew(field) {
  const options = Array.from(field.options);
  if (field.multiple || options.some((option) => option.defaultSelected))
    return options.some((option) => option.selected !== option.defaultSelected);
  return field.selectedIndex !== options.findIndex((option) => !option.disabled);
}

/** @param {HTMLFormElement} form @returns {string} what a person wrote in it, for keeping */
export function wordsIn(form) {
  return fieldsOf(form)
    .filter((field) => isTyped(field) && !field.matches("select, [type=password]"))
    .map((field) => field.value.trim())
    .filter(Boolean)
    .join("\n");
}

/**
 * @param {string} kind  the move's name
 * @param {HTMLFormElement | null} form
 * @param {HTMLElement | null} button  the one that was pressed: adds its name and value
 * @returns {Record<string, any>}
 */
export function moveFrom(kind, form, button) {
  const move = Object.assign(Object.create(null), { do: kind });
  for (const field of form ? fieldsToSend(form) : []) addField(move, field);
  if (button instanceof HTMLButtonElement && button.name)
    put(move, button.name, button.value, button.dataset.list !== undefined);
  return move;
}

/** With `data-changed` on the form, what nobody touched is left out, so that two can edit different fields of one thing. */
function fieldsToSend(/** @type {HTMLFormElement} */ form) {
  const all = fieldsOf(form).filter((field) => !field.matches(":disabled"));
  if (form.dataset.changed === undefined) return all;
  return all.filter((field) => field.type === "hidden" || isChanged(field));
}

/** @param {Record<string, any>} move @param {Field} field */
function addField(move, field) {
  const asList = field.dataset.list !== undefined;
  const under = field.closest("[data-under]")?.getAttribute("data-under");
  const name = under ? `${under}.${field.name}` : field.name;
  if (asList) put(move, name, null, true);
  for (const value of valuesOf(field)) put(move, name, value, asList);
}

/** @param {Field} field @returns {(string | null)[]} none when the field says nothing */
function valuesOf(field) {
  if (field instanceof HTMLSelectElement) return Array.from(field.selectedOptions, (option) => option.value);
  if (field instanceof HTMLInputElement && CHECKABLE.has(field.type)) return checkedValue(field);
  if (field.type === "number" && field.dataset.list === undefined) return [numberIn(field)];
  if (field.dataset.list === undefined) return [field.value];
  const lines = field instanceof HTMLTextAreaElement ? field.value.split("\n") : [field.value];
  return lines.map((line) => line.trim()).filter(Boolean);
}

/** An empty number is unknown. `data-unit="60"`: typed in units of so many (minutes for seconds), empty is none of them. */
function numberIn(/** @type {Field} */ field) {
  const unit = Number(field.dataset.unit ?? 0);
  if (unit) return String(Math.round(Number(field.value) * unit));
  return field.value === "" ? null : field.value;
}

/** A lone tick box without a value of its own answers yes or no; every other answers with its value or not at all. */
function checkedValue(/** @type {HTMLInputElement} */ field) {
  const yesOrNo =
    field.type === "checkbox" && field.dataset.list === undefined && ["on", "true"].includes(field.value);
  if (yesOrNo) return [String(field.checked)];
  return field.checked ? [field.value] : [];
}

/** A name with dots is a value inside a value: "answers.s1" becomes {"answers": {"s1": …}}. */
function put(
  /** @type {Record<string, any>} */ move,
  /** @type {string} */ name,
  /** @type {string | null} */ value,
  asList,
) {
  const path = name.split(".");
  const last = /** @type {string} */ (path.pop());
  let inside = move;
  for (const part of path) inside = inside[part] ??= Object.create(null);
  if (!asList) inside[last] = value;
  else inside[last] = [...(inside[last] ?? []), ...(value === null ? [] : [value])];
}
