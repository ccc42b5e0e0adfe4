/**
 * `<doodle-pad data-form="k3-save" data-sheet="2" data-part="finish" data-ink="…" data-open="true" data-deadline="ms">`:
 * a sheet of 1000 x 1000 units to draw on with finger, pen or mouse. It draws in a shadow of its own, so that the page's
 * morphing never touches it; `slot="under"` is the locked layer beneath, made by the server.
 *
 * It writes its strokes (points, as ink.py reads them) into the form it names and submits that: after each stroke, while
 * a long one goes on, when its clock reaches zero, when the page is left, and when it is taken away. With `data-waits`
 * the person sends the form. Buttons inside: `[data-pad="undo|thin|thick"]`; `[data-full]` is shown when nothing more fits.
 */

import { onClockMoved, serverNow } from "../../js/clock.js";
import { getStroke } from "../../vendor/perfect-freehand.esm.js";

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 1000;
/** As ink.py has them. */
const MOST_STROKES = 120;
const MOST_POINTS = 3000;
const SIZE = { thin: 20, thick: 44 };
/** Units of the sheet: closer points say nothing more. */
const CLOSE = 5;
/** Milliseconds between two savings while somebody draws. */
const PACE = 1_500;
const LONGEST_TIMER = 2 ** 30;

/** @typedef {{points: number[][], wide: boolean, pen: boolean, path: SVGPathElement}} Stroke  points: x, y, pressure 0-100 */

class DoodlePad extends HTMLElement {
  static observedAttributes = ["data-deadline", "data-open", "data-ink"];
  /** @type {Stroke[]} */
  #strokes = [];
  /** @type {Stroke | null} */
  #now = null;
  #pointer = -1;
  #wide = false;
  #touched = false;
  #unsaved = false;
  #savedAt = Number.NEGATIVE_INFINITY;
  #saving = 0;
  #zero = 0;
  #paper = document.createElement("div");
  #svg = document.createElementNS(SVG, "svg");
  #leaving = new AbortController();

  connectedCallback() {
    if (!this.shadowRoot) this.#prepare();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("region-shown", () => this.#showState(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#save(), { signal });
    window.addEventListener("pagehide", () => this.#save(), { signal });
    signal.addEventListener("abort", onClockMoved(() => this.#watchClock()));
    this.#takeOver();
    this.#watchClock();
    this.#showState();
  }

  disconnectedCallback() {
    this.#end();
    this.#save();
    this.#leaving.abort();
    clearTimeout(this.#zero);
    clearTimeout(this.#saving);
  }

  attributeChangedCallback() {
    if (!this.shadowRoot || !this.isConnected) return;
    this.#takeOver();
    this.#watchClock();
    this.#showState();
  }

  #prepare() {
    const shadow = this.attachShadow({ mode: "open" });
    const under = document.createElement("slot");
    under.name = "under";
    this.#paper.setAttribute("part", "paper");
    this.#svg.setAttribute("part", "ink");
    this.#svg.setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`);
    this.#paper.append(under, this.#svg);
    shadow.append(this.#paper, document.createElement("slot"));
    this.#paper.addEventListener("pointerdown", (event) => this.#down(event));
    this.#paper.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) this.#paper.addEventListener(end, (event) => this.#up(event));
    // A finger that draws must not scroll, nor open the menu of a long press.
    this.#paper.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.#paper.addEventListener("contextmenu", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.#pressed(event));
  }

  /** What the server has of this sheet: only as long as nothing has been drawn here, after a reload say. */
  #takeOver() {
    if (this.#touched) return;
    this.#svg.replaceChildren();
    this.#strokes = readInk(this.dataset.ink ?? "").map((stroke) => ({ ...stroke, path: this.#newPath() }));
    for (const stroke of this.#strokes) draw(stroke, true);
  }

  get #isOpen() {
    const deadline = Number(this.dataset.deadline || Number.NaN);
    return this.dataset.open === "true" && !(serverNow() >= deadline);
  }

  #watchClock() {
    clearTimeout(this.#zero);
    const left = Number(this.dataset.deadline || Number.NaN) - serverNow();
    if (!(left > 0)) return void this.#lock();
    this.#zero = setTimeout(() => this.#watchClock(), Math.min(left + 1, LONGEST_TIMER));
  }

  /** Time is up, or the server says so: what is under the pen counts, and everything is sent. */
  #lock() {
    if (!this.#isOpen) {
      this.#end();
      this.#save();
    }
    this.#showState();
  }

  #down(/** @type {PointerEvent} */ event) {
    if (this.#now || !event.isPrimary || event.button > 0 || !this.#isOpen || this.#isFull) return;
    event.preventDefault();
    this.#paper.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#now = { points: [], wide: this.#wide, pen: event.pointerType === "pen", path: this.#newPath() };
    this.#touched = true;
    this.#follow(event);
  }

  #move(/** @type {PointerEvent} */ event) {
    if (event.pointerId !== this.#pointer || !this.#now) return;
    if (!this.#isOpen) return this.#lock();
    const fine = event.getCoalescedEvents?.() ?? [];
    for (const one of fine.length ? fine : [event]) this.#follow(one);
    if (this.#isFull) this.#end();
    else this.#saveSoon();
  }

  #follow(/** @type {PointerEvent} */ event) {
    if (!this.#now) return;
    const { left, top, width, height } = this.#paper.getBoundingClientRect();
    const x = whole(((event.clientX - left) / width) * SIDE, SIDE);
    const y = whole(((event.clientY - top) / height) * SIDE, SIDE);
    const last = this.#now.points.at(-1);
    if (last && Math.hypot(x - last[0], y - last[1]) < CLOSE) return;
    this.#now.points.push([x, y, this.#now.pen ? whole(event.pressure * 100, 100) : 50]);
    draw(this.#now, false);
  }

  #up(/** @type {PointerEvent} */ event) {
    if (event.pointerId !== this.#pointer) return;
    this.#end();
    this.#saveSoon();
  }

  /** The stroke under the pen is done. */
  #end() {
    const stroke = this.#now;
    if (!stroke) return;
    this.#now = null;
    if (this.#paper.hasPointerCapture(this.#pointer)) this.#paper.releasePointerCapture(this.#pointer);
    this.#pointer = -1;
    draw(stroke, true);
    this.#strokes.push(stroke);
    this.#unsaved = true;
    this.#showState();
    // The page waits for a finger that is down before it shows what is new.
    if (!this.#isOpen) document.dispatchEvent(new PointerEvent("pointercancel"));
  }

  get #isFull() {
    const points = [...this.#strokes, ...(this.#now ? [this.#now] : [])].reduce((sum, one) => sum + one.points.length, 0);
    return this.#strokes.length >= MOST_STROKES || points >= MOST_POINTS - 1;
  }

  #pressed(/** @type {MouseEvent} */ event) {
    const button = event.target instanceof Element ? event.target.closest("[data-pad]") : null;
    const wish = button?.getAttribute("data-pad");
    if (wish === "undo") this.#undo();
    if (wish === "thin" || wish === "thick") this.#wide = wish === "thick";
    this.#showState();
  }

  #undo() {
    const last = this.#isOpen ? this.#strokes.pop() : undefined;
    if (!last) return;
    last.path.remove();
    this.#touched = this.#unsaved = true;
    this.#saveSoon();
  }

  /** The page's morphing puts the server's picture of the buttons back: ours again. */
  #showState() {
    const open = this.#isOpen;
    this.toggleAttribute("data-locked", !open);
    for (const button of this.querySelectorAll("[data-pad]")) {
      const wish = button.getAttribute("data-pad");
      if (wish !== "undo") button.setAttribute("aria-pressed", String((wish === "thick") === this.#wide));
      /** @type {HTMLButtonElement} */ (button).disabled = !open || (wish === "undo" && !this.#strokes.length);
    }
    const full = /** @type {HTMLElement | null} */ (this.querySelector("[data-full]"));
    if (full) full.hidden = !(open && this.#isFull);
  }

  #newPath() {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("part", "stroke");
    this.#svg.append(path);
    return path;
  }

  #saveSoon() {
    if (this.#now) this.#unsaved = true;
    if (this.#saving) return;
    this.#saving = setTimeout(() => this.#save(), Math.max(0, this.#savedAt + PACE - performance.now()));
  }

  #save() {
    clearTimeout(this.#saving);
    this.#saving = 0;
    const form = document.getElementById(this.dataset.form ?? "");
    if (!this.#unsaved || !(form instanceof HTMLFormElement)) return;
    this.#unsaved = false;
    this.#savedAt = performance.now();
    const { sheet = "", part = "" } = this.dataset;
    put(form, { sheet, part, ink: writeInk([...this.#strokes, ...(this.#now ? [this.#now] : [])]) });
    if (this.dataset.waits !== undefined) return;
    form.dataset.field = `${form.id}-${part}-${sheet}`;
    form.requestSubmit();
  }
}

/** @param {HTMLFormElement} form @param {Record<string, string>} values  only the fields that it has */
function put(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
}

/** @param {number} value @param {number} most */
function whole(value, most) {
  return Math.min(most, Math.max(0, Math.round(value)));
}

/** @param {Stroke} stroke @param {boolean} last  whether it is complete */
function draw(stroke, last) {
  const outline = getStroke(
    stroke.points.map(([x, y, pressure]) => [x, y, pressure / 100]),
    {
      size: stroke.wide ? SIZE.thick : SIZE.thin,
      thinning: 0.55,
      smoothing: 0.5,
      streamline: 0.4,
      simulatePressure: !stroke.pen,
      last,
    },
  );
  stroke.path.setAttribute("d", closed(outline));
}

/** @param {number[][]} outline @returns {string} a path through the middles between its points */
function closed(outline) {
  if (outline.length < 3) return "";
  const middle = outline.map(([x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length];
    return `${x.toFixed(1)} ${y.toFixed(1)} ${((x + nextX) / 2).toFixed(1)} ${((y + nextY) / 2).toFixed(1)}`;
  });
  return `M${middle.at(-1)?.split(" ").slice(2).join(" ")}Q${middle.join(" ")}Z`;
}

/** @param {Stroke[]} strokes */
function writeInk(strokes) {
  return strokes.map(({ points, wide }) => [wide ? "w" : "n", ...points.flat()].join(" ")).join(";");
}

/** @param {string} ink @returns {Omit<Stroke, "path">[]} */
function readInk(ink) {
  return ink.split(";").filter(Boolean).map((part) => {
    const [kind, ...numbers] = part.split(" ");
    const values = numbers.map(Number);
    const points = Array.from({ length: values.length / 3 }, (_, at) => values.slice(at * 3, at * 3 + 3));
    return { points, wide: kind === "w", pen: points.some(([, , pressure]) => pressure !== 50) };
  });
}

customElements.define("doodle-pad", DoodlePad);
