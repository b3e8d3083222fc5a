// The door to the server: /api/v1. Owns keys, repeats and problems; knows no screen.

const BASE = "/api/v1";
const AS_DEVICE = document.documentElement.classList.contains("tv")
  ? { "Sorabin-As": "device" } : {};
const ANSWER_WITHIN_MS = 15000;
const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15000];
const TRIES_ON_FAULT = 5;

/** The server understood and refused: `code`, `status` and the facts of the problem. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? String(status));
    this.status = status;
    this.code = body.code ?? "other";
    this.facts = body;
  }
}

/** No answer came: whether the server acted is unknown. */
export class NoAnswer extends Error {}

/** A key no other request has; also where the page came over plain HTTP. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function exchange(path, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(BASE + path, { ...options, signal: stop.signal });
    const text = await response.text();
    return { response, body: text ? JSON.parse(text) : null };
  } catch (cause) {
    throw new NoAnswer("no answer", { cause });
  } finally {
    clearTimeout(timer);
  }
}

function checked({ response, body }) {
  if (response.ok) return body;
  throw new Problem(response.status, body ?? {});
}

/** One GET; raises Problem or NoAnswer. */
export async function get(path) {
  return checked(await exchange(path, { headers: { Accept: "application/json", ...AS_DEVICE } }));
}

/** One POST, once: for callers that keep the key and repeat by themselves. */
export async function postOnce(path, text, key) {
  const headers = {
    "Content-Type": "application/json", "Idempotency-Key": key, ...AS_DEVICE,
  };
  const answer = await exchange(path, { method: "POST", headers, body: text });
  if (answer.response.status >= 500) throw new NoAnswer(String(answer.response.status));
  return checked(answer);
}

/**
 * POST until an answer came, each time with the same key: a repeat never acts twice.
 * `onWait(tries)` is called before each pause and `onWait(0)` at the end. A server that answers
 * with a fault again and again is a Problem; a missing network is waited for. Whoever gives a
 * `key` of an earlier call with the same body gets that call's answer.
 */
export async function post(path, body, onWait = announceWait, key = newKey()) {
  const text = JSON.stringify(body);
  let faults = 0;
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await postOnce(path, text, key);
      onWait(0);
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        onWait(0);
        throw error;
      }
      if (!error.cause) faults += 1;
      if (faults >= TRIES_ON_FAULT) {
        onWait(0);
        throw new Problem(500, { code: "server-fault" });
      }
      onWait(tries + 1);
      await pause(tries);
    }
  }
}

/** Wait before try number `tries`, longer each time. */
export function pause(tries) {
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)];
  return new Promise((resolve) => setTimeout(resolve, wait));
}

function announceWait(tries) {
  document.dispatchEvent(new CustomEvent("network-wait", { detail: tries }));
}
