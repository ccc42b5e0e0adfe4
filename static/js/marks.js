/**
 * What only this seat sees: attributes on elements that are there for everybody. Each `you` frame is the whole set;
 * what the last one marked and this one does not is taken back. Marks are put again after every morph.
 *
 * @typedef {Record<string, Record<string, string | number | boolean>>} Marks  element id -> attribute -> value
 */

import { isUnsent } from "./work.js";

const PROPERTIES = new Set(["checked", "disabled", "hidden", "open", "selected", "value"]);
/** What the page shuts for all and a mark opens for one: taken back, it is shut again. */
const SHUT = new Set(["hidden", "disabled"]);
const PERSONS_OWN = new Set(["checked", "selected", "value"]);

/** @type {Marks} */
let current = {};
/** What was adopted from a form and no `you` has said yet: a group's choices stand in the region, never in a `you`. */
const adopted = new Set();

/** @param {Marks} marks */
export function setMarks(marks) {
  const before = current;
  current = marks;
  for (const [id, attributes] of Object.entries(before)) {
    for (const [name, was] of Object.entries(attributes)) {
      if (marks[id]?.[name] === undefined && !adopted.has(keyOf(id, name)))
        mark(id, name, was === false && SHUT.has(name));
    }
  }
  adopted.clear();
  putMarks();
}

function keyOf(/** @type {string} */ id, /** @type {string} */ name) {
  return `${id} ${name}`;
}

/**
 * What a form said is saved: so it is what this seat has, whether the `you` that says so comes before or after.
 *
 * @param {HTMLFormElement} form
 */
export function adopt(form) {
  for (const field of /** @type {Iterable<any>} */ (form.elements)) {
    if (!field.id) continue;
    if (field.type === "radio" || field.type === "checkbox") know(field.id, "checked", field.checked);
    else if (current[field.id]?.value !== undefined) know(field.id, "value", field.value);
  }
}

/** @param {string} id @param {string} name @param {string | boolean} value */
function know(id, name, value) {
  const { [name]: before, ...others } = current[id] ?? {};
  if (before === undefined) adopted.add(keyOf(id, name));
  current = { ...current, [id]: value === false ? others : { ...others, [name]: value } };
}

export function putMarks() {
  for (const [id, attributes] of Object.entries(current)) {
    for (const [name, value] of Object.entries(attributes)) mark(id, name, value);
  }
}

/** @param {string} id @param {string} name @param {string | number | boolean} value */
function mark(id, name, value) {
  const element = /** @type {any} */ (document.getElementById(id));
  if (!element || /^on/i.test(name)) return;
  if (PERSONS_OWN.has(name) && (isUnsent(element) || isBeingTyped(element, name))) return;
  if (PROPERTIES.has(name) && name in element) return markProperty(element, name, value);
  if (value === false && !name.startsWith("aria-")) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** What was typed is never overwritten while the person stands in the field. */
function isBeingTyped(/** @type {Element} */ element, /** @type {string} */ name) {
  return name === "value" && document.activeElement === element;
}

/** @param {any} element @param {string} name @param {string | number | boolean} value */
function markProperty(element, name, value) {
  const wanted =
    name === "value" ? (value === false ? (element.defaultValue ?? "") : String(value)) : value !== false;
  if (element[name] !== wanted) element[name] = wanted;
}
