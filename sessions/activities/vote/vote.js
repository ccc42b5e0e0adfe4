/**
 * `<vote-order data-order="a b">`: rank by tapping. A tap puts an option last among the ranked, a second tap takes it out;
 * the arrows move it. `<vote-dots data-budget="5" data-most="3">`: minus and plus share out the dots.
 *
 * The rows are the server's and stay where they are; what was chosen goes with the form around as its fields. What this
 * seat has sent before comes as the attribute (docs/protocol.md, marks), and never over something unsent.
 *
 * `<slip-code>`: the code that came with the QR code of a slip, after `#slip=`, which no server sees, is filled in.
 *
 * `<vote-reasons>`: whoever objects is asked why before anything is sent, so that no answer is lost to a refusal.
 */

import { isUnsent } from "../../js/work.js";

class VoteOrder extends HTMLElement {
  static observedAttributes = ["data-order"];
  /** @type {string[]} */
  #order = [];
  #shown = () => this.#paint();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.closest("form")?.addEventListener("reset", () => this.#take());
    document.addEventListener("region-shown", this.#shown);
    this.#take();
  }

  disconnectedCallback() {
    document.removeEventListener("region-shown", this.#shown);
  }

  attributeChangedCallback() {
    if (this.isConnected && !isUnsent(this)) this.#take();
  }

  #take() {
    this.#order = (this.dataset.order ?? "").split(" ").filter(Boolean);
    this.#paint();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const option = /** @type {HTMLElement | null} */ (button?.closest("[data-option]"))?.dataset.option;
    if (!button || !option) return;
    if (button.dataset.pick !== undefined) this.#pick(option);
    else this.#move(option, button.dataset.up !== undefined ? -1 : 1);
    this.#paint();
    this.#tell();
    if (button.hidden) /** @type {HTMLElement | null} */ (button.closest("[data-option]")?.querySelector("[data-pick]"))?.focus();
  }

  /** @param {string} option */
  #pick(option) {
    const without = this.#order.filter((other) => other !== option);
    this.#order = without.length < this.#order.length ? without : [...without, option];
  }

  /** @param {string} option @param {number} by */
  #move(option, by) {
    const from = this.#order.indexOf(option);
    const to = from + by;
    if (to < 0 || to >= this.#order.length) return;
    this.#order.splice(from, 1);
    this.#order.splice(to, 0, option);
  }

  #paint() {
    for (const row of /** @type {Iterable<HTMLElement>} */ (this.querySelectorAll("[data-option]"))) {
      const place = this.#order.indexOf(row.dataset.option ?? "");
      const last = this.#order.length - 1;
      set(row.querySelector("[data-pick]"), "aria-pressed", String(place >= 0));
      write(row.querySelector("[data-place]"), place >= 0 ? String(place + 1) : "");
      hide(row.querySelector("[data-up]"), place <= 0);
      hide(row.querySelector("[data-down]"), place < 0 || place === last);
    }
    this.#fields();
  }

  #fields() {
    const had = Array.from(this.querySelectorAll("input[name=ranking]"), (field) => /** @type {HTMLInputElement} */ (field).value);
    if (had.join(" ") === this.#order.join(" ")) return;
    for (const field of this.querySelectorAll("input[name=ranking]")) field.remove();
    this.append(...this.#order.map(field));
  }

  #tell() {
    this.querySelector("[data-changed-by-hand]")?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** @param {string} option */
function field(option) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "ranking", value: option });
  input.dataset.list = "";
  return input;
}

class VoteDots extends HTMLElement {
  static observedAttributes = ["data-budget", "data-given"];
  #shown = () => this.#paint();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("input", () => this.#paint());
    this.closest("form")?.addEventListener("reset", () => setTimeout(this.#shown));
    document.addEventListener("region-shown", this.#shown);
    this.#paint();
  }

  disconnectedCallback() {
    document.removeEventListener("region-shown", this.#shown);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#paint();
  }

  get #inputs() {
    return /** @type {HTMLInputElement[]} */ (Array.from(this.querySelectorAll("input[type=number]")));
  }

  get #left() {
    return Number(this.dataset.budget) - this.#inputs.reduce((sum, input) => sum + Number(input.value), 0);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const input = button?.parentElement?.querySelector("input");
    if (!button?.dataset.by || !input || button.getAttribute("aria-disabled") === "true") return;
    input.value = String(Math.max(0, Number(input.value) + Number(button.dataset.by)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #paint() {
    const left = this.#left;
    const most = Number(this.dataset.most ?? this.dataset.budget);
    write(this.querySelector("[data-left]"), String(left));
    this.toggleAttribute("data-over", left < 0);
    for (const input of this.#inputs) {
      const [less, more] = input.parentElement?.querySelectorAll("button") ?? [];
      set(less, "aria-disabled", String(Number(input.value) <= 0));
      set(more, "aria-disabled", String(left <= 0 || Number(input.value) >= most));
    }
  }
}

class VoteReasons extends HTMLElement {
  #ask = () => {
    for (const answer of this.querySelectorAll("fieldset")) {
      const why = answer.querySelector("textarea");
      const objects = answer.querySelector("input[value=object]");
      if (why && objects instanceof HTMLInputElement) why.required = objects.checked;
    }
  };

  connectedCallback() {
    this.addEventListener("change", this.#ask);
    document.addEventListener("region-shown", this.#ask);
    this.#ask();
  }

  disconnectedCallback() {
    document.removeEventListener("region-shown", this.#ask);
  }
}

class SlipCode extends HTMLElement {
  #fill = () => {
    const field = this.querySelector("input");
    if (field && !field.value) field.value = brought();
  };

  connectedCallback() {
    if (!this.closest("[data-move=cast]")) return;
    this.closest("form")?.addEventListener("submit", forget);
    document.addEventListener("region-shown", this.#fill);
    addEventListener("hashchange", this.#fill);
    this.#fill();
  }

  disconnectedCallback() {
    document.removeEventListener("region-shown", this.#fill);
    removeEventListener("hashchange", this.#fill);
  }
}

/** @returns {string} the code in the address, "" when there is none */
function brought() {
  const code = new URLSearchParams(location.hash.slice(1)).get("slip") ?? "";
  return /^[0-9A-Za-z]{8}$/.test(code) ? code : "";
}

/** Once it has been sent, whoever takes the phone next finds nothing in the address. */
function forget() {
  if (brought()) history.replaceState(history.state, "", location.pathname + location.search);
}

/** @param {Element | null} element @param {string} name @param {string} value */
function set(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {Element | null} element @param {string} text */
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {Element | null} element @param {boolean} away */
function hide(element, away) {
  if (element instanceof HTMLElement && element.hidden !== away) element.hidden = away;
}

if (!customElements.get("vote-order")) {
  customElements.define("vote-order", VoteOrder);
  customElements.define("vote-dots", VoteDots);
  customElements.define("vote-reasons", VoteReasons);
  customElements.define("slip-code", SlipCode);
}
