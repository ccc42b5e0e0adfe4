/**
 * What a person did and the server has not answered yet, in order. Every move has its id from the moment it is made,
 * so sending it again is always safe: the server gives the same answer again. It survives a reload where the browser
 * lets us store anything, one entry per key so that two tabs never overwrite each other.
 *
 * @typedef {{id: string, step?: string, move: Record<string, any>, field?: string, words?: string}} Waiting
 *   words: what the person wrote, for keeping when the move is refused and its form is gone
 * @typedef {Waiting & {key: string, sent: boolean, ever: boolean, at: number, strikes: number}} Entry
 */

import { forget, keysFrom, recall, remember } from "./store.js";

const BURST = 15;
const PER_SECOND = 4;
/** No answer (a full disk, perhaps): ask again after this long, then twice as long, and so on. */
const ASK_AGAIN = { first: 3_000, last: 24_000 };
const STRIKES = 3;
/** Close codes that say "I do not take what you sent": bad data, policy, too big. */
const REFUSING = new Set([1007, 1008, 1009]);
const LARGEST = 60 * 1024;

/**
 * Ids that begin with the time come at the end of the journal's index, as in RFC 9562 (UUID version 7).
 *
 * @returns {string} 32 hexadecimal digits: 48 bits of milliseconds by this device's clock, then 80 random ones
 */
export function newId() {
  const time = Math.max(0, Date.now()).toString(16).padStart(12, "0").slice(-12);
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return time + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Record<string, any>} move @returns {boolean} whether the move is too long for one frame */
export function tooLong(move) {
  return new TextEncoder().encode(JSON.stringify(move)).length > LARGEST;
}

/** The server lets a seat send 20 moves at once and 5 a second after that: stay a little below. */
class Pace {
  #left = BURST;
  #at = performance.now();

  /** @returns {number} 0 when a move may leave now, else the milliseconds to wait */
  wait() {
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1000) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) return Math.ceil(((1 - this.#left) / PER_SECOND) * 1000);
    this.#left -= 1;
    return 0;
  }

  rest() {
    this.#left = -PER_SECOND;
  }
}

export class Outbox {
  /** @type {Entry[]} */
  #entries = [];
  #open = false;
  #pace = new Pace();
  #again = 0;
  #patience = ASK_AGAIN.first;
  #order = 0;

  /**
   * @param {object} wiring
   * @param {string} wiring.name  whose outbox this is, e.g. "K7M4PX.phone"
   * @param {(frame: object) => boolean} wiring.send
   * @param {(waiting: number) => void} wiring.onChange
   */
  constructor({ name, send, onChange }) {
    this.prefix = `radslag.outbox.${name}.`;
    this.send = send;
    this.onChange = onChange;
    this.#entries = keysFrom(this.prefix)
      .map(readEntry)
      .filter((entry) => entry !== null);
    this.#order = Math.max(0, ...this.#entries.map((entry) => orderOf(entry.key, this.prefix)));
  }

  get size() {
    return this.#entries.length;
  }

  /** @param {Omit<Waiting, "id">} made @returns {string} the id under which the answer will come */
  put({ step, move, field, words }) {
    if (field) this.#dropUnsent(field);
    this.#order += 1;
    const id = newId();
    const key = `${this.prefix}${String(this.#order).padStart(9, "0")}.${id}`;
    const waiting = { id, step, move, field, words };
    remember(key, JSON.stringify(waiting));
    this.#entries.push({ ...waiting, key, sent: false, ever: false, at: 0, strikes: 0 });
    this.#changed();
    return id;
  }

  /** @param {string} id @returns {boolean} */
  holds(id) {
    return this.#entries.some((entry) => entry.id === id);
  }

  /** @param {string} id @returns {Entry | null} what was answered, or null when we did not wait for it */
  settle(id) {
    const entry = this.#entries.find((waiting) => waiting.id === id);
    if (!entry) return null;
    this.#drop(entry);
    this.#patience = ASK_AGAIN.first;
    this.#changed();
    return entry;
  }

  /** The server finds us hasty: this move and those after it go again, in order, a little later. @param {string} id */
  waitLonger(id) {
    const from = this.#entries.findIndex((entry) => entry.id === id);
    if (from >= 0) for (const entry of this.#entries.slice(from)) entry.sent = false;
    this.#pace.rest();
    this.#pump();
  }

  /** The line is open: everything unanswered goes again, in the order it was made. */
  opened() {
    this.#open = true;
    this.#changed();
  }

  /**
   * The line is gone. A policy close may be the fault of what we sent: after three of them the oldest move under way
   * is given up, or it would close every connection for ever.
   *
   * @param {number} code @returns {Entry | null} the move that was given up
   */
  closed(code) {
    this.#open = false;
    clearTimeout(this.#again);
    const underWay = this.#entries.find((entry) => entry.sent);
    for (const entry of this.#entries) entry.sent = false;
    const suspect = REFUSING.has(code) ? underWay : undefined;
    if (!suspect) return null;
    suspect.strikes += 1;
    return suspect.strikes < STRIKES ? null : this.settle(suspect.id);
  }

  #changed() {
    this.onChange(this.size);
    this.#pump();
  }

  #pump() {
    clearTimeout(this.#again);
    if (!this.#open) return;
    for (const entry of this.#entries.filter((waiting) => !waiting.sent)) {
      const wait = this.#pace.wait();
      if (wait) return this.#pumpIn(wait);
      if (!this.#dispatch(entry)) return;
    }
    if (this.size) this.#pumpIn(this.#patience, () => this.#askAgain());
  }

  #pumpIn(milliseconds, first = () => {}) {
    this.#again = setTimeout(() => {
      first();
      this.#pump();
    }, milliseconds);
  }

  /** @param {Entry} entry */
  #dispatch(entry) {
    const { id, step, move } = entry;
    entry.sent = this.send({ t: "do", id, ...(step ? { step } : {}), move });
    entry.ever ||= entry.sent;
    entry.at = performance.now();
    return entry.sent;
  }

  /** The id makes it safe. What left only just now waits for the next round. */
  #askAgain() {
    const late = performance.now() - this.#patience + 100;
    for (const entry of this.#entries) if (entry.at < late) entry.sent = false;
    this.#patience = Math.min(ASK_AGAIN.last, this.#patience * 2);
  }

  /** @param {string} field */
  #dropUnsent(field) {
    const stale = this.#entries.find((entry) => entry.field === field && !entry.ever);
    if (stale) this.#drop(stale);
  }

  /** @param {Entry} entry */
  #drop(entry) {
    this.#entries = this.#entries.filter((waiting) => waiting !== entry);
    forget(entry.key);
  }
}

/** @param {string} key @returns {Entry | null} */
function readEntry(key) {
  try {
    const waiting = JSON.parse(recall(key) ?? "");
    if (!/^[0-9a-f]{32}$/.test(waiting.id) || typeof waiting.move?.do !== "string") throw new TypeError(key);
    // It may have left before the reload: only what surely never left is replaced by a later change.
    return { ...waiting, key, sent: false, ever: true, at: 0, strikes: 0 };
  } catch {
    forget(key);
    return null;
  }
}

/** @param {string} key @param {string} prefix @returns {number} */
function orderOf(key, prefix) {
  return Number.parseInt(key.slice(prefix.length), 10) || 0;
}
