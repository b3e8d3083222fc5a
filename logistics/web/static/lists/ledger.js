// The day's ledger as a table that a person can read.

import { fill, h } from "../dom.js";
import { get } from "../api.js";
import { duration, number, pageData, t, yen } from "../text.js";
import { householdName } from "../scan/keepers.js";
import { shown } from "../scan/codes.js";

export const readLedger = () => get(`/service-days/${pageData().me.today}/ledger`);

const count = (value) => t("office.ledger.count", { count: number(value) });
const minutes = (value) => duration(Math.round(value));

/** Show the ledger in `table`. */
export function showLedger(table, ledger) {
  const { orders, parcels, promises, yen: sums } = ledger;
  const rates = Object.entries(sums.by_rate).flatMap(([percent, rate]) => [
    [t("office.ledger.gross", { percent }), yen(rate.gross_yen)],
    [t("office.ledger.tax", { percent }), yen(rate.tax_yen)],
  ]);
  fill(
    table,
    part(t("office.ledger.orders"), pick(orders, "order", [
      "placed", "refused_after_cutoff", "cancelled", "unavailable", "under_way", "delivered",
      "partly_delivered", "returned",
    ])),
    part(t("office.ledger.parcels"), [
      ...pick(parcels, "parcel", ["total", "delivered", "open", "returning", "returned"]),
      [t("office.ledger.shortages"), count(ledger.shortages)],
      [t("office.ledger.substitutions"), count(ledger.substitutions)],
    ]),
    part(t("office.ledger.promises"), [
      ...pick(promises, "promise", ["kept", "open", "broken"]),
      ...promises.explained.map(broken),
    ]),
    part(t("office.ledger.visits"), [
      [t("office.ledger.visit.total"), count(ledger.visits.total)],
      [t("office.ledger.visit.absent"), count(ledger.visits.absent)],
      [t("office.ledger.visit.worried"), count(ledger.visits.welfare.worried ?? 0)],
      [t("office.ledger.cases-open"), count((ledger.cases.open ?? 0) + (ledger.cases.overdue ?? 0))],
      [t("office.ledger.cases-closed"), count(ledger.cases.closed ?? 0)],
      [t("office.ledger.calls"), count(ledger.calls.length)],
    ]),
    part(t("office.ledger.yen"), [
      [t("office.ledger.goods"), yen(sums.goods)], ...rates,
      [t("office.ledger.refunded"), yen(sums.refunded)],
      ...Object.entries(sums.refunds).map(([id, sum]) => [
        t("office.ledger.refund-one", { number: shown(id) }), yen(sum),
      ]),
      [t("office.ledger.van-cost"), yen(sums.transport.van)],
    ]),
    part(t("office.ledger.minutes"), ["car", "van", "foot", "air"].map((mode) => [
      t(`office.ledger.mode.${mode}`), minutes(ledger.minutes[mode]),
    ])),
  );
}

function pick(from, kind, names) {
  return names.map((name) => [t(`office.ledger.${kind}.${name}`), count(from[name] ?? 0)]);
}

function broken(each) {
  const why = each.why ? t(`office.ledger.why.${each.why}`) : "";
  const name = householdName(each.household);
  return [t("office.ledger.broken-one", { name, code: shown(each.parcel) }), why];
}

function part(title, rows) {
  return h(
    "tbody", {},
    h("tr", {}, h("th", { colspan: 2, scope: "rowgroup" }, title)),
    rows.map(([label, value]) => h("tr", {}, h("td", {}, label), h("td.value", {}, value))),
  );
}
