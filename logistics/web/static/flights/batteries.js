// The batteries: where each is, what is in it, and the word that it is charged.

import { button, h } from "../dom.js";
import { post } from "../api.js";
import { number, t } from "../text.js";
import { doing } from "../lists/said.js";
import { part } from "./parts.js";

/** Show them in `place`. `look()` reads anew after a press. */
export function showBatteries(place, { crafts, batteries }, look) {
  const empty = crafts.filter((craft) => craft.battery === null).map((craft) => craft.id);
  part(place, [batteries, empty], () => batteries.map((battery) => row(battery, empty, look)));
}

function row(battery, empty, look) {
  const into = battery.aircraft === null ? empty : [];
  return h("li", { data: { battery: battery.id } },
    h("span", {}, h("strong", {}, battery.id), " ", told(battery)),
    say(t("flight.charged"), battery, {}, look),
    into.map((aircraft) => say(t("flight.charged-in", { aircraft }), battery, { aircraft }, look)));
}

const say = (text, battery, body, look) => button(".chip", text, () => doing(async () => {
  await post(`/batteries/${battery.id}/charged`, body);
  return t("flight.charged-said", { battery: battery.id });
}, look));

function told({ aircraft, charge_percent: charge }) {
  return [
    aircraft === null ? t("flight.battery-shelf") : t("flight.battery-in", { aircraft }),
    charge === null ? t("flight.battery-unknown")
      : t("flight.battery-charge", { percent: number(Math.round(charge)) }),
  ].join(t("flight.and"));
}
