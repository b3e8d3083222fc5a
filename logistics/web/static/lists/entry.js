// The field for codes on a list page: each code is given or taken as its state asks.

import { button, fill } from "../dom.js";
import { pageData, t } from "../text.js";
import { carryOver, handOver, loadParcel, plainly, whyNot, withdraw } from "../scan/acts.js";
import { codeField } from "../scan/face.js";
import { stepOf } from "../scan/step.js";
import { say } from "./said.js";

/**
 * Put the field into the page; `after()` brings the lists up to date. A scanner reads faster than
 * a network answers: codes wait their turn, and none is lost while another is being dealt with.
 */
export function codeEntry(after) {
  const undo = document.querySelector("[data-undo]");
  const waiting = [];

  async function work() {
    const notes = [];
    let failed = false;
    fill(undo);
    while (waiting.length) {
      const { code, input } = waiting[0];
      const { text, kind, parcel = null } = await scanned(code);
      if (kind === "bad") failed = true;
      // What did not go as wished stays to be read, whatever was scanned after it.
      if (kind !== "good") notes.push(text);
      say([...notes, ...(kind === "good" ? [text] : [])].join(" "), failed ? "bad" : kind);
      if (kind === "bad" && !input.value) {
        input.value = code;
        input.select();
      }
      waiting.shift();
      if (parcel && !waiting.length) offerBack(parcel, undo, after);
    }
    after();
  }

  function read(code, input) {
    input.value = "";
    input.focus();
    if (waiting.some((each) => each.code === code)) return;
    waiting.push({ code, input });
    if (waiting.length === 1) work();
  }

  document.querySelector("[data-entry]").append(
    codeField(t("list.code"), read, { hint: t("list.code-hint") }),
  );
}

/** Do what the parcel's state asks of this person; {text, kind} tells it, `parcel` its state now. */
async function scanned(code) {
  try {
    const parcel = await loadParcel(code);
    const step = stepOf(parcel, pageData().me.keepers);
    if (step.kind === "door") {
      location.assign(parcel.url);
      return { text: "", kind: "plain" };
    }
    if (step.kind === "choose") return { text: (await carryOver(parcel)).said, kind: "good" };
    if (step.kind === "give" || step.kind === "take") {
      const done = await handOver(parcel, step.kind);
      return { text: done.said, kind: "good", parcel: done.parcel };
    }
    return { text: whyNot(parcel, step), kind: step.kind === "waiting" ? "waits" : "plain", parcel };
  } catch (error) {
    return { text: plainly(error), kind: "bad" };
  }
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
