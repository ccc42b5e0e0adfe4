/**
 * `<row-list data-most="30">`: rows of a form that are added, moved and taken away in the page, and saved with the form.
 * `[data-rows]` holds the `[data-row]`s; `template[data-blank]` is a new one, in which `{key}` is replaced by a key that
 * no other row has. Buttons: `[data-row-add]`, and in a row `[data-row-up]`, `[data-row-down]`, `[data-row-drop]`.
 * One row always stays. `[data-row-number]` is numbered; `[data-say-moved]` on the list says where a row went.
 */

import { say } from "./say.js";
import { isUnsent, markUnsent } from "./work.js";

const NAMED = ["id", "name", "for", "aria-describedby", "aria-labelledby"];

class RowList extends HTMLElement {
  #changed = false;

  connectedCallback() {
    this.addEventListener("click", this);
    for (const sign of ["input", "change"]) this.addEventListener(sign, this);
    this.closest("form")?.addEventListener("reset", () => setTimeout(() => this.#begin()));
    document.addEventListener("region-shown", this);
    this.#number();
  }

  disconnectedCallback() {
    document.removeEventListener("region-shown", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "region-shown") return this.#settled();
    if (event.type !== "click") return this.#keep();
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const row = /** @type {HTMLElement | null} */ (button?.closest("[data-row]") ?? null);
    if (button?.matches("[data-row-add]")) this.#add();
    else if (row && button?.matches("[data-row-up]")) this.#move(row, button, -1);
    else if (row && button?.matches("[data-row-down]")) this.#move(row, button, 1);
    else if (row && button?.matches("[data-row-drop]")) this.#drop(row);
  }

  #add() {
    const blank = /** @type {HTMLTemplateElement | null} */ (this.querySelector("template[data-blank]"));
    if (!blank) return;
    const row = /** @type {HTMLElement} */ (blank.content.cloneNode(true));
    const key = `s${Array.from(crypto.getRandomValues(new Uint8Array(5)), (n) => n.toString(16).padStart(2, "0")).join("")}`;
    for (const element of row.querySelectorAll("*")) name(element, key);
    this.#place?.append(row);
    this.#altered();
    for (const details of this.#rows.at(-1)?.querySelectorAll("details[data-row-fold]") ?? [])
      /** @type {HTMLDetailsElement} */ (details).open = true;
    /** @type {HTMLElement | null} */ (this.#rows.at(-1)?.querySelector("input, textarea"))?.focus();
  }

  /** @param {HTMLElement} row @param {HTMLElement} button @param {number} by */
  #move(row, button, by) {
    const other = this.#rows[this.#rows.indexOf(row) + by];
    if (!other) return;
    other[by < 0 ? "before" : "after"](row);
    this.#altered();
    button.focus();
    say((this.dataset.sayMoved ?? "").replace("{number}", String(this.#rows.indexOf(row) + 1)));
  }

  /** @param {HTMLElement} row */
  #drop(row) {
    if (this.#rows.length < 2) return;
    const at = this.#rows.indexOf(row);
    row.remove();
    this.#altered();
    const next = this.#rows[Math.min(at, this.#rows.length - 1)];
    /** @type {HTMLElement | null} */ (next?.querySelector("summary, input"))?.focus();
  }

  #altered() {
    this.#changed = true;
    this.#number();
    this.#keep();
  }

  /** Rows that came or went are work that is not sent, whatever the fields say by themselves. */
  #keep() {
    const form = this.closest("form");
    if (this.#changed && form) markUnsent(form);
  }

  #settled() {
    if (!isUnsent(this)) this.#changed = false;
    this.#number();
  }

  /** A form that begins anew begins with one row. */
  #begin() {
    for (const row of this.#rows.slice(1)) row.remove();
    this.#settled();
  }

  #number() {
    const rows = this.#rows;
    rows.forEach((row, at) => {
      for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = String(at + 1);
      shut(row, "[data-row-up]", at === 0);
      shut(row, "[data-row-down]", at === rows.length - 1);
      shut(row, "[data-row-drop]", rows.length === 1);
    });
    shut(this, "[data-row-add]", rows.length >= Number(this.dataset.most ?? 100));
  }

  /** @returns {Element | null} */
  get #place() {
    return this.querySelector("[data-rows]");
  }

  /** @returns {HTMLElement[]} */
  get #rows() {
    return /** @type {HTMLElement[]} */ (Array.from(this.#place?.children ?? []));
  }
}

/** @param {Element} element @param {string} key */
function name(element, key) {
  for (const attribute of NAMED) {
    const value = element.getAttribute(attribute);
    if (value?.includes("{key}")) element.setAttribute(attribute, value.replaceAll("{key}", key));
  }
}

/** @param {Element} around @param {string} which @param {boolean} on */
function shut(around, which, on) {
  for (const button of around.querySelectorAll(which)) /** @type {HTMLButtonElement} */ (button).disabled = on;
}

customElements.define("row-list", RowList);
