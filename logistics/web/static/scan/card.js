// The page that a phone opens from a resident's delivery card: it closes the handover at the door.

import { button, fill, h } from "../dom.js";
import { pageData, t } from "../text.js";
import { deliver, loadParcel, plainly } from "./acts.js";
import { cardIn } from "./codes.js";
import { atDoor, giveAll, inHandFor } from "./door.js";
import { codeField, temperature } from "./face.js";
import { householdName } from "./keepers.js";
import { watchNetwork } from "./network.js";
import { forget, pending } from "./pending.js";
import { Problem } from "../api.js";

const WRONG_CARD = ["bad-code", "not-in-village", "unknown-household"];
const { card } = pageData();
const said = document.querySelector("[data-said]");
const step = document.querySelector("[data-step]");

function say(text, kind = "good") {
  said.className = `said ${kind}`;
  said.textContent = text;
}

const isGiven = (parcel) => parcel.handover?.state === "given";

/** Parcels in hand at a door; those this phone remembers first, though the plan may be of old. */
async function inHand() {
  const found = await inHandFor();
  const known = new Set(found.map((each) => each.code));
  const missing = pending().filter((code) => !known.has(code));
  const loaded = await Promise.all(missing.map((code) => loadParcel(code).catch(() => null)));
  forget(loaded.flatMap((each, i) => (each && !atDoor(each) ? [missing[i]] : [])));
  return [...found, ...loaded.filter((each) => each && atDoor(each))];
}

async function start(wanted = null) {
  try {
    const parcels = await inHand();
    const given = [...new Set(parcels.filter(isGiven).map((each) => each.household))];
    const all = [...new Set(parcels.map((each) => each.household))];
    const homes = given.length ? given : all;
    const home = wanted ?? (homes.length === 1 ? homes[0] : null);
    if (all.length === 0) {
      say(t("card.nothing"), "plain");
      fill(step);
    } else if (home === null) {
      whose(homes);
    } else {
      showHome(home, parcels.filter((each) => each.household === home));
    }
  } catch (error) {
    say(plainly(error), "bad");
    fill(step, button(".second", t("card.again"), () => start(wanted)));
  }
}

/** Goods for several doors are in hand: the card itself tells nobody its name. */
function whose(homes) {
  say("");
  fill(
    step,
    h("p.question", {}, t("card.whose")),
    ...homes.map((home) => button(".choice", t("parcel.household", { name: householdName(home) }),
      () => start(home))),
  );
}

function showHome(home, parcels) {
  const name = householdName(home);
  const ready = parcels.filter(isGiven);
  const left = parcels.filter((each) => !isGiven(each));
  const rows = parcels.map((parcel) => h(
    "li", { data: { given: String(isGiven(parcel)) } },
    h("span.code", {}, parcel.code_shown), temperature(parcel),
    h(isGiven(parcel) ? "span.good" : "span.soft", {},
      t(isGiven(parcel) ? "card.given" : "card.not-given")),
  ));
  say("");
  fill(
    step,
    h("h2", {}, t("parcel.household", { name })),
    h("ul.at-door.card", {}, rows),
    left.length ? giveAll(left, (work) => giveToo(work, home)) : null,
    ready.length ? welfare(name, ready) : null,
  );
}

async function giveToo(work, home) {
  try {
    await work();
    await start(home);
  } catch (error) {
    say(plainly(error), "bad");
  }
}

/** How the resident is: one press when well; when not, a note can be added first. */
function welfare(name, parcels) {
  const box = h("div.welfare");
  const ask = () => box.replaceChildren(
    h("p.question", {}, t("card.how", { name })),
    button(".choice.well", t("card.well"), () => close(name, parcels, "well", "")),
    button(".choice.worried", t("card.worried"), async () => tell()),
  );
  const tell = () => {
    const note = h("textarea", { id: "note", rows: 3, maxlength: 500 });
    box.replaceChildren(
      h("p.question", {}, t("card.worried-question", { name })),
      h("label", { for: "note" }, t("card.note")),
      note,
      button(".big.worried", t("card.worried-send"),
        () => close(name, parcels, "worried", note.value.trim())),
      button(".second", t("card.back"), async () => ask()),
    );
    note.focus();
  };
  ask();
  return box;
}

/** Close the handover of every parcel given at this door. */
async function close(name, parcels, how, note) {
  const done = [];
  try {
    for (const parcel of parcels) {
      await deliver(parcel, card, how, note);
      done.push(parcel.code);
    }
    forget(done);
    say(t(how === "well" ? "card.said.well" : "card.said.worried", { name, count: done.length }));
    fill(step);
    leftFor(parcels[0].household);
  } catch (error) {
    forget(done);
    refused(error, name, parcels[0].household);
  }
}

/** Tell of goods for the same door that nobody has given. */
async function leftFor(home) {
  const left = await inHandFor(home).catch(() => []);
  if (left.length === 0) return;
  fill(step, h("p.question", {}, t("card.left", { count: left.length })),
    ...left.map((each) => h("a.door", { href: `/h/${each.code}` }, each.code_shown)));
}

/** A card that is not this household's or cannot be read: say so, and take it once more. */
function refused(error, name, home) {
  const code = error instanceof Problem ? error.code : "";
  if (code === "handover-wrong-person") say(t("card.other-home", { name }), "bad");
  else if (WRONG_CARD.includes(code)) say(t("card.unknown"), "bad");
  else {
    say(plainly(error), "bad");
    fill(step, button(".second", t("card.again"), () => start(home)));
    return;
  }
  fill(step, codeField(t("scan.door.card-code"),
    (again) => location.assign(`/c/${encodeURIComponent(again)}`),
    { read: cardIn, id: "card", hint: t("scan.door.camera") }));
}

watchNetwork();
start();
