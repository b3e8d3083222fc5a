"""Custody: who keeps a parcel, and how it changes hands.

Owns the keeper, the way of keepers that a parcel goes, and the judgement of one scan. A handover
needs one scan by each side, in either order; the second moves the keeper. Knows nothing of
people's sign-in, of tables or of the parcel's contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from missions.errors import SorabinError
from missions.machine import StateMachine


class KeeperKind(StrEnum):
    STORE = "store"
    SUPPORTER = "supporter"
    HUB = "hub"
    VAN = "van"
    AIRCRAFT = "aircraft"
    VOLUNTEER = "volunteer"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True, order=True)
class Keeper:
    """Who is answerable for a parcel: a kind and an id (place, person, vehicle or household)."""

    kind: KeeperKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


ONWARD = frozenset(
    {
        (KeeperKind.STORE, KeeperKind.SUPPORTER),
        (KeeperKind.SUPPORTER, KeeperKind.HUB),
        (KeeperKind.HUB, KeeperKind.VAN),
        (KeeperKind.VAN, KeeperKind.VOLUNTEER),
        (KeeperKind.HUB, KeeperKind.AIRCRAFT),
        (KeeperKind.AIRCRAFT, KeeperKind.VOLUNTEER),
        (KeeperKind.VOLUNTEER, KeeperKind.RESIDENT),
    }
)
"""Handovers towards the door; the same pairs reversed lead back to the store."""
BACK = frozenset((taker, giver) for giver, taker in ONWARD if taker is not KeeperKind.RESIDENT) - {
    # An aircraft flies home without goods; what nobody took at the hall it brings back itself.
    (KeeperKind.VOLUNTEER, KeeperKind.AIRCRAFT)
}


class Side(StrEnum):
    GIVE = "give"
    TAKE = "take"


class HandoverState(StrEnum):
    OPEN = "open"
    GIVEN = "given"  # the giver has scanned
    TAKEN = "taken"  # the taker has scanned
    DONE = "done"


class HandoverEvent(StrEnum):
    GIVE = "give"
    TAKE = "take"
    WITHDRAW = "withdraw"


HANDOVER_MACHINE = StateMachine[HandoverState, HandoverEvent](
    "handover",
    {
        (HandoverState.OPEN, HandoverEvent.GIVE): HandoverState.GIVEN,
        (HandoverState.OPEN, HandoverEvent.TAKE): HandoverState.TAKEN,
        (HandoverState.GIVEN, HandoverEvent.TAKE): HandoverState.DONE,
        (HandoverState.TAKEN, HandoverEvent.GIVE): HandoverState.DONE,
        (HandoverState.GIVEN, HandoverEvent.WITHDRAW): HandoverState.OPEN,
        (HandoverState.TAKEN, HandoverEvent.WITHDRAW): HandoverState.OPEN,
    },
)


class HandoverRefused(SorabinError):
    """Base of the refusals of a scan."""

    code = "handover-refused"


class ScanOutOfTurn(HandoverRefused):
    """It is not this keeper's turn to give or take."""

    code = "handover-out-of-turn"


class WrongPerson(HandoverRefused):
    """The parcel is meant for, or kept by, another of the same kind."""

    code = "handover-wrong-person"


class AlreadyScanned(HandoverRefused):
    """This side has scanned already."""

    code = "handover-already-done"


@dataclass(frozen=True, slots=True)
class Way:
    """The keepers that a parcel passes, and how far it has come."""

    keepers: tuple[Keeper, ...]
    position: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.position < len(self.keepers):
            raise ValueError(f"no keeper {self.position} on a way of {len(self.keepers)}")
        for giver, taker in zip(self.keepers, self.keepers[1:], strict=False):
            if (giver.kind, taker.kind) not in ONWARD | BACK:
                raise ValueError(f"{giver} cannot hand over to {taker}")

    @property
    def keeper(self) -> Keeper:
        return self.keepers[self.position]

    @property
    def next(self) -> Keeper | None:
        """Who takes over next; None at the end."""
        following = self.keepers[self.position + 1 :]
        return following[0] if following else None

    def moved(self) -> Way:
        """The way after the next handover."""
        return Way(self.keepers, self.position + 1)

    def onward(self, following: Sequence[Keeper]) -> Way:
        """The way with another future: `following` after the present keeper."""
        return Way((*self.keepers[: self.position + 1], *following), self.position)

    def turned_back(self, van: Keeper | None = None) -> Way:
        """The way with the future replaced by the road back through the keepers passed.

        Detours are left out. No aircraft takes goods back from the hall: `van` goes in its place.
        """
        straight: list[Keeper] = []
        for keeper in self.keepers[: self.position + 1]:
            if keeper in straight:
                del straight[straight.index(keeper) :]
            straight.append(keeper)
        back = [
            van if van is not None and keeper.kind is KeeperKind.AIRCRAFT else keeper
            for keeper in reversed(straight[:-1])
        ]
        return self.onward(back)


def judge_scan(way: Way, state: HandoverState, side: Side, scanner: Keeper) -> HandoverState:
    """Return the handover's state after a scan by `scanner`, or raise the reason for refusal.

    `state` is that of the handover from the present keeper to the next. Raises AlreadyScanned,
    ScanOutOfTurn or WrongPerson.
    """
    due = way.keeper if side is Side.GIVE else way.next
    if due == scanner and way.next is not None:
        event = HandoverEvent(side.value)
        if not HANDOVER_MACHINE.allows(state, event):
            raise AlreadyScanned(f"{scanner} has scanned already: {side}", state=str(state))
        return HANDOVER_MACHINE.after(state, event)
    if _has_done(way, side, scanner):
        raise AlreadyScanned(
            f"{scanner} has done this handover already; the parcel is with {way.keeper}",
            keeper=str(way.keeper),
        )
    if due is None or way.next is None:
        raise ScanOutOfTurn(
            f"nobody is to take the parcel over from {way.keeper}", keeper=str(way.keeper)
        )
    if due.kind is scanner.kind:
        raise WrongPerson(f"this is for {due}, not for {scanner}", due=str(due))
    raise ScanOutOfTurn(
        f"the parcel is with {way.keeper}; to {side} now is the turn of {due}, not of {scanner}",
        keeper=str(way.keeper),
        due=str(due),
    )


def _has_done(way: Way, side: Side, scanner: Keeper) -> bool:
    """Whether `scanner` took the parcel (and has it), or gave it away in the last handover."""
    if side is Side.TAKE:
        return way.position > 0 and way.keeper == scanner
    return scanner != way.keeper and scanner in way.keepers[: way.position]
