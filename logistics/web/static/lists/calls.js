// Households to be rung because a promise is about to break.

import { button, h } from "../dom.js";
import { get, post } from "../api.js";
import { clockTime, pageData, t } from "../text.js";
import { householdName } from "../scan/keepers.js";
import { keyed } from "./rows.js";
import { doing } from "./said.js";

export const readCalls = async () => (await get(`/service-days/${pageData().me.today}/calls`)).calls;

/** Bring the call list up to date in `parent`, open calls first. */
export function showCalls(parent, calls, after) {
  const rank = (call) => `${call.state === "open" ? 0 : 1} ${call.call_by}`;
  const sorted = [...calls].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  keyed(parent, sorted.length ? sorted : [{ id: "none" }], (call) => call.id,
    (call) => (call.household ? callCard(call, after) : h("p.soft", {}, t("list.calls-none"))));
}

function callCard(call, after) {
  const name = householdName(call.household);
  const open = call.state === "open";
  const note = h("input", { id: `note-${call.id}`, maxlength: 500, autocomplete: "off" });
  return h(
    "section.card.call", { data: { call: call.id, state: call.state } },
    h("h3", {}, t("parcel.household", { name })),
    h("p", {}, t(`list.call-why.${call.reason}`)),
    open ? h("p", {}, h("strong", {}, t("list.call-by", { time: clockTime(call.call_by) })))
      : h("p.good", {}, t("list.called", { time: clockTime(call.done_at) })),
    open || !call.note ? null : h("p", {}, call.note),
    open ? h("label", { for: note.id }, t("list.call-note")) : null,
    open ? note : null,
    open ? button(".main.wide", t("list.call-done"), () => doing(async () => {
      await post(`/calls/${call.id}/done`, { note: note.value.trim() });
      note.value = "";
      return t("list.call-said", { name });
    }, after)) : null,
  );
}
