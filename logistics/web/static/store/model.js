// What the store's page knows: the day, its orders, and what can be handed over. Owns reading and
// sending; knows no screen.

import { get, NoAnswer, pause, post, Problem } from "../api.js";
import { pageData } from "../text.js";

const NOT_FOR_US = ["placed", "cancelled"];
const TO_PICK = ["picking", "picked"];
const OVERTAKEN = ["decided-meanwhile", "changed-meanwhile", "out-of-turn"];
const TEMPERATURES = ["ambient", "chilled", "frozen"];
const MINE = "store.mine";

/** Somebody else decided or packed after this screen was drawn; `order` is as it stands now. */
export class Meanwhile extends Error {
  constructor(order, line) {
    super("changed meanwhile");
    this.order = order;
    this.line = line;
  }
}

/** What has been decided for a line, as a text that can be compared. */
export function decisionOf(line) {
  const other = line.substitute;
  return JSON.stringify([line.decision_no, line.picked, line.short, line.short_reason,
    other?.jan, other?.quantity]);
}

export class Model {
  constructor() {
    this.me = pageData().me;
    this.orders = [];
    this.waiting = 0;
    this.reach = { give: [], take: [], held: [] };
    this.categories = [];
    this.halls = {};
    this.names = new Map();
    this.day = null;
  }

  /**
   * Read everything anew; raises Problem or NoAnswer and then leaves all as it was. One look at a
   * time, so that an older answer never covers a newer one. Who asks while one is under way gets
   * the next: only that one is sure to show what has just been done.
   */
  load() {
    if (this.looking) {
      this.following ??= this.looking.catch(() => {}).then(() => {
        this.following = null;
        return this.load();
      });
      return this.following;
    }
    this.looking = this.look().finally(() => { this.looking = null; });
    return this.looking;
  }

  async look() {
    const current = await get("/service-days/current?channel=tv");
    const day = current.today.date;
    const fresh = day === this.day ? null : await firstLook(day);
    const [picks, orders, reach] = await Promise.all([
      get(`/picks?service_day=${day}`), get(`/orders?service_day=${day}`), get("/handovers"),
    ]);
    if (fresh) Object.assign(this, fresh);
    this.day = day;
    this.today = current.today;
    this.nextDay = current.date === day ? current.next : current;
    this.offset = new Date(current.now).getTime() - Date.now();
    this.state = picks.state;
    this.readyBy = picks.ready_by;
    for (const pick of picks.orders) this.halls[pick.household] = pick.hall;
    this.orders = orders.orders.filter((order) => !NOT_FOR_US.includes(order.state));
    this.waiting = orders.orders.filter((order) => order.state === "placed").length;
    this.reach = reach;
    for (const parcel of this.parcels()) {
      for (const keeper of [parcel.keeper, parcel.next_keeper]) {
        if (keeper) this.names.set(`${keeper.kind}/${keeper.id}`, keeper.name);
      }
    }
  }

  /** All parcels of the day, and what of other days is here or on its way back. */
  parcels() {
    const all = [...this.reach.give, ...this.reach.take,
      ...this.orders.flatMap((order) => order.parcels)];
    return [...new Map(all.map((parcel) => [parcel.code, parcel])).values()]
      .sort((a, b) => a.hall.localeCompare(b.hall) || a.code.localeCompare(b.code));
  }

  /** Parcels that leave or have left the store, as planned. */
  get outgoing() {
    return this.parcels().filter((parcel) => parcel.way.length > 1
      && !["returning", "returned"].includes(parcel.state));
  }

  /** Parcels whose next keeper we are. */
  get returning() {
    return this.parcels().filter((parcel) => parcel.next_keeper?.kind === "store");
  }

  /** Packed, but the plan does not say yet who takes them. */
  get unplanned() {
    return this.parcels().filter((parcel) => parcel.way.length === 1
      && parcel.state === "packed");
  }

  nameOf(keeper) {
    return this.names.get(keeper) ?? "";
  }

  now() {
    return Date.now() + this.offset;
  }

  /** Whether orders may still come: the pick list has not left yet. */
  get early() {
    return this.today.is_service_day && !["closed", "settled"].includes(this.state);
  }

  get toPick() {
    return this.orders.filter((order) => TO_PICK.includes(order.state));
  }

  order(id) {
    return this.orders.find((order) => order.order_id === id);
  }

  name(order) {
    return this.me.households[order.household] ?? order.household;
  }

  hall(order) {
    const hall = this.halls[order.household] ?? order.parcels[0]?.hall;
    return this.me.places[hall] ?? "";
  }

  /** The lines in the order of the shelves. */
  shelfOrder(lines) {
    const place = (line) => this.categories.findIndex((each) => each.id === line.category);
    const zone = (line) => TEMPERATURES.indexOf(line.temperature);
    return [...lines].sort((a, b) => place(a) - place(b) || zone(a) - zone(b)
      || a.kana.localeCompare(b.kana, "ja"));
  }

  /** What to do next: what I began, then what nobody began, then what others began. */
  next(except) {
    const open = this.toPick.filter((order) => order.order_id !== except);
    const mine = mineBegun();
    return open.find((order) => mine.includes(order.order_id))
      ?? open.find((order) => decided(order) === 0) ?? open[0];
  }

  /** Whether another clerk seems to work on it. */
  othersWork(order) {
    return TO_PICK.includes(order.state) && decided(order) > 0
      && !mineBegun().includes(order.order_id);
  }

  /** Store a decision; raises Meanwhile when the line is no longer as the clerk saw it. */
  async decide(order, line, body) {
    const path = `/picks/${order.order_id}/lines/${line.line_no}`;
    const { order_state: state, ...told } = await this.unlessChanged(order, [line],
      () => post(path, { ...body, replaces: line.decision_no }));
    sessionStorage.setItem(MINE, JSON.stringify([...mineBegun(), order.order_id].slice(-20)));
    const held = this.order(order.order_id);
    if (!held) return;
    held.state = state;
    held.lines = held.lines.map((each) => (each.line_no === told.line_no ? told : each));
  }

  /** Pack; returns the order with its parcels. */
  async pack(order) {
    const decisions = order.lines.reduce((sum, line) => sum + line.decision_no, 0);
    const packed = await this.unlessChanged(order, order.lines,
      () => post(`/picks/${order.order_id}/pack`, { decisions }));
    this.put(packed);
    return packed;
  }

  substitutes(order, line) {
    return get(`/picks/${order.order_id}/lines/${line.line_no}/substitutes`);
  }

  /** One scan of ours; a parcel that comes back is taken, any other given. */
  async scan(code) {
    const back = this.reach.take.some((parcel) => parcel.code === code);
    return { ...await post("/handovers", { code, side: back ? "take" : "give" }), back };
  }

  withdraw(code) {
    return post("/handovers/withdraw", { code });
  }

  put(order) {
    this.orders = this.orders.map((each) => (each.order_id === order.order_id ? order : each));
  }

  /** Send; where the server refuses because these lines stand otherwise by now, raise Meanwhile. */
  async unlessChanged(order, lines, send) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Problem && OVERTAKEN.includes(error.code))) throw error;
      const now = await getPatiently(`/orders/${order.order_id}`);
      const other = lines.map((line) => now.lines.find((each) => each.line_no === line.line_no))
        .find((is, place) => is.decision_no !== lines[place].decision_no);
      if (TO_PICK.includes(now.state) && !other) throw error;
      this.put(now);
      throw new Meanwhile(now, other ?? now.lines[0]);
    }
  }
}

export const decided = (order) => order.lines.filter((line) => line.decided).length;

async function firstLook(day) {
  const times = await get(`/service-days/${day}`);
  if (!times.is_service_day) return { cutoff: null, categories: [] };
  const { categories } = await get(`/catalog?date=${day}`);
  return { cutoff: Object.values(times.cutoffs).sort().at(-1), categories };
}

// Like `post`: a missing network is waited for, and the page says so.
async function getPatiently(path) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await get(path);
      if (tries > 0) wait(0);
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      wait(tries + 1);
      await pause(tries);
    }
  }
}

function wait(tries) {
  document.dispatchEvent(new CustomEvent("network-wait", { detail: tries }));
}

const mineBegun = () => JSON.parse(sessionStorage.getItem(MINE) ?? "[]");
