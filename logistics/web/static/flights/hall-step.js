// Which step of the card a volunteer at the hall is at. Pure.

import { ASTRAY, AT_A_HALL, BEFORE_LAUNCH, IN_THE_AIR, stateOf } from "./day.js";

/** Seconds of the wait within which no landing begins any more, and what a thumb needs. */
const SPARE_S = 8;

const IN_FLIGHT = {
  launching: "starting", outbound: "coming", waiting: "consent", delivering: "landing",
  homebound: "turning-back", holding: "held", diverting: "elsewhere", descending: "elsewhere",
  unseen: "unseen",
};

/**
 * {name, number}: the step's name, and its number of the eight, null beside them. `sight` is of
 * the sortie's aircraft, `left_s` the seconds of the wait that are left, null if not known.
 */
export function hallStep(sortie, me, sight, left_s) {
  const step = (name, number = null) => ({ name, number });
  const { state } = sortie;
  if (state === "cancelled") return step("by-van");
  if (ASTRAY.includes(state)) return step("astray");
  if (state === "came_back") return step("came-back");
  if (state === "done") return step(...ended(sortie));
  if (sortie.volunteer !== null && sortie.volunteer !== me.id) {
    if (state === "at_hall") return step("unload-other", 5);
    if (AT_A_HALL.includes(state)) return step("other-here");
    return step(BEFORE_LAUNCH.includes(state) ? "other-before" : "other");
  }
  if (BEFORE_LAUNCH.includes(state)) return step(...before(sortie));
  if (state === "flying_out") return step(...flying(sortie, sight, left_s));
  if (state === "at_hall") return step("unload", 5);
  if (state === "unloaded") return step("swap", 6);
  if (state === "swapped") return step(home(sortie), 7);
  return step(stateOf(sortie.home, sight) === "homebound" || !sight.fresh ? "gone" : "leaving", 8);
}

/** It has flown home, or was fetched by road, or has never come down here. */
function ended(sortie) {
  if (sortie.home?.state === "returned") return ["gone", 8];
  return [sortie.out?.state === "delivered" ? "fetched" : "came-back"];
}

const verdictOf = (sortie, name) => sortie.gates.find((gate) => gate.name === name)?.verdict;

function before(sortie) {
  const passes = (name) => verdictOf(sortie, name) === "pass";
  const said = (name) => lastWord(sortie, [name]) !== null;
  // Said once, but so long ago that it has to be said again: the first word renews both.
  if (sortie.volunteer === null || (!passes("volunteer") && said("confirmed"))) {
    return [said("confirmed") ? "confirm-again" : "confirm", 1];
  }
  if (lastWord(sortie, ["pad-clear", "pad-not-clear"])?.word === "pad-not-clear") return ["blocked", 2];
  if (!passes("pad-clear")) return ["pad", 2];
  return ["ready", 3];
}

function flying(sortie, sight, left_s) {
  const name = IN_FLIGHT[stateOf(sortie.out, sight)] ?? "coming";
  const word = lastWord(sortie, ["consent", "pad-not-clear"])?.word ?? null;
  if (word === "pad-not-clear" && (name === "landing" || jumped(sortie))) {
    if (["landing", "consent"].includes(name)) return ["called-back", null];
  }
  if (name !== "consent") return [name, { landing: 4, coming: 3, starting: 3 }[name] ?? null];
  if (word === "consent") {
    const step = afterConsent(answerTo(sortie, "consent"));
    if (step) return step;
  }
  if (left_s !== null && left_s <= SPARE_S) return ["too-late", null];
  return ["consent", 4];
}

/** What follows from the answer to a consent; null where it may be given once more. */
function afterConsent(answer) {
  if (answer === null || answer.startsWith("accepted")) return ["consented", 4];
  if (answer === "refused: none") return null; // it was too old when it could have been used
  return [answer.startsWith("refused") ? "refused" : "not-passed", null];
}

/** Whether it has been told to come down, so that it has to be told to go up again. */
function jumped(sortie) {
  const answer = answerTo(sortie, "consent") ?? "";
  return answer.startsWith("accepted") || answer === "refused: called-back";
}

/** The last of these words that the named volunteer said, or null. */
export function lastWord(sortie, words) {
  return sortie.words.findLast(
    (each) => words.includes(each.word) && each.said_by === `person/${sortie.volunteer}`,
  ) ?? null;
}

/** What came of the last word of this name to the aircraft; null while there is no answer. */
function answerTo(sortie, word) {
  return sortie.out?.commands.findLast((each) => each.word === word)?.outcome ?? null;
}

/** Before the start for home: to be called clear, called clear, or held back again. */
function home(sortie) {
  const pad = verdictOf(sortie, "pad-clear");
  const said = lastWord(sortie, ["all-clear", "pad-not-clear"]) !== null;
  if (pad === "fail" && said) return mayStart(sortie.home) ? "stopping" : "held-back";
  return pad === "pass" && said && sortie.home && sortie.home.state !== "refused" ? "away" : "clear";
}

/** Whether the desk has an order to launch in hand and has not answered it. */
function mayStart(flight) {
  return Boolean(flight?.commands.some((each) => each.word === "launch" && each.taken_at !== null
    && each.outcome === null));
}

/** Whether the aircraft may be in the air near the hall, so that nobody goes to the pad. */
export const mayFly = (sortie) => IN_THE_AIR.includes(sortie.state);
