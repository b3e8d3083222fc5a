// The volunteer's round: households in the order of arrival, each with what is for it.

import { h } from "../dom.js";
import { clockTime, pageData, t } from "../text.js";
import { temperature } from "../scan/face.js";
import { householdName, inHands } from "../scan/keepers.js";
import { living } from "./day.js";
import { keyed } from "./rows.js";

/** Households that this volunteer goes to, by time: {household, at, state, parcels}. */
export function homesOf(parcels, volunteer) {
  const homes = new Map();
  for (const parcel of parcels) {
    if (!parcel.way.includes(`volunteer/${volunteer}`) || parcel.state === "returning"
      || parcel.state === "returned") continue;
    const home = homes.get(parcel.household) ?? { household: parcel.household, parcels: [] };
    home.parcels.push(parcel);
    homes.set(parcel.household, home);
  }
  return [...homes.values()].map(withState)
    .sort((a, b) => (`${a.rank} ${a.at}` < `${b.rank} ${b.at}` ? -1 : 1));
}

function withState(home) {
  const open = home.parcels.filter(living);
  const held = open.find((each) => each.state === "held");
  const here = open.filter((each) => inHands(each));
  const state = open.length === 0 ? "done" : held ? "held" : here.length === open.length ? "here"
    : here.length ? "some" : "coming";
  const times = (open.length ? open : home.parcels).map((each) => each.try_again_at ?? each.eta ?? "~");
  return { ...home, state, at: times.sort()[0], rank: state === "done" ? 1 : 0 };
}

/** Bring the round up to date in `parent`. */
export function showRound(parent, homes) {
  keyed(parent, homes.length ? homes : [{ household: "none" }], (home) => home.household,
    (home) => (home.parcels ? homeCard(home) : h("p.soft", {}, t("hall.none"))));
}

function homeCard(home) {
  const name = householdName(home.household);
  const first = home.parcels.find((each) => living(each) && inHands(each));
  const time = home.at === "~" ? "" : clockTime(home.at);
  return h(
    "li.card.home", { data: { household: home.household, state: home.state } },
    h("h3", {}, t("parcel.household", { name })),
    h("p", {}, home.state === "done" || !time ? null
      : h("strong.eta", {}, t(home.state === "held" ? "hall.second" : "hall.eta", { time })), " ",
    t(`hall.state.${home.state}`)),
    pageData().me.carry_notes[home.household]
      ? h("p.carry", {}, pageData().me.carry_notes[home.household]) : null,
    h("ul.parcels", {}, home.parcels.map(smallRow)),
    first ? h("a.door.go", { href: first.url }, t("hall.deliver", { name })) : null,
  );
}

function smallRow(parcel) {
  const ended = !living(parcel);
  return h(
    "li", { data: { done: String(ended) } },
    h("a.parcel", { href: parcel.url, data: { code: parcel.code } },
      h("span.code", {}, parcel.code_shown), temperature(parcel),
      h("span", {}, ended ? t("hall.delivered") : inHands(parcel) ? t("hall.with-you")
        : t("hall.not-here"))),
  );
}
