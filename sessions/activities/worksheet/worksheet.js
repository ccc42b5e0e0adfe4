/**
 * The pen follows the finger. Standing in a free field takes its pen, so that the others see at once that somebody
 * writes; without this the first words that are saved take it. After "I want to write" the field, once it opens, has
 * the focus. `<textarea data-pen="ID of its pen's button">`, `<button data-take="ID of its textarea">`.
 */

const PATIENCE = 5_000;

document.addEventListener("focusin", (event) => {
  const field = event.target instanceof HTMLTextAreaElement ? event.target : null;
  const pen = field?.dataset.pen ? document.getElementById(field.dataset.pen) : null;
  if (field && pen && !isMine(field)) pen.click();
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-take]") : null;
  const field = document.getElementById(target instanceof HTMLElement ? (target.dataset.take ?? "") : "");
  if (field instanceof HTMLTextAreaElement && event.isTrusted) focusOnceOpen(field);
});

/** @param {HTMLTextAreaElement} field @returns {boolean} whether this phone has the pen already */
function isMine(field) {
  const line = field.closest(".worksheet__field")?.querySelector(".worksheet__mine");
  return line instanceof HTMLElement && !line.hidden;
}

/** @param {HTMLTextAreaElement} field */
function focusOnceOpen(field) {
  const form = field.form;
  if (!form?.hidden) return;
  const watch = new MutationObserver(() => {
    if (form.hidden) return;
    watch.disconnect();
    field.focus();
  });
  watch.observe(form, { attributes: true, attributeFilter: ["hidden"] });
  setTimeout(() => watch.disconnect(), PATIENCE);
}
