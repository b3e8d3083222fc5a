// How keepers are called in sentences, and which of them the signed-in person is.

import { get } from "../api.js";
import { pageData, t } from "../text.js";

/** Learn as whom this person hands goods over now: an aircraft is with whoever stands beside it. */
export async function refreshKeepers() {
  pageData().me.keepers = (await get("/session")).keepers;
}

/** Whether the signed-in person acts as this keeper. */
export function isMine(keeper, keepers = pageData().me.keepers) {
  return Boolean(keeper) && keepers.some((own) => own.kind === keeper.kind && own.id === keeper.id);
}

/** Whether the signed-in person has a parcel in their own hands, and not in an aircraft beside. */
export const inHands = (parcel) => isMine(parcel.keeper) && parcel.keeper.kind !== "aircraft";

/** A keeper in the middle of a sentence: the store, a person by name, or you. */
export function keeperText(keeper) {
  return isMine(keeper) && keeper.kind !== "aircraft" ? t("parcel.me") : otherText(keeper);
}

/** A keeper by name, also where it is the signed-in person. */
export function otherText(keeper) {
  return t(`parcel.keeper.${keeper.kind}`, { name: shortName(keeper) });
}

/** A van's name comes as its id with the driver in brackets; people say the driver. */
function shortName(keeper) {
  const driver = keeper.kind === "van" ? /\((.+)\)$/.exec(keeper.name) : null;
  return driver ? driver[1] : keeper.name;
}

/** The name of a household. */
export const householdName = (id) => pageData().me.households[id] ?? id;

/** The name of a place. */
export const placeName = (id) => pageData().me.places[id] ?? id;
