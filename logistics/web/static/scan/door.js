// The last steps of a parcel, at the resident's door: give, then the resident's card; or absent.

import { get } from "../api.js";
import { button, h } from "../dom.js";
import { pageData, t } from "../text.js";
import { absent, handOver } from "./acts.js";
import { cardIn } from "./codes.js";
import { codeField, temperature } from "./face.js";
import { householdName, isMine } from "./keepers.js";
import { remember } from "./pending.js";

/** Parcels that this person has in hand for a household, given at the door or not. */
export async function inHandFor(household = null) {
  const [reach, plan] = await Promise.all([
    get("/handovers"), get(`/plans/${pageData().me.today}`),
  ]);
  const found = new Map([...plan.parcels, ...reach.give].map((each) => [each.code, each]));
  return [...found.values()].filter((each) => atDoor(each, household));
}

/** Whether the parcel is with this person and the resident is next. */
export function atDoor(parcel, household = null) {
  const next = parcel.next_keeper;
  return next?.kind === "resident" && isMine(parcel.keeper)
    && (household === null || next.id === household);
}

/** The elements of the door's step. `page` brings act, say, look and stop. */
export function showDoor(parcel, now, page) {
  const name = householdName(now.household);
  if (now.given) return cardStep(parcel, now.household, page);
  const carry = pageData().me.carry_notes[now.household];
  return [
    carry ? h("p.carry", {}, carry) : null,
    button(".big", t("scan.door.give", { name }), () => page.act(async () => {
      await handOver(parcel, "give");
      remember(parcel.code);
      await page.look();
    })),
    absence(parcel, now.household, page),
  ];
}

/** The parcel is given: the resident's card closes the handover. */
function cardStep(parcel, household, page) {
  const name = householdName(household);
  remember(parcel.code);
  const others = h("div.others");
  listOthers(others, parcel, household, page);
  return [
    h("p.question", {}, t("scan.door.card", { name })),
    h("p", {}, t("scan.door.camera")),
    codeField(t("scan.door.card-code"), (card) => location.assign(`/c/${encodeURIComponent(card)}`),
      { read: cardIn, id: "card" }),
    others,
    absence(parcel, household, page),
  ];
}

/** Other parcels for the same door that have not been given yet. */
async function listOthers(place, parcel, household, page) {
  const all = await inHandFor(household).catch(() => []);
  const left = all.filter((each) => each.code !== parcel.code && each.handover?.state !== "given");
  if (left.length === 0) return;
  place.append(
    h("p.question", {}, t("scan.door.more", { count: left.length })),
    h("ul.at-door", {}, left.map((each) => h("li", {}, h("span.code", {}, each.code_shown),
      temperature(each)))),
    giveAll(left, (work) => page.act(async () => {
      await work();
      await page.look();
    })),
  );
}

/** One button that gives several parcels at the same door. `run(work)` does it. */
export function giveAll(parcels, run) {
  return button(".second", t("scan.door.give-too", { count: parcels.length }), () => run(async () => {
    for (const each of parcels) {
      await handOver(each, "give");
      remember(each.code);
    }
  }));
}

/** Nobody at home, asked once more before it counts. */
function absence(parcel, household, page) {
  const name = householdName(household);
  const box = h("div.absence");
  const ask = () => {
    const yes = button(".big.warn", t("scan.door.absent-yes"), () => page.act(async () => {
      const { visit, said } = await absent(household);
      const mine = visit.parcels.find((each) => each.code === parcel.code) ?? parcel;
      page.stop(mine, said);
    }));
    const no = button(".second", t("scan.door.absent-no"), async () => show());
    box.replaceChildren(
      h("p.question", {}, t(parcel.tries > 0 ? "scan.door.absent-again" : "scan.door.absent-sure",
        { name })),
      yes, no,
    );
    no.focus();
  };
  const show = () => {
    box.replaceChildren(button(".second", t("scan.door.absent"), async () => ask()));
  };
  show();
  return box;
}
