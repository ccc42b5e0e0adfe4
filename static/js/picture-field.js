/**
 * `<picture-field>` (templates/pictures.html): a chosen file is sent at once to `data-upload`; the field `[data-value]`
 * then holds the picture's id, and the form sends that like any other text. Why a file was refused stands in
 * `[data-said]`. A form that is reset shows what it began with.
 */

const SHOWN = "picture";

class PictureField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this);
    this.addEventListener("click", this);
    this.closest("form")?.addEventListener("reset", () => setTimeout(() => this.#show(this.#value.value)));
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.type === "change" && target.matches("[data-file]")) this.#send(/** @type {any} */ (target));
    if (event.type === "click" && target.closest("[data-drop]")) this.#take("");
  }

  /** @param {HTMLInputElement} input */
  async #send(input) {
    const file = input.files?.[0];
    if (!file) return;
    this.#say(this.dataset.sending ?? "", false);
    const answer = await this.#asked(file);
    input.value = "";
    if (answer.picture) this.#take(answer.picture);
    else this.#say(answer.say ?? this.dataset.failed ?? "", true);
  }

  /** @param {File} file @returns {Promise<{picture?: string, say?: string}>} */
  async #asked(file) {
    const body = new FormData();
    body.set("picture", file);
    const headers = { accept: "application/json", "accept-language": document.documentElement.lang };
    try {
      const answer = await fetch(this.dataset.upload ?? "", { method: "POST", body, headers });
      return await answer.json();
    } catch {
      return {};
    }
  }

  /** @param {string} picture  its id, or "" for none; to the form it is as if somebody had typed it */
  #take(picture) {
    this.#value.value = picture;
    this.#show(picture);
    for (const sign of ["input", "change"]) this.#value.dispatchEvent(new Event(sign, { bubbles: true }));
  }

  /** @param {string} picture */
  #show(picture) {
    this.#say("", false);
    const place = this.querySelector("[data-shown]");
    const drop = this.querySelector("[data-drop]");
    if (drop instanceof HTMLElement) drop.hidden = !picture;
    place?.replaceChildren(...(picture ? [this.#image(picture)] : []));
  }

  /** @param {string} picture @returns {HTMLImageElement} */
  #image(picture) {
    const image = new Image();
    image.className = SHOWN;
    image.src = `${this.dataset.look ?? ""}${encodeURIComponent(picture)}`;
    image.alt = "";
    return image;
  }

  /** @param {string} words @param {boolean} wrong */
  #say(words, wrong) {
    const place = this.querySelector("[data-said]");
    if (!(place instanceof HTMLElement)) return;
    place.textContent = words;
    place.hidden = !words;
    place.classList.toggle("field__error--quiet", !wrong);
  }

  /** @returns {HTMLInputElement} */
  get #value() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-value]"));
  }
}

customElements.define("picture-field", PictureField);
