/**
 * `<word-cloud data-seed="k3-1">`: draws the words of the lists inside it (`li[data-word][data-count]`). The lists stay
 * what is read aloud; the drawing lives in a shadow of its own, so that the page's morphing never touches it.
 *
 * The same words on the same screen always give the same cloud. When not all fit, everything shrinks and is laid out
 * again; what still does not fit at the smallest readable size is listed in words below the drawing, never left out.
 */

import layOut from "/static/vendor/d3-cloud.esm.js";

const SVG = "http://www.w3.org/2000/svg";
/** Share of the screen's shorter side: nothing smaller is read from the back row, nothing larger is needed. */
const SMALLEST = 0.024;
const LARGEST = 0.15;
const SHRINK = 0.88;
const WEIGHT = 650;
/** A live cloud that moves at every word cannot be read: at most one new picture in this many ms. */
const PAUSE = 1_500;
const MOVE = 420;
const ENLARGED = 1.35;
/** So many letters of what did not fit are listed: two or three lines. */
const LISTED = 190;

/** @typedef {{id: string, text: string, count: number}} Word */
/** @typedef {Word & {size: number, x: number, y: number, x0: number, x1: number, y0: number, y1: number}} Placed  x0 to y1: its edges */

class WordCloud extends HTMLElement {
  #svg = document.createElementNS(SVG, "svg");
  #rest = document.createElement("p");
  #drawn = "";
  #last = 0;
  #timer = 0;
  #words = new MutationObserver(() => this.#soon());
  #size = new ResizeObserver(() => this.#soon());

  connectedCallback() {
    if (!this.shadowRoot) this.#prepare();
    this.#words.observe(this, { subtree: true, childList: true, attributes: true, characterData: true });
    this.#size.observe(this.#svg.parentElement ?? this.#svg);
    this.#size.observe(this);
    this.#soon();
  }

  disconnectedCallback() {
    this.#words.disconnect();
    this.#size.disconnect();
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #prepare() {
    const drawing = document.createElement("div");
    drawing.setAttribute("part", "drawing");
    drawing.setAttribute("aria-hidden", "true");
    this.#svg.setAttribute("part", "svg");
    this.#rest.setAttribute("part", "rest");
    this.#rest.hidden = true;
    drawing.append(this.#svg, this.#rest);
    this.attachShadow({ mode: "open" }).append(drawing, document.createElement("slot"));
  }

  get #font() {
    return getComputedStyle(this).fontFamily;
  }

  #soon() {
    if (this.#timer) return;
    const wait = Math.max(0, this.#last + PAUSE - performance.now());
    this.#timer = setTimeout(() => {
      this.#measured().finally(() => {
        this.#timer = 0;
        this.#draw();
      });
    }, this.#last ? wait : 0);
  }

  /** Words are measured in the letters they will be drawn with, so these must be here first. */
  #measured() {
    return document.fonts.load(`${WEIGHT} 40px ${this.#font}`, wordsIn(this).map(({ text }) => text).join("") || " ");
  }

  #draw() {
    const words = wordsIn(this);
    const state = JSON.stringify([words, this.clientWidth, this.clientHeight, innerWidth, innerHeight]);
    if (state === this.#drawn || !this.isConnected || !this.clientWidth) return;
    this.#drawn = state;
    this.#last = performance.now();
    this.#rest.hidden = true;
    let placed = this.#fit(words, this.#box());
    if (placed.length < words.length) {
      this.#list(without(words, placed));
      placed = this.#fit(words, this.#box());
      this.#list(without(words, placed));
    }
    this.#show(placed, words);
  }

  /** What did not fit takes a line or two from the drawing, which therefore is laid out once more above it. */
  #list(missing) {
    const { rest = "", more = "" } = this.dataset;
    let room = LISTED;
    const named = missing.filter(({ text }) => {
      room -= text.length + 3;
      return room >= 0;
    });
    const left = missing.length - named.length;
    this.#rest.textContent = `${rest} ${named.map(isolated).join(" · ")}${left ? ` + ${left} ${more}` : ""}`;
    this.#rest.hidden = false;
  }

  /** @returns {{width: number, height: number, unit: number}} in px; unit is the screen's shorter side */
  #box() {
    const { width, height } = this.#svg.getBoundingClientRect();
    return { width: Math.floor(width), height: Math.floor(height), unit: Math.min(innerWidth, innerHeight) };
  }

  /** @param {Word[]} words @returns {Placed[]} as many as fit, all of them if that can be */
  #fit(words, { width, height, unit }) {
    const most = Math.max(1, ...words.map(({ count }) => count));
    let best = /** @type {Placed[]} */ ([]);
    for (let top = LARGEST * unit; ; top *= SHRINK) {
      const least = Math.max(SMALLEST * unit, Math.min(top * 0.36, 0.042 * unit));
      const size = (/** @type {Word} */ { count }) => least + (Math.max(top, 2 * SMALLEST * unit) - least) * Math.sqrt((count - 1) / Math.max(most - 1, 1));
      const alone = most === 1 ? Math.max(least, top * 0.5) : 0;
      const sized = (/** @type {Word} */ word) => alone || size(word);
      const last = top * SHRINK < SMALLEST * unit;
      const likely = asManyAsMayFit(words, sized, width * height);
      if (likely.length < words.length && !last) continue;
      const placed = place(likely, sized, { width, height, font: this.#font, seed: this.dataset.seed ?? "" });
      if (placed.length > best.length) best = placed;
      if (best.length === words.length || last) return best;
    }
  }

  /** @param {Placed[]} placed @param {Word[]} words */
  #show(placed, words) {
    this.#svg.setAttribute("viewBox", around(placed, this.#box()).join(" "));
    const before = new Map(Array.from(this.#svg.children, (text) => [text.id, text]));
    const most = words[0]?.count ?? 0;
    this.#svg.replaceChildren(...placed.map((word) => drawn(word, before.get(word.id), most)));
  }
}

/** Text of either direction keeps to itself in a line. */
function isolated(/** @type {Word} */ { text }) {
  return `\u2068${text}\u2069`;
}

/** @param {Element} cloud @returns {Word[]} commonest first, as the lists have them */
function wordsIn(cloud) {
  return Array.from(cloud.querySelectorAll("li[data-word]"), (item) => {
    const { word = "", count = "1" } = /** @type {HTMLElement} */ (item).dataset;
    return { id: item.id, text: word, count: Number(count) || 1 };
  });
}

/** The cloud fills its place, but is never enlarged so much that few words shout. @returns {number[]} a view box */
function around(placed, { width, height }) {
  const spread = (/** @type {number[]} */ from, /** @type {number[]} */ to) => Math.max(...to) - Math.min(...from);
  const wide = placed.length ? spread(placed.map((w) => w.x + w.x0), placed.map((w) => w.x + w.x1)) : width;
  const high = placed.length ? spread(placed.map((w) => w.y + w.y0), placed.map((w) => w.y + w.y1)) : height;
  const scale = Math.min(1, Math.max(wide / width, high / height, 1 / ENLARGED));
  const left = Math.min(0, ...placed.map((w) => w.x + w.x0)) + wide / 2;
  const top = Math.min(0, ...placed.map((w) => w.y + w.y0)) + high / 2;
  return [left - (width * scale) / 2, top - (height * scale) / 2, width * scale, height * scale];
}

/** Trying to place what cannot fit takes seconds: first by area. @param {Word[]} words @param {(w: Word) => number} size */
function asManyAsMayFit(words, size, /** @type {number} */ area) {
  let left = area * 0.8;
  return words.filter((word) => {
    left -= size(word) ** 2 * 0.6 * word.text.length;
    return left >= 0;
  });
}

/** @param {Word[]} words @param {Placed[]} placed */
function without(words, placed) {
  const ids = new Set(placed.map(({ id }) => id));
  return words.filter(({ id }) => !ids.has(id));
}

/**
 * One try with d3-cloud, which leaves out what does not fit.
 * @param {Word[]} words @param {(word: Word) => number} size @param {{width: number, height: number, font: string, seed: string}} on
 * @returns {Placed[]}
 */
function place(words, size, { width, height, font, seed }) {
  if (width < 32 || height < 32) return [];
  let placed = /** @type {Placed[]} */ ([]);
  layOut()
    .size([width, height])
    .words(words.map((word) => ({ ...word })))
    .text((/** @type {Word} */ word) => word.text)
    .font(font)
    .fontWeight(WEIGHT)
    .fontSize(size)
    .rotate(0)
    .padding(Math.max(2, height / 64))
    .random(dice(seed))
    .on("end", (/** @type {Placed[]} */ found) => {
      placed = found;
    })
    .start();
  return placed;
}

/** @param {Placed} word @param {Element | undefined} old @param {number} most */
function drawn(word, old, most) {
  const text = /** @type {SVGTextElement} */ (old ?? document.createElementNS(SVG, "text"));
  const from = old ? placeOf(old) : null;
  text.id = word.id;
  text.setAttribute("part", `word ${tone(word, most)}`);
  text.setAttribute("font-size", String(word.size));
  text.setAttribute("transform", `translate(${word.x} ${word.y})`);
  text.setAttribute("data-at", `${word.x} ${word.y}`);
  text.setAttribute("direction", /[\u0590-\u08FF\uFB1D-\uFEFC]/.test(word.text) ? "rtl" : "ltr");
  text.textContent = word.text;
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) move(text, from, word);
  return text;
}

/** @param {Placed} word @param {number} most  size already says how common it is; the tone only helps to tell apart */
function tone(word, most) {
  if (word.count === most && most > 1) return "first";
  return word.count * 2 >= most ? "leaf" : word.count > 1 ? "ink" : "quiet";
}

/** @param {Element} text */
function placeOf(text) {
  const [x = 0, y = 0] = (text.getAttribute("data-at") ?? "").split(" ").map(Number);
  return { x, y };
}

/** @param {SVGTextElement} text @param {{x: number, y: number} | null} from @param {Placed} to */
function move(text, from, to) {
  const easing = "cubic-bezier(.2, .7, .2, 1)";
  if (!from) return void text.animate([{ opacity: 0 }, { opacity: 1 }], { duration: MOVE, easing });
  const steps = [from, to].map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
  text.animate(steps, { duration: MOVE, easing });
}

/** A small seeded generator (mulberry32, public domain), so that a cloud looks the same on every screen. */
function dice(/** @type {string} */ seed) {
  let state = Array.from(seed).reduce((sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

customElements.define("word-cloud", WordCloud);
