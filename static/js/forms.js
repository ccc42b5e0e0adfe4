/**
 * Forms are moves (docs/protocol.md). The page disables nothing: a form can be sent again at any time, and what was
 * sent stays where it was written until the server has it.
 *
 * `data-move`, `data-step` (on the form or around it), `data-field`, `data-auto` (on a form or a field), `data-reset`
 * (empty after it was saved), `data-close` (close the dialog or details around it then), `data-confirm="question"`.
 */

import { closeAround, confirmed } from "./dialogs.js";
import { fieldsOf, isTyped, moveFrom, wordsIn } from "./fields.js";
import { clearReason, keepWords, showReason } from "./kept.js";
import { adopt } from "./marks.js";
import { tooLong } from "./outbox.js";
import { markSent, markUnsent } from "./work.js";

const TYPING_PAUSE = 700;

/** @typedef {{form: HTMLFormElement | null, near: HTMLElement, kind: string, content: string}} Sent */

export class Forms {
  /** @type {Map<string, Sent>} */
  #sent = new Map();
  /** @type {WeakMap<HTMLFormElement, string>} the id under which a form was last sent */
  #last = new WeakMap();
  /** @type {Map<HTMLFormElement, number>} */
  #typing = new Map();

  /**
   * @param {object} wiring
   * @param {import("./outbox.js").Outbox} wiring.outbox
   * @param {(form: Element) => void} wiring.onSettled  the form has nothing unsent any more
   */
  constructor({ outbox, onSettled }) {
    this.outbox = outbox;
    this.onSettled = onSettled;
  }

  start() {
    document.addEventListener("submit", (event) => this.#submitted(event));
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("input", (event) => this.#typed(event));
    document.addEventListener("change", (event) => this.#changed(event));
    document.addEventListener("focusout", () => this.#flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.#flush());
    window.addEventListener("pagehide", () => this.#flush());
  }

  /** @param {string} id  the server has it on disk @returns {boolean} whether we waited for that */
  saved(id) {
    const entry = this.outbox.settle(id);
    const sent = this.#take(id);
    if (sent?.form) this.#formSaved(sent.form, sent.content);
    return entry !== null;
  }

  /** @param {HTMLFormElement} form @param {string} content  what is saved; the person may be further already */
  #formSaved(form, content) {
    clearReason(form);
    if (contentOf(form) !== content) return;
    markSent(form);
    if (form.dataset.reset === undefined) adopt(form);
    else form.reset();
    if (form.dataset.close !== undefined) closeAround(form);
    this.onSettled(form);
  }

  /** @param {{id: string, code?: string, say?: string, field?: string}} answer  refused: the text stays */
  refused({ id, code, say: reason = "", field }) {
    // Not the move is refused but its hurry: it waits its turn.
    if (code === "too_fast") return this.outbox.waitLonger(id);
    const entry = this.outbox.settle(id);
    const sent = this.#take(id);
    if (entry) this.#explain(sent, entry.words, reason, field);
  }

  /** @param {import("./outbox.js").Waiting} entry @param {string} reason */
  givenUp(entry, reason) {
    this.#explain(this.#take(entry.id), entry.words, reason);
  }

  /** @param {Sent | undefined} sent @param {string | undefined} words @param {string} reason @param {string} [field] */
  #explain(sent, words = "", reason = "", field = undefined) {
    const shown = showReason(sent?.near ?? null, reason, field);
    if (!shown) keepWords(reason, words);
    const form = sent?.form;
    if (!form || wordsIn(form)) return;
    // A choice that was refused must not look chosen: back to what the server knows.
    form.reset();
    markSent(form);
    this.onSettled(form);
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    const kind = button?.dataset.move ?? form.dataset.move;
    if (!kind) return;
    event.preventDefault();
    this.#ask({ form, near: form, button, kind });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target.closest("button[data-move]") : null;
    const button = /** @type {HTMLButtonElement | null} */ (target);
    if (!button || (button.type === "submit" && button.form?.dataset.move)) return;
    event.preventDefault();
    this.#ask({ form: null, near: button, button, kind: button.dataset.move ?? "" });
  }

  /** @param {{form: HTMLFormElement | null, near: HTMLElement, button: HTMLElement | null, kind: string}} asked */
  async #ask(asked) {
    const question = asked.button?.dataset.confirm ?? asked.form?.dataset.confirm;
    if (question && !(await confirmed(question))) return;
    this.#send(asked);
  }

  /** @param {Event} event */
  #typed(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    const form = /** @type {any} */ (field).form;
    if (!(form instanceof HTMLFormElement)) return;
    clearReason(form);
    if (!isAuto(field, form) || !isTyped(field)) return;
    clearTimeout(this.#typing.get(form));
    this.#typing.set(
      form,
      setTimeout(() => this.#sendTyped(form), TYPING_PAUSE),
    );
  }

  /** @param {Event} event */
  #changed(event) {
    const field = /** @type {any} */ (event.target);
    const form = field.form;
    if (!(form instanceof HTMLFormElement) || !isAuto(field, form)) return;
    if (!field.validity.valid) field.reportValidity();
    else if (isTyped(field) && !field.matches("select")) this.#sendTyped(form);
    else this.#auto(form);
  }

  #flush() {
    for (const form of Array.from(this.#typing.keys())) this.#sendTyped(form);
  }

  /** @param {HTMLFormElement} form */
  #sendTyped(form) {
    if (!this.#typing.has(form)) return;
    clearTimeout(this.#typing.get(form));
    this.#typing.delete(form);
    this.#auto(form);
  }

  /** @param {HTMLFormElement} form */
  #auto(form) {
    const kind = form.dataset.move;
    if (kind && form.matches(":valid")) this.#send({ form, near: form, button: null, kind });
  }

  /** @param {{form: HTMLFormElement | null, near: HTMLElement, button: HTMLElement | null, kind: string}} asked */
  #send({ form, near, button, kind }) {
    const move = moveFrom(kind, form, button);
    const content = form ? contentOf(form) : "";
    if (form && this.#isUnderWay(form, kind, content)) return;
    clearReason(near);
    if (tooLong(move)) return void showReason(near, document.documentElement.dataset.tooLong ?? "");
    const id = this.outbox.put({
      step: (button && stepOf(button)) ?? stepOf(near),
      move,
      field: (form ?? near).dataset.field,
      words: form ? wordsIn(form) : "",
    });
    this.#sent.set(id, { form, near, kind, content });
    if (form) this.#sending(form, id);
  }

  /** @param {HTMLFormElement} form @param {string} id */
  #sending(form, id) {
    clearTimeout(this.#typing.get(form));
    this.#typing.delete(form);
    this.#last.set(form, id);
    markUnsent(form);
    for (const replaced of this.#sent.keys()) if (!this.outbox.holds(replaced)) this.#sent.delete(replaced);
  }

  /** A second tap on "send" while the same words are on their way is the same wish. */
  #isUnderWay(
    /** @type {HTMLFormElement} */ form,
    /** @type {string} */ kind,
    /** @type {string} */ content,
  ) {
    const last = this.#sent.get(this.#last.get(form) ?? "");
    return last !== undefined && last.content === content && last.kind === kind && wordsIn(form) !== "";
  }

  /** @param {string} id @returns {Sent | undefined} */
  #take(id) {
    const sent = this.#sent.get(id);
    this.#sent.delete(id);
    return sent;
  }
}

/** @param {HTMLElement} field @param {HTMLFormElement} form @returns {boolean} */
function isAuto(field, form) {
  return (
    form.dataset.move !== undefined && (form.dataset.auto !== undefined || field.dataset.auto !== undefined)
  );
}

/** @param {HTMLElement} element @returns {string | undefined} */
function stepOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest("[data-step]"))?.dataset.step || undefined;
}

/** @param {HTMLFormElement} form @returns {string} everything in it, to see whether it changed since */
function contentOf(form) {
  return JSON.stringify(
    fieldsOf(form).map((field) => [field.name, field.value, /** @type {any} */ (field).checked]),
  );
}
