// The sheet of labels: those of one order (?order=ID) or of the whole day, ten to a page of A4.

import { get, NoAnswer, Problem } from "../api.js";
import { fill, h } from "../dom.js";
import { dayName, pageData, problemText, t } from "../text.js";
import { labelAddress } from "./parcel.js";

const asked = new URLSearchParams(location.search);
const line = document.querySelector("[data-say]");
const print = document.querySelector("[data-print]");
const sheet = document.querySelector("[data-sheet]");

async function orders() {
  const id = asked.get("order");
  if (id) return [await get(`/orders/${encodeURIComponent(id)}`)];
  const day = encodeURIComponent(asked.get("day") ?? pageData().me.today);
  return (await get(`/orders?service_day=${day}`)).orders;
}

async function start() {
  const found = await orders();
  const { households } = pageData().me;
  const labels = found.flatMap((order) => order.parcels.map((parcel) => h("figure.one", {},
    h("img", { src: labelAddress(parcel), alt: t("store.parcel.label", {
      code: parcel.code_shown,
    }) }),
    h("figcaption.on-screen", {}, t("store.name", {
      name: households[parcel.household] ?? "",
    })))));
  fill(sheet, labels);
  if (labels.length === 0) {
    line.textContent = t("store.labels.none");
    return;
  }
  await Promise.all([...sheet.querySelectorAll("img")].map((image) => image.decode()));
  line.textContent = t(asked.get("order") ? "store.labels.of-order" : "store.labels.of-day", {
    count: labels.length, day: dayName(found[0].service_day),
    name: households[found[0].household] ?? "",
  });
  print.disabled = false;
}

if (asked.get("order")) {
  document.querySelector("[data-back]").href = `/store#order/${asked.get("order")}`;
}
print.addEventListener("click", () => window.print());
start().catch((error) => {
  line.classList.add("bad");
  if (error instanceof Problem) line.textContent = problemText(error);
  else line.textContent = t(error instanceof NoAnswer ? "common.offline" : "store.labels.broken");
});
