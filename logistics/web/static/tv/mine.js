// My orders: where each one is, in plain words, and taking one back before the cutoff.

import { h } from "../dom.js";
import { problemText, relativeDay, spokenTime, t, yen } from "../text.js";
import { paged } from "./pages.js";
import { choice } from "./stage.js";

const ORDERS_A_PAGE = 5;
const LINES_A_PAGE = 6;

export const stateWords = (order) => t(`tv.state.${order.state}`);

export function mineScreen(stage) {
  const orders = [...stage.model.orders].reverse();
  const { cells, bar, key } = paged(stage, orders, ORDERS_A_PAGE, (order) => choice(
    order.order_id,
    [
      h("span.name", {}, relativeDay(order.service_day, stage.model.now())),
      h("span.count", {}, stateWords(order)),
      h("span.price", {}, yen(order.total_yen)),
    ],
    () => stage.go(orderScreen, order.order_id),
  ));
  return {
    name: "mine",
    title: t("tv.mine.title"),
    body: orders.length === 0
      ? [h("p.large", {}, t("tv.mine.none"))]
      : [h("section.lines.wide", {}, h("div.rows", {}, cells), bar)],
    key,
  };
}

function orderScreen(stage, id) {
  const { model } = stage;
  const order = model.orders.find((each) => each.order_id === id);
  const { cells, bar } = paged(stage, order.lines, LINES_A_PAGE, (line) => h("p.line", {
    data: { id: line.jan },
  }, h("span.name", {}, line.name ?? model.slate.item(line.jan)?.name ?? ""),
  h("span.count", {}, t("tv.basket.count", { count: line.quantity })),
  h("span.price", {}, yen(line.sum_yen))));
  const mayCancel = order.state === "placed" && order.service_day === model.day.date
    && model.minutesLeft() > 0;
  return {
    name: "order",
    title: t("tv.order.title", { number: order.order_no }),
    body: [
      h("section.lines", {}, h("div.rows", {}, cells), bar),
      h("nav.choices", {},
        h("p.promise", {}, stateWords(order)),
        h("p.total", {}, t("tv.order.total"), h("strong", {}, yen(order.total_yen))),
        h("p.note", {}, t("tv.thanks.received", { time: spokenTime(order.received_at) })),
        choice("back", t("tv.order.back"), () => stage.back()),
        mayCancel && choice("cancel", t("tv.order.cancel"), () => stage.go(cancelScreen, id)),
      ),
    ],
    first: "back",
  };
}

function cancelScreen(stage, id) {
  const { model } = stage;
  const order = model.orders.find((each) => each.order_id === id);
  const say = (text) => {
    stage.restart(stage.way[0].make);
    stage.say(text);
  };
  return {
    name: "cancel",
    title: t("tv.cancel.title"),
    body: [
      h("p.large", {}, t("tv.cancel.text", { number: order.order_no, sum: yen(order.total_yen) })),
      h("nav.choices", {},
        choice("no", t("tv.cancel.no"), () => stage.back(), { "data-main": true }),
        choice("yes", t("tv.cancel.yes"), async () => {
          try {
            await model.cancel(order);
            await model.loadOrders();
            say(t("tv.cancel.done"));
          } catch (problem) {
            say(problemText(problem));
          }
        }),
      ),
    ],
    first: "no",
  };
}
