// The basket: units by JAN and the wish about substitutes. Survives a reload and a power cut.

export class Basket {
  constructor(shelf, limits, defaultWish) {
    this.shelf = shelf;
    this.limits = limits;
    this.lines = shelf.read("basket", []);
    this.wish = shelf.read("wish", defaultWish);
  }

  quantity(jan) {
    return this.lines.find((line) => line.jan === jan)?.quantity ?? 0;
  }

  /** Whether one more kind of item fits into the order. */
  hasRoom(jan) {
    return this.quantity(jan) > 0 || this.lines.length < this.limits.max_lines;
  }

  /** Set the units of an item; 0 takes it out. */
  put(jan, quantity) {
    const kept = Math.min(quantity, this.limits.max_quantity_per_line);
    const line = this.lines.find((each) => each.jan === jan);
    if (kept <= 0) this.lines = this.lines.filter((each) => each.jan !== jan);
    else if (line) line.quantity = kept;
    else if (this.hasRoom(jan)) this.lines.push({ jan, quantity: kept });
    this.shelf.write("basket", this.lines);
  }

  choose(wish) {
    this.wish = wish;
    this.shelf.write("wish", wish);
  }

  empty() {
    this.lines = [];
    this.shelf.write("basket", []);
  }

  /** The lines that the slate offers, with their item and sum, and those it does not. */
  priced(slate) {
    const offered = [];
    const missing = [];
    for (const line of this.lines) {
      const item = slate.item(line.jan);
      if (item) offered.push({ ...line, item, sum_yen: item.price_yen * line.quantity });
      else missing.push(line);
    }
    return { offered, missing };
  }

  /** Units and yen of what the slate offers. */
  total(slate) {
    const { offered } = this.priced(slate);
    return {
      units: offered.reduce((sum, line) => sum + line.quantity, 0),
      yen: offered.reduce((sum, line) => sum + line.sum_yen, 0),
    };
  }
}
