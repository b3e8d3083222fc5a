// The supporter: from the store to the hub, and back with what nobody took.

import { isMine } from "../scan/keepers.js";
import { watchNetwork } from "../scan/network.js";
import { readDay, toGive, toTake } from "./day.js";
import { codeEntry } from "./entry.js";
import { showGroups } from "./groups.js";
import { showLegs } from "./legs.js";
import { keepFresh } from "./live.js";

const at = (name) => document.querySelector(`[data-${name}]`);

async function load() {
  const { plan, parcels } = await readDay();
  showGroups(at("take"), toTake(parcels), "take");
  showLegs(at("legs"), plan.legs.filter((leg) => isMine(leg.carrier)), refresh);
  showGroups(at("give"), toGive(parcels), "give");
}

watchNetwork();
const refresh = keepFresh(load);
codeEntry(refresh);
