/** The room check: how many phones have got through, asked every two seconds. `data-count="/path"` on the page's main. */

const PAUSE = 2_000;

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-count]"));
const number = page?.querySelector("[data-count-number]");

/** @param {number} phones */
function show(phones) {
  if (!page || !number || number.textContent === String(phones)) return;
  number.textContent = String(phones);
  for (const words of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-plural]"))) {
    words.hidden = (words.dataset.plural === "one") !== (phones === 1);
  }
}

async function ask() {
  try {
    const answer = await fetch(page?.dataset.count ?? "", { cache: "no-store" });
    if (answer.ok) show((await answer.json()).phones);
  } catch {
    // The server is away for a moment: the last number stays.
  }
  setTimeout(ask, PAUSE);
}

if (page) setTimeout(ask, PAUSE);
