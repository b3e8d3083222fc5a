// What the flight book says of an aircraft: what does not pass, its open defects, the inspection.

import { get } from "../api.js";
import { button, fill, h } from "../dom.js";
import { lang, t } from "../text.js";
import { plainly } from "../scan/acts.js";
import { gateRow } from "./gates.js";
import { pointName } from "./words.js";

const SHOWN_ELSEWHERE = ["grounded", "defects"];

/** What keeps an aircraft on the ground by its book; [] where nothing does. */
export function upkeepRows(craft) {
  const shut = craft.points.filter(
    (point) => point.verdict !== "pass" && !SHOWN_ELSEWHERE.includes(point.name));
  return [
    ...craft.defects.map((defect) => h("p.bad", { data: { defect: defect.number } },
      t("flight.defect", { number: defect.number, what: defect.what, who: defect.found_by }))),
    shut.length ? h("ul.gates", {}, shut.map((point) => gateRow(point, pointName(point.name)))) : null,
  ].filter(Boolean);
}

/** Each item of the list is said for itself: nothing passes that nobody has touched. */
export function inspectionForm(craft, { run, backButton }) {
  const list = h("div.items");
  const remarks = h("input", {
    id: `remarks-${craft.id}`, maxlength: 1000, autocomplete: "off",
  });
  get(`/aircraft/${craft.id}/airworthiness`).then(
    (told) => fill(list, told.items.map((item) => itemRow(craft, item))),
    (error) => fill(list, h("p.said.bad", {}, plainly(error))),
  );
  async function done() {
    const boxes = [...list.querySelectorAll("input")];
    if (!boxes.length || !boxes.every((box) => box.reportValidity())) return;
    const results = Object.fromEntries(boxes.filter((box) => box.checked)
      .map((box) => [box.dataset.item, box.value]));
    await run({ results, remarks: remarks.value.trim() });
  }
  return [
    h("p.question", {}, t("flight.inspect-each", { aircraft: craft.id })),
    list,
    h("label", { for: remarks.id }, t("flight.inspect-remarks")), remarks,
    h("div.pair", {}, backButton, button(".act.main", t("flight.yes.inspect"), done)),
  ];
}

function itemRow(craft, item) {
  const choice = (value) => h("label.tick", {},
    h("input", { type: "radio", name: `${craft.id}-${item.id}`, value, required: true,
      data: { item: item.id } }),
    h("span", {}, t(`flight.inspect.${value}`)));
  return h("fieldset.item", {}, h("legend", {}, item.name[lang] ?? item.name.en),
    h("p.soft", {}, item.look[lang] ?? item.look.en),
    h("div.pair", {}, choice("pass"), choice("fail")));
}
