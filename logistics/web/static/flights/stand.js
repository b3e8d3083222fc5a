// The key that stops all launches: one press. And how they are allowed again.

import { button, h } from "../dom.js";
import { post } from "../api.js";
import { clockTime, pageData, t } from "../text.js";
import { doing } from "../lists/said.js";
import { part } from "./parts.js";
import { who } from "./words.js";

/** Show the key, or what holds, in `place`. `look()` reads anew after a press. */
export function showStand(place, standing, look) {
  place.dataset.stopped = String(standing.stood_down);
  part(place, standing, () => (standing.stood_down ? stopped(standing, look) : going(look)));
}

function going(look) {
  // The reason stands there before the press: nobody has to type while something comes down.
  const reason = h("select", { id: "stop-reason", "aria-label": t("flight.stop-why") },
    ["now", "weather", "aircraft", "people"].map((each) => h("option", {}, t(`flight.reason.${each}`))));
  return [
    button(".stop", t("flight.stop"), () => doing(async () => {
      const told = await post("/stand-down", { reason: reason.value });
      return [
        t("flight.stopped-said", { count: told.called_off.length }),
        told.held.length ? t("flight.stopped-held", { count: told.held.length }) : "",
      ].filter(Boolean).join(" ");
    }, look)),
    h("label.stop-why", {}, h("span", {}, t("flight.stop-why")), reason),
  ];
}

function stopped(standing, look) {
  const lines = [
    h("p.stopped", { role: "alert" }, t("flight.stopped", { reason: standing.reason })),
    h("p", {}, t("flight.stopped-by", { who: who(standing.by), time: clockTime(standing.at) })),
  ];
  if (!pageData().me.roles.includes("launch_authority")) return [...lines, h("p", {}, t("flight.up-who"))];
  const reason = h("input", { id: "up-reason", maxlength: 200, autocomplete: "off", required: true });
  return [
    ...lines,
    h("label", { for: reason.id }, t("flight.up-why")), reason,
    button(".act.main", t("flight.up"), async () => {
      if (!reason.reportValidity()) return;
      await doing(async () => {
        await post("/stand-up", { reason: reason.value.trim() });
        return t("flight.up-said");
      }, look);
    }),
  ];
}
