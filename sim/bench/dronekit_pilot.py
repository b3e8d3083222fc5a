"""dronekit holding many vehicles, a pair of threads for each: what the flight desk is held against.

Owns the process (`python -m sim.bench.dronekit_pilot HZ PORT…`): it connects to each port in turn,
as dronekit's users do, and counts all messages that its listeners are given. It writes one line of
JSON when all are connected; and, for each line that it is sent, one with its counts. A line
`{"words": [[after_s, vehicle, command], …]}` has it say these first, each at its machine second
after the line came, and the answer tells when each was called.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from dronekit import connect

from missions.clock import machine_s, pause


def say(vehicles: Sequence[Any], words: Sequence[tuple[float, int, int]]) -> list[float]:
    """Machine seconds at which each word was called."""
    began_s, called = machine_s(), []
    for after_s, number, command in words:
        pause(max(0.0, began_s + after_s - machine_s()))
        called.append(machine_s())
        vehicle = vehicles[number]
        order = vehicle.message_factory.command_long_encode(0, 0, command, 0, *[0.0] * 7)
        vehicle.send_mavlink(order)
    return called


def main(argv: Sequence[str]) -> None:
    """Entry of the process."""
    hz, ports = int(float(argv[0])), argv[1:]
    heard: Counter[int] = Counter()
    vehicles = []

    def listened(number: int, _vehicle: object, _name: str, _message: object) -> None:
        heard[number] += 1

    for number, port in enumerate(ports):
        vehicle = connect(f"tcp:127.0.0.1:{port}", rate=hz, source_system=245)
        vehicle.add_message_listener("*", partial(listened, number))
        vehicles.append(vehicle)
    _tell({"connected": len(vehicles)})
    for line in sys.stdin:
        asked = json.loads(line)
        called = say(vehicles, asked.get("words", ()))
        _tell({"heard": [heard[number] for number in range(len(ports))], "called": called})


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
