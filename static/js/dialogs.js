/**
 * Dialogs that stand in the page. `data-opens="id"` opens one, `data-closes` closes the one around it, and
 * `<dialog data-confirm-dialog>` with `[data-confirm-text]` and buttons of value "yes" and "no" asks before a move.
 */

export function start() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = /** @type {HTMLElement | null} */ (target?.closest("[data-opens]") ?? null);
    if (opener) open(document.getElementById(opener.dataset.opens ?? ""));
    else if (target?.closest("[data-closes]")) closeAround(target);
  });
}

/** @param {Element | null} dialog */
export function open(dialog) {
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {Element} inside  closes the dialog or folds the details it stands in */
export function closeAround(inside) {
  const around = inside.closest("dialog, details");
  if (around instanceof HTMLDialogElement) around.close();
  else around?.removeAttribute("open");
}

/** @param {string} question @returns {Promise<boolean>} */
export function confirmed(question) {
  const dialog = document.querySelector("dialog[data-confirm-dialog]");
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return Promise.resolve(window.confirm(question));
  const text = dialog.querySelector("[data-confirm-text]");
  if (text) text.textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    for (const button of dialog.querySelectorAll("button[value]")) {
      /** @type {HTMLButtonElement} */ (button).onclick = (event) => {
        event.preventDefault();
        dialog.close(/** @type {HTMLButtonElement} */ (button).value);
      };
    }
  });
}
