// The story of one order, from its receipt to the door, as the journal tells it.

import { fill, h } from "../dom.js";
import { get } from "../api.js";
import { clockTime, firstOf, pageData, t, yen } from "../text.js";
import { shown } from "../scan/codes.js";
import { plainly } from "../scan/acts.js";
import { codeField } from "../scan/face.js";
import { householdName, placeName } from "../scan/keepers.js";

/** Each handover has two of these beside the row that says that the parcel changed hands. */
const SCANS = ["handover-given", "handover-taken"];

/** Put the field for an order's number into `parent`, and the story below it into `place`. */
export function storyField(parent, place) {
  parent.append(codeField(t("office.order-number"), (number) => tell(place, plainNumber(number)), {
    hint: t("office.order-hint"), id: "order",
  }));
}

const plainNumber = (number) => number.toUpperCase().replaceAll("-", "");

async function tell(place, number) {
  try {
    const { rows } = await get(`/journal?limit=1000&order=${encodeURIComponent(number)}`);
    if (rows.length === 0) {
      fill(place, h("p.said.bad", {}, t("office.order-unknown", { number: shown(number) })));
      return;
    }
    const story = h("ol.story", {}, rows.map(row));
    const all = h("input", { type: "checkbox", onchange: () => story.toggleAttribute("data-all") });
    fill(place, h("h3", {}, t("office.order-story", { number: shown(number) })),
      h("label.all", {}, all, t("office.all-scans")), story);
  } catch (error) {
    fill(place, h("p.said.bad", {}, error.status === 422
      ? t("office.order-unknown", { number: shown(number) }) : plainly(error)));
  }
}

function row(entry) {
  const parcel = entry.parcel_code ? shown(entry.parcel_code) : null;
  return h(
    "li", { "data-scan": SCANS.includes(entry.kind) },
    h("time", { datetime: entry.at }, clockTime(entry.at)),
    h("span", {}, firstOf([`office.kind.${entry.kind}`, "office.kind.other"]),
      parcel ? h("span.code", {}, " ", parcel) : null, detail(entry.data)),
    h("span.soft", {}, who(entry.actor)),
  );
}

/** From whom to whom, where the row is about a handover; how much, where it is about a refund. */
function detail({ giver, taker, refund, why }) {
  if (refund) {
    return h("span.detail", {}, t(`office.refund.${why}`, { sum: yen(refund.total_yen) }));
  }
  if (!giver || !taker) return null;
  return h("span.detail", {}, t("office.from-to", { giver: party(giver), taker: party(taker) }));
}

const party = (keeper) => (typeof keeper === "string" ? who(keeper) : who(`${keeper.kind}/${keeper.id}`));

/** Who acted, by name where this page knows it. */
function who(actor) {
  const [kind, id = ""] = (actor ?? "").split("/");
  const { me } = pageData();
  if (["device", "resident"].includes(kind)) return t("parcel.keeper.resident", { name: householdName(id) });
  if (["store", "hub", "system"].includes(kind)) return placeName(id);
  if (["person", "supporter", "volunteer"].includes(kind)) {
    return id === me.id ? me.name : (me.people?.[id] ?? id);
  }
  if (kind === "van") return t("office.van");
  return t("office.service");
}
