// Words and small marks that several of the store's screens share.

import { h } from "../dom.js";
import { t } from "../text.js";

/** The mark of a temperature zone; ambient goods have none. */
export function zoneMark(temperature, always = false) {
  if (temperature === "ambient" && !always) return null;
  const sign = { ambient: "", chilled: "❄ ", frozen: "❄❄ " }[temperature];
  return h(`span.zone.${temperature}`, {}, sign + t(`common.temperature.${temperature}`));
}

/** What has been decided for a line, in one sentence. */
export function decisionText(line) {
  const parts = [];
  if (line.picked > 0) parts.push(t("store.decided.picked", { count: line.picked }));
  if (line.substitute) {
    const { name, quantity } = line.substitute;
    parts.push(t("store.decided.substitute", { name, count: quantity }));
  }
  if (line.short > 0) {
    const reason = t(`store.reason.${line.short_reason}`);
    parts.push(t("store.decided.short", { count: line.short, reason }));
  }
  return parts.join(t("store.decided.and"));
}

/** What somebody else did in the meantime. */
export function meanwhileText({ order, line }) {
  if (order.state === "cancelled") return t("store.meanwhile.cancelled");
  if (!["picking", "picked"].includes(order.state)) return t("store.meanwhile.packed");
  if (!line.decided) return t("store.meanwhile.undecided", { name: line.name });
  return t("store.meanwhile.decided", { name: line.name, what: decisionText(line) });
}

/** A parcel's code, hall and household, temperature and mass stand together in a row. */
export const codeText = (parcel) => h("b.code", {}, parcel.code_shown);
