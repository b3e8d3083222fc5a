// One line that is not simply all there: how many were found, what instead, and why the rest is
// missing. What is chosen stays on this screen until it is sent.

import { button, fill, h } from "../dom.js";
import { t, yen } from "../text.js";
import { Meanwhile } from "./model.js";
import { decisionText, zoneMark } from "./words.js";

const REASONS = ["out_of_stock", "damaged", "past_date", "not_found"];

export function lineScreen(app, id, number) {
  const order = app.model.order(id);
  const line = order?.lines.find((each) => each.line_no === number);
  if (!line) return { name: "line", draw: () => app.go("#day") };
  return new LineScreen(app, order, line);
}

class LineScreen {
  constructor(app, order, line) {
    this.name = "line";
    this.app = app;
    this.order = order;
    this.line = line;
    this.address = `#order/${order.order_id}`;
    const again = line.decided;
    this.found = again ? line.picked : line.quantity === 1 ? 0 : null;
    this.instead = !again || !line.substitute ? null : line.substitute;
    this.units = line.substitute?.quantity ?? 0;
    this.nothing = line.wish === "none" || (again && !line.substitute);
    this.reason = line.short_reason;
    this.offers = null;
    this.choosing = !this.instead && !this.nothing;
    this.drawn = false;
  }

  // Another clerk's doings are not drawn here: they are found when the decision is sent.
  draw(place) {
    if (this.drawn) return;
    this.drawn = true;
    this.place = place;
    this.show();
    if (this.line.wish !== "none") this.loadOffers();
  }

  async loadOffers() {
    await this.app.act(async () => {
      this.offers = (await this.app.model.substitutes(this.order, this.line)).items;
    });
    this.show();
  }

  get missing() {
    return this.line.quantity - this.found;
  }

  get short() {
    return this.missing - (this.instead ? this.units : 0);
  }

  set(values) {
    Object.assign(this, values);
    if (this.instead) this.units = Math.min(Math.max(1, this.units), this.missing);
    this.show();
  }

  show() {
    const focused = document.activeElement?.dataset.id;
    const { line } = this;
    fill(this.place,
      h("div.bar.heading", {}, h("a.door", { href: this.address }, t("store.back-order")),
        h("div", {}, h("h2", {}, line.name), h("p.about", {}, zoneMark(line.temperature),
          h("span", {}, yen(line.price_yen)),
          h("b", {}, t("store.short.ordered", { count: line.quantity }))))),
      this.foundPart(),
      ...(this.found !== null && this.missing > 0
        ? [this.insteadPart(), this.reasonPart()] : []),
      this.sendPart());
    if (focused) this.place.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  foundPart() {
    const numbers = Array.from({ length: this.line.quantity + 1 }, (_, count) => count);
    return part(t("store.short.found"), h("div.numbers", {}, numbers.map((count) => option(
      `found-${count}`, count === this.line.quantity
        ? t("store.short.all", { count }) : t("store.short.pieces", { count }),
      this.found === count, () => this.set({ found: count }),
    ))));
  }

  insteadPart() {
    const title = t("store.short.instead", { count: this.missing });
    const wish = h("p", {}, t(`store.short.wish-${this.line.wish}`));
    if (this.line.wish === "none") return part(title, wish);
    if (this.offers === null) return part(title, wish, h("p.soft", {}, t("store.loading")));
    return part(title, wish,
      this.offers.length === 0 && h("p", {}, t("store.short.no-offers")),
      h("div.offers", {}, this.choosing
        ? [this.leaveOut(), ...this.offers.map((item) => this.offer(item))]
        // The rest of a long list would stand between the choice and what is asked next.
        : [this.instead ? this.offer(this.instead) : this.leaveOut(),
          this.offers.length > 0 && button(".option.again", t("store.short.again"),
            () => this.set({ choosing: true }), { data: { id: "again" } })]),
      this.instead && this.missing > 1 && this.unitsPart());
  }

  leaveOut() {
    return option("nothing", t("store.short.nothing"), this.nothing,
      () => this.set({ instead: null, nothing: true, choosing: false }));
  }

  offer(item) {
    const more = item.price_yen - this.line.price_yen;
    const price = more === 0 ? t("store.short.same") : t(
      more > 0 ? "store.short.dearer" : "store.short.cheaper", { sum: yen(Math.abs(more)) });
    return option(`offer-${item.jan}`, [h("b", {}, item.name), h("span.price", {},
      yen(item.price_yen), " ", price)], this.instead?.jan === item.jan,
    () => this.set({
      instead: item, nothing: false, units: this.units || this.missing, choosing: false,
    }));
  }

  unitsPart() {
    const numbers = Array.from({ length: this.missing }, (_, place) => place + 1);
    return h("div.units", {}, h("p", {}, t("store.short.units", { name: this.instead.name })),
      h("div.numbers", {}, numbers.map((count) => option(`units-${count}`,
        t("store.short.pieces", { count }), this.units === count,
        () => this.set({ units: count })))));
  }

  reasonPart() {
    if (this.short === 0 || !(this.instead || this.nothing)) return null;
    return part(t("store.short.why", { count: this.short }),
      h("div.reasons", {}, REASONS.map((reason) => option(`reason-${reason}`,
        t(`store.reason.${reason}`), this.reason === reason, () => this.set({ reason })))));
  }

  /** What is still to be said, or null when the decision is whole. */
  lacking() {
    if (this.found === null) return t("store.short.say-found");
    if (this.missing === 0) return null;
    if (!this.instead && !this.nothing) return t("store.short.say-instead");
    return this.short > 0 && !this.reason ? t("store.short.say-why") : null;
  }

  body() {
    const body = { picked: this.found };
    if (this.missing === 0) return body;
    if (this.short > 0) body.short = { quantity: this.short, reason: this.reason };
    if (this.instead) body.substitute = { jan: this.instead.jan, quantity: this.units };
    return body;
  }

  sendPart() {
    const lacking = this.lacking();
    if (lacking) return h("div.pack-bar", {}, h("p", {}, lacking));
    const body = this.body();
    const text = decisionText({
      picked: body.picked,
      short: body.short?.quantity ?? 0,
      short_reason: body.short?.reason,
      substitute: body.substitute && { name: this.instead.name, quantity: this.units },
    });
    return h("div.pack-bar", {}, h("p", {}, text),
      button(".big", t("store.short.send"), () => this.app.act(() => this.send(body, text)),
        { data: { id: "send" } }));
  }

  async send(body, text) {
    try {
      await this.app.model.decide(this.order, this.line, body);
    } catch (error) {
      if (error instanceof Meanwhile) this.app.leave(this.address);
      throw error;
    }
    this.app.leave(this.address);
    this.app.say(t("store.done.line", { name: this.line.name, what: text }), "good");
  }
}

function part(title, ...children) {
  return h("section.card.part", {}, h("h3", {}, title), children);
}

function option(id, text, chosen, choose) {
  return button(".option", text, choose, { data: { id }, "aria-pressed": String(chosen) });
}
