// The map: ground, routes, landing places, halls, hub and the aircraft. Owns what Leaflet is told.
//
// The ground is the deployment's own elevation grid, shaded; nothing is fetched from elsewhere.

import { h } from "../dom.js";
import { lang, pageData } from "../text.js";
import { sightOf } from "./stream.js";

const { L } = window;
const ROUTE = { color: "#0b4aa2", weight: 3, opacity: 0.75, interactive: false };
const BUSY = { color: "#0b4aa2", weight: 6, opacity: 1 };
const MARGIN = [24, 24];
const AT_HUB_M = 60;

/** Draw the routes into `place`; null where there are none. Else {show, look}. */
export function flightMap(place, { routes, ground }) {
  if (routes.length === 0) return null;
  const map = L.map(place, {
    attributionControl: false, zoomSnap: 0.25, maxZoom: 16, minZoom: 9, maxBoundsViscosity: 0.8,
  });
  const all = L.latLngBounds(routes.flatMap((route) => [
    [route.hub.lat, route.hub.lon], [route.hall.lat, route.hall.lon],
    ...route.path.coordinates.map(([lon, lat]) => [lat, lon]),
  ]));
  if (ground) {
    const edges = [[ground.south, ground.west], [ground.north, ground.east]];
    L.imageOverlay(ground.picture, edges, { alt: "" }).addTo(map);
    map.setMaxBounds(L.latLngBounds(edges).pad(0.3));
  }
  map.fitBounds(all, { padding: MARGIN });
  L.control.scale({ imperial: false }).addTo(map);
  const lines = new Map(routes.map((route) => [route.name, drawRoute(map, route)]));
  drawPads(map, routes);
  const crafts = new Map();

  /** Lead the eye to the routes that are flown now, and name their landing places. */
  function look(flown) {
    for (const [name, { line, places }] of lines) {
      const busy = flown.includes(name);
      line.setStyle(busy ? BUSY : ROUTE);
      for (const each of places) each[busy ? "openTooltip" : "closeTooltip"]();
    }
  }

  /** What stands at the hub would only cover its mark: the card tells the rest. */
  const standsAtHub = ({ state, lat, lon }) => state === "idle"
    && routes.some(({ hub }) => map.distance([lat, lon], [hub.lat, hub.lon]) < AT_HUB_M);

  /** Bring one aircraft's mark up to date. */
  function show(aircraft) {
    const sight = sightOf(aircraft);
    const { snapshot } = sight;
    const known = snapshot && snapshot.lat !== null && snapshot.lon !== null;
    if (!known || standsAtHub(snapshot)) {
      crafts.get(aircraft)?.marker.remove();
      crafts.delete(aircraft);
      return;
    }
    if (!crafts.has(aircraft)) crafts.set(aircraft, craftMark(map, aircraft));
    const { marker, arrow, mark } = crafts.get(aircraft);
    marker.setLatLng([snapshot.lat, snapshot.lon]);
    mark.dataset.fresh = String(sight.fresh);
    mark.dataset.heading = String(snapshot.heading_deg !== null);
    arrow.style.transform = `rotate(${snapshot.heading_deg ?? 0}deg)`;
  }

  return { show, look, resize: () => map.invalidateSize() };
}

function drawRoute(map, route) {
  const line = L.polyline(route.path.coordinates.map(([lon, lat]) => [lat, lon]), ROUTE).addTo(map);
  const places = route.landing_places.map((each) => L.marker([each.lat, each.lon], {
    icon: L.divIcon({ className: "map-place", iconSize: [14, 14] }), keyboard: false,
  }).bindTooltip(lang === "ja" || !each.en ? each.name : each.en, {
    direction: "right", className: "map-name small", offset: [6, 0], permanent: false,
  }).addTo(map));
  return { line, places };
}

function drawPads(map, routes) {
  const pads = new Map(routes.flatMap((route) => [
    [route.hub.id, { ...route.hub, kind: "hub" }], [route.hall.id, { ...route.hall, kind: "hall" }],
  ]));
  for (const pad of pads.values()) {
    L.marker([pad.lat, pad.lon], {
      icon: L.divIcon({ className: `map-pad ${pad.kind}`, iconSize: [20, 20] }), keyboard: false,
    }).bindTooltip(pageData().me.places[pad.id] ?? pad.id, {
      permanent: true, direction: "left", className: "map-name", offset: [-10, 0],
    }).addTo(map);
  }
}

/** A mark with an arrow in flight direction; what is old looks old. */
function craftMark(map, aircraft) {
  const arrow = h("span.arrow", { "aria-hidden": "true" });
  const mark = h("span.craft", { data: { aircraft } }, arrow);
  const marker = L.marker([0, 0], {
    icon: L.divIcon({ className: "map-craft", iconSize: [44, 44], html: mark }),
    keyboard: false, zIndexOffset: 1000,
  }).bindTooltip(aircraft, {
    permanent: true, direction: "left", className: "map-name craft-name", offset: [-22, 0],
  }).addTo(map);
  return { marker, arrow, mark };
}
