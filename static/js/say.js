/** The page's one polite live region, `[data-say]`: outside every region, so that nothing morphs it away. */

/** @param {string} text */
export function say(text) {
  const voice = document.querySelector("[data-say]");
  if (!voice || !text) return;
  // The same sentence twice is only spoken again when the text has been gone in between.
  voice.textContent = "";
  setTimeout(() => {
    voice.textContent = text;
  }, 50);
}
