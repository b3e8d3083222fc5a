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
import { doing } from "./said.js";

const { me } = pageData();
const operates = me.roles.includes("operator");
const at = (name) => document.querySelector(`[data-${name}]`);

/** Between two hats of one person: from the hub into the van that the same person drives. */
function ownLoading(parcels) {
  return parcels.filter((each) => isMine(each.keeper) && isMine(each.next_keeper));
}

async function load() {
  const { plan, parcels } = await readDay();
  const own = ownLoading(parcels);
  const ownCodes = new Set(own.map((each) => each.code));
  showGroups(at("take"), toTake(parcels), "take");
  showGroups(at("give"), toGive(parcels.filter((each) => !ownCodes.has(each.code))), "give");
  at("own").hidden = own.length === 0;
  showGroups(at("own-groups"), own.length ? toGive(own) : [], "give");
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
