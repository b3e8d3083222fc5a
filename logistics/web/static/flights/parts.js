// Parts of a card that are made anew only when what they show has changed.

import { fill } from "../dom.js";

const QUICK_MS = 500;
const SLOW_MS = 2000;

/** Let `parent` show `build(value)`, unless it shows the same value already. */
export function part(parent, value, build) {
  const sign = JSON.stringify(value);
  if (parent.sign === sign) return;
  parent.sign = sign;
  fill(parent, build(value));
}

/**
 * Call `look` again and again while the page is in view: soon while `hurried()`, else every two
 * seconds, one at a time. `failed(error)` is called after one that failed, `failed(null)` after
 * one that did not. Returns a function that looks at once.
 */
export function keepLooking(look, hurried, failed) {
  let timer = 0;
  let looking = false;
  let again = false;

  async function now() {
    clearTimeout(timer);
    if (looking) {
      again = true; // only a look that begins after what was done is sure to show it
      return;
    }
    looking = true;
    try {
      await look();
      failed(null);
    } catch (error) {
      failed(error);
    }
    looking = false;
    if (again) {
      again = false;
      now();
    } else {
      timer = setTimeout(tick, hurried() ? QUICK_MS : SLOW_MS);
    }
  }

  function tick() {
    if (document.hidden) timer = setTimeout(tick, SLOW_MS);
    else now();
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  now();
  return now;
}
