// What an operator can do about an aircraft now, and whether a word still waits for its answer. Pure.

import { AIRBORNE, ASTRAY, AT_A_HALL, BEFORE_LAUNCH, flightOf } from "./day.js";

/**
 * The deeds of one aircraft, in the order of their buttons. Each: `name`, `path` of the POST,
 * `look` (main, danger or plain), `ask` (what is asked before: confirm, reason, place, found,
 * inspect), `field` that the reason goes into, and `waits` while an earlier press has no answer.
 */
export function deedsOf(craft, me, stopped) {
  const launches = me.roles.includes("launch_authority");
  const operates = me.roles.includes("operator");
  const flight = craft.now && flightOf(craft.now);
  // Nothing of the book beside the words to an aircraft in the air: a finger that misses must not
  // find it, and it changes nothing there.
  if (flight && AIRBORNE.includes(flight.state)) return flightDeeds(flight);
  return [
    ...(craft.now ? sortieDeeds(craft.now, { launches, operates, stopped }) : []),
    ...craftDeeds(craft, launches),
  ];
}

/** Whether any word to this sortie's aircraft has no answer yet. */
export const anyWaits = (sortie) => Boolean(sortie) && [sortie.out, sortie.home]
  .some((flight) => flight?.commands.some((each) => each.outcome === null));

function sortieDeeds(sortie, { launches, operates, stopped }) {
  const { state } = sortie;
  const base = `/sorties/${sortie.service_day}/${sortie.id}`;
  const flight = flightOf(sortie);
  const deeds = [];
  const goesHome = state === "swapped" && flight !== null;
  const prepares = state === "loaded" || (goesHome && !sortie.home_ready);
  if (prepares && !stopped) {
    deeds.push({ name: "prepare", path: `${base}/prepare`, look: "main",
      waits: goesHome && waits(flight, "prepare") });
  }
  if ((state === "ready" || (goesHome && sortie.home_ready)) && launches && !stopped) {
    deeds.push({ name: "launch", path: `${base}/launch`, look: "main", ask: "confirm",
      waits: waits(flight, "launch") });
  }
  if (BEFORE_LAUNCH.includes(state)) {
    deeds.push({ name: "cancel", path: `${base}/cancel`, look: "plain", ask: "reason" });
  }
  if (AT_A_HALL.includes(state)) {
    deeds.push({ name: "recover", path: `${base}/recover`, look: "quiet", ask: "reason" });
  }
  if (ASTRAY.includes(state) && sortie.on_board.length && operates) {
    deeds.push({ name: "found", path: `${base}/found`, look: "main", ask: "found" });
  }
  return deeds;
}

function flightDeeds(flight) {
  const base = `/flights/${flight.id}`;
  const deed = (name, look, ask) => (
    { name, path: `${base}/${name}`, look, ask, waits: waits(flight, name) });
  const holds = flight.state === "holding";
  return [
    holds ? deed("go-on", "main") : deed("hold", "main"),
    deed("return", "main"),
    deed("divert", "plain", "place"),
    deed("land", "danger", "confirm"),
  ];
}

/** Whether today's inspection is missing, incomplete or has failed. */
const notInspected = (craft) => craft.points.some(
  (point) => point.name === "inspection" && point.verdict !== "pass");

function craftDeeds(craft, launches) {
  const base = `/aircraft/${craft.id}`;
  const [open] = craft.defects;
  const deeds = [];
  if (notInspected(craft)) {
    deeds.push({ name: "inspect", path: `${base}/inspections`, look: "plain", ask: "inspect" });
  }
  deeds.push({ name: "defect", path: `${base}/defects`, look: "quiet", ask: "reason",
    field: "what" });
  if (open && launches) {
    deeds.push({ name: "settle", path: `${base}/defects/${open.number}/settle`, look: "quiet",
      ask: "reason", field: "done" });
  }
  if (!craft.grounded) {
    deeds.push({ name: "ground", path: `${base}/ground`, look: "quiet", ask: "reason" });
  } else if (launches && !open) {
    deeds.push({ name: "release", path: `${base}/release`, look: "quiet", ask: "reason" });
  }
  return deeds;
}

function waits(flight, word) {
  const last = flight?.commands.findLast((each) => each.word === word);
  return Boolean(last) && last.outcome === null;
}
