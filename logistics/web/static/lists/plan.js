// The day's plan as a table: when each parcel is expected, and what was promised. Late ones first.

import { h } from "../dom.js";
import { clockTime, t } from "../text.js";
import { keeperText, placeName } from "../scan/keepers.js";
import { temperature } from "../scan/face.js";
import { living } from "./day.js";
import { keyed } from "./rows.js";

/** Whether a parcel will be, or is, later than promised. */
export function isLate(parcel, plan) {
  return parcel.promise === "broken" || plan.late.includes(parcel.code)
    || Boolean(parcel.eta && Date.parse(parcel.eta) > Date.parse(parcel.promise_by));
}

/** Bring the plan up to date: `parts` are {made, body, done}. */
export function showPlan(parts, plan) {
  parts.made.textContent = plan.version
    ? t("hub.made", { time: clockTime(plan.made_at) }) : t("hub.no-plan");
  const rank = (each) => `${isLate(each, plan) ? 0 : 1} ${each.eta ?? "~"} ${each.code}`;
  const open = plan.parcels.filter(living).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  keyed(parts.body, open.map((parcel) => ({ ...parcel, late: isLate(parcel, plan) })),
    (parcel) => parcel.code, row);
  parts.table.hidden = open.length === 0;
  const ended = plan.parcels.length - open.length;
  parts.done.textContent = plan.parcels.length ? t("hub.ended", { count: ended }) : "";
}

function row(parcel) {
  return h(
    "tr", { data: { late: String(parcel.late) } },
    h("td", {}, h("a.parcel-link", { href: parcel.url }, parcel.code_shown), " ",
      temperature(parcel), parcel.late ? h("strong.bad", {}, " ", t(parcel.promise === "broken" ? "hub.broken" : "hub.late")) : null),
    cell("hub.hall", placeName(parcel.hall)),
    cell("hub.where", keeperText(parcel.keeper)),
    cell("hub.eta", parcel.eta ? clockTime(parcel.eta) : t("list.unknown")),
    cell("hub.promise", clockTime(parcel.promise_by)),
    cell("hub.switch", parcel.switch_by ? clockTime(parcel.switch_by) : t("list.unknown")),
  );
}

/** A cell that names its column where a phone shows rows as cards. */
function cell(label, text) {
  return h("td", { "data-label": t(label) }, text);
}
