"""Faults that a vehicle is told to have: their names, what they mean, and when each strikes.

Owns the table of kinds and the reading of `KIND[:ARG]@WHEN[/SECONDS]`; what each does is in
`strikes`. Knows nothing of the command line.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.errors import SorabinError
from sim.sitl.alteration import wanted_field
from sim.sitl.moments import BadMoment, Moment, parse_moment

DIED = 70
"""Exit code of a process that `die` has ended."""


class BadFault(SorabinError):
    """The text names no fault, or not when."""

    code = "bad-fault"


class VehicleDied(Exception):
    """The fault `die` has struck."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`argument`: what ARG is, with its unit and default, "" where there is none. `defaults`: ARG's
    numbers; None: it is a text. `lasts`: whether it can end, so that /SECONDS may follow."""

    meaning: str
    argument: str = ""
    defaults: tuple[float, ...] | None = ()
    lasts: bool = False


_ENDLESS_S = 1e12

KINDS: dict[str, Kind] = {
    # what it keeps and says
    "alter-readback": Kind(
        "one stored field is read back changed", "ITEM.FIELD (x y z param1); drawn", None
    ),
    "refuse-mission": Kind("uploads are refused", "the MAV_MISSION_RESULT (1)", (1.0,)),
    "partial-upload": Kind(
        "an upload is accepted, and only its first items are kept", "how many (half)", (-1.0,)
    ),
    "ignore-parameter": Kind(
        "writing it is neither done nor answered", "its name (all)", None, lasts=True
    ),
    "forget-parameter": Kind(
        "writing it is answered and not done", "its name (all)", None, lasts=True
    ),
    "no-answer": Kind("commands are neither obeyed nor answered", lasts=True),
    "wrong-ack": Kind(
        "acknowledgements say another result than what was done",
        "the MAV_RESULT (failed of what was done, accepted of what was not)", (-1.0,), lasts=True,
    ),
    "other-ack": Kind(
        "acknowledgements name another command", "its MAV_CMD number (0)", (0.0,), lasts=True
    ),
    # its radio, both ways
    "lose-link": Kind(
        "nothing is sent or heard", "seconds (for ever)", (_ENDLESS_S,), lasts=True
    ),
    "packet-loss": Kind("packets are lost one by one", "per cent (20)", (20.0,), lasts=True),
    "delay": Kind(
        "packets take longer each way, in their order",
        "seconds, and up to so many more at random (1,0)", (1.0, 0.0), lasts=True,
    ),
    "reorder": Kind(
        "packets come 0.3 s after those that were sent behind them", "per cent (20)", (20.0,),
        lasts=True,
    ),
    "duplicate": Kind("packets come twice", "per cent (20)", (20.0,), lasts=True),
    "late-heartbeat": Kind(
        "heartbeats come late, all else in time", "seconds (3)", (3.0,), lasts=True
    ),
    # its process and its clock
    "die": Kind("the process ends"),
    "reboot": Kind("its power fails for a moment", "it comes back with this system id", (0.0,)),
    "other-sysid": Kind(
        "silent for 5 s, then back with another system id", "the id (the next one)", (0.0,)
    ),
    "clock-jump": Kind(
        "the time since its start is told other than it is", "seconds, negative: back (600)",
        (600.0,), lasts=True,
    ),
    # its sensors
    "gps-loss": Kind("no satellites", "seconds (for ever)", (_ENDLESS_S,), lasts=True),
    "stuck-gps": Kind("the receiver tells its last fix again and again", lasts=True),
    "gps-jump": Kind(
        "the receiver's place is suddenly off",
        "metres, and the bearing in degrees (30, drawn)", (30.0, -1.0), lasts=True,
    ),
    "gps-drift": Kind(
        "the receiver's place goes off slowly, its speed is true",
        "m/s, metres at most, bearing in degrees (0.5,50, drawn)", (0.5, 50.0, -1.0), lasts=True,
    ),
    "compass-error": Kind(
        "the compass points aside; from 36° on it is refused in flight",
        "degrees clockwise (20)", (20.0,), lasts=True,
    ),
    "bad-compass": Kind("the pre-arm check of the compass fails"),
    "baro-drift": Kind(
        "the barometer's height goes off; what it tells too much is flown too low",
        "m/s, and metres at most (0.05,15)", (0.05, 15.0), lasts=True,
    ),
    # its body and the air
    "motor-lost": Kind(
        "one motor stops: fewer than eight cannot hold the craft, more are weakened by two",
        "how many it has (8)", (8.0,),
    ),
    "motor-weak": Kind("hovering takes more power", "the factor (1.3)", (1.3,), lasts=True),
    "battery-sag": Kind("the battery is found emptier", "per cent left (15)", (15.0,)),
    "wind": Kind("another wind", "m/s (12)", (12.0,), lasts=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`lasts_s`: seconds of vehicle time after which it ends; None: it does not by itself."""

    kind: str
    argument: str
    when: Moment
    lasts_s: float | None = None

    def numbers(self) -> tuple[float, ...]:
        """ARG's numbers, with the default where one is not said."""
        defaults = KINDS[self.kind].defaults or ()
        said = tuple(float(part) for part in self.argument.split(",")) if self.argument else ()
        return (*said, *defaults[len(said) :])

    def number(self) -> float:
        return self.numbers()[0]


def parse_fault(text: str) -> Fault:
    """Read `KIND[:ARG]@WHEN[/SECONDS]`. Raises BadFault."""
    what, at, when = text.partition("@")
    kind, _, argument = what.partition(":")
    if kind not in KINDS:
        raise BadFault(f"no fault {kind!r}; there are {', '.join(KINDS)}", text=text)
    if not at:
        raise BadFault(f"{text!r} does not say when: @ and a moment", text=text)
    moment, slash, lasts = when.partition("/")
    try:
        fault = Fault(kind, argument, parse_moment(moment), float(lasts) if slash else None)
        _check(fault)
    except (ValueError, BadMoment) as error:
        raise BadFault(f"{text!r}: {error}", text=text) from error
    return fault


def _check(fault: Fault) -> None:
    """Raises ValueError for an argument or a time that the kind does not take."""
    kind = KINDS[fault.kind]
    if fault.kind == "alter-readback":
        wanted_field(fault.argument)
    elif kind.defaults is not None:
        numbers = fault.numbers()
        if len(numbers) > len(kind.defaults):
            raise ValueError(f"{fault.kind} takes {kind.argument or 'no argument'}")
        if any(number != number or abs(number) > _ENDLESS_S for number in numbers):
            raise ValueError("that is no number")
    if fault.lasts_s is not None and not (kind.lasts and 0.0 < fault.lasts_s < _ENDLESS_S):
        raise ValueError(f"{fault.kind} does not end after a time")


def fault_table() -> str:
    """All kinds as a table in Markdown."""
    lines = ["| fault | what it does | ARG | /SECONDS |", "|---|---|---|---|"]
    for name, kind in KINDS.items():
        lines.append(
            f"| `{name}` | {kind.meaning} | {kind.argument} | {'yes' if kind.lasts else ''} |"
        )
    return "\n".join(lines) + "\n"
