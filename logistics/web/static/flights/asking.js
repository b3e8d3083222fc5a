// What is asked before a deed is done: sure, why, where to, or what was found. Owns the keys of
// presses: pressed again while its word waits, a button repeats the request and says nothing new.

import { button, h } from "../dom.js";
import { newKey, post } from "../api.js";
import { lang, t } from "../text.js";
import { shown } from "../scan/codes.js";
import { inspectionForm } from "./upkeep.js";

const keys = new Map();

/**
 * Send a deed's request. A word to an aircraft in the air keeps its key until `settle` sees the
 * answer: the same word again, with the same body, is the same word.
 */
export async function send(deed, body) {
  const about = `${deed.path} ${JSON.stringify(body)}`;
  if (!keys.has(about)) keys.set(about, { key: newKey(), id: null });
  const kept = keys.get(about);
  try {
    const answer = await post(deed.path, body, undefined, kept.key);
    if (deed.path.startsWith("/flights/")) kept.id = answer.id;
    else keys.delete(about);
    return answer;
  } catch (error) {
    keys.delete(about);
    throw error;
  }
}

/** Words that have their answer may be said anew. */
export function settle(commands) {
  const answered = new Set(commands.filter((each) => each.outcome !== null).map((each) => each.id));
  for (const [about, { id }] of keys) if (answered.has(id)) keys.delete(about);
}

/**
 * The form of a deed. `run(body)` does it and `back()` closes the form. The first button is never
 * the one that acts: a second tap on the same place does nothing.
 */
export function askingForm(deed, { craft, route, run, back }) {
  const build = { confirm, reason, place, found, inspect }[deed.ask];
  return h("div.asking", { data: { asking: deed.name } }, ...build(deed, { craft, route, run, back }));
}

const backButton = (back) => button(".second", t("flight.back"), async () => back());

function confirm(deed, { craft, run, back }) {
  return [
    h("p.question", {}, t(`flight.sure.${deed.name}`, { aircraft: craft.id })),
    h("div.pair", {}, backButton(back),
      button(`.act.${deed.look}`, t(`flight.yes.${deed.name}`), () => run({}))),
  ];
}

function reason(deed, { craft, run, back }) {
  const field = h("input", {
    id: `reason-${craft.id}`, maxlength: 200, autocomplete: "off", required: true,
  });
  const reasons = deed.field ? [] : ["weather", "aircraft", "people"];
  const chips = reasons.map((each) => button(".chip",
    t(`flight.reason.${each}`), async () => { field.value = t(`flight.reason.${each}`); }));
  return [
    h("label.question", { for: field.id }, t(`flight.why-${deed.name}`, { aircraft: craft.id })),
    chips.length ? h("div.chips", {}, chips) : null,
    field,
    h("div.pair", {}, backButton(back), button(".act.main", t(`flight.yes.${deed.name}`), async () => {
      if (field.reportValidity()) await run({ [deed.field ?? "reason"]: field.value.trim() });
    })),
  ];
}

const inspect = (deed, { craft, run, back }) => (
  inspectionForm(craft, { run, backButton: backButton(back) }));

/** Where to: the nearest landing place first, then each by name, as they lie from the hub on. */
function place(deed, { route, run, back }) {
  const named = (route?.landing_places ?? []).map((each) => button(".act.plain",
    lang === "ja" || !each.en ? each.name : each.en, () => run({ place: each.id })));
  return [
    h("p.question", {}, t("flight.where")),
    h("div.places", {}, button(".act.main", t("flight.nearest"), () => run({})), named),
    backButton(back),
  ];
}

/** What was found where it came down: all, or the parcels that are ticked. */
function found(deed, { craft, run, back }) {
  const boxes = craft.now.on_board.map((code) => h("label.tick", {},
    h("input", { type: "checkbox", value: code, checked: true }), h("span.code", {}, shown(code))));
  const note = h("input", { id: `note-${craft.id}`, maxlength: 500, autocomplete: "off" });
  const chosen = () => boxes.map((each) => each.querySelector("input"))
    .filter((each) => each.checked).map((each) => each.value);
  const tell = (what) => async () => {
    const parcels = chosen();
    if (parcels.length) await run({ found: what, parcels, note: note.value.trim() });
  };
  return [
    h("p.question", {}, t("flight.found-which")),
    h("div.ticks", {}, boxes),
    h("label", { for: note.id }, t("flight.found-note")), note,
    h("div.pair", {},
      button(".act.main", t("flight.yes.recovered"), tell("recovered")),
      button(".act.danger", t("flight.yes.lost"), tell("lost"))),
    backButton(back),
  ];
}
