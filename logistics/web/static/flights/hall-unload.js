// Unloading at the hall: each parcel out of the aircraft, by its label or by its row; then the word.

import { button, fill, h } from "../dom.js";
import { t } from "../text.js";
import { carryOver, loadParcel, plainly, whyNot } from "../scan/acts.js";
import { codeField, temperature } from "../scan/face.js";
import { stepOf } from "../scan/step.js";

/**
 * The parcels still on board: those of this volunteer's round have a button. Of the others the named
 * volunteer can take out all that nobody is there for; anybody else reads whose they are, and can
 * take over. With none left, the named volunteer says that all is out.
 */
export function unloadStep({ sortie, me, say, tell, after }) {
  const receives = sortie.volunteer === me.id;
  const takeOver = receives ? null : [
    h("p", {}, t("hall.step.unload.take-over")),
    button(".huge.beside.confirmed", t("hall.word.confirmed"), () => say("confirmed")),
  ];
  if (sortie.on_board.length === 0) {
    return h("div.offers", {}, takeOver
      ?? button(".huge.unloaded", t("hall.word.unloaded"), () => say("unloaded")));
  }
  const box = h("div.offers", {}, h("p", {}, t("scan.loading")));

  async function takeOut(code) {
    try {
      const parcel = await loadParcel(code);
      const taker = takerOf(parcel);
      if (taker) {
        await carryOver(parcel, taker);
        tell("");
      } else {
        const step = stepOf(parcel, me.keepers);
        tell(step.kind === "give" ? whose(parcel) : whyNot(parcel, step));
      }
    } catch (error) {
      tell(plainly(error));
    }
    await after();
  }

  /** As whom this volunteer takes the parcel out; null where it is not theirs to take. */
  function takerOf({ keeper, next_keeper: next, handover }) {
    if (keeper.kind !== "aircraft" || next?.kind !== "volunteer") return null;
    if (next.id === me.id) return next;
    // Whoever has said already that they take it stands here too.
    return receives && handover?.state !== "taken" ? { kind: "volunteer", id: me.id } : null;
  }

  function row(parcel) {
    if (!takerOf(parcel)) return h("p.whose", {}, whose(parcel));
    const own = parcel.next_keeper.id === me.id;
    const words = t(own ? "hall.word.take-out" : "hall.word.take-out-for", named(parcel));
    const press = button(own ? ".huge.parcel-out" : ".huge.beside.parcel-out",
      [words, " ", temperature(parcel)], () => takeOut(parcel.code), { data: { code: parcel.code } });
    return own ? press : [press, h("p.whose", {}, t("hall.step.unload.stand-in", named(parcel)))];
  }

  Promise.all(sortie.on_board.map(loadParcel)).then((parcels) => {
    const mine = parcels.some(takerOf);
    fill(box, mine ? null : h("p", {}, t("hall.step.unload.none")), parcels.flatMap(row),
      mine ? codeField(t("hall.step.unload.scan"), takeOut, { id: "board-code" }) : null, takeOver);
  }).catch((error) => tell(plainly(error)));
  return box;
}

function whose(parcel) {
  return t("hall.step.unload.for", named(parcel));
}

function named(parcel) {
  return { code: parcel.code_shown, name: parcel.next_keeper?.name ?? "" };
}
