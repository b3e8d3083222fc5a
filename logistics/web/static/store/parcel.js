// A parcel as the store sees it: code, temperature, mass, content, what may carry it, its label.

import { h } from "../dom.js";
import { mass, t } from "../text.js";
import { codeText, zoneMark } from "./words.js";

export const labelAddress = (parcel) => `/api/v1/parcels/${parcel.code}/label`;

export function parcelCard(parcel, place, count) {
  return h("section.card.parcel", {},
    h("div.bar", {},
      h("span.soft", {}, t("store.parcel.place", { place, count })),
      codeText(parcel), zoneMark(parcel.temperature, true),
      h("b.mass", {}, mass(parcel.mass_g))),
    h("div.parts", {},
      h("div", {},
        h("ul.contents", {}, parcel.contents.map((part) => h("li", {},
          t("store.parcel.part", { name: part.name, count: part.quantity })))),
        ...carriers(parcel)),
      h("img.label", { src: labelAddress(parcel), alt: t("store.parcel.label", {
        code: parcel.code_shown,
      }) })));
}

function carriers(parcel) {
  if (parcel.carriers.includes("air")) return [h("p.good", {}, t("store.parcel.air"))];
  const reasons = parcel.why_not_air.map((reason) => h("li", {}, t(`store.why.${reason}`)));
  return [h("p.road", {}, t("store.parcel.road")), h("ul.why", {}, reasons)];
}
