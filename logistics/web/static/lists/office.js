// The office: whom to look after, whom to ring, how the day stands, what became of an order.

import { watchNetwork } from "../scan/network.js";
import { readCalls, showCalls } from "./calls.js";
import { readCases, showCases } from "./cases.js";
import { readLedger, showLedger } from "./ledger.js";
import { keepFresh } from "./live.js";
import { storyField } from "./story.js";

const at = (name) => document.querySelector(`[data-${name}]`);

async function load() {
  const [cases, calls, ledger] = await Promise.all([readCases(), readCalls(), readLedger()]);
  showCases(at("cases"), cases, refresh);
  showCalls(at("calls"), calls, refresh);
  showLedger(at("ledger"), ledger);
}

watchNetwork();
storyField(at("order"), at("story"));
const refresh = keepFresh(load);
