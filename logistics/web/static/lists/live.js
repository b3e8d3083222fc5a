// Keeping a page fresh without moving what is under a finger.

import { NoAnswer } from "../api.js";
import { clockTime, serviceNow, t } from "../text.js";
import { plainly } from "../scan/acts.js";

const EVERY_MS = 20000;
const REST_MS = 2500;

/**
 * Run `load` now, every 20 seconds, and when the page comes back into view; while a finger is
 * down, or has just been, the next look waits. Returns a function that looks at once.
 */
export function keepFresh(load) {
  const state = document.querySelector("[data-fresh]");
  let timer = 0;
  let quietFrom = 0;
  let down = false;
  let looking = null;
  let next = null;

  const touch = () => { quietFrom = performance.now() + REST_MS; };
  document.addEventListener("pointerdown", () => { down = true; touch(); });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => { down = false; touch(); });
  }
  document.addEventListener("scroll", touch, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });

  // One look at a time, so that an older answer never covers a newer one. Who asks while one is
  // under way gets the next: only that one is sure to show what has just been done.
  function look() {
    clearTimeout(timer);
    if (looking) {
      next ??= looking.then(() => {
        next = null;
        return look();
      });
      return next;
    }
    looking = once().finally(() => {
      looking = null;
      wait(EVERY_MS);
    });
    return looking;
  }

  async function once() {
    try {
      await load();
      state.className = "soft";
      state.textContent = t("list.fresh", { time: clockTime(serviceNow()) });
    } catch (error) {
      state.className = "bad";
      state.textContent = error instanceof NoAnswer ? t("list.stale") : plainly(error);
    }
  }

  function wait(ms) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const rest = down ? REST_MS : quietFrom - performance.now();
      if (document.hidden) wait(EVERY_MS);
      else if (rest > 0) wait(rest);
      else look();
    }, ms);
  }

  look();
  return look;
}
