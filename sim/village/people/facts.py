"""What people see and hear of each other in the village: the words that scripts tell and hear.

Owns the wording, so that who tells and who hears say the same.
"""

from __future__ import annotations

PICK_LIST_THERE = "the pick list is there"
AT_THE_RAMP = "all parcels stand at the store's ramp"
AT_THE_HUB = "the first goods are at the hub"
VAN_HAS_LEFT = "the first van has left the hub"
AT_A_DOOR = "the first volunteer is at a door"

FIRST_LAUNCH = "the first aircraft has left the hub"
WIND_TURNS = "the wind turns"

Keeper = tuple[str, str]
"""Kind and id, as ("van", "van-1")."""


def shelves_done(clerk: int) -> str:
    """A clerk has packed all of the own share."""
    return f"clerk {clerk} has packed everything"


def calls_on(mover: Keeper, desk: Keeper, number: int) -> str:
    """Somebody with a vehicle stands before somebody who waits."""
    return f"{'/'.join(mover)} calls on {'/'.join(desk)}, {number}"


def brings(mover: Keeper, desk: Keeper, number: int) -> str:
    """What this call is for: the mover brings something. Of other calls it is not told."""
    return f"{'/'.join(mover)} brings something to {'/'.join(desk)}, {number}"


def has_scanned(who: Keeper, other: Keeper, number: int) -> str:
    """One side of a meeting is through with its scans."""
    return f"{'/'.join(who)} has scanned with {'/'.join(other)}, {number}"


def gives_back(volunteer: Keeper, number: int) -> str:
    """A volunteer rings the vans: nobody took something twice, it is to be fetched."""
    return f"{'/'.join(volunteer)} has something to be fetched, {number}"


def has_fetched(van: Keeper, number: int) -> str:
    """A van rings the car: what was fetched stands at the hub."""
    return f"{'/'.join(van)} has brought something back to the hub, {number}"


def hall_called(hall: str, number: int) -> str:
    """The hub rings a hall: an aircraft stands loaded for it, or waits there to fly home."""
    return f"the hub rings {hall}, {number}"


def sortie_is(sortie: str, state: str) -> str:
    """The hub's operator says on the radio how a sortie stands."""
    return f"sortie {sortie} is {state}"


def unloading_begins(sortie: str) -> str:
    """The volunteer beside the aircraft waves the others to it."""
    return f"the rotors of sortie {sortie} stand still"


def leaves_hall(volunteer: str, walk: int) -> str:
    """A volunteer goes to a door."""
    return f"{volunteer} leaves the hall, {walk}"


def at_hall_again(volunteer: str, walk: int) -> str:
    """A volunteer is back from a door."""
    return f"{volunteer} is back at the hall, {walk}"


def aircraft_seen_to(volunteer: str, number: int) -> str:
    """A volunteer has nothing more to do for an aircraft."""
    return f"{volunteer} has seen to an aircraft, {number}"


def launch_wanted(aircraft: str, number: int) -> str:
    """The operator tells the launch authority that all is ready."""
    return f"{aircraft} waits for the launch, {number}"


def launch_answered(aircraft: str, number: int) -> str:
    """The launch authority has launched, or has said why not."""
    return f"the launch authority has looked at {aircraft}, {number}"


def put_away(aircraft: str) -> str:
    """Nothing more is to be done with an aircraft today."""
    return f"{aircraft} is put away"
