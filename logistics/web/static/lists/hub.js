// The hub and the van: what comes in, what goes out, the stops, the plan, whom to ring.

import { button } from "../dom.js";
import { post } from "../api.js";
import { pageData, t } from "../text.js";
import { watchNetwork } from "../scan/network.js";
import { readCalls, showCalls } from "./calls.js";
import { readDay, toGive, toTake } from "./day.js";
import { codeEntry } from "./entry.js";
import { showGroups } from "./groups.js";
import { showLegs } from "./legs.js";
import { keepFresh } from "./live.js";
import { showPlan } from "./plan.js";
import { isMine } from "../scan/keepers.js";
import { showFlights } from "../flights/hub.js";
import { flies } from "../flights/stream.js";
import { doing } from "./said.js";

const { me } = pageData();
const operates = me.roles.includes("operator");
const at = (name) => document.querySelector(`[data-${name}]`);

const byAir = (parcel) => [parcel.keeper, parcel.next_keeper]
  .some((each) => each?.kind === "aircraft");

/** Between two hats of one person: from the hub into the own van, or into an aircraft. */
function ownLoading(parcels) {
  return parcels.filter((each) => isMine(each.keeper) && isMine(each.next_keeper));
}

/** What is in an aircraft changes hands at the hall: it is not the hub's to give. */
const onBoard = (parcel) => parcel.keeper.kind === "aircraft"
  && parcel.next_keeper?.kind === "volunteer";

async function load() {
  const { plan, parcels } = await readDay();
  const own = ownLoading(parcels);
  const ownCodes = new Set(own.map((each) => each.code));
  showGroups(at("take"), toTake(parcels), "take");
  const rest = parcels.filter((each) => !ownCodes.has(each.code) && !onBoard(each));
  showGroups(at("give"), toGive(rest), "give");
  for (const [name, mine] of [["board", own.filter(byAir)], ["own", own.filter((each) => !byAir(each))]]) {
    at(name).hidden = mine.length === 0;
    showGroups(at(`${name}-groups`), mine.length ? toGive(mine) : [], "give");
  }
  showLegs(at("legs"), plan.legs.filter((leg) => leg.mode === "van"), refresh);
  showPlan({ made: at("made"), table: at("plan"), body: at("plan-body"), done: at("ended") }, plan);
  if (operates) showCalls(at("calls"), await readCalls(), refresh);
}

function replanForm() {
  const form = at("replan");
  if (!operates) {
    form.remove();
    at("calls-part").remove();
    return;
  }
  const reason = form.querySelector("textarea");
  form.append(button(".second", t("hub.replan"), async () => {
    if (!reason.reportValidity()) return;
    await doing(async () => {
      const made = await post(`/plans/${me.today}/replan`, { reason: reason.value.trim() });
      reason.value = "";
      return t(made.version ? "hub.replanned" : "hub.nothing-to-plan");
    }, refresh);
  }));
}

watchNetwork();
replanForm();
const refresh = keepFresh(load);
codeEntry(refresh);
if (flies()) showFlights(at("flights"), refresh);
