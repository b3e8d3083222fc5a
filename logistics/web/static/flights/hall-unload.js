// Unloading at the hall: each parcel out of the aircraft, by its label or by its row; then the word.

import { button, h } from "../dom.js";
import { t } from "../text.js";
import { carryOver, loadParcel, plainly, whyNot } from "../scan/acts.js";
import { codeField } from "../scan/face.js";
import { shown } from "../scan/codes.js";
import { stepOf } from "../scan/step.js";
import { pageData } from "../text.js";

/** The parcels still on board, each with its button; with none left, the word that all is out. */
export function unloadStep({ sortie, say, tell, after }) {
  if (sortie.on_board.length === 0) {
    return h("div.offers", {}, button(".huge.unloaded", t("hall.word.unloaded"), () => say("unloaded")));
  }
  const takeOut = async (code) => {
    try {
      const parcel = await loadParcel(code);
      const step = stepOf(parcel, pageData().me.keepers);
      if (step.kind === "choose") {
        await carryOver(parcel);
        tell("");
      } else {
        tell(whyNot(parcel, step));
      }
    } catch (error) {
      tell(plainly(error));
    }
    await after();
  };
  return h("div.offers", {},
    sortie.on_board.map((code) => button(".huge.parcel-out", t("hall.word.take-out",
      { code: shown(code) }), () => takeOut(code), { data: { code } })),
    codeField(t("hall.step.unload.scan"), takeOut, { id: "board-code" }));
}
