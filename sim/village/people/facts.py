"""What people see and hear of each other in the village: the words that scripts tell and hear.

Owns the wording, so that who tells and who hears say the same.
"""

from __future__ import annotations

PICK_LIST_THERE = "the pick list is there"
AT_THE_RAMP = "all parcels stand at the store's ramp"
AT_THE_HUB = "the first goods are at the hub"
VAN_HAS_LEFT = "the first van has left the hub"
AT_A_DOOR = "the first volunteer is at a door"

Keeper = tuple[str, str]
"""Kind and id, as ("van", "van-1")."""


def shelves_done(clerk: int) -> str:
    """A clerk has packed all of the own share."""
    return f"clerk {clerk} has packed everything"


def calls_on(mover: Keeper, desk: Keeper, number: int) -> str:
    """Somebody with a vehicle stands before somebody who waits; the first call goes onward."""
    return f"{'/'.join(mover)} calls on {'/'.join(desk)}, {number}"


def has_scanned(who: Keeper, other: Keeper, number: int) -> str:
    """One side of a meeting is through with its scans."""
    return f"{'/'.join(who)} has scanned with {'/'.join(other)}, {number}"
