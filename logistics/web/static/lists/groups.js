// Groups of parcels to take from, or to give to, one keeper: by code, with count and mass.

import { h } from "../dom.js";
import { mass, t } from "../text.js";
import { temperature } from "../scan/face.js";
import { isMine, otherText, placeName } from "../scan/keepers.js";
import { keyed } from "./rows.js";

/** Bring the groups of one side (`give` or `take`) up to date in `parent`. */
export function showGroups(parent, groups, side) {
  keyed(parent, groups.length ? groups : [{ key: "none" }], (group) => group.key,
    (group) => (group.parcels ? groupCard(group, side)
      : h("p.soft", {}, t(side === "give" ? "list.give-none" : "list.take-none"))));
}

function groupCard({ keeper, parcels }, side) {
  const other = otherText(keeper);
  const grams = parcels.reduce((sum, each) => sum + each.mass_g, 0);
  const scanned = parcels.filter(mineScanned).length;
  return h(
    "section.card.group", {},
    h("h3", {}, t(side === "give" ? "list.give-to" : "list.take-from", { other })),
    h("p", {}, t("list.sum", { count: parcels.length, mass: mass(grams) }), " ",
      scanned ? h("strong", {}, t("list.scanned", { count: scanned })) : null),
    h("ul.parcels", {}, sorted(parcels).map(parcelRow)),
  );
}

/** Those still to be scanned come first; then by hall and code. */
function sorted(parcels) {
  const rank = (each) => `${mineScanned(each) ? 1 : 0} ${each.hall} ${each.code}`;
  return [...parcels].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function mineScanned(parcel) {
  const state = parcel.handover?.state ?? "open";
  return (state === "given" && isMine(parcel.keeper))
    || (state === "taken" && isMine(parcel.next_keeper));
}

/** One parcel as a link to its page: large enough for a thumb. */
export function parcelRow(parcel) {
  return h(
    "li", {},
    h(
      "a.parcel", { href: parcel.url, data: { code: parcel.code } },
      h("span.code", {}, parcel.code_shown), temperature(parcel),
      h("span", {}, mass(parcel.mass_g)), h("span", {}, placeName(parcel.hall)),
      state(parcel),
    ),
  );
}

/** What the row waits for, in words. */
function state(parcel) {
  if (mineScanned(parcel)) return h("span.good", {}, t("list.waits-other"));
  const handover = parcel.handover?.state;
  if (handover === "given" || handover === "taken") return h("strong", {}, t("list.waits-you"));
  if (parcel.state === "returning") return h("span.bad", {}, t("list.goes-back"));
  return null;
}
