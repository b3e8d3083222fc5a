// The basket as a screen, and the wish for what the store has run out of.

import { h } from "../dom.js";
import { t, yen } from "../text.js";
import { confirmScreen } from "./order.js";
import { paged } from "./pages.js";
import { quantityScreen, shelvesScreen } from "./shop.js";
import { choice } from "./stage.js";

const LINES_A_PAGE = 5;
const WISHES = ["similar", "same_price", "none"];

export function basketScreen(stage) {
  const { model } = stage;
  const { offered, missing } = model.basket.priced(model.slate);
  if (offered.length + missing.length === 0) return emptyScreen(stage);
  const rows = [...offered, ...missing];
  const { cells, bar, key } = paged(stage, rows, LINES_A_PAGE, (line) => (
    line.item ? lineRow(stage, line) : missingRow(stage, line)
  ));
  const { units, yen: sum } = model.basket.total(model.slate);
  return {
    name: "basket",
    title: t("tv.basket.title"),
    body: [
      h("section.lines", {}, h("div.rows", {}, cells), bar),
      h("nav.choices", {},
        h("p.total", {}, t("tv.basket.total", { units }), h("strong", {}, yen(sum))),
        offered.length > 0 && choice("confirm", t("tv.basket.confirm"),
          () => stage.go(confirmScreen), { "data-main": true }),
        choice("wish", [t("tv.wish.label"), h("small", {}, wishWords(model.basket.wish))],
          () => stage.go(wishScreen)),
        choice("shop", t("tv.basket.go-on"), () => stage.go(shelvesScreen)),
        h("p.note", {}, t("tv.basket.hint")),
      ),
    ],
    first: offered.length > 0 ? "confirm" : "shop",
    key,
  };
}

export const wishWords = (wish) => t(`tv.wish.${wish ?? "default"}`);

/** What the store shall do when an item has run out, in plain words. */
export function wishScreen(stage) {
  const { basket } = stage.model;
  return {
    name: "wish",
    title: t("tv.wish.title"),
    body: [
      h("nav.choices.wide", { "aria-label": t("tv.wish.title") }, WISHES.map((wish) => choice(
        wish,
        [h("span", {}, t(`tv.wish.${wish}`)), h("small", {}, t(`tv.wish.${wish}-more`))],
        () => {
          basket.choose(wish);
          stage.back();
        },
        { "aria-current": basket.wish === wish ? "true" : null },
      ))),
    ],
    first: basket.wish ?? WISHES[0],
  };
}

function lineRow(stage, line) {
  return choice(line.jan, [
    h("span.name", {}, line.item.name),
    h("span.count", {}, t("tv.basket.count", { count: line.quantity })),
    h("span.price", {}, yen(line.sum_yen)),
  ], () => stage.go(quantityScreen, line.jan));
}

function missingRow(stage, line) {
  return choice(line.jan, [
    h("span.name", {}, t("tv.basket.not-today")),
    h("span.count", {}, t("tv.basket.take-out")),
  ], () => {
    stage.model.basket.put(line.jan, 0);
    stage.turn(null);
  });
}

function emptyScreen(stage) {
  return {
    name: "basket",
    title: t("tv.basket.title"),
    body: [
      h("p.large", {}, t("tv.basket.empty")),
      h("nav.choices", {}, choice("shop", t("tv.start.shop"), () => stage.replace(shelvesScreen))),
    ],
  };
}
