// My orders: where each one is, in plain words, and taking one back before the cutoff.

import { h } from "../dom.js";
import { problemText, relativeDay, shortDay, spokenTime, t, yen } from "../text.js";
import { paged } from "./pages.js";
import { choice } from "./stage.js";

const ORDERS_A_PAGE = 5;
const LINES_A_PAGE = 5;
const ENDED = new Set([
  "cancelled", "unavailable", "delivered", "partly_delivered", "returned",
]);

export const stateWords = (order) => {
  const reasons = whyBack(order);
  const brought = order.state !== "returned" || reasons.length === 0 || reasons.includes("not_met");
  return t(brought ? `tv.state.${order.state}` : "tv.state.not-brought");
};

/** Why parcels of the order do not reach the door, each reason once. */
const whyBack = (order) => [...new Set(order.parcels.map((each) => each.why_back).filter(Boolean))];

export function mineScreen(stage) {
  const { orders } = stage.model;
  if (!stage.memo.fetched) {
    stage.memo.fetched = true;
    fetchAnew(stage);
  }
  const { cells, bar, key } = paged(stage, orders, ORDERS_A_PAGE, (order) => choice(
    order.order_id,
    [
      h("span.name", {}, relativeDay(order.service_day, stage.model.now())),
      h("span.count", {}, stateWords(order)),
      h("span.price", {}, yen(sumOf(order))),
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

/** Show what is known at once; what has changed meanwhile follows, if this screen is still there. */
async function fetchAnew(stage) {
  try {
    await stage.model.loadOrders();
    if (stage.screen.name === "mine") stage.redraw();
  } catch {
    // What is shown is the latest that is known.
  }
}

function orderScreen(stage, id) {
  const { model } = stage;
  const order = model.orders.find((each) => each.order_id === id);
  const { cells, bar } = paged(stage, order.lines, LINES_A_PAGE, lineRow);
  const mayCancel = order.state === "placed" && order.service_day === model.day.date
    && model.minutesLeft() > 0;
  return {
    name: "order",
    title: t("tv.order.title", { number: order.order_no }),
    body: [
      h("section.lines", {}, h("div.rows", {}, cells), bar),
      h("nav.choices", {},
        h("p.promise", {}, stateWords(order)),
        !ENDED.has(order.state) && h("p", {}, t("tv.start.delivery", {
          day: shortDay(order.service_day, model.now()), time: spokenTime(order.promise_by),
        })),
        h("p.total", {}, t("tv.order.total"), h("strong", {}, yen(sumOf(order)))),
        ...refundWords(order),
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
  return {
    name: "cancel",
    title: t("tv.cancel.title"),
    body: [
      h("p.large", {}, t("tv.cancel.text", { number: order.order_no, sum: yen(order.total_yen) })),
      h("nav.choices", {},
        choice("no", t("tv.cancel.no"), () => stage.back(), { "data-main": true }),
        choice("yes", t("tv.cancel.yes"), () => stage.replace(cancellingScreen, order)),
      ),
    ],
    first: "no",
  };
}

/** Cancelling goes on until an answer came; then the first screen says what became of it. */
function cancellingScreen(stage, order) {
  const { model } = stage;
  const first = stage.way[0].make;
  const words = h("p.large", { role: "status" }, t("tv.sending.text"));
  const end = async (text) => {
    await model.load().catch(() => {});
    stage.restart(first);
    stage.say(text);
  };
  model.cancel(order, (tries) => {
    words.textContent = t(tries > 0 ? "tv.loading.waiting" : "tv.sending.text");
  }).then(() => end(t("tv.cancel.done")), (problem) => end(
    problem.status === 409 ? t("tv.cancel.refused") : problemText(problem),
  ));
  return {
    name: "cancelling",
    title: t("tv.cancel.working"),
    body: [h("div.working", { "aria-hidden": "true" }), words],
    back: () => {},
  };
}

/** What is to be paid: as packed once that is known, else as ordered; without what is refunded. */
const sumOf = (order) => (order.bill?.total_yen ?? order.total_yen)
  - (order.refund?.total_yen ?? 0);

/** What need not be paid of the goods as packed, and why. */
function refundWords(order) {
  if (!order.refund) return [];
  return [
    h("p.note.refund", {}, t("tv.order.billed", { sum: yen(order.bill.total_yen) }), " ",
      t("tv.order.refund", { sum: yen(order.refund.total_yen) })),
    ...whyBack(order).map((why) => h("p.note", {}, t(`tv.order.back-why.${why}`))),
  ];
}

/** A line as ordered and, once the store has decided, what came of it. */
function lineRow(line) {
  const { substitute } = line;
  const missing = line.decided ? line.short : 0;
  return h("p.line", { data: { id: line.jan } },
    h("span.name", {}, line.name,
      substitute && h("small", {}, t("tv.order.instead", {
        name: substitute.name, count: substitute.quantity,
      })),
      missing > 0 && h("small", {}, t("tv.order.short", { count: missing }))),
    h("span.count", {}, t("tv.basket.count", { count: line.quantity })),
    h("span.price", {}, yen(paid(line))));
}

function paid({ decided, picked, price_yen: price, substitute, sum_yen: ordered }) {
  if (!decided) return ordered;
  return picked * price + (substitute ? substitute.quantity * substitute.price_yen : 0);
}
