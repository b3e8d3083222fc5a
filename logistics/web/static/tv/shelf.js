// What this TV set keeps when the power goes: basket, wish, the order on its way, the last order.

/** A store of JSON values under one household's name; works in memory where storage is refused. */
export class Shelf {
  constructor(household, storage = window.localStorage) {
    this.prefix = `sorabin.${household}.`;
    this.storage = storage;
    this.memory = new Map();
  }

  read(name, fallback) {
    let text = this.memory.get(name) ?? null;
    try {
      text = this.storage.getItem(this.prefix + name) ?? text;
      return text === null ? fallback : JSON.parse(text);
    } catch {
      return fallback;
    }
  }

  write(name, value) {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    try {
      this.storage.setItem(this.prefix + name, text);
    } catch {
      // A full or forbidden storage must not stop the order; the memory copy stands in.
    }
  }

  drop(name) {
    this.memory.delete(name);
    try {
      this.storage.removeItem(this.prefix + name);
    } catch {
      // Nothing was kept there.
    }
  }
}
