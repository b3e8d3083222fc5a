// Swapping the battery: which one comes out, which one goes in; by a tap, or read from its label.

import { get } from "../api.js";
import { button, fill, h } from "../dom.js";
import { t } from "../text.js";
import { plainly } from "../scan/acts.js";
import { codeField } from "../scan/face.js";

const FULL = 95;

/** First the one that comes out, where the service does not know it; then the one that goes in. */
export function swapStep({ sortie, say, tell }) {
  const box = h("div.offers", {}, h("p", {}, t("scan.loading")));
  let fleet = { aircraft: [], batteries: [] };
  let out = null;

  const sitting = () => fleet.aircraft.find((each) => each.id === sortie.aircraft)?.battery ?? null;
  const free = () => fleet.batteries
    .filter((each) => each.id !== out && [null, sortie.aircraft].includes(each.aircraft))
    .map((each) => each.id);
  const full = () => {
    const ids = fleet.batteries.filter((each) => each.charge_percent >= FULL).map((each) => each.id);
    const charged = free().filter((id) => ids.includes(id));
    return charged.length ? charged : free();
  };

  function choice(ids, text, use) {
    return [
      h("div.batteries", {}, ids.map((id) => button(".huge.battery", id, async () => use(id),
        { data: { battery: id } }))),
      codeField(text, (typed) => {
        const found = ids.find((id) => id.toLowerCase() === typed.toLowerCase());
        if (found) use(found);
        else tell(t("hall.step.swap.unknown", { battery: typed }));
      }, { id: "battery", read: (text_) => text_.normalize("NFKC").trim() }),
    ];
  }

  function askOut() {
    fill(box, h("p.question", {}, t("hall.step.swap.out")),
      choice(free(), t("hall.step.swap.read"), (id) => {
        out = id;
        askIn();
      }));
  }

  function askIn() {
    fill(box, h("p.question", {}, t("hall.step.swap.in", { out })),
      choice(full(), t("hall.step.swap.read"), sure),
      button(".beside.huge", t("hall.step.swap.other-out"), async () => {
        out = null;
        askOut();
      }));
  }

  function sure(into) {
    fill(box, h("p.question", {}, t("hall.step.swap.sure", { out, into })),
      button(".huge.swapped", t("hall.word.swapped"), () => say("swapped", { out, in: into })),
      button(".beside.huge", t("flight.back"), async () => askIn()));
  }

  get("/aircraft").then((read) => {
    fleet = read;
    out = sitting();
    if (out) askIn();
    else askOut();
  }).catch((error) => tell(plainly(error)));
  return box;
}
