// The one large sentence of a page: what has just happened.

import { plainly } from "../scan/acts.js";

const place = () => document.querySelector("[data-said]");

/** Say it; `kind` is good, bad, waits or plain. */
export function say(text, kind = "good") {
  place().className = `said ${kind}`;
  place().textContent = text;
}

/** Do something and say its sentence; an error is said in plain words. Then `after()`. */
export async function doing(work, after = async () => {}) {
  try {
    const text = await work();
    if (text) say(text);
  } catch (error) {
    say(plainly(error), "bad");
  }
  await after();
}
