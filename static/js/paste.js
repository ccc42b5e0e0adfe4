/**
 * The programme box shows what was understood while one types: `<textarea data-preview="/path"
 * data-preview-into="id">` posts the whole form around it and shows the HTML that comes back. A button `name="fix"` in
 * it posts too, with its value, and `[data-rewritten]` in the answer is the new text of the box. An entry of its own:
 * pages without a live session use it too.
 */

const PAUSE = 350;

/** @type {AbortController | null} */
let underWay = null;
let typing = 0;

document.addEventListener("input", (event) => {
  const form = /** @type {any} */ (event.target).form;
  const box = form instanceof HTMLFormElement ? form.querySelector("[data-preview]") : null;
  if (box instanceof HTMLElement) soon(/** @type {HTMLFormElement} */ (form), box);
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = event.submitter;
  const box = form.querySelector("textarea[data-preview]");
  if (!(box instanceof HTMLTextAreaElement && button instanceof HTMLButtonElement && button.name === "fix")) return;
  event.preventDefault();
  clearTimeout(typing);
  preview(form, box, button);
});

for (const box of document.querySelectorAll("textarea[data-preview]")) {
  const area = /** @type {HTMLTextAreaElement} */ (box);
  if (area.value.trim() && area.form) soon(area.form, area);
}

/** @param {HTMLFormElement} form @param {HTMLElement} box */
function soon(form, box) {
  clearTimeout(typing);
  typing = setTimeout(() => preview(form, box), PAUSE);
}

/** @param {HTMLFormElement} form @param {HTMLElement} box @param {HTMLButtonElement} [button]  what puts a row right */
async function preview(form, box, button) {
  underWay?.abort();
  underWay = new AbortController();
  const place = document.getElementById(box.dataset.previewInto ?? "");
  place?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(box.dataset.preview ?? "", asked(form, underWay.signal, button));
    if (answer.ok && place) await show(place, await answer.text());
    if (button && place) rewrite(/** @type {HTMLTextAreaElement} */ (box), place);
    place?.removeAttribute("aria-busy");
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") place?.removeAttribute("aria-busy");
  }
}

/** @param {HTMLTextAreaElement} box @param {HTMLElement} place */
function rewrite(box, place) {
  const text = place.querySelector("[data-rewritten]")?.textContent;
  if (text) box.value = text;
}

/**
 * @param {HTMLFormElement} form @param {AbortSignal} signal @param {HTMLButtonElement} [button]
 * @returns {RequestInit}
 */
function asked(form, signal, button) {
  const fields = Array.from(new FormData(form, button)).filter(([, value]) => typeof value === "string");
  return { method: "POST", signal, body: new URLSearchParams(/** @type {[string, string][]} */ (fields)) };
}

/** @param {HTMLElement} place @param {string} html  from our own server, whose templates escape what people wrote */
async function show(place, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  try {
    const { Idiomorph } = await import("../vendor/idiomorph.esm.js");
    Idiomorph.morph(place, template.content, { morphStyle: "innerHTML" });
  } catch {
    place.replaceChildren(template.content);
  }
}
