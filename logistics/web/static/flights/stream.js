// What the aircraft do now, as it comes from the server. Owns the stream and how old its words are.

import { pageData } from "../text.js";

const ADDRESS = "/api/v1/aircraft/live";
const AGAIN_MS = 3000;
const TICK_MS = 1000;
/** Seconds after which what was heard last says nothing about now. The server beats each second. */
export const OLD_S = 5;

const latest = new Map();
let deskHeard = false;
let lineMs = null;

/**
 * Follow the stream while the page is in view. `changed(aircraft)` follows each snapshot, and
 * `changed(null)` each second, because everything grows older by itself.
 */
export function watchAircraft(changed) {
  let source = null;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    if (document.hidden || source) return;
    source = new EventSource(ADDRESS);
    source.addEventListener("desk", (event) => {
      lineMs = performance.now();
      deskHeard = JSON.parse(event.data).connected;
      changed(null);
    });
    source.addEventListener("aircraft", (event) => {
      const snapshot = JSON.parse(event.data);
      lineMs = performance.now();
      latest.set(snapshot.aircraft, { snapshot, cameMs: lineMs - snapshot.age_s * 1000 });
      changed(snapshot.aircraft);
    });
    source.addEventListener("error", () => {
      // The browser tries again by itself, but not after an answer that is no stream.
      if (source.readyState !== EventSource.CLOSED) return;
      close();
      timer = setTimeout(open, AGAIN_MS);
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  // A browser holds six connections to a server: a page that nobody looks at holds none.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  setInterval(() => changed(null), TICK_MS);
  open();
}

/**
 * What is known of an aircraft: {snapshot, age, fresh}. `snapshot` is null where nothing was ever
 * heard. `age`: seconds since the aircraft was heard. `fresh`: whether it tells what is now.
 */
export function sightOf(aircraft) {
  const now = performance.now();
  const known = latest.get(aircraft);
  if (!known) return { snapshot: null, age: null, fresh: false };
  const { snapshot, cameMs } = known;
  const age = (snapshot.heard_s ?? 0) + (now - cameMs) / 1000;
  const line = deskHeard && lineMs !== null && now - lineMs < OLD_S * 1000;
  const heard = snapshot.heard_s !== null && snapshot.state !== "unreachable";
  return { snapshot, age, fresh: line && heard && age <= OLD_S };
}

/** Whether the server, and through it the flight desk, can be heard now. */
export function deskIsHeard() {
  return deskHeard && lineMs !== null && performance.now() - lineMs < OLD_S * 1000;
}

/**
 * What of the way is left: {share, metres, minutes}, null where it is not known. A snapshot counts
 * from the hub to the hall; on the way home the hub is the end of the way.
 */
export function leftOf(snapshot, route) {
  if (!snapshot || snapshot.progress === null || snapshot.progress === undefined || !route) return null;
  const home = snapshot.direction === "home" || snapshot.state === "homebound";
  const share = Math.min(1, Math.max(0, home ? snapshot.progress : 1 - snapshot.progress));
  const metres = share * route.length_m;
  return { share, metres, minutes: Math.ceil(metres / route.cruise_mps / 60) };
}

/** Whether this person works with flights at all. */
export const flies = (roles = pageData().me.roles) => (
  roles.includes("operator") || roles.includes("launch_authority")
);
