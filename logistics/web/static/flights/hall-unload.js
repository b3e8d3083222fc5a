// Unloading at the hall: each parcel out of the aircraft, by its label or by its row; then the word.

import { button, fill, h } from "../dom.js";
import { t } from "../text.js";
import { carryOver, loadParcel, plainly, whyNot } from "../scan/acts.js";
import { codeField, temperature } from "../scan/face.js";
import { stepOf } from "../scan/step.js";

/**
 * The parcels still on board: those of this volunteer's round have a button, the others tell whose
 * they are. With none left, the named volunteer says that all is out.
 */
export function unloadStep({ sortie, me, say, tell, after }) {
  if (sortie.on_board.length === 0) {
    return sortie.volunteer !== me.id ? null : h("div.offers", {},
      button(".huge.unloaded", t("hall.word.unloaded"), () => say("unloaded")));
  }
  const box = h("div.offers", {}, h("p", {}, t("scan.loading")));

  async function takeOut(code) {
    try {
      const parcel = await loadParcel(code);
      const step = stepOf(parcel, me.keepers);
      if (step.kind === "choose") {
        await carryOver(parcel);
        tell("");
      } else {
        tell(step.kind === "give" ? whose(parcel) : whyNot(parcel, step));
      }
    } catch (error) {
      tell(plainly(error));
    }
    await after();
  }

  function row(parcel) {
    if (stepOf(parcel, me.keepers).kind !== "choose") return h("p.whose", {}, whose(parcel));
    return button(".huge.parcel-out", [t("hall.word.take-out", { code: parcel.code_shown }), " ",
      temperature(parcel)], () => takeOut(parcel.code), { data: { code: parcel.code } });
  }

  Promise.all(sortie.on_board.map(loadParcel)).then((parcels) => {
    const mine = parcels.some((each) => stepOf(each, me.keepers).kind === "choose");
    fill(box, mine ? null : h("p", {}, t("hall.step.unload.none")), parcels.map(row),
      mine ? codeField(t("hall.step.unload.scan"), takeOut, { id: "board-code" }) : null);
  }).catch((error) => tell(plainly(error)));
  return box;
}

function whose(parcel) {
  return t("hall.step.unload.for", {
    code: parcel.code_shown, name: parcel.next_keeper?.name ?? "",
  });
}
