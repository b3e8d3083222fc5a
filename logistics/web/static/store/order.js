// One order: its lines as rows in shelf order, each decided with one tap; then packing, then its
// parcels.

import { button, h } from "../dom.js";
import { t, yen } from "../text.js";
import { decided, decisionOf } from "./model.js";
import { parcelCard } from "./parcel.js";
import { sync } from "./sync.js";
import { decisionText, zoneMark } from "./words.js";

export function orderScreen(app, id) {
  const { model } = app;
  return {
    name: "order",
    draw(place) {
      const order = model.order(id);
      if (!order) return sync(place, [{ key: "gone", make: () => gone() }]);
      const open = ["picking", "picked"].includes(order.state);
      return sync(place, [
        heading(model, order),
        ...(open ? lines(app, order) : packed(app, order)),
        open && packBar(app, order),
      ]);
    },
  };
}

function gone() {
  return h("section.card.notice", {}, h("h2", {}, t("store.order.gone")), back());
}

const back = () => h("a.door", { href: "#day" }, t("store.back"));

function heading(model, order) {
  return {
    key: "heading",
    sig: [order.order_no, model.hall(order)],
    make: () => h("div.bar.heading", {}, back(), h("div", {},
      h("h2", {}, t("store.name", { name: model.name(order) })),
      h("p.soft", {}, t("store.order.about", {
        hall: model.hall(order), count: order.lines.length, number: order.order_no,
      })))),
  };
}

function lines(app, order) {
  const { model } = app;
  const entries = [];
  let shelf = null;
  for (const line of model.shelfOrder(order.lines)) {
    if (line.category !== shelf) {
      shelf = line.category;
      const name = model.categories.find((each) => each.id === shelf);
      entries.push({
        key: `shelf-${shelf}`,
        make: () => h("h3.shelf", {}, name?.[document.documentElement.lang] ?? ""),
      });
    }
    entries.push({
      key: `line-${line.line_no}`,
      sig: decisionOf(line),
      make: () => row(app, order, line),
    });
  }
  return entries;
}

function row(app, order, line) {
  const kind = !line.decided ? "open" : line.picked === line.quantity ? "full" : "part";
  return h(`section.line.${kind}`, {},
    h("div.what", {},
      h("b.name", {}, line.name),
      h("span.about", {}, zoneMark(line.temperature), h("span", {}, yen(line.price_yen)),
        h("span", {}, t(`store.wish.${line.wish}`)))),
    h("b.quantity", {}, t("store.count", { count: line.quantity })),
    line.decided ? decision(order, line) : choices(app, order, line));
}

function decision(order, line) {
  const full = line.picked === line.quantity;
  return h("div.choices", {},
    h(`p.decision.${full ? "good" : "part"}`, {}, (full ? "✓ " : "! ") + decisionText(line)),
    h("a.door.change", { href: `#order/${order.order_id}/${line.line_no}` },
      t("store.line.change")));
}

function choices(app, order, line) {
  return h("div.choices", {},
    button(".main", t("store.line.all"), () => app.act(async () => {
      await app.model.decide(order, line, { picked: line.quantity });
      app.say(t("store.done.all", { name: line.name, count: line.quantity }), "good");
    }), { "aria-label": t("store.line.all-of", { name: line.name }) }),
    h("a.door", {
      href: `#order/${order.order_id}/${line.line_no}`,
      "aria-label": t("store.line.short-of", { name: line.name }),
    }, t("store.line.short")));
}

function packBar(app, order) {
  const left = order.lines.length - decided(order);
  const found = order.lines.some((line) => line.picked > 0 || line.substitute);
  return {
    key: "pack",
    sig: order.lines.map(decisionOf),
    make: () => h("div.pack-bar", {}, left > 0
      ? h("p", {}, t("store.pack.left", { count: left }))
      : packButton(app, order, found)),
  };
}

function packButton(app, order, found) {
  return [
    h("p", {}, t(found ? "store.pack.hint" : "store.pack.nothing-hint")),
    button(".big", t(found ? "store.pack.pack" : "store.pack.nothing"), () => app.act(async () => {
      const packed = await app.model.pack(order);
      const name = app.model.name(order);
      app.say(packed.parcels.length
        ? t("store.done.packed", { name, count: packed.parcels.length })
        : t("store.done.unavailable", { name }), "good");
      window.scrollTo(0, 0);
    })),
  ];
}

function packed(app, order) {
  const { model } = app;
  const next = model.next(order.order_id);
  return [
    {
      key: "packed",
      sig: [order.state, order.parcels.length, order.bill, order.refund],
      make: () => (order.parcels.length ? packedCard(order) : h("section.card.notice", {},
        h("p.large", {}, t("store.state.unavailable-long")))),
    },
    ...order.parcels.map((parcel, place) => ({
      key: parcel.code,
      sig: parcel,
      make: () => parcelCard(parcel, place + 1, order.parcels.length),
    })),
    {
      key: "onward",
      sig: [next?.order_id],
      make: () => h("div.pack-bar", {}, next
        ? h("a.door.main", { href: `#order/${next.order_id}` },
          t("store.next.name", { name: model.name(next) }))
        : h("a.door.main", { href: "#day" }, t("store.back-list"))),
    },
  ];
}

function packedCard(order) {
  const count = order.parcels.length;
  return h("section.card", {},
    h("p.large", {}, t("store.packed.title", { count })),
    h("p", {}, t("store.packed.text")),
    h("div.bar", {},
      h("a.door.main", { href: `/store/labels?order=${order.order_id}` },
        t("store.labels.print-count", { count })),
      order.bill && h("span.soft", {},
        t("store.packed.bill", { sum: yen(order.bill.total_yen) })),
      order.refund && h("span.soft", {},
        t("store.packed.refund", { sum: yen(order.refund.total_yen) }))));
}
