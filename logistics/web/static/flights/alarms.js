// What is amiss with an aircraft in the air: the worst first, each with what is to be done.

import { h } from "../dom.js";
import { number, t } from "../text.js";

/** What of an alarm is seen: no new elements for what would look the same. */
export function seenOf({ name, level, action, value }) {
  return [name, level, action, value === null ? null : Math.round(value * 10)];
}

/** The list; nothing where nothing is amiss. Read out loud as soon as it changes. */
export function alarmList(alarms) {
  if (!alarms.length) return [];
  return [h("ul.alarm-list", { role: "alert" }, alarms.map(row))];
}

function row(alarm) {
  const { name, level, action, value, unit, why } = alarm;
  const figure = value === null ? t("flight.unknown")
    : `${number(Math.round(value * 10) / 10)}${unit ? ` ${unit}` : ""}`;
  return h("li", { data: { level, alarm: name } },
    h("strong", {}, t(`flight.level.${level}`)), " ",
    t(`flight.alarm.${name}`, { value: figure }),
    why ? h("span.soft", {}, ` ${whyOf(why)}`) : null,
    ["none", "watch"].includes(action) ? null : h("span.todo", {}, t(`flight.todo.${action}`)));
}

const REASONS = ["at the hub", "no charge known", "no way is known to be clear"];

function whyOf(why) {
  return REASONS.includes(why) ? t(`flight.alarm-why.${why.replaceAll(" ", "-")}`) : why;
}
