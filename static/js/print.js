/** `<button data-print hidden>` prints the page; it is shown where a script can. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}
