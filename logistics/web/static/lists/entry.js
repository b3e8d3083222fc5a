// The field for codes on a list page: each code is given or taken as its state asks.

import { button, fill } from "../dom.js";
import { pageData, t } from "../text.js";
import { carryOver, handOver, loadParcel, plainly, whyNot, withdraw } from "../scan/acts.js";
import { codeField } from "../scan/face.js";
import { stepOf } from "../scan/step.js";
import { say } from "./said.js";

/** Put the field into the page; `after()` brings the lists up to date. */
export function codeEntry(after) {
  const undo = document.querySelector("[data-undo]");
  document.querySelector("[data-entry]").append(
    codeField(t("list.code"), (code, input) => scan(code, input, undo, after), {
      hint: t("list.code-hint"),
    }),
  );
}

async function scan(code, input, undo, after) {
  fill(undo);
  try {
    const parcel = await loadParcel(code);
    const step = stepOf(parcel, pageData().me.keepers);
    if (step.kind === "door") {
      location.assign(parcel.url);
      return;
    }
    input.value = "";
    if (step.kind === "choose") {
      say((await carryOver(parcel)).said);
    } else if (step.kind === "give" || step.kind === "take") {
      const done = await handOver(parcel, step.kind);
      say(done.said);
      offerBack(done.parcel, undo, after);
    } else {
      say(whyNot(parcel, step), step.kind === "waiting" ? "waits" : "plain");
      offerBack(parcel, undo, after);
    }
  } catch (error) {
    say(plainly(error), "bad");
    input.select();
  }
  input.focus();
  await after();
}

/** While the other side has not scanned, the scan can be taken back. */
function offerBack(parcel, undo, after) {
  if (!stepOf(parcel, pageData().me.keepers).withdraw) return;
  fill(undo, button(".second", t("scan.withdraw"), async () => {
    try {
      say((await withdraw(parcel)).said);
    } catch (error) {
      say(plainly(error), "bad");
    }
    fill(undo);
    await after();
  }));
}
