// Whose turn it is: what the signed-in person can do with a parcel now. Pure.

import { isMine } from "./keepers.js";

const ENDED = ["delivered", "returned", "lost"];

/**
 * One of
 *   give, take   - one button; `to`/`from` is the other side
 *   choose       - both sides are this person's and nobody has scanned yet
 *   door         - the resident is next; `given` when the volunteer has scanned
 *   waiting      - own scan is there, the other side's is missing
 *   unplanned    - with this person, and nobody is to take it over yet
 *   ended, elsewhere
 * `withdraw` tells whether an own scan can be taken back.
 */
export function stepOf(parcel, keepers) {
  const { keeper, next_keeper: next } = parcel;
  if (ENDED.includes(parcel.state)) return { kind: "ended" };
  const gives = isMine(keeper, keepers);
  if (!next) return { kind: gives ? "unplanned" : "elsewhere" };
  const takes = isMine(next, keepers);
  const state = parcel.handover?.state ?? "open";
  const withdraw = (gives && state === "given") || (takes && state === "taken");
  if (gives && next.kind === "resident") {
    return { kind: "door", given: state === "given", withdraw, household: next.id };
  }
  const canGive = gives && state !== "given";
  const canTake = takes && state !== "taken";
  if (canGive && canTake) return { kind: "choose", withdraw, to: next, from: keeper };
  if (canGive) return { kind: "give", withdraw, to: next };
  if (canTake) return { kind: "take", withdraw, from: keeper };
  if (gives) return { kind: "waiting", withdraw, other: next };
  if (takes) return { kind: "waiting", withdraw, other: keeper };
  return { kind: "elsewhere" };
}
