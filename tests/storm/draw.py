"""What each flight of the storm meets, drawn from the storm's seed and the flight's number.

Owns the drawing: route, load, consent, weather, people and faults. The first fault's kind goes
round by the number, so that every kind comes as often as any other; all else is chance. Knows
nothing of how a flight is flown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from missions.flight.scenario import ConsentPlan
from missions.routes.library import RouteLibrary
from missions.routes.model import Route
from sim.sitl.faults import KINDS

OURS, REAL = "sitl", "arducopter"
_TWICE, _OBEYS, _ROUND = 0.25, 0.3, 0.12
_FOR_EVER = 0.2
_HEAVIEST_KG = 5.0
_CALM_MPS = 4.5  # beyond it the day's own gates let nothing fly
_FASTEST_MPS = 15.0

DESK = ("desk-cut", "desk-deaf", "desk-delay", "desk-loss", "desk-killed")
"""What befalls our side's radio and process: nothing heard and nothing arriving, nothing arriving,
every packet late, packets lost, the process killed and started again."""
MEDDLED = ("battery low", "position lost", "fence broken")
"""What can be done to any vehicle from outside (`sim.bench.meddling`)."""
_RADIO = ("lose-link", "packet-loss", "delay", "reorder", "duplicate", "late-heartbeat", *DESK[:4])
_ON_GROUND = (
    "alter-readback", "refuse-mission", "partial-upload", "ignore-parameter", "forget-parameter",
)  # fmt: skip
_ANSWERS = ("no-answer", "wrong-ack", "other-ack")


@dataclass(frozen=True, slots=True)
class DeskFault:
    """`moment` as `missions.flight.moment` reads it; `lasts_s` vehicle seconds, None: for ever.
    `number`: seconds of delay, or the share of packets that is lost."""

    kind: str
    moment: str
    number: float = 0.0
    lasts_s: float | None = None

    def __str__(self) -> str:
        lasts = f"/{self.lasts_s:g}" if self.lasts_s is not None else ""
        return f"{self.kind}:{self.number:g}@{self.moment}{lasts}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One flight. `faults` as `sorabin sitl --fault` takes them; `meddling` as `sim.bench` names
    it, at `meddled_at` of the way. `obeys`: an operator does what alarms ask. `back_after_s`:
    vehicle seconds after which an aircraft whose process died is switched on again, or None."""

    number: int
    vehicle: str
    kind: str
    route: str
    load_kg: float
    consent: str
    consent_after_s: float
    wind_mps: float
    wind_from_deg: float
    turbulence: float
    round: bool
    obeys: bool
    faults: tuple[str, ...]
    desk: tuple[DeskFault, ...]
    meddling: str
    meddled_at: float
    back_after_s: float | None
    seed: int

    @property
    def name(self) -> str:
        return f"{self.vehicle} {self.number:03d}"

    @property
    def told(self) -> str:
        """All that it meets, in one line."""
        people = f"consent {self.consent}" + (", operator obeys alarms" if self.obeys else "")
        met = [*self.faults, *map(str, self.desk)]
        if self.meddling:
            met.append(f"{self.meddling}@{self.meddled_at:g}")
        wind = f"wind {self.wind_mps:g} from {self.wind_from_deg:g}"
        way = f"{self.route}{' and home' if self.round else ''} with {self.load_kg:g} kg"
        return f"{way}, {people}, {wind}: {' + '.join(met)}"


def kinds_of(vehicle: str) -> tuple[str, ...]:
    """The kinds that go round."""
    if vehicle == OURS:
        return (*KINDS, *DESK)
    return (*DESK, *MEDDLED)


def drawn(seed: int, number: int, vehicle: str, routes: RouteLibrary) -> Drawn:
    """The flight with this number."""
    rng = Random(f"{seed}/{vehicle}/{number}")
    kinds = kinds_of(vehicle)
    kind = kinds[number % len(kinds)]
    route = rng.choice([*routes])
    consent = rng.choice([*ConsentPlan, ConsentPlan.YES, ConsentPlan.YES])
    wind_mps = round(rng.uniform(0.0, _CALM_MPS), 1)
    met = [kind]
    if rng.random() < _TWICE:
        second = rng.choice(_RADIO if vehicle == OURS else DESK[:4])
        met += [second] if second != kind else []
    faults = tuple(_fault(rng, one, route, consent) for one in met if one in KINDS)
    desk = tuple(_desk_fault(rng, one, consent) for one in met if one in DESK)
    ends_at_hall = consent is ConsentPlan.YES
    return Drawn(
        number=number,
        vehicle=vehicle,
        kind=kind,
        route=route.name,
        load_kg=round(rng.uniform(0.0, _HEAVIEST_KG), 1),
        consent=str(consent),
        consent_after_s=round(rng.uniform(1.0, 40.0), 1),
        wind_mps=wind_mps,
        wind_from_deg=float(rng.randrange(360)),
        turbulence=round(rng.uniform(0.0, 1.5), 1),
        round=ends_at_hall and "desk-killed" not in met and rng.random() < _ROUND,
        obeys=rng.random() < _OBEYS,
        faults=faults,
        desk=desk,
        meddling=kind if kind in MEDDLED else "",
        meddled_at=round(rng.uniform(0.1, 0.9), 2),
        back_after_s=round(rng.uniform(5.0, 60.0), 1) if rng.random() < 0.7 else None,
        seed=rng.randrange(1, 2**31),
    )


def _number(rng: Random, least: float, most: float, digits: int = 2) -> str:
    return f"{rng.uniform(least, most):.{digits}f}"


def _either(rng: Random, least: float, most: float) -> str:
    """With either sign."""
    return f"{rng.choice((-1, 1)) * rng.uniform(least, most):.2f}"


def _numbers(*spans: tuple[float, float]) -> Callable[[Random], str]:
    return lambda rng: ",".join(_number(rng, *span) for span in spans)


def _text(*texts: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(texts)


_PARAMETERS = ("", "FS_GCS_ENABLE", "FENCE_ENABLE", "WPNAV_SPEED", "BATT_FS_LOW_ACT")
_ARGUMENTS: dict[str, Callable[[Random], str]] = {
    "alter-readback": _text(""),
    "refuse-mission": _text("1", "2", "4", "5", "13"),
    "partial-upload": _text("", "1", "3", "10"),
    "ignore-parameter": _text(*_PARAMETERS),
    "forget-parameter": _text(*_PARAMETERS),
    "wrong-ack": _text("", "", "1", "2", "3", "4"),
    "other-ack": _text("0", "400", "300"),
    "lose-link": lambda rng: "" if rng.random() < _FOR_EVER else _number(rng, 2.0, 200.0),
    "packet-loss": _numbers((5.0, 80.0)),
    "delay": _numbers((0.1, 4.0), (0.0, 2.0)),
    "reorder": _numbers((5.0, 60.0)),
    "duplicate": _numbers((10.0, 100.0)),
    "late-heartbeat": _numbers((0.5, 8.0)),
    "reboot": _text("", "", "77"),
    "clock-jump": lambda rng: _either(rng, 1.0, 900.0),
    "gps-loss": lambda rng: "" if rng.random() < _FOR_EVER else _number(rng, 1.0, 60.0),
    "gps-jump": _numbers((5.0, 150.0), (0.0, 359.0)),
    "gps-drift": _numbers((0.1, 2.0), (10.0, 100.0), (0.0, 359.0)),
    "compass-error": lambda rng: _either(rng, 5.0, 60.0),
    "baro-drift": lambda rng: f"{_either(rng, 0.02, 0.3)},{_number(rng, 3.0, 30.0)}",
    "motor-lost": _text("8", "8", "6", "4"),
    "motor-weak": _numbers((1.05, 1.8)),
    "battery-sag": _numbers((1.0, 50.0)),
    "wind": _numbers((5.0, 18.0)),
}


def _fault(rng: Random, kind: str, route: Route, consent: ConsentPlan) -> str:
    """KIND[:ARG]@WHEN[/SECONDS]."""
    make = _ARGUMENTS.get(kind)
    argument = make(rng) if make else ""
    when = _when(rng, kind, route, consent)
    lasts = ""
    if KINDS[kind].lasts and kind not in ("lose-link", "gps-loss") and rng.random() > _FOR_EVER:
        least, most = (20.0, 400.0) if when == "preflight" else (2.0, 150.0)
        lasts = f"/{_number(rng, least, most, 0)}"
    return f"{kind}{':' if argument else ''}{argument}@{when}{lasts}"


def _when(rng: Random, kind: str, route: Route, consent: ConsentPlan) -> str:
    if kind in _ON_GROUND:
        return "preflight"
    if kind in _ANSWERS:
        return rng.choice(("preflight", "takeoff", f"out:{_number(rng, 0.0, 1.0)}", "over-hall"))
    way_s = route.length_m / route.cruise_mps
    back = consent in (ConsentPlan.NO, ConsentPlan.LATE)
    point = rng.choice(route.path)
    return rng.choice(
        (
            "preflight" if kind in (*_RADIO, "bad-compass") else "takeoff",
            "takeoff",
            *[f"out:{_number(rng, 0.0, 1.0)}"] * 3,
            "over-hall",
            "landing",
            f"home:{_number(rng, 0.0, 1.0)}" if back else f"out:{_number(rng, 0.5, 1.0)}",
            f"t:{_number(rng, 2.0, (2.0 if back else 1.0) * way_s, 0)}",
            f"place:{point.lat_deg:.6f},{point.lon_deg:.6f},60",
        )
    )


def _desk_fault(rng: Random, kind: str, consent: ConsentPlan) -> DeskFault:
    number = {
        "desk-delay": round(rng.uniform(0.2, 5.0), 2),
        "desk-loss": round(rng.uniform(0.05, 0.8), 2),
    }.get(kind, 0.0)
    lands = consent in (ConsentPlan.YES, ConsentPlan.TAKEN_BACK)
    share = f"out:{_number(rng, 0.0, 1.0)}"
    landing = f"landing:{_number(rng, 2.0, 25.0, 0)}" if lands else "over-hall"
    moment = rng.choice(("takeoff", share, share, share, "over-hall", landing))
    for_ever = kind != "desk-killed" and rng.random() < _FOR_EVER
    lasts_s = None if for_ever else round(rng.uniform(1.0, 150.0), 1)
    return DeskFault(kind, moment, number, lasts_s)
