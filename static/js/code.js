/** The code on the front page: however it is typed or pasted, the six signs stand in their boxes. */

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("input.codeboxes"));

function tidy() {
  if (!field) return;
  const signs = field.value.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (signs === field.value) return;
  const at = field.selectionStart ?? signs.length;
  field.value = signs;
  field.setSelectionRange(Math.min(at, signs.length), Math.min(at, signs.length));
}

field?.addEventListener("input", tidy);
tidy();
