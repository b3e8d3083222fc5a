"""A flight as JSON: what `sorabin fly --json` writes and tests read.

Owns the names of its fields. Knows nothing of how the flight was flown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from missions.flight.executive import Executive
from missions.flight.gates import Gate
from missions.flight.preflight import Prepared


@dataclass(frozen=True, slots=True)
class Flown:
    """One flight that has ended, launched or not."""

    executive: Executive
    prepared: Prepared
    gates: tuple[Gate, ...]

    @property
    def outcome(self) -> str:
        return str(self.executive.record.state)


def flight_json(flown: Flown) -> dict[str, Any]:
    """Lengths in metres, energies in watt hours, times in vehicle seconds."""
    executive, prepared = flown.executive, flown.prepared
    lifted_s, landed_s = executive.lifted_s, executive.landed_s
    airborne = None if lifted_s is None or landed_s is None else round(landed_s - lifted_s, 1)
    return {
        "route": executive.route.name,
        "direction": str(executive.mission.direction),
        "outcome": flown.outcome,
        "landed": _landed(executive),
        "airborne_s": airborne,
        "distance_m": round(executive.track.distance_m, 1),
        "max_cross_track_m": _rounded(executive.track.max_cross_track_m),
        "p95_cross_track_m": _rounded(executive.track.p95_cross_track_m),
        "energy_wh": round(executive.track.energy_wh, 2),
        "mission_sha256": {
            "approved": prepared.approved_sha256,
            "readback": prepared.readback_sha256,
        },
        "gates": [{**asdict(gate), "verdict": str(gate.verdict)} for gate in flown.gates],
        "events": [
            {"kind": note.kind, "vehicle_s": note.vehicle_s, **note.facts}
            for note in executive.record.notes
        ],
    }


def trial_json(flights: list[Flown], *, rate: float) -> dict[str, Any]:
    """All flights, and at the top what the first one came to."""
    told = [flight_json(flown) for flown in flights]
    return {**told[0], "vehicle_rate": round(rate, 2), "flights": told}


def tracks_geojson(flights: list[Flown]) -> dict[str, Any]:
    """The flown ways as GeoJSON (RFC 7946): one line for each flight.

    Its properties have for each point the height in metres above mean sea level, the vehicle time
    in seconds and the power in watts.
    """
    return {"type": "FeatureCollection", "features": [_line(flown) for flown in flights]}


def _line(flown: Flown) -> dict[str, Any]:
    samples = flown.executive.track.samples
    places = [sample.position for sample in samples]
    return {
        "type": "Feature",
        "properties": {
            "route": flown.executive.route.name,
            "direction": str(flown.executive.mission.direction),
            "outcome": flown.outcome,
            "alt_amsl_m": [round(at.alt_amsl_m, 2) for at in places],
            "vehicle_s": [round(sample.at_s, 3) for sample in samples],
            "power_w": [None if s.power_w is None else round(s.power_w, 1) for s in samples],
        },
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(at.lon_deg, 7), round(at.lat_deg, 7)] for at in places],
        },
    }


def _landed(executive: Executive) -> dict[str, Any] | None:
    landing = executive.landing
    if landing is None:
        return None
    return {
        "place": landing.place,
        "lat": landing.position.lat_deg,
        "lon": landing.position.lon_deg,
        "alt_amsl_m": round(landing.position.alt_amsl_m, 2),
        "error_m": round(landing.error_m, 2),
        "alt_error_m": round(landing.alt_error_m, 2),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
