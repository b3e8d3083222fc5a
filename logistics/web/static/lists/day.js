// What a list page reads: what is in the person's reach, and the day's plan.

import { get } from "../api.js";
import { pageData } from "../text.js";
import { isMine, refreshKeepers } from "../scan/keepers.js";

/** {plan, reach, parcels}: `parcels` are all of the day and all in reach, by code. */
export async function readDay() {
  const { me } = pageData();
  const [reach, plan] = await Promise.all([
    me.keepers.length ? get("/handovers") : { give: [], take: [], held: [] },
    get(`/plans/${me.today}`),
    refreshKeepers(),
  ]);
  const parcels = new Map();
  for (const parcel of [...plan.parcels, ...reach.give, ...reach.take]) {
    parcels.set(parcel.code, parcel);
  }
  return { plan, reach, parcels: [...parcels.values()] };
}

/** Groups of parcels that this person is to take over, or has scanned, by who has them. */
export function toTake(parcels) {
  return grouped(parcels.filter((each) => living(each) && isMine(each.next_keeper)
    && !isMine(each.keeper)), (each) => each.keeper);
}

/** Groups of parcels that this person has and is to give, by who takes them. */
export function toGive(parcels) {
  return grouped(parcels.filter((each) => living(each) && isMine(each.keeper) && each.next_keeper),
    (each) => each.next_keeper);
}

/** Whether a parcel is still on its way. */
export const living = (parcel) => !["delivered", "returned", "lost"].includes(parcel.state);

function grouped(parcels, keeperOf) {
  const groups = new Map();
  for (const parcel of parcels) {
    const keeper = keeperOf(parcel);
    const key = `${keeper.kind}/${keeper.id}`;
    if (!groups.has(key)) groups.set(key, { key, keeper, parcels: [] });
    groups.get(key).parcels.push(parcel);
  }
  return [...groups.values()];
}
