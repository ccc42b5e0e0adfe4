/**
 * The page's live part. `<html data-live="/live/CODE?surface=phone&lang=sv">` says where to connect. Also on `<html>`:
 * `data-zone` the session's time zone, `data-now` the server's ms when the page was made, `data-seat` a short name of
 * this seat (keeps outboxes apart on a shared device), `data-too-long` and `data-not-understood` words for moves that
 * cannot be sent; `data-line` ("open", "lost") is set here. The rest of the contract stands at the top of each module.
 * One module that fails never stops the others.
 */

import * as clock from "./clock.js";
import { wordsIn } from "./fields.js";
import { Forms } from "./forms.js";
import { keepWords } from "./kept.js";
import * as marks from "./marks.js";
import { Outbox } from "./outbox.js";
import { Regions } from "./regions.js";
import { say } from "./say.js";
import { Line } from "./socket.js";
import * as status from "./status.js";
import { isUnsent, watchWork } from "./work.js";

const EVERYWHERE = ["dialogs", "kept", "status", "count-down", "wall-clock", "counter", "stepper"];
/** A thousand phones that come at once need not fetch what only big screens use. */
const SCREENS = ["bell", "keys", "desk", "awake", "drag", "picture-field", "row-list"];
const page = document.documentElement;
const surface = new URL(page.dataset.live ?? "", location.href).searchParams.get("surface");

for (const name of surface === "phone" ? EVERYWHERE : [...EVERYWHERE, ...SCREENS]) {
  attempt(async () => (await import(`./${name}.js`)).start?.());
}
attempt(clock.learnFromPage);
if (page.dataset.live) attempt(() => connect(/** @type {string} */ (page.dataset.live)));

/** @param {string} path */
async function connect(path) {
  const regions = new Regions({
    minded: surface !== "wall" && surface !== "door",
    follows: surface === "phone",
    onShown: shown,
    onReplace: keepUnsent,
  });
  const line = new Line({
    path,
    greeting: () => ({ t: "hi", have: regions.have() }),
    question: clock.question,
    onFrame: (frame) => attempt(() => hear(frame)),
    onState: (state) => attempt(() => lineBecame(state)),
    onClosed: (code) => attempt(() => lineClosed(code)),
  });
  const outbox = new Outbox({
    name: outboxName(path),
    send: (frame) => line.send(frame),
    onChange: (waiting) => attempt(() => status.showWaiting(waiting)),
  });
  const forms = new Forms({
    outbox,
    onSettled: (form) => {
      marks.putMarks();
      regions.sentFrom(form);
    },
  });
  const time = clock.keepTime((question) => line.ask(question, 10_000));

  /** @type {Record<string, (frame: any) => void>} what the server may say */
  const heard = {
    hello: ({ now }) => clock.learnRoughly(now),
    show: ({ regions: fragments }) => regions.show(fragments),
    you: ({ marks: mine = {}, html }) => {
      if (typeof html === "string") regions.show({ mine: { html } });
      marks.setMarks(mine);
    },
    ok: ({ id, at }) => {
      if (forms.saved(id)) status.showSaved(at);
    },
    no: (answer) => forms.refused(answer),
    trouble: ({ say: words = "" }) => status.showTrouble(words),
    time: time.heard,
    bye: ({ say: reason = "", again }) => {
      if (again === false) status.showStopped(reason);
    },
  };
  const hear = (/** @type {any} */ frame) => heard[frame.t]?.(frame);

  const lineBecame = (/** @type {string} */ state) => {
    if (state === "open") {
      outbox.opened();
      time.burst();
    }
    if (state !== "connecting") status.showLine(state === "open");
  };
  const lineClosed = (/** @type {number} */ code) => {
    const givenUp = outbox.closed(code);
    if (givenUp) forms.givenUp(givenUp, page.dataset.notUnderstood ?? "");
  };

  for (const region of document.querySelectorAll("[data-region]"))
    rememberNews(/** @type {HTMLElement} */ (region));
  watchWork(() => attempt(() => regions.catchUp()));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-next-ready]")) regions.goOn();
  });
  forms.start();
  await attempt(() => regions.load());
  line.start();
}

/** @param {HTMLElement} region */
function shown(region) {
  marks.putMarks();
  region.dispatchEvent(new CustomEvent("region-shown", { bubbles: true }));
  const before = region.dataset.announced;
  const news = rememberNews(region);
  if (news !== before) say(news);
}

/** @param {HTMLElement} region @returns {string} what a screen reader should hear of it: the text of the first `[data-announce]` that is shown */
function rememberNews(region) {
  const news = region.querySelector("[data-announce]:not([hidden], [hidden] *)");
  region.dataset.announced = news?.textContent?.trim() ?? "";
  return region.dataset.announced;
}

/** The person asked to go on although something was written and not sent: the words are kept for copying. */
function keepUnsent(/** @type {HTMLElement} */ region) {
  const unsent = Array.from(region.querySelectorAll("form")).filter(isUnsent);
  const reason =
    /** @type {HTMLElement | null} */ (document.querySelector("[data-refused]"))?.dataset.unsent ?? "";
  for (const words of unsent.map(wordsIn).filter(Boolean)) keepWords(reason, words);
}

/** @param {string} path @returns {string} two seats of one browser never share an outbox */
function outboxName(path) {
  const code = new URL(path, location.href).pathname.split("/").filter(Boolean).pop() ?? "";
  return [code, surface, page.dataset.seat].filter(Boolean).join(".");
}

/** @param {() => any} action */
async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    console.error(error);
  }
}
