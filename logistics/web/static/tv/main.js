// The TV page: loads what it needs, shows the first screen and keeps it true to the time.

import { h } from "../dom.js";
import { NoAnswer, pause } from "../api.js";
import { clockTime, problemText, t } from "../text.js";
import { Model } from "./model.js";
import { sendingScreen } from "./order.js";
import { choice, Stage } from "./stage.js";
import { startScreen } from "./start.js";

const TICK_MS = 5000;
const REFRESH_MS = 60000;

const root = document.getElementById("tv");
const model = new Model();
const stage = new Stage(root, model);

function messageScreen(_stage, title, text, choices = []) {
  const ways = choices.length > 0 && h("nav.choices", {}, choices);
  return { name: "message", title, body: [h("p.large", { role: "status" }, text), ways] };
}

async function loadPatiently() {
  for (let tries = 0; ; tries += 1) {
    try {
      return await model.load();
    } catch (error) {
      if (!(error instanceof NoAnswer) && error.status < 500) throw error;
      stage.restart(messageScreen, t("tv.loading.title"), t("tv.loading.waiting"));
      await pause(tries);
    }
  }
}

function showTime() {
  if (model.day) root.querySelector("[data-clock]").textContent = clockTime(model.now());
}

function tick() {
  showTime();
  stage.tick();
}

// Only the first screen is drawn anew by itself: nothing moves under a hand that is choosing.
async function refresh() {
  if (stage.screen.name !== "start") return;
  try {
    await model.load();
    if (stage.screen.name === "start") stage.redraw();
  } catch {
    // The next minute tries again; what is shown is still true.
  }
}

async function start() {
  stage.drawn = showTime;
  stage.restart(messageScreen, t("tv.loading.title"), t("tv.loading.text"));
  try {
    await loadPatiently();
  } catch (problem) {
    stage.restart(messageScreen, t("tv.sorry.title"), problemText(problem), [
      choice("again", t("tv.loading.again"), () => window.location.reload()),
    ]);
    return;
  }
  stage.restart(model.outbox.waiting ? sendingScreen : startScreen);
  tick();
  setInterval(tick, TICK_MS);
  setInterval(refresh, REFRESH_MS);
}

start();
