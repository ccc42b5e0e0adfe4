/**
 * Regions show what the server says, without ever disturbing a person. Where somebody is at work the old content
 * stays, and catches up when they leave. When their workplace is gone in the new content (the room has moved on), the
 * whole region waits and `[data-next-ready]` offers it. A region may hold others: its own content has an empty
 * `[data-region]` in the place of each, and they are shown and kept by themselves.
 *
 * @typedef {{v?: string, html: string}} Fragment
 * @typedef {Fragment & {behind: boolean, held: boolean, around: Element[]}} Latest
 *   behind: some of it is not shown yet, around those workplaces; held: none of it is shown
 */

import { say } from "./say.js";
import { isPressing, isUnfolded, workplacesIn } from "./work.js";

const VENDORED = "../vendor/idiomorph.esm.js";
const NAMELESS = "form:not([id]), details:not([id]), dialog:not([id])";

export class Regions {
  /** @type {Map<string, Latest>} */
  #latest = new Map();
  #morph = replaceAll;

  /**
   * @param {object} wiring
   * @param {boolean} wiring.minded  false where nobody works (wall, door): nothing is ever held back
   * @param {boolean} wiring.follows  a new step is read from its beginning (phone)
   * @param {(region: HTMLElement) => void} wiring.onShown
   * @param {(region: HTMLElement) => void} wiring.onReplace  before a region is replaced over a person's work
   */
  constructor({ minded, follows, onShown, onReplace }) {
    Object.assign(this, { minded, follows, onShown, onReplace });
  }

  /** Without the vendored morphing the content is still right, only less gentle. */
  async load() {
    const { Idiomorph } = await import(VENDORED);
    this.#morph = (region, fresh, callbacks) =>
      Idiomorph.morph(region, fresh, { morphStyle: "innerHTML", callbacks });
  }

  /** @returns {Record<string, string>} which version of which region is here */
  have() {
    const shown = Array.from(document.querySelectorAll("[data-region][data-v]"));
    return Object.fromEntries(
      shown.map((region) => {
        const name = /** @type {HTMLElement} */ (region).dataset.region ?? "";
        return [name, this.#latest.get(name)?.v ?? /** @type {HTMLElement} */ (region).dataset.v];
      }),
    );
  }

  /** @param {Record<string, Fragment>} fragments */
  show(fragments) {
    for (const [name, fragment] of Object.entries(fragments)) {
      this.#latest.set(name, { ...fragment, behind: true, held: false, around: [] });
      if (!isPressing()) this.#settle(name);
    }
    this.#offer();
  }

  /** Somebody left a workplace: what waited for that may be shown. */
  catchUp() {
    if (isPressing()) return;
    for (const [name, latest] of this.#latest)
      if (latest.behind && hasMoved(name, latest)) this.#settle(name);
    this.#offer();
  }

  /** @param {(latest: Latest) => boolean} [which]  show it now, over whatever the person was doing */
  goOn(which = (latest) => latest.held) {
    for (const [name, latest] of this.#latest) if (which(latest)) this.#settle(name, true);
    this.#offer();
  }

  /** @param {Element} form  it was sent: the focus that still stands in it is no reason to wait */
  sentFrom(form) {
    const name = form.closest("[data-region]")?.getAttribute("data-region");
    const latest = name ? this.#latest.get(name) : undefined;
    if (latest?.held && this.#heldOnlyBy(/** @type {string} */ (name), form))
      this.goOn((one) => one === latest);
    else this.catchUp();
  }

  /** @param {string} name @param {Element} form */
  #heldOnlyBy(name, form) {
    const region = find(name);
    return region !== null && workplacesIn(region).every(({ element }) => element === form);
  }

  /** @param {string} name @param {boolean} [regardless] */
  #settle(name, regardless = false) {
    const region = find(name);
    const latest = this.#latest.get(name);
    if (!region || !latest) return;
    const fresh = parse(latest.html);
    nameForms(region);
    nameForms(fresh);
    if (regardless) this.onReplace(region);
    const places = regardless || !this.minded ? [] : workplacesIn(region);
    latest.around = places.map(({ element }) => element);
    if (places.some(({ element }) => element !== region && element.contains(region))) return;
    latest.held = places.some(({ element }) => !hasCounterpart(element, region, fresh));
    if (!latest.held) this.#apply(region, latest, fresh, places);
    if (regardless) focusHeading(region);
  }

  /**
   * @param {HTMLElement} region @param {Latest} latest @param {DocumentFragment} fresh
   * @param {import("./work.js").Workplace[]} places
   */
  #apply(region, latest, fresh, places) {
    const whole = new Set(places.filter((place) => place.whole).map((place) => place.element));
    const scene = sceneOf(region);
    const focused = region.contains(document.activeElement) ? document.activeElement : null;
    this.#remember(within(region));
    this.#morph(region, fresh, gently(whole));
    latest.behind = whole.size > 0;
    if (latest.v !== undefined) region.dataset.v = latest.v;
    for (const inner of within(region)) this.#fill(inner);
    if (focused && !focused.isConnected) focusHeading(region);
    if (this.follows && !outer(region) && scene !== sceneOf(region)) showBeginning(region);
    this.onShown(region);
  }

  /** @param {HTMLElement[]} regions  what came with the page, in case a place is made anew */
  #remember(regions) {
    for (const { dataset, innerHTML: html } of regions) {
      const name = dataset.region ?? "";
      if (dataset.v && !this.#latest.has(name))
        this.#latest.set(name, { v: dataset.v, html, behind: false, held: false, around: [] });
    }
  }

  /** @param {HTMLElement} region  one whose place is new, or that came before its place did */
  #fill(region) {
    const latest = this.#latest.get(region.dataset.region ?? "");
    if (latest && (latest.behind || region.dataset.v === undefined)) this.#settle(region.dataset.region ?? "");
  }

  #offer() {
    const waiting = Array.from(this.#latest.values()).some((latest) => latest.held);
    for (const button of /** @type {Iterable<HTMLElement>} */ (
      document.querySelectorAll("[data-next-ready]")
    )) {
      if (waiting && button.hidden) say(button.textContent?.trim() ?? "");
      button.hidden = !waiting;
    }
  }
}

/** @param {string} name @returns {HTMLElement | null} */
function find(name) {
  return document.querySelector(`[data-region="${CSS.escape(name)}"]`);
}

/** @param {string} name @param {Latest} latest @returns {boolean} whether people work elsewhere than they did */
function hasMoved(name, latest) {
  const region = find(name);
  const places = region ? workplacesIn(region).map(({ element }) => element) : [];
  const same = places.length === latest.around.length && places.every((one) => latest.around.includes(one));
  return !same || places.length === 0;
}

/** @param {HTMLElement} region @returns {HTMLElement[]} the regions that stand in it */
function within(region) {
  return Array.from(region.querySelectorAll("[data-region]"));
}

/** @param {Element} region @returns {Element | null} the region that it stands in */
function outer(region) {
  return region.parentElement?.closest("[data-region]") ?? null;
}

/** @param {string} html @returns {DocumentFragment} */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** @param {HTMLElement} region @param {DocumentFragment} fresh */
function replaceAll(region, fresh) {
  region.replaceChildren(fresh);
}

/** @param {Set<HTMLElement>} untouchable  the rules of a gentle morph, as idiomorph's callbacks */
function gently(untouchable) {
  return {
    beforeNodeMorphed(/** @type {Node} */ old, /** @type {Node} */ fresh) {
      if (!(old instanceof Element)) return true;
      if (untouchable.has(/** @type {HTMLElement} */ (old)) || old.hasAttribute("data-kept")) return false;
      if (old.hasAttribute("data-region")) {
        copyAttributes(old, /** @type {Element} */ (fresh), ["data-v", "data-announced", "tabindex"]);
        return false;
      }
      if (!old.hasAttribute("data-own")) return true;
      copyAttributes(old, /** @type {Element} */ (fresh));
      return false;
    },
    beforeAttributeUpdated: (/** @type {string} */ name, /** @type {Element} */ element) =>
      !(name === "open" && isUnfolded(element)),
  };
}

/** An element whose inside is not the region's takes the new attributes only. */
function copyAttributes(
  /** @type {Element} */ old,
  /** @type {Element} */ fresh,
  /** @type {string[]} */ own = [],
) {
  for (const { name } of Array.from(old.attributes))
    if (!fresh.hasAttribute(name) && !own.includes(name)) old.removeAttribute(name);
  for (const { name, value } of Array.from(fresh.attributes)) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Forms without an id get the same one in the old and the new content: by what they do, not by where they stand. */
function nameForms(/** @type {ParentNode} */ root) {
  const seen = new Map();
  for (const element of root.querySelectorAll(NAMELESS)) {
    const name = nameFor(/** @type {HTMLElement} */ (element));
    seen.set(name, (seen.get(name) ?? 0) + 1);
    element.setAttribute("id", `${name}:${seen.get(name)}`);
  }
}

/** @param {HTMLElement} element @returns {string} */
function nameFor(element) {
  const hidden = Array.from(element.querySelectorAll("input[type=hidden]"), (input) =>
    input.getAttribute("value"),
  );
  const { move = "", field = "" } = element.dataset;
  return ["auto", element.localName, stepOf(element), move, field, ...hidden].join(":");
}

/** @param {Element} element @returns {string} */
function stepOf(element) {
  return element.closest("[data-step]")?.getAttribute("data-step") ?? "";
}

/** @param {Element} element @param {Element} region @param {DocumentFragment} fresh @returns {boolean} */
function hasCounterpart(element, region, fresh) {
  if (element === region) return false;
  const twin = element.id ? fresh.querySelector(`#${CSS.escape(element.id)}`) : null;
  return (
    twin !== null &&
    twin.localName === element.localName &&
    stepOf(twin) === stepOf(element) &&
    twin.getAttribute("data-move") === element.getAttribute("data-move")
  );
}

/** @param {Element} region @returns {string} what the region is about: another one is read from its beginning */
function sceneOf(region) {
  const [first] = region.children;
  return `${first?.getAttribute("data-step") ?? ""}:${first?.id ?? ""}`;
}

/** @param {HTMLElement} region */
function showBeginning(region) {
  if (region.getBoundingClientRect().top < 0) region.scrollIntoView({ block: "start" });
}

/** The element with the focus is gone: a screen reader goes on from the heading, not from the top of the page. */
function focusHeading(/** @type {HTMLElement} */ region) {
  const near = region.querySelector("h1, h2") ?? outer(region)?.querySelector("h1, h2");
  const heading = /** @type {HTMLElement | null} */ (near) ?? region;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}
