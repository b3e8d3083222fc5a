// What the TV knows: the day, the slate, the basket and my orders. Owns loading; draws nothing.

import { get, post } from "../api.js";
import { pageData } from "../text.js";
import { Basket } from "./basket.js";
import { Outbox } from "./outbox.js";
import { Shelf } from "./shelf.js";

class Slate {
  constructor(answer) {
    this.date = answer.date;
    this.categories = answer.categories;
    this.items = answer.items;
    this.byJan = new Map(answer.items.map((item) => [item.jan, item]));
  }

  item(jan) {
    return this.byJan.get(jan);
  }

  /** Categories that have something today. */
  shelves() {
    return this.categories.filter((each) => this.of(each.id).length > 0);
  }

  of(category) {
    return this.items.filter((item) => item.category === category);
  }
}

export class Model {
  constructor() {
    const { household, limits, wish } = pageData();
    this.shelf = new Shelf(household);
    this.basket = new Basket(this.shelf, limits, wish);
    this.outbox = new Outbox(this.shelf);
    this.household = household;
    this.limits = limits;
    /** My latest orders, newest first. */
    this.orders = [];
    this.day = null;
    this.slate = null;
    this.ahead = 0;
  }

  /** The service's time: the TV set's own clock may be wrong. */
  now() {
    return new Date(Date.now() + this.ahead);
  }

  /** Fetch the day, its slate and my orders; raises NoAnswer or Problem. */
  async load() {
    await this.loadDay();
    await this.loadOrders();
  }

  /** Fetch the day; the slate only when the date changed. */
  async loadDay() {
    const day = await get("/service-days/current?channel=tv");
    if (this.slate?.date !== day.date) {
      this.slate = new Slate(await get(`/catalog?date=${day.date}`));
    }
    this.ahead = new Date(day.now).getTime() - Date.now();
    this.day = day;
  }

  async loadOrders() {
    this.orders = (await get(`/households/${this.household}/orders`)).orders;
  }

  /** Whole minutes left until the cutoff, never below 0. */
  minutesLeft() {
    return Math.max(0, Math.ceil((new Date(this.day.cutoff) - this.now()) / 60000));
  }

  /** Whether today was a day for orders whose time is over. */
  get todayIsOver() {
    return this.day.today.is_service_day && this.day.today.date !== this.day.date;
  }

  /** The lines of my last order that this day offers. */
  repeatable() {
    const last = this.orders.find((order) => order.state !== "cancelled");
    return (last?.lines ?? []).filter((line) => this.slate.item(line.jan));
  }

  /** Put the last order's lines into the basket, beside what is there. */
  repeat() {
    for (const line of this.repeatable()) {
      this.basket.put(line.jan, Math.max(line.quantity, this.basket.quantity(line.jan)));
    }
  }

  /** The order as it would be sent now. */
  draft() {
    const wish = this.basket.wish ? { wish: this.basket.wish } : {};
    const lines = this.basket.priced(this.slate).offered.map((line) => (
      { jan: line.jan, quantity: line.quantity, ...wish }
    ));
    return { service_day: this.day.date, channel: "tv", lines };
  }

  /** Send the waiting order; the basket is emptied in the moment it is known to be placed. */
  async send(onWait) {
    try {
      const order = await this.outbox.send(() => this.basket.empty(), onWait);
      // Whoever looks for it at once must find it, also before the list is fetched again.
      this.orders = [order, ...this.orders.filter((one) => one.order_id !== order.order_id)];
      this.#hear(order.received_at);
      return order;
    } catch (problem) {
      this.#hear(problem.facts?.received_at);
      throw problem;
    }
  }

  cancel(order, onWait) {
    return post(`/orders/${order.order_id}/cancel`, {}, onWait);
  }

  /** The service's time has reached `at`. A repeated answer may be old and tells nothing. */
  #hear(at) {
    if (at && new Date(at) > this.now()) this.ahead = new Date(at).getTime() - Date.now();
  }
}
