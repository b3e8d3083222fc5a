// Drives of the day: planned and actual times, and the button of the one who drives.

import { button, h } from "../dom.js";
import { post } from "../api.js";
import { clockTime, t } from "../text.js";
import { isMine, placeName } from "../scan/keepers.js";
import { keyed } from "./rows.js";
import { doing } from "./said.js";

/** Bring the drives up to date in `parent`; `after()` follows a press. */
export function showLegs(parent, legs, after) {
  const going = legs.filter((leg) => leg.state !== "cancelled");
  // Only a carrier's first drive that is not over has a button: the others come after it.
  const first = new Map();
  for (const leg of going) {
    const carrier = `${leg.carrier.kind}/${leg.carrier.id}`;
    if (leg.state !== "done" && !first.has(carrier)) first.set(carrier, leg.id);
  }
  const shown = going.map((leg) => ({ ...leg, first: [...first.values()].includes(leg.id) }));
  keyed(parent, shown.length ? shown : [{ id: "none" }], (leg) => leg.id,
    (leg) => (leg.mode ? legCard(leg, after) : h("p.soft", {}, t("leg.none"))));
}

function legCard(leg, after) {
  const values = { start: placeName(leg.start), end: placeName(leg.end) };
  return h(
    "section.card.leg", { data: { leg: leg.id, state: leg.state } },
    h("h3", {}, t("leg.way", values)),
    h("p", {}, t("list.count", { count: leg.parcels.length }), " ", h("strong", {}, t(`leg.state.${leg.state}`))),
    h("dl.times", {},
      ...time("leg.depart", leg.depart_at, leg.departed_at),
      ...time("leg.arrive", leg.arrive_at, leg.arrived_at)),
    pressable(leg, values, after),
  );
}

function time(label, planned, actual) {
  return [
    h("dt", {}, t(label)),
    h("dd", {}, t("leg.planned", { time: clockTime(planned) }),
      actual ? h("strong", {}, " ", t("leg.actual", { time: clockTime(actual) })) : null),
  ];
}

function pressable(leg, values, after) {
  if (!leg.first || !isMine(leg.carrier)) return null;
  const event = { planned: "depart", under_way: "arrive" }[leg.state];
  if (!event) return null;
  const text = t(event === "depart" ? "leg.departs" : "leg.arrives", values);
  return button(".main.wide", text, () => doing(async () => {
    const moved = await post(`/legs/${leg.service_day}/${leg.id}/${event}`, {});
    const at = clockTime(moved.departed_at && event === "depart" ? moved.departed_at : moved.arrived_at);
    return t(event === "depart" ? "leg.said.departed" : "leg.said.arrived", { ...values, time: at });
  }, after));
}
