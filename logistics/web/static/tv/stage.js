// The stage: shows one screen at a time, keeps the way back, and hands keys to the screen.

import { fill, h } from "../dom.js";
import { meaning, move, reachable } from "./remote.js";

// A hand that trembles presses OK twice: what follows a new screen at once is not meant for it.
const SETTLE_MS = 400;

/**
 * A screen is made by `make(stage, ...args)` and is
 * `{ name, title, body, first?, key?(meaning) → handled, back?(), tick?() }`.
 */
export class Stage {
  constructor(root, model) {
    this.root = root;
    this.model = model;
    this.heading = root.querySelector("[data-heading]");
    this.main = root.querySelector("main");
    this.status = root.querySelector("[data-status]");
    this.way = [];
    this.settled = 0;
    /** Called after each drawing. */
    this.drawn = () => {};
    document.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("click", (event) => this.#onClick(event), { capture: true });
    this.#holdHistory();
  }

  /** Go to a screen; `back` returns here. */
  go(make, ...args) {
    this.#rememberFocus();
    this.#enter(make, args);
  }

  /** Show another screen in this one's place. */
  replace(make, ...args) {
    this.way.pop();
    this.#enter(make, args);
  }

  /** Start anew from a screen that has nothing before it. */
  restart(make, ...args) {
    this.way = [];
    this.#enter(make, args);
  }

  back() {
    if (this.screen.back) return void this.screen.back();
    if (this.way.length < 2) return;
    this.way.pop();
    this.#draw();
  }

  /** Draw the present screen again, with the focus where it was. */
  redraw() {
    this.#rememberFocus();
    this.#draw(true);
  }

  /** What the present screen wants to know again when somebody comes back to it. */
  get memo() {
    return this.way.at(-1).memo;
  }

  /** Draw the present screen again with the focus on another element. */
  turn(focus) {
    this.way.at(-1).focus = focus;
    this.#draw(true);
  }

  /** One quiet sentence that stays until the next key. */
  say(text) {
    this.status.textContent = text;
  }

  tick() {
    this.screen?.tick?.();
  }

  #enter(make, args) {
    this.way.push({ make, args, focus: null, memo: {} });
    this.#draw();
  }

  #draw(same = false) {
    const here = this.way.at(-1);
    this.screen = here.make(this, ...here.args);
    this.root.dataset.screen = this.screen.name;
    this.heading.textContent = this.screen.title;
    fill(this.main, this.screen.body);
    const nodes = reachable(this.main);
    const named = (id) => nodes.find((node) => node.dataset.id === id);
    (named(here.focus) ?? named(this.screen.first) ?? nodes[0] ?? this.main).focus();
    this.drawn();
    if (!same) this.#settle();
  }

  #settle() {
    delete this.root.dataset.settled;
    this.settled = performance.now() + SETTLE_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.root.dataset.settled = this.screen.name; }, SETTLE_MS);
  }

  #rememberFocus() {
    const here = this.way.at(-1);
    if (here) here.focus = document.activeElement?.dataset?.id ?? here.focus;
  }

  #onKey(event) {
    const wish = meaning(event);
    if (wish === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (wish === "ok" && event.repeat) return;
    if (performance.now() > this.settled) this.say("");
    if (wish === "back") {
      if (!event.repeat) this.back();
    } else if (!this.screen.key?.(wish)) {
      if (wish === "ok") document.activeElement?.click?.();
      else move(this.root, wish);
    }
  }

  #onClick(event) {
    if (performance.now() >= this.settled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Some sets turn their back key into the browser's history instead of a key event.
  #holdHistory() {
    history.replaceState({ stage: 0 }, "");
    history.pushState({ stage: 1 }, "");
    window.addEventListener("popstate", () => {
      history.pushState({ stage: 1 }, "");
      this.back();
    });
  }
}

/** The large button of a screen. */
export function choice(id, text, press, attributes = {}) {
  const node = h("button.choice", { type: "button", data: { id }, ...attributes }, text);
  node.addEventListener("click", press);
  return node;
}
