// The order on its way: kept with its key until an answer came, so that it is sent once only.

import { NoAnswer, newKey, pause, postOnce } from "../api.js";

/**
 * The request is on the shelf BEFORE it is sent, and leaves it only with an answer. A reload or a
 * power cut in between repeats the same request with the same key, which the server answers as
 * the first time.
 */
export class Outbox {
  constructor(shelf) {
    this.shelf = shelf;
  }

  /** Whether an order waits for its answer. */
  get waiting() {
    return this.shelf.read("outbox", null) !== null;
  }

  /** Keep an order for sending. */
  put(order) {
    this.shelf.write("outbox", { key: newKey(), text: JSON.stringify(order) });
  }

  /**
   * Send what waits until an answer came; returns the placed order or raises Problem.
   * `settle(order)` runs before the request leaves the shelf; `onWait(tries)` before each pause.
   */
  async send(settle, onWait) {
    const { key, text } = this.shelf.read("outbox", null);
    for (let tries = 0; ; tries += 1) {
      try {
        const order = await postOnce("/orders", text, key);
        settle(order);
        this.shelf.drop("outbox");
        return order;
      } catch (error) {
        if (!(error instanceof NoAnswer)) {
          this.shelf.drop("outbox");
          throw error;
        }
        onWait(tries + 1);
        await pause(tries);
      }
    }
  }
}
