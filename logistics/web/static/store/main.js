// The store's page: which screen is shown, when it is read anew, and what is said.

import { NoAnswer, Problem } from "../api.js";
import { h, fill } from "../dom.js";
import { firstOf, problemText, t } from "../text.js";
import { handoverScreen } from "./handover.js";
import { dayScreen } from "./day.js";
import { lineScreen } from "./line.js";
import { Meanwhile, Model } from "./model.js";
import { orderScreen } from "./order.js";
import { meanwhileText } from "./words.js";

const REFRESH_MS = 15000;
const AFTER_TOUCH_MS = 1500;
const JUST_SAID_MS = 800;

const tabs = document.querySelector("[data-tabs]");
const line = document.querySelector("[data-say]");
const place = document.querySelector("[data-screen]");
const network = document.querySelector("[data-network]");

class App {
  constructor() {
    this.model = new Model();
    this.touched = 0;
    this.down = false;
    this.loaded = false;
    this.scrolls = new Map();
  }

  /** Say what has happened: `good`, `bad` or just so. */
  say(text, kind = "") {
    line.className = `say ${kind}`;
    line.textContent = text;
    this.saidAt = Date.now();
  }

  go(hash) {
    location.hash = hash;
  }

  /** Go on so that «back» does not come to the present screen again. */
  leave(hash) {
    location.replace(hash);
  }

  /** The screen that the address names. */
  route() {
    const [name, order, number] = location.hash.slice(1).split("/");
    if (name === "give") this.screen = handoverScreen(this);
    else if (name === "order" && number) this.screen = lineScreen(this, order, Number(number));
    else if (name === "order") this.screen = orderScreen(this, order);
    else this.screen = dayScreen(this);
    fill(place);
    document.getElementById("store").dataset.screen = this.screen.name;
    this.draw();
    window.scrollTo(0, this.scrolls.get(location.hash) ?? 0);
    place.focus({ preventScroll: true });
  }

  draw() {
    this.screen.draw(place);
    const { model } = this;
    const done = model.orders.length - model.toPick.length;
    const giving = model.reach.give.length + model.reach.take.length;
    fill(tabs,
      tab("#day", t("store.tab.pick"), model.orders.length
        ? t("store.of", { done, count: model.orders.length }) : "", this.screen.name !== "give"),
      tab("#give", t("store.tab.give"), giving ? t("store.tab.left", { count: giving }) : "", this.screen.name === "give"));
  }

  /** Do something for the clerk and say how it went, also when it is refused. */
  async act(work) {
    try {
      await work();
    } catch (error) {
      if (error instanceof Meanwhile) this.say(meanwhileText(error), "bad");
      else if (error instanceof Problem) this.say(problemOf(error), "bad");
      else if (error instanceof NoAnswer) this.say(t("common.offline"), "bad");
      else throw error;
      await this.refresh(true);
    }
    this.draw();
  }

  /** Read anew; what is under a finger is left alone unless `now`. */
  async refresh(now = false) {
    try {
      await this.model.load();
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Problem)) throw error;
      if (error.status === 401) location.reload();
      network.hidden = !(error instanceof NoAnswer);
      return false;
    }
    network.hidden = true;
    if (this.loaded && (now || this.idle)) this.draw();
    return true;
  }

  get idle() {
    return !this.down && Date.now() - this.touched > AFTER_TOUCH_MS
      && !document.querySelector('[aria-busy="true"]');
  }

  async start() {
    document.addEventListener("pointerdown", () => this.touch(true), true);
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => this.touch(false), true);
    }
    document.addEventListener("keydown", () => this.touch(false), true);
    document.addEventListener("network-wait", (event) => {
      network.hidden = event.detail === 0;
    });
    setInterval(() => this.tick(), REFRESH_MS);
    await this.tick();
  }

  touch(down) {
    this.down = down;
    this.touched = Date.now();
  }

  async tick() {
    const read = await this.refresh();
    if (this.loaded) return;
    if (!read) return this.say(t("common.offline"), "bad");
    this.loaded = true;
    this.say("");
    window.addEventListener("hashchange", (event) => {
      this.scrolls.set(new URL(event.oldURL).hash, window.scrollY);
      if (Date.now() - this.saidAt > JUST_SAID_MS) this.say("");
      this.route();
    });
    this.route();
  }
}

function tab(href, text, count, here) {
  return h("a.tab", { href, "aria-current": here && "page" }, text, h("b", {}, count));
}

function problemOf(problem) {
  const keys = [`store.problem.${problem.code}`];
  try {
    return firstOf(keys, problem.facts);
  } catch {
    return problemText(problem);
  }
}

new App().start();
