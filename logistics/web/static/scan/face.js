// The face of a parcel: hall, temperature, code, who has it. Also the field for a code.

import { h } from "../dom.js";
import { clockTime, mass, t } from "../text.js";
import { codeIn } from "./codes.js";
import { householdName, isMine, keeperText, placeName } from "./keepers.js";

const MARK = { ambient: "\u2600", chilled: "\u2744", frozen: "\u2744\u2744" };

/** The temperature as mark, word and colour. */
export function temperature(parcel) {
  return h(
    "span.temperature",
    { data: { temperature: parcel.temperature } },
    h("span", { "aria-hidden": "true" }, MARK[parcel.temperature]), " ",
    t(`common.temperature.${parcel.temperature}`),
  );
}

/** All that is needed to hold the right thing in one's hands. */
export function face(parcel) {
  const atDoor = parcel.next_keeper?.kind === "resident" && isMine(parcel.keeper);
  return h(
    "section.card.face",
    { "aria-label": t("scan.parcel") },
    h("p.where", {}, h("strong", {}, placeName(parcel.hall)), temperature(parcel)),
    h("p.code", {}, parcel.code_shown),
    atDoor ? h("p.household", {}, t("parcel.household", { name: householdName(parcel.household) }))
      : null,
    h("p.more", {}, mass(parcel.mass_g)),
    ...holders(parcel),
  );
}

function holders(parcel) {
  if (["delivered", "returned", "lost"].includes(parcel.state)) return [];
  const lines = [h("p.keeper", {}, t("scan.keeper", { keeper: keeperText(parcel.keeper) }))];
  if (parcel.try_again_at && parcel.state === "held" && parcel.handover?.state !== "given") {
    lines.push(h("p.again", {}, t("parcel.again", { time: clockTime(parcel.try_again_at) })));
  }
  if (parcel.why_back === "too_warm") lines.push(h("p.again", {}, t("parcel.too-warm")));
  if (parcel.state === "returning") lines.push(h("p.again", {}, t("parcel.returning")));
  return lines;
}

/** A field for a code, typed or from a scanner that ends with Enter. `use(code)` gets it. */
export function codeField(label, use, { read = codeIn, hint = null, id = "code" } = {}) {
  const input = h("input", {
    id, name: id, autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
    enterkeyhint: "go", maxlength: 200,
    "aria-describedby": hint ? `${id}-hint` : null,
  });
  const form = h(
    "form.code-field", {},
    h("label", { for: id }, label),
    hint ? h("p.soft", { id: `${id}-hint` }, hint) : null,
    h("div.row", {}, input, h("button.main", {}, t("scan.read"))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = read(input.value);
    if (!code || form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      await use(code, input);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  return form;
}
