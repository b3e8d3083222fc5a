// What the service knows of flights: the fleet, today's sorties and those that earlier days have left,
// whether launches are stopped.

import { get } from "../api.js";
import { pageData } from "../text.js";

export const BEFORE_LAUNCH = ["planned", "loaded", "asked", "ready"];
export const AT_A_HALL = ["at_hall", "unloaded", "swapped"];
export const IN_THE_AIR = ["flying_out", "flying_home"];
export const ASTRAY = ["diverted", "down", "lost"];
export const ENDED = ["done", "cancelled", ...ASTRAY];
/** States of a flight in which the aircraft must be believed to fly. */
export const AIRBORNE = [
  "launching", "outbound", "waiting", "delivering", "homebound", "holding", "diverting",
  "descending", "unseen",
];

const detail = (day, id) => get(`/sorties/${day}/${id}`);

/** {crafts, batteries, standing}: each aircraft has `now`, its sortie in full, or null. */
export async function readFleet() {
  const { today } = pageData().me;
  const [fleet, standing, day] = await Promise.all([
    get("/aircraft"), get("/stand-down"), get(`/sorties?service_day=${today}`),
  ]);
  const crafts = await Promise.all(fleet.aircraft.map(async (craft) => {
    const own = day.sorties.filter((each) => each.aircraft === craft.id);
    const last = own.findLast((each) => !ENDED.includes(each.state))
      ?? own.findLast((each) => each.on_board.length) ?? own.at(-1);
    const wanted = craft.sortie ? [craft.sortie_day, craft.sortie]
      : last ? [last.service_day, last.id] : null;
    return { ...craft, now: wanted ? await detail(...wanted) : null };
  }));
  return { crafts, batteries: fleet.batteries, standing };
}

/**
 * The sortie to a hall that somebody there has to know of, in full; or null. First one that an
 * earlier day has left there, then that of today which is not over, then the last of today.
 */
export async function readSortieTo(hall) {
  const { today } = pageData().me;
  const [fleet, { sorties }] = await Promise.all([
    get("/aircraft"), get(`/sorties?service_day=${today}`),
  ]);
  const left = fleet.aircraft.filter((craft) => craft.sortie && craft.sortie_day !== today
    && [...AT_A_HALL, ...IN_THE_AIR].includes(craft.sortie_state));
  const earlier = await Promise.all(left.map((craft) => detail(craft.sortie_day, craft.sortie)));
  const here = earlier.find((each) => each.hall === hall);
  if (here) return here;
  const own = sorties.filter((each) => each.hall === hall);
  const last = own.findLast((each) => !ENDED.includes(each.state)) ?? own.at(-1);
  return last ? detail(last.service_day, last.id) : null;
}

/** The flight that a sortie is about now: home once the goods are out, else out; or null. */
export function flightOf(sortie) {
  const home = ["unloaded", "swapped", "flying_home"].includes(sortie.state)
    || (ENDED.includes(sortie.state) && sortie.home);
  return home ? sortie.home : sortie.out;
}

/** Everything that was said to a sortie's aircraft, the latest first. */
export function saidTo(sortie) {
  return [sortie.out, sortie.home].filter(Boolean).flatMap((flight) => flight.commands)
    .sort((a, b) => b.id - a.id);
}

/** What of a sortie moves parcels: when this has changed, lists of parcels are old. */
export const movesOf = (sortie) => sortie && [sortie.id, sortie.state, sortie.on_board];

/** The state of a flight as the aircraft itself tells it, where that can be believed, else as stored. */
export function stateOf(flight, sight) {
  if (!flight) return null;
  return sight.fresh && sight.snapshot.flight === flight.id ? sight.snapshot.state : flight.state;
}
