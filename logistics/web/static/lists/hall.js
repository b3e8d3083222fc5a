// The volunteer at the hall: take from the van, go round, bring back what nobody took.

import { pageData } from "../text.js";
import { watchNetwork } from "../scan/network.js";
import { readDay, toGive, toTake } from "./day.js";
import { codeEntry } from "./entry.js";
import { showGroups } from "./groups.js";
import { keepFresh } from "./live.js";
import { homesOf, showRound } from "./round.js";

const { me } = pageData();
const at = (name) => document.querySelector(`[data-${name}]`);

async function load() {
  const { parcels } = await readDay();
  showGroups(at("take"), toTake(parcels), "take");
  showRound(at("round"), homesOf(parcels, me.id));
  const back = toGive(parcels.filter((each) => each.state === "returning"));
  at("back").hidden = back.length === 0;
  showGroups(at("give"), back, "give");
}

watchNetwork();
const refresh = keepFresh(load);
codeEntry(refresh);
