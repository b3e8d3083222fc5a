// The hub's part about flights: the key, the map, and a card for each aircraft.

import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { t } from "../text.js";
import { showBatteries } from "./batteries.js";
import { craftCard } from "./card.js";
import { anyWaits } from "./deeds.js";
import { AIRBORNE, flightOf, movesOf, readFleet } from "./day.js";
import { flightMap } from "./map.js";
import { keepLooking } from "./parts.js";
import { showStand } from "./stand.js";
import { deskIsHeard, watchAircraft } from "./stream.js";

/**
 * Bring the part to life. It stays hidden where the service has no aircraft. `changed()` follows
 * when a sortie has moved on or its load has changed: the lists of parcels are others then.
 */
export async function showFlights(root, changed) {
  const at = (name) => root.querySelector(`[data-${name}]`);
  const cards = new Map();
  const drawn = await get("/routes").catch(() => ({ routes: [], ground: null }));
  const routes = new Map(drawn.routes.map((route) => [route.name, route]));
  let map = null;
  let waits = false;
  let stood = null;

  async function load() {
    const fleet = await readFleet();
    const stands = JSON.stringify(fleet.crafts.map((each) => movesOf(each.now)));
    if (stood !== null && stands !== stood) changed();
    stood = stands;
    root.hidden = fleet.crafts.length === 0;
    if (root.hidden) return;
    if (!map && drawn.routes.length) map = flightMap(at("map"), drawn);
    at("map").hidden = map === null;
    showStand(at("stand"), fleet.standing, look);
    showBatteries(at("batteries"), fleet, look);
    for (const craft of fleet.crafts) {
      if (!cards.has(craft.id)) {
        cards.set(craft.id, craftCard(look));
        at("crafts").append(cards.get(craft.id).node);
      }
      cards.get(craft.id).show(craft, fleet, routes.get(craft.now?.route));
    }
    waits = fleet.crafts.some((craft) => anyWaits(craft.now) || craft.now?.state === "asked");
    map?.look(fleet.crafts.filter(inTheAir).map((craft) => craft.now.route));
    refresh(null);
  }

  function refresh(aircraft) {
    const line = at("desk");
    const heard = deskIsHeard();
    line.className = heard ? "soft" : "bad";
    fill(line, heard ? t("flight.desk-heard") : t("flight.desk-away"));
    for (const [id, card] of cards) {
      if (aircraft !== null && aircraft !== id) continue;
      card.tick();
      map?.show(id);
    }
  }

  const look = keepLooking(load, () => waits, (error) => {
    fill(at("stale"), error ? h("p.said.bad", {}, t("flight.stale")) : null);
  });
  watchAircraft(refresh);
}

function inTheAir(craft) {
  const flight = craft.now && flightOf(craft.now);
  return Boolean(flight) && AIRBORNE.includes(flight.state);
}
