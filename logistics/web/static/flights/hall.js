// The volunteer's card at the hall: one large step at a time, for hands in gloves.

import { get, post } from "../api.js";
import { button, fill, h } from "../dom.js";
import { number, pageData, t } from "../text.js";
import { plainly } from "../scan/acts.js";
import { anyWaits } from "./deeds.js";
import { movesOf, readSortieTo } from "./day.js";
import { hallStep } from "./hall-step.js";
import { swapStep } from "./hall-swap.js";
import { unloadStep } from "./hall-unload.js";
import { keepLooking, part } from "./parts.js";
import { leftOf, sightOf, watchAircraft } from "./stream.js";
import { waitLeft } from "./wait.js";
import { whyText } from "./words.js";

/** What each step offers: the word of its large button, and of the one beside it. */
const OFFERS = {
  confirm: ["confirmed"], "confirm-again": ["confirmed"], "other-before": [null, "confirmed"],
  pad: ["pad-clear", "pad-not-clear"], blocked: ["pad-clear"], ready: [null, "pad-not-clear"],
  starting: [null, "pad-not-clear"], coming: [null, "pad-not-clear"],
  consent: ["consent", "pad-not-clear"], consented: [null, "pad-not-clear"],
  landing: [null, "pad-not-clear"],
  clear: ["all-clear"], away: [null, "pad-not-clear"], "held-back": ["all-clear"],
  "other-here": [null, "confirmed"],
};
/** Steps with a warning look: keep away, or nothing lands here. */
const WARNS = ["landing", "called-back", "turning-back", "elsewhere", "unseen", "held", "astray",
  "refused", "too-late", "not-passed", "blocked", "away", "stopping", "held-back", "leaving"];

/** Bring the card to life in `root`; `changed()` follows when the lists below must be others. */
export async function showHallCard(root, changed) {
  const { me } = pageData();
  const at = (name) => root.querySelector(`[data-${name}]`);
  const { routes } = await get("/routes").catch(() => ({ routes: [] }));
  let sortie = null;

  async function load() {
    const before = JSON.stringify(movesOf(sortie));
    sortie = await readSortieTo(me.place);
    draw();
    if (before !== JSON.stringify(movesOf(sortie))) changed();
  }

  function draw() {
    root.hidden = sortie === null;
    if (!sortie) return;
    const route = routes.find((each) => each.name === sortie.route);
    const sight = sightOf(sortie.aircraft);
    const left_s = waitLeft(sortie, sight, route);
    const step = hallStep(sortie, me, sight, left_s);
    root.dataset.step = step.name;
    root.dataset.warns = String(WARNS.includes(step.name));
    const live = ["coming", "starting"].includes(step.name) ? way(sight, route)
      : step.name === "consent" ? rest(left_s) : "";
    const values = {
      aircraft: sortie.aircraft, why: whyText(sortie.why),
      name: me.people[sortie.volunteer] ?? "", count: sortie.on_board.length,
    };
    part(at("head"), [step, values], () => head(step, values));
    part(at("live"), live, () => (live ? h("p.live", {}, live) : null));
    // Made anew with the step or its parcels only: a button stays under the thumb that is on it.
    part(at("step"), [sortie.id, step.name, sortie.on_board], () => {
      const own = { unload: unloadStep, "unload-other": unloadStep, swap: swapStep }[step.name];
      return own ? own({ sortie, me, say, tell, after: renew }) : offers(step.name);
    });
  }

  function head(step, values) {
    return [
      step.number ? h("p.number", {}, t("hall.step.number", { number: step.number })) : null,
      h("h2", {}, t(`hall.step.${step.name}.title`, values)),
      h("p.text", {}, t(`hall.step.${step.name}.text`, values)),
      step.name === "by-van" && values.why ? h("p.soft", {}, values.why) : null,
    ];
  }

  function offers(name) {
    const [main, second] = OFFERS[name] ?? [];
    return h("div.offers", {},
      main ? button(`.huge.${main}`, t(`hall.word.${main}`), () => say(main)) : null,
      second ? button(`.huge.beside.${second}`, t(`hall.word.${second}`), () => say(second)) : null);
  }

  /** Say a word to the service; the step that follows shows that it was heard. */
  async function say(word, more = {}) {
    try {
      sortie = { ...sortie, ...await post(`/sorties/${sortie.service_day}/${sortie.id}/word`,
        { word, ...more }) };
      tell("");
    } catch (error) {
      tell(plainly(error));
    }
    await renew();
  }

  function tell(text) {
    fill(at("told"), text ? h("p.said.bad", { role: "alert" }, text) : null);
  }

  async function renew() {
    await load().catch(() => {});
    look();
  }

  const look = keepLooking(load, () => anyWaits(sortie), (error) => {
    fill(at("stale"), error ? h("p.said.bad", {}, t("flight.stale")) : null);
  });
  watchAircraft((aircraft) => {
    if (aircraft === null || aircraft === sortie?.aircraft) draw();
  });
}

/** How far away it is, in words; or that this is not known. */
function way(sight, route) {
  const left = sight.fresh ? leftOf(sight.snapshot, route) : null;
  if (!left) return t("hall.step.way-unknown");
  return t("hall.step.way", {
    km: number(Math.round(left.metres / 100) / 10), minutes: left.minutes,
  });
}

function rest(left_s) {
  return left_s === null ? t("hall.step.left-unknown")
    : t("hall.step.left", { seconds: Math.max(0, Math.floor(left_s)) });
}
