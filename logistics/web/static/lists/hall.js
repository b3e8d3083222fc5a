// The volunteer at the hall: take from the van, go round, bring back what nobody took.

import { pageData } from "../text.js";
import { showHallCard } from "../flights/hall.js";
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
  // What an aircraft brings is taken over on the card above, when it stands at the hall.
  const byHand = parcels.filter((each) => each.keeper.kind !== "aircraft");
  showGroups(at("take"), toTake(byHand), "take");
  showRound(at("round"), homesOf(parcels, me.id));
  const back = toGive(parcels.filter((each) => each.state === "returning"));
  at("back").hidden = back.length === 0;
  showGroups(at("give"), back, "give");
}

watchNetwork();
const refresh = keepFresh(load);
codeEntry(refresh);
showHallCard(at("air"), refresh);
