// The page that a phone opens from a parcel's label: what it is, and the one thing to do now.

import { button, fill, h } from "../dom.js";
import { pageData, t } from "../text.js";
import { carriedKey, carryOver, handOver, loadParcel, plainly, whyNot, withdraw } from "./acts.js";
import { showDoor } from "./door.js";
import { codeField, face } from "./face.js";
import { otherText } from "./keepers.js";
import { watchNetwork } from "./network.js";
import { forget } from "./pending.js";
import { stepOf } from "./step.js";

const LOOK_MS = 5000;
const { me, code } = pageData();
const about = document.querySelector("[data-about]");
const said = document.querySelector("[data-said]");
const step = document.querySelector("[data-step]");
let looking = 0;

/** Say what happened, or what is wrong, in one large sentence. */
function say(text, kind = "good") {
  said.className = `said ${kind}`;
  said.textContent = text;
}

/** Do something; an error is told and the parcel shown as it stands now. */
async function act(work) {
  clearTimeout(looking);
  try {
    await work();
  } catch (error) {
    const told = plainly(error);
    await look();
    say(told, "bad");
  }
}

async function look() {
  clearTimeout(looking);
  try {
    show(await loadParcel(code));
  } catch (error) {
    fill(about);
    fill(step);
    say(plainly(error), "bad");
  }
}

/** The parcel and the step that is this person's now. */
function show(parcel) {
  fill(about, face(parcel));
  const now = stepOf(parcel, me.keepers);
  if (now.kind === "give" || now.kind === "take") {
    say("");
    fill(step, scanButton(parcel, now.kind, now), back(parcel, now));
  } else if (now.kind === "choose") {
    say("");
    fill(step, ...choice(parcel, now));
  } else if (now.kind === "door") {
    say("");
    fill(step, ...showDoor(parcel, now, { act, say, look, stop }), back(parcel, now));
  } else {
    say(whyNot(parcel, now), now.kind === "waiting" ? "waits" : "plain");
    fill(step, back(parcel, now));
    if (now.kind === "waiting") lookForOther(parcel);
  }
}

function scanButton(parcel, side, { to, from, as = null, size = ".big" }) {
  const other = otherText(to ?? from);
  const text = t(side === "give" ? "scan.give" : "scan.take", { other });
  return button(size, text, () => act(async () => {
    const done = await handOver(parcel, side, as);
    showDone(done.parcel, done.said);
  }));
}

/** Both sides are this person's: a driver who also works at the hub mostly does both at once. */
function choice(parcel, { to, from }) {
  const both = button(".big", t(`scan.both.${carriedKey(from, to)}`), () => act(async () => {
    const done = await carryOver(parcel);
    showDone(done.parcel, done.said);
  }));
  // An aircraft has no hands of its own: one side alone would mean nothing.
  if ([from.kind, to.kind].includes("aircraft")) return [both];
  return [
    both,
    h("p", {}, t("scan.choose")),
    scanButton(parcel, "give", { to, as: from, size: ".second" }),
    scanButton(parcel, "take", { from, as: to, size: ".second" }),
  ];
}

/** After a scan no new button stands where the finger still is. */
function showDone(parcel, text) {
  fill(about, face(parcel));
  say(text);
  const now = stepOf(parcel, me.keepers);
  const more = ["give", "take", "door", "choose"].includes(now.kind);
  fill(
    step,
    back(parcel, now),
    more ? button(".quiet", t("scan.go-on"), async () => show(parcel)) : null,
  );
  if (now.kind === "waiting") lookForOther(parcel);
}

function back(parcel, now) {
  if (!now.withdraw) return null;
  return button(".second", t("scan.withdraw"), () => act(async () => {
    const done = await withdraw(parcel);
    forget([parcel.code]);
    showDone(done.parcel, done.said);
  }));
}

/** Until the other side has scanned, look now and then. */
function lookForOther(before) {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    const after = await loadParcel(code).catch(() => before);
    if (after.position === before.position && after.handover?.state === before.handover?.state) {
      lookForOther(before);
    } else if (after.position > before.position) {
      showDone(after, t("scan.said.both", { code: after.code_shown }));
    } else {
      show(after);
    }
  }, LOOK_MS);
}

/** No more buttons: what was to be done here is done. */
function stop(parcel, text) {
  fill(about, face(parcel));
  say(text);
  fill(step);
}

watchNetwork();
document.querySelector("[data-other]").append(
  codeField(t("scan.other-parcel"), (next) => location.assign(`/h/${encodeURIComponent(next)}`), {
    hint: t("scan.code-hint"),
  }),
);
look();
