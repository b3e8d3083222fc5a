// What a person does with parcels, as calls to the API, each with a plain sentence about it.

import { get, post, Problem } from "../api.js";
import { clockTime, problemText, t } from "../text.js";
import { householdName, isMine, keeperText, otherText, refreshKeepers } from "./keepers.js";

/** A parcel as it stands, together with as whom this person may hand it over now. */
export async function loadParcel(code) {
  const [parcel] = await Promise.all([get(`/parcels/${encodeURIComponent(code)}`), refreshKeepers()]);
  return parcel;
}

/** Scan for one side; returns {parcel, said}. `as` only where both sides are this person's. */
export async function handOver(parcel, side, as = null) {
  const body = { code: parcel.code, side };
  if (as) body.as = { kind: as.kind, id: as.id };
  const { parcel: after, handover } = await post("/handovers", body);
  return { parcel: after, said: saidAfter(parcel, side, handover.state === "done") };
}

function saidAfter(before, side, done) {
  const values = { code: before.code_shown };
  if (side === "give") {
    values.other = otherText(before.next_keeper);
    return t(done ? "scan.said.given" : "scan.said.given-waits", values);
  }
  values.other = otherText(before.keeper);
  return t(done ? "scan.said.taken" : "scan.said.taken-waits", values);
}

/** Both scans of a handover whose two sides are this person's, or what is missing of them. */
export async function carryOver(parcel, next = parcel.next_keeper) {
  const { keeper } = parcel;
  const state = parcel.handover?.state ?? "open";
  let after = parcel;
  if (state !== "given") ({ parcel: after } = await handOver(parcel, "give", keeper));
  if (state !== "taken") ({ parcel: after } = await handOver(parcel, "take", next));
  const key = carriedKey(keeper, next);
  return { parcel: after, said: t(`scan.said.${key}`, { code: parcel.code_shown }) };
}

/** What it is called when both sides are this person's. */
export function carriedKey(keeper, next) {
  if (next.kind === "aircraft") return "boarded";
  if (keeper.kind === "aircraft") return next.kind === "volunteer" ? "taken-out" : "off-board";
  return next.kind === "van" ? "loaded" : "unloaded";
}

/** Take an own scan back. */
export async function withdraw(parcel) {
  const { parcel: after } = await post("/handovers/withdraw", { code: parcel.code });
  return { parcel: after, said: t("scan.said.withdrawn", { code: parcel.code_shown }) };
}

/** The resident's side at the door. `welfare` is well or worried. */
export async function deliver(parcel, card, welfare, note) {
  const body = { code: parcel.code, side: "take", card, welfare };
  if (note) body.note = note;
  return (await post("/handovers", body)).parcel;
}

/** Nobody at home; returns {visit, said}. */
export async function absent(household) {
  const visit = await post("/visits", { household, outcome: "absent" });
  const values = { name: householdName(household) };
  if (visit.second_try_at) {
    values.time = clockTime(visit.second_try_at);
    return { visit, said: t("scan.said.absent", values) };
  }
  const next = visit.parcels[0]?.next_keeper;
  values.other = next ? otherText(next) : t("parcel.me");
  return { visit, said: t("scan.said.absent-again", values) };
}

/** Why there is no button: who has the parcel, and what it waits for. */
export function whyNot(parcel, step) {
  const values = { code: parcel.code_shown, keeper: keeperText(parcel.keeper) };
  if (parcel.state === "delivered") return t("scan.why.delivered", values);
  if (parcel.state === "returned") return t("scan.why.returned", values);
  if (parcel.state === "lost") return t("scan.why.lost", values);
  if (step.kind === "unplanned") return t("scan.why.unplanned", values);
  if (step.kind === "waiting") {
    const gave = isMine(parcel.keeper);
    return t(gave ? "scan.why.waits-taker" : "scan.why.waits-giver", {
      code: parcel.code_shown, other: otherText(step.other),
    });
  }
  if (!parcel.next_keeper) return t("scan.why.elsewhere-unplanned", values);
  // Only who goes to the door needs the resident's name.
  const next = parcel.next_keeper.kind === "resident" ? t("parcel.resident")
    : otherText(parcel.next_keeper);
  return t("scan.why.elsewhere", { ...values, next });
}

/** Any error in plain words. A session that is over leads to the sign-in page and back. */
export function plainly(error) {
  if (!(error instanceof Problem)) return t("common.offline-now");
  if (error.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return t("common.signed-out");
  }
  return problemText(error);
}
