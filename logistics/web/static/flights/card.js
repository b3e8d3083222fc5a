// The card of one aircraft on the hub's page: how it is, what may be done, and what was answered.
//
// Its parts are renewed one by one, so that what is under a finger or half typed stays.

import { button, h } from "../dom.js";
import { clockTime, number, pageData, t } from "../text.js";
import { placeName } from "../scan/keepers.js";
import { say } from "../lists/said.js";
import { plainly } from "../scan/acts.js";
import { askingForm, send, settle } from "./asking.js";
import { deedsOf } from "./deeds.js";
import { AIRBORNE, ASTRAY, BEFORE_LAUNCH, flightOf, saidTo, stateOf } from "./day.js";
import { alarmList, seenOf } from "./alarms.js";
import { age, gateList, gatesOf } from "./gates.js";
import { part } from "./parts.js";
import { leftOf, sightOf } from "./stream.js";
import { upkeepRows } from "./upkeep.js";
import { who, whyText, wordRows } from "./words.js";

const WORDS_SHOWN = 4;
const JUDGED = [...BEFORE_LAUNCH, "unloaded", "swapped"];

/** A card; `look()` reads anew after a deed. Returns {node, show(craft, fleet, route), tick()}. */
export function craftCard(look) {
  const places = Object.fromEntries(
    ["head", "upkeep", "alarms", "now", "gates", "ask", "deeds", "answers"].map(
      (name) => [name, h(`div.${name}`)],
    ),
  );
  const node = h("section.card.craft-card", {}, Object.values(places));
  let craft = null;
  let fleet = null;
  let route = null;
  let asking = null;
  let gatesOpen = false;

  function show(newCraft, newFleet, newRoute) {
    [craft, fleet, route] = [newCraft, newFleet, newRoute];
    node.dataset.aircraft = craft.id;
    const sortie = craft.now;
    if (sortie) settle(saidTo(sortie));
    // They are of the next launch: in the air they decide nothing any more.
    const gates = sortie && JUDGED.includes(sortie.state) ? gatesOf(sortie, flightOf(sortie)) : [];
    part(places.upkeep, { points: craft.points.map(still), defects: craft.defects },
      () => upkeepRows(craft));
    part(places.gates, gates, () => gateList(gates, gatesOpen, (open) => { gatesOpen = open; }));
    part(places.answers, sortie ? saidTo(sortie).slice(0, WORDS_SHOWN) : [], (commands) => [
      commands.length ? h("h4", {}, t("flight.said-title")) : null,
      commands.length ? h("ol.words", {}, wordRows(commands)) : null,
    ]);
    showDeeds();
    tick();
  }

  function showDeeds() {
    const deeds = deedsOf(craft, pageData().me, fleet.standing.stood_down);
    if (asking && !deeds.some((each) => each.name === asking)) asking = null;
    const asked = deeds.find((each) => each.name === asking) ?? null;
    part(places.ask, asked && { name: asked.name, path: asked.path }, () => (asked
      ? askingForm(asked, { craft, route, back: () => ask(null), run: (body) => act(asked, body) })
      : null));
    part(places.deeds, deeds.map((each) => [each.name, each.waits, each.look, each.path]),
      () => deedButtons(deeds));
    places.deeds.hidden = asked !== null;
  }

  function deedButtons(deeds) {
    return deeds.map((deed) => button(`.act.${deed.look}`,
      t(deed.waits ? "flight.waits" : `flight.do.${deed.name}`, {
        word: t(`flight.do.${deed.name}`),
      }),
      () => (deed.ask ? ask(deed.name) : act(deed, {})),
      { data: { deed: deed.name, waits: String(Boolean(deed.waits)) } }));
  }

  function ask(name) {
    asking = name;
    showDeeds();
    if (name) places.ask.querySelector("button, input")?.focus();
  }

  async function act(deed, body) {
    try {
      await send(deed, body);
      asking = null;
      say(t("flight.told", { word: t(`flight.do.${deed.name}`), aircraft: craft.id }), "waits");
    } catch (error) {
      say(plainly(error), "bad");
    }
    await look();
  }

  /** What grows old by itself, and what comes with each snapshot. */
  function tick() {
    const sight = sightOf(craft.id);
    const told = { craft, standing: fleet.standing.stood_down, sight: rounded(sight) };
    node.dataset.fresh = String(sight.fresh);
    part(places.head, { ...told, sight: [sight.fresh, sight.snapshot?.state] },
      () => head(craft, sight));
    const alarms = sight.fresh ? sight.snapshot?.alarms ?? [] : [];
    part(places.alarms, alarms.map(seenOf), () => alarmList(alarms));
    part(places.now, told, () => now(craft, sight, route));
  }

  return { node, show, tick };
}

/** What of a sight is seen: no new elements for what would look the same. */
function rounded({ snapshot, age: seconds, fresh }) {
  if (!snapshot) return null;
  const { progress, height_m: height, speed_mps: speed, battery_percent: battery, state } = snapshot;
  return [
    fresh, state, seconds && Math.round(seconds), whole(height), whole(speed), whole(battery),
    progress && Math.round(progress * 200),
  ];
}

/** A point without what grows with every look. */
const still = ({ age_s: age, ...point }) => point;

const whole = (value) => (value === null || value === undefined ? null : Math.round(value));

function head(craft, sight) {
  const sortie = craft.now;
  return [
    h("h3", {}, t("flight.name", { aircraft: craft.id }),
      sortie ? h("span.soft", {}, " ", t("flight.to", { hall: placeName(sortie.hall) })) : null),
    h("p.state", { data: { kind: stateKind(craft, sight) } }, stateText(craft, sight)),
    craft.grounded ? h("p.bad", {}, t("flight.grounded", {
      why: whyText(craft.why) || craft.why, who: who(craft.changed_by),
    })) : null,
    sortie?.why ? h("p.why", {}, whyText(sortie.why)) : null,
    sortie ? h("p.soft", {}, facts(sortie)) : null,
  ];
}

/** The state in plain words: of the flight while it flies, else of the sortie. */
function stateText(craft, sight) {
  const sortie = craft.now;
  if (!sortie) return t("flight.sortie.none");
  const flight = flightOf(sortie);
  if (flight && AIRBORNE.includes(flight.state)) {
    if (!sight.fresh) return t("flight.state.unseen");
    return t(`flight.state.${stateOf(flight, sight)}`);
  }
  if (sortie.state === "swapped" && sortie.home_ready) return t("flight.sortie.home_ready");
  return t(`flight.sortie.${sortie.state}`);
}

function stateKind(craft, sight) {
  const sortie = craft.now;
  if (!sortie) return "plain";
  if (ASTRAY.includes(sortie.state)) return "bad";
  const flight = flightOf(sortie);
  if (flight && AIRBORNE.includes(flight.state)) return sight.fresh ? "air" : "bad";
  return sortie.state === "ready" || sortie.home_ready ? "ready" : "plain";
}

function facts(sortie) {
  const before = BEFORE_LAUNCH.includes(sortie.state);
  return [
    t("flight.facts", { sortie: sortie.id, route: sortie.route }),
    before ? t("flight.load", { count: sortie.on_board.length, all: sortie.parcels.length }) : "",
    before ? t("flight.last-launch", { time: clockTime(sortie.last_launch_at) }) : "",
    sortie.volunteer ? t("flight.volunteer", { name: pageData().me.people[sortie.volunteer] ?? "" })
      : "",
  ].filter(Boolean).join(t("flight.and"));
}

/** The figures; old ones are marked as such, unknown ones are words and no numbers. */
function now(craft, sight, route) {
  const { snapshot } = sight;
  const flight = craft.now && flightOf(craft.now);
  const flying = flight && AIRBORNE.includes(flight.state);
  const left = leftOf(snapshot, route);
  return [
    h(sight.fresh ? "p.heard" : "p.heard.bad", { data: { fresh: String(sight.fresh) } },
      heardText(sight)),
    flying ? progress(left) : null,
    h(
      "dl.figures", { data: { old: String(!sight.fresh) } },
      figure("flight.height", snapshot?.height_m, "m"),
      figure("flight.speed", snapshot?.speed_mps, "m/s"),
      figure("flight.battery", snapshot?.battery_percent, "%"),
      h("div", {}, h("dt", {}, t("flight.battery-id")),
        h("dd", {}, craft.battery ?? t("flight.unknown"))),
    ),
  ];
}

function heardText({ snapshot, age: seconds, fresh }) {
  if (!snapshot) return t("flight.never-heard");
  if (snapshot.state === "unreachable") return t("flight.unreachable");
  return t(fresh ? "flight.heard" : "flight.heard-old", { age: age(seconds) });
}

function progress(left) {
  if (!left) return h("p.way", {}, t("flight.way-unknown"));
  return h("div.way", {},
    h("progress", { max: 1, value: 1 - left.share, "aria-label": t("flight.way") }),
    h("p", {}, t("flight.way-left", { km: km(left.metres), minutes: left.minutes })));
}

const km = (metres) => number(Math.round(metres / 100) / 10);

function figure(label, value, unit) {
  const known = whole(value) !== null;
  return h("div", { data: { known: String(known) } }, h("dt", {}, t(label)),
    h("dd", {}, known ? `${number(Math.round(value))} ${unit}` : t("flight.unknown")));
}
