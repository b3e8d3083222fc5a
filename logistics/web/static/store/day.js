// The day at the store: orders still coming, then what to do next and all orders of the day.

import { h } from "../dom.js";
import { clockTime, dayName, duration, lang, spokenTime, t } from "../text.js";
import { decided } from "./model.js";
import { sync } from "./sync.js";

const MINUTE_MS = 60000;

export function dayScreen(app) {
  const { model } = app;
  return {
    name: "day",
    draw(place) {
      sync(place, model.today.is_service_day
        ? (model.early ? early(model) : picking(model)) : closed(model));
    },
  };
}

function closed(model) {
  const reason = model.today.closed_reason?.[lang] ?? "";
  const { date } = model.nextDay;
  return [{
    key: "closed",
    sig: [reason, date],
    make: () => h("section.card.notice", {},
      h("h2", {}, t("store.closed.title", { day: dayName(model.day) })),
      h("p", {}, reason),
      h("p.large", {}, t("store.closed.next", { day: dayName(date) })),
      h("p.soft", {}, t("store.closed.returns"))),
  }];
}

function early(model) {
  const closing = model.state === "closing" || new Date(model.cutoff).getTime() <= model.now();
  const until = spokenTime(model.cutoff);
  return [{
    key: "early",
    sig: [closing, until, model.waiting, model.day],
    make: () => h("section.card.notice", {},
      h("p.soft", {}, dayName(model.day)),
      h("h2", {}, closing ? t("store.early.closing") : t("store.early.title", { time: until })),
      h("p.figure", {}, t("store.early.count", { count: model.waiting })),
      h("p.large", {}, t(closing ? "store.early.soon" : "store.early.why", { time: until })),
      h("p.soft", {}, t("store.early.itself"))),
  }];
}

function picking(model) {
  const count = model.orders.length;
  if (count === 0) return [{ key: "none", make: () => noOrders() }];
  const done = count - model.toPick.length;
  const left = Math.ceil((new Date(model.readyBy).getTime() - model.now()) / MINUTE_MS);
  const next = model.next();
  return [
    {
      key: "progress",
      sig: [done, count, left],
      make: () => progress(model, done, count, left),
    },
    next ? {
      key: "next",
      sig: [next.order_id, decided(next)],
      make: () => nextCard(model, next),
    } : { key: "all", make: () => allDone() },
    {
      key: "list",
      sig: model.orders.map((order) => [order.order_id, order.state, decided(order),
        order.parcels.length, model.othersWork(order)]),
      make: () => list(model),
    },
  ];
}

function noOrders() {
  return h("section.card.notice", {}, h("h2", {}, t("store.none.title")),
    h("p.large", {}, t("store.none.text")));
}

function progress(model, done, count, left) {
  const time = clockTime(model.readyBy);
  const over = left <= 0;
  return h("section.card.progress", {},
    h("p.figure", {}, t("store.progress", { done, count })),
    h("progress", { max: count, value: done, "aria-label": t("store.progress", { done, count }) }),
    h(over && done < count ? "p.bad" : "p", {}, t("store.ready-by", { time }), done < count && h("b", {},
      over ? t("store.late", { time: duration(-left) }) : t("store.left", { time: duration(left) }))));
}

function nextCard(model, order) {
  const begun = decided(order);
  const lines = order.lines.length;
  return h("a.door.next", { href: `#order/${order.order_id}` },
    h("span", {}, t(begun ? "store.next.go-on" : "store.next.begin")),
    h("b", {}, t("store.name", { name: model.name(order) })),
    h("span", {}, t(begun ? "store.next.left" : "store.next.lines", {
      hall: model.hall(order), count: lines, left: lines - begun,
    })));
}

function allDone() {
  return h("section.card.notice", {}, h("h2.good", {}, t("store.all.title")),
    h("p.large", {}, t("store.all.text")),
    h("a.door.main", { href: "#give" }, t("store.tab.give")));
}

function list(model) {
  const packed = model.orders.some((order) => order.parcels.length > 0);
  return h("section.orders", {},
    h("div.bar", {}, h("h2", {}, t("store.list.title")),
      packed && h("a.door", { href: "/store/labels" }, t("store.labels.all"))),
    h("ul.rows", {}, model.orders.map((order) => row(model, order))));
}

function row(model, order) {
  const state = stateOf(model, order);
  return h("li", {}, h(`a.row.${state.kind}`, { href: `#order/${order.order_id}` },
    h("b.name", {}, t("store.name", { name: model.name(order) })),
    h("span.soft", {}, t("store.list.about", {
      hall: model.hall(order), count: order.lines.length,
    })),
    h("span.state", {}, state.text)));
}

function stateOf(model, order) {
  const done = decided(order);
  const count = order.lines.length;
  if (order.state === "unavailable") return { kind: "done", text: t("store.state.unavailable") };
  if (!["picking", "picked"].includes(order.state)) {
    const text = t("store.state.packed", { count: order.parcels.length });
    return { kind: "done", text: `✓ ${text}` };
  }
  if (order.state === "picked") return { kind: "begun", text: t("store.state.to-pack") };
  if (done === 0) return { kind: "open", text: t("store.state.open") };
  const others = model.othersWork(order) ? "store.state.others" : "store.state.begun";
  return { kind: "begun", text: t(others, { done, count }) };
}
