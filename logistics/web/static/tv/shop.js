// Shopping: the shelves, the items of one shelf, and how many of one item.

import { h } from "../dom.js";
import { lang, mass, number, t, yen } from "../text.js";
import { basketScreen } from "./basket-screen.js";
import { paged } from "./pages.js";
import { choice } from "./stage.js";

const SHELVES_A_PAGE = 16;
const ITEMS_A_PAGE = 8;

export function shelvesScreen(stage) {
  const { model } = stage;
  const { cells, bar, key } = paged(stage, model.slate.shelves(), SHELVES_A_PAGE, (shelf) => (
    choice(shelf.id, shelf[lang], () => stage.go(itemsScreen, shelf.id))
  ));
  return {
    name: "shelves",
    title: t("tv.shelves.title"),
    body: [h("div.shelves", {}, cells), foot(stage, bar)],
    key,
  };
}

export function itemsScreen(stage, category) {
  const { model } = stage;
  const shelf = model.slate.categories.find((each) => each.id === category);
  const { cells, bar, key } = paged(stage, model.slate.of(category), ITEMS_A_PAGE, (item) => {
    const has = model.basket.quantity(item.jan);
    return choice(item.jan, [
      h("span.name", {}, item.name),
      h("span.price", {}, yen(item.price_yen)),
      h("span.size", {}, t("tv.items.mass", { mass: mass(item.mass_g) })),
      has > 0 && h("span.has", {}, t("tv.items.has", { count: has })),
    ], () => stage.go(quantityScreen, item.jan));
  });
  return {
    name: "items",
    title: shelf[lang],
    body: [h("div.items", {}, cells), foot(stage, bar)],
    key,
  };
}

/** Up and down change the number, OK puts that many into the basket. */
export function quantityScreen(stage, jan) {
  const { model } = stage;
  const item = model.slate.item(jan);
  const before = model.basket.quantity(jan);
  if (!model.basket.hasRoom(jan)) return fullScreen(stage);
  const most = model.limits.max_quantity_per_line;
  const least = before > 0 ? 0 : 1;
  let count = stage.memo.count ?? Math.max(1, before);
  const figure = h("output.figure", {});
  const sum = h("p.sum", {});
  const go = h("span", {});
  const spin = h("button.spin", {
    type: "button", role: "spinbutton", "aria-valuemin": least, "aria-valuemax": most,
    "aria-label": t("tv.quantity.label", { name: item.name }), data: { id: "spin" },
    onclick: () => put(),
  }, figure, go);
  const show = () => {
    stage.memo.count = count;
    figure.textContent = number(count);
    spin.setAttribute("aria-valuenow", String(count));
    sum.textContent = count > 0 ? t("tv.quantity.sum", { sum: yen(count * item.price_yen) }) : "";
    go.textContent = t(count === 0 ? "tv.quantity.remove"
      : before > 0 ? "tv.quantity.change" : "tv.quantity.add");
  };
  const step = (by) => {
    const next = Math.min(most, Math.max(least, count + by));
    if (next === count && by > 0) stage.say(t("tv.quantity.most", { count: most }));
    count = next;
    show();
  };
  const put = () => {
    model.basket.put(jan, count);
    stage.back();
    stage.say(count === 0 ? t("tv.quantity.removed", { name: item.name })
      : t("tv.quantity.added", { name: item.name, count }));
  };
  show();
  const arrow = (by, label, sign) => h("button.step", {
    type: "button", tabindex: -1, "aria-label": label, onclick: () => step(by),
  }, sign);
  return {
    name: "quantity",
    title: item.name,
    body: [
      h("section.about", {},
        h("p.price", {}, yen(item.price_yen), h("small", {}, t("tv.items.with-tax"))),
        h("p", {}, t("tv.items.mass", { mass: mass(item.mass_g) })),
        h("p", {}, t(`common.temperature.${item.temperature}`)),
        h("p.hint", {}, t("tv.quantity.hint")),
        before > 0 && h("p.hint", {}, t("tv.quantity.hint-out")),
        sum,
      ),
      h("section.wheel", {},
        arrow(1, t("tv.quantity.more"), "▲"), spin, arrow(-1, t("tv.quantity.fewer"), "▼"),
      ),
    ],
    first: "spin",
    key: (wish) => {
      if (wish !== "up" && wish !== "down") return wish === "left" || wish === "right";
      step(wish === "up" ? 1 : -1);
      return true;
    },
  };
}

function fullScreen(stage) {
  return {
    name: "full",
    title: t("tv.full.title"),
    body: [
      h("p.large", {}, t("tv.full.text", { count: stage.model.limits.max_lines })),
      h("nav.choices", {}, choice("basket", t("tv.start.basket"),
        () => stage.replace(basketScreen))),
    ],
  };
}

function foot(stage, bar) {
  const { units, yen: sum } = stage.model.basket.total(stage.model.slate);
  return h("div.foot", {}, bar, units > 0 && choice("to-basket",
    t("tv.items.to-basket", { units, sum: yen(sum) }), () => stage.go(basketScreen)));
}
