// Residents whom somebody must look after, each with its time limit.

import { button, h } from "../dom.js";
import { get, post } from "../api.js";
import { clockTime, pageData, t } from "../text.js";
import { householdName } from "../scan/keepers.js";
import { keyed } from "./rows.js";
import { doing } from "./said.js";

export const readCases = async () => (await get("/cases?state=open")).cases;

/** Bring the open cases up to date in `parent`. */
export function showCases(parent, cases, after) {
  keyed(parent, cases.length ? cases : [{ id: "none" }], (each) => each.id,
    (each) => (each.household ? caseCard(each, after) : h("p.soft", {}, t("office.cases-none"))));
}

function caseCard(each, after) {
  const name = householdName(each.household);
  const outcome = h("textarea", { id: `outcome-${each.id}`, rows: 2, maxlength: 500, required: true });
  return h(
    "section.card.case", { data: { case: each.id, overdue: String(each.overdue) } },
    h("h3", {}, t("parcel.household", { name })),
    h("p", {}, t(`office.case.${each.kind}`, { time: clockTime(each.opened_at) })),
    each.note ? h("blockquote.note", {}, each.note) : null,
    h(each.overdue ? "p.bad" : "p", {}, t(each.overdue ? "office.overdue" : "office.due",
      { time: clockTime(each.due_at) })),
    h("p", {}, t(each.owner === pageData().me.id ? "office.owner-you" : "office.owner-other")),
    h("label", { for: outcome.id }, t("office.outcome")),
    outcome,
    button(".main.wide", t("office.close"), async () => {
      if (!outcome.reportValidity()) return;
      await doing(async () => {
        await post(`/cases/${each.id}/close`, { outcome: outcome.value.trim() });
        outcome.value = "";
        return t("office.closed", { name });
      }, after);
    }),
  );
}
