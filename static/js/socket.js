/**
 * One connection that comes back. A room of phones must not come back at the same instant, so every delay is drawn
 * at random between zero and a growing limit ("full jitter", the cap taken first); the first one adds the spread that
 * the server asked for.
 *
 * @typedef {"connecting" | "open" | "waiting" | "stopped"} LineState
 * @typedef {{t: string, [key: string]: any}} Frame
 */

const PROTOCOL = "radslag.v1";
const BASE = 500;
const CAP = 10_000;
const LONG_ENOUGH = 5_000;
const GREETING_WITHIN = 15_000;
const HANGING = 3_000;

/** @param {number} attempt @param {number} spread @param {() => number} [random] @returns {number} milliseconds */
export function delayBefore(attempt, spread, random = Math.random) {
  const jitter = random() * Math.min(CAP, BASE * 2 ** attempt);
  return attempt === 0 ? jitter + random() * spread : jitter;
}

/** @param {string} path @returns {string} the address of the socket on the page's own host */
function socketAddress(path) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

export class Line {
  /** @type {LineState} */
  state = "waiting";
  #socket = /** @type {WebSocket | null} */ (null);
  #attempt = 0;
  #spread = 0;
  #startedAt = 0;
  #openedAt = 0;
  #retry = 0;
  #silence = 0;
  #silentUntil = Number.POSITIVE_INFINITY;

  /**
   * @param {object} wiring
   * @param {string} wiring.path  where the socket is, e.g. "/live/K7M4PX?surface=phone"
   * @param {() => Frame} wiring.greeting  the first frame of every connection
   * @param {() => Frame} wiring.question  one that the server answers at once, to see whether the line lives
   * @param {(frame: Frame) => void} wiring.onFrame
   * @param {(state: LineState) => void} wiring.onState
   * @param {(code: number) => void} wiring.onClosed
   */
  constructor({ path, greeting, question, onFrame, onState, onClosed }) {
    Object.assign(this, { path, greeting, question, onFrame, onState, onClosed });
  }

  start() {
    window.addEventListener("online", () => this.goAtOnce());
    window.addEventListener("offline", () => this.ask(this.question(), 2_000));
    document.addEventListener("visibilitychange", () => document.hidden || this.goAtOnce());
    window.addEventListener("pageshow", () => this.goAtOnce());
    this.#connect();
  }

  /** @param {Frame} frame @returns {boolean} whether it left */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {Frame} question  one that the server answers @param {number} within  else the line is dead, ms */
  ask(question, within) {
    const sent = this.send(question);
    if (sent) this.#expectFrame(within);
    return sent;
  }

  /** Somebody looks at the page, or the network is back: no reason to wait for the next attempt. */
  goAtOnce() {
    if (this.state === "waiting") this.#connect();
    else if (this.state === "connecting" && performance.now() - this.#startedAt > HANGING) this.#connect();
    else if (this.state === "open") this.ask(this.question(), 4_000);
  }

  /** The server said that coming back is of no use. */
  stop() {
    clearTimeout(this.#retry);
    this.#become("stopped");
    this.#letGo();
  }

  /** A line that stays silent this long after a question is dead, whatever the browser believes. */
  #expectFrame(within) {
    const until = performance.now() + within;
    if (until > this.#silentUntil) return;
    this.#heardSomething();
    this.#silentUntil = until;
    this.#silence = setTimeout(() => this.#lost(0), within);
  }

  #heardSomething() {
    clearTimeout(this.#silence);
    this.#silentUntil = Number.POSITIVE_INFINITY;
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#letGo();
    this.#startedAt = performance.now();
    this.#become("connecting");
    try {
      this.#socket = new WebSocket(socketAddress(this.path), PROTOCOL);
    } catch {
      return this.#lost(0);
    }
    this.#listen(this.#socket);
    this.#expectFrame(GREETING_WITHIN);
  }

  /** @param {WebSocket} socket */
  #listen(socket) {
    socket.onopen = () => this.send(this.greeting());
    socket.onmessage = (message) => this.#hear(message.data);
    socket.onclose = (event) => this.#lost(event.code);
  }

  /** @param {string} text */
  #hear(text) {
    this.#heardSomething();
    const frame = readFrame(text);
    if (!frame) return;
    if (frame.t === "hello") this.#welcomed(frame);
    this.onFrame(frame);
    if (frame.t === "bye" && frame.again === false) this.stop();
  }

  /** @param {Frame} hello */
  #welcomed(hello) {
    this.#spread = Number(hello.spread) || 0;
    this.#openedAt = performance.now();
    this.#become("open");
  }

  /** @param {number} code */
  #lost(code) {
    this.#letGo();
    if (this.state === "stopped") return;
    const lasted = this.state === "open" && performance.now() - this.#openedAt > LONG_ENOUGH;
    if (lasted) this.#attempt = 0;
    this.#become("waiting");
    this.onClosed(code);
    this.#retry = setTimeout(() => this.#connect(), delayBefore(this.#attempt, this.#spread));
    this.#attempt += 1;
  }

  /** Closing a dead connection can take a minute: it is left alone to do so. */
  #letGo() {
    this.#heardSomething();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {LineState} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.onState(state);
  }
}

/** @param {unknown} text @returns {Frame | null} */
function readFrame(text) {
  try {
    const frame = JSON.parse(String(text));
    return typeof frame?.t === "string" ? frame : null;
  } catch {
    return null;
  }
}
