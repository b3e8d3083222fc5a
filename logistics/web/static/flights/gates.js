// The gates before a launch: which pass, which do not, which are not known, and what decided.

import { h } from "../dom.js";
import { number, pageData, t } from "../text.js";
import { gateName } from "./words.js";

const ORDER = { fail: 0, unknown: 1, pass: 2 };
const MARK = { fail: "\u2715", unknown: "?", pass: "\u2713" };
const WHY = {
  "no reading": "flight.gate-why.no-reading",
  "not said": "flight.gate-why.not-said",
  "charge unknown": "flight.gate-why.charge",
  "not said to be charged": "flight.gate-why.not-charged",
  "simulated: nothing is broadcast": "flight.gate-why.simulated",
  "not read back": "flight.gate-why.not-read",
  "no answer yet": "flight.gate-why.no-answer",
  "not weighed": "flight.gate-why.no-reading",
  "no limits are set": "flight.gate-why.no-limits",
  "not seen": "flight.gate-why.not-seen",
  "armed already": "flight.gate-why.armed",
  "not on the ground": "flight.gate-why.not-on-ground",
  "not on its pad": "flight.gate-why.not-on-pad",
  "no papers are known": "flight.gate-why.no-papers",
  "nobody is known": "flight.gate-why.nobody",
  "no licence is known": "flight.gate-why.no-licence",
  "not inspected today": "flight.gate-why.not-inspected",
  "something was done to it since it was inspected": "flight.gate-why.inspect-again",
  "nobody has said which battery sits in it": "flight.gate-why.no-battery",
  "periodic maintenance is due": "flight.gate-why.due",
};

/**
 * The gates of a sortie's next flight: those that people and weather decide as they are now, and
 * those of the vehicle as the flight desk has judged them when it prepared the flight.
 */
export function gatesOf(sortie, flight) {
  const now = new Map(sortie.gates.map((gate) => [gate.name, gate]));
  const desk = (flight?.gates ?? []).filter((gate) => !now.has(gate.name))
    .map((gate) => ({ ...gate, prepared: true }));
  return [...now.values(), ...desk].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
}

/** The list: what does not pass stands open, what passes is folded under its number. */
export function gateList(gates, opened, toggled) {
  const shut = gates.filter((gate) => gate.verdict !== "pass");
  const pass = gates.filter((gate) => gate.verdict === "pass");
  if (gates.length === 0) return [];
  const folded = h(
    "details", { open: opened, ontoggle: (event) => toggled(event.target.open) },
    h("summary", {}, t("flight.gates-pass", { count: pass.length })),
    h("ul.gates", {}, pass.map(row)),
  );
  return [
    shut.length ? h("ul.gates", {}, shut.map(row)) : null,
    pass.length ? folded : null,
  ];
}

const row = (gate) => gateRow(gate, gateName(gate.name));

/** One verdict, under its name. */
export function gateRow(gate, name) {
  return h(
    "li", { data: { gate: gate.name, verdict: gate.verdict } },
    h("span.mark", { "aria-hidden": "true" }, MARK[gate.verdict]),
    h("span", {}, h("strong", {}, name), " ",
      h("span.verdict", {}, t(`flight.verdict.${gate.verdict}`))),
    h("span.value", {}, ...value(gate)),
  );
}

/** The value that decided, its limit and its age. */
function value(gate) {
  const parts = [];
  if (gate.unit === "s" && gate.name !== "link") {
    if (gate.value && gate.value !== true) parts.push(pageData().me.people[gate.value] ?? "");
    if (gate.age_s !== null) parts.push(age(gate.age_s));
  } else if (gate.unit === "d") {
    if (typeof gate.value === "number") parts.push(t("flight.days-left", { count: figure(gate.value) }));
  } else if (typeof gate.value === "number") {
    parts.push(`${figure(gate.value)} ${gate.unit}`);
    if (typeof gate.threshold === "number") {
      parts.push(t("flight.limit", { limit: `${figure(gate.threshold)} ${gate.unit}` }));
    }
    if (gate.age_s !== null) parts.push(age(gate.age_s));
  } else if (typeof gate.threshold === "number" && gate.unit !== "s") {
    parts.push(t("flight.limit", { limit: `${figure(gate.threshold)} ${gate.unit}` }));
  }
  const tells = gate.verdict !== "pass" || gate.why.startsWith("simulated");
  if (gate.why && tells) parts.push(why(gate.why));
  if (gate.prepared) parts.push(t("flight.when-prepared"));
  return [parts.filter(Boolean).join(t("flight.and"))];
}

function why(text) {
  if (WHY[text]) return t(WHY[text]);
  const height = /^height off by (\S+) m$/.exec(text);
  if (height) return t("flight.gate-why.height", { metres: height[1] });
  const term = /^(?:permit for \S+|insurance|licence) (\S.*) (?:begins|ended) on /.exec(text);
  if (term) return t("flight.gate-why.not-valid", { number: term[1] });
  const form = FORMS.find(([pattern]) => pattern.test(text));
  return form ? t(form[1]) : text;
}

const FORMS = [
  [/^(said longer|older) than/, "flight.gate-why.too-old"],
  [/^approved is .*, to be flown is /, "flight.gate-why.other-version"],
  [/^the vehicle counts /, "flight.gate-why.gauge"],
  [/no transmitter is asked for$/, "flight.gate-why.no-transmitter"],
  [/^(no permit covers|there is no) /, "flight.gate-why.not-covered"],
  [/^no licence of .* is known$/, "flight.gate-why.no-licence"],
  [/^overlaps /, "flight.gate-why.overlaps"],
];

const figure = (value) => number(Math.round(value * 10) / 10);

/** "40 seconds ago", "3 minutes ago". */
export function age(seconds) {
  if (seconds < 100) return t("flight.ago-s", { count: Math.round(seconds) });
  return t("flight.ago-min", { count: number(Math.round(seconds / 60)) });
}
