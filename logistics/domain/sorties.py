"""Sorties: one round of one aircraft to one hall, from its plan until it is home again.

Owns the sortie's machine and what each of its states means for the goods. A sortie is a flight out
with goods and a flight home, empty, or with the goods when nobody consented. Knows nothing of
vehicles or of tables.
"""

from __future__ import annotations

from enum import StrEnum

from missions.machine import StateMachine


class SortieState(StrEnum):
    PLANNED = "planned"
    LOADED = "loaded"  # all its parcels are on board
    ASKED = "asked"  # the desk has been asked to prepare the flight out
    READY = "ready"  # every gate passed; waits for the launch
    FLYING_OUT = "flying_out"
    AT_HALL = "at_hall"
    UNLOADED = "unloaded"
    SWAPPED = "swapped"  # has a fresh battery
    FLYING_HOME = "flying_home"
    CAME_BACK = "came_back"  # at the hub, with its load
    DONE = "done"
    CANCELLED = "cancelled"  # never flew
    DIVERTED = "diverted"  # on an emergency landing place
    DOWN = "down"  # on the ground anywhere else
    LOST = "lost"  # not heard of for longer than its battery lasts


class SortieEvent(StrEnum):
    LOAD = "load"
    ASK = "ask"
    GO = "go"
    NO_GO = "no_go"
    CANCEL = "cancel"
    LAUNCH = "launch"
    NEVER_LEFT = "never_left"  # the order to launch was sent, the aircraft stayed on the ground
    ARRIVE = "arrive"
    UNLOAD = "unload"
    SWAP = "swap"
    LAUNCH_HOME = "launch_home"
    STAY = "stay"  # refused to fly home: it still stands at the hall
    COME_BACK = "come_back"
    EMPTY = "empty"  # what it brought back is off board again
    RETURN = "return"
    RECOVER = "recover"  # fetched from its hall by road
    DIVERT = "divert"
    COME_DOWN = "come_down"
    VANISH = "vanish"


BEFORE_LAUNCH = (
    SortieState.PLANNED,
    SortieState.LOADED,
    SortieState.ASKED,
    SortieState.READY,
)
IN_THE_AIR = (SortieState.FLYING_OUT, SortieState.FLYING_HOME)
AT_A_HALL = (SortieState.AT_HALL, SortieState.UNLOADED, SortieState.SWAPPED)
ASTRAY = frozenset({SortieState.DIVERTED, SortieState.DOWN, SortieState.LOST})
"""Neither at the hub nor at the hall: somebody has to look for it."""
ENDED = frozenset({SortieState.DONE, SortieState.CANCELLED, *ASTRAY})

SORTIE_MACHINE = StateMachine[SortieState, SortieEvent](
    "sortie",
    {
        (SortieState.PLANNED, SortieEvent.LOAD): SortieState.LOADED,
        (SortieState.LOADED, SortieEvent.ASK): SortieState.ASKED,
        (SortieState.ASKED, SortieEvent.GO): SortieState.READY,
        (SortieState.ASKED, SortieEvent.NO_GO): SortieState.LOADED,
        (SortieState.READY, SortieEvent.LAUNCH): SortieState.FLYING_OUT,
        (SortieState.FLYING_OUT, SortieEvent.NEVER_LEFT): SortieState.CANCELLED,
        (SortieState.FLYING_OUT, SortieEvent.ARRIVE): SortieState.AT_HALL,
        (SortieState.FLYING_OUT, SortieEvent.COME_BACK): SortieState.CAME_BACK,
        (SortieState.CAME_BACK, SortieEvent.EMPTY): SortieState.DONE,
        (SortieState.AT_HALL, SortieEvent.UNLOAD): SortieState.UNLOADED,
        (SortieState.UNLOADED, SortieEvent.SWAP): SortieState.SWAPPED,
        (SortieState.SWAPPED, SortieEvent.LAUNCH_HOME): SortieState.FLYING_HOME,
        (SortieState.FLYING_HOME, SortieEvent.STAY): SortieState.SWAPPED,
        (SortieState.FLYING_HOME, SortieEvent.RETURN): SortieState.DONE,
        (SortieState.AT_HALL, SortieEvent.RECOVER): SortieState.CAME_BACK,
        (SortieState.UNLOADED, SortieEvent.RECOVER): SortieState.DONE,
        (SortieState.SWAPPED, SortieEvent.RECOVER): SortieState.DONE,
        **{(state, SortieEvent.CANCEL): SortieState.CANCELLED for state in BEFORE_LAUNCH},
        **{(state, SortieEvent.DIVERT): SortieState.DIVERTED for state in IN_THE_AIR},
        **{(state, SortieEvent.COME_DOWN): SortieState.DOWN for state in IN_THE_AIR},
        **{(state, SortieEvent.VANISH): SortieState.LOST for state in IN_THE_AIR},
    },
)


class Word(StrEnum):
    """What the volunteer at the hall says."""

    CONFIRMED = "confirmed"  # stands at the hall and receives the aircraft, also from another
    PAD_CLEAR = "pad-clear"
    PAD_NOT_CLEAR = "pad-not-clear"  # neither to land nor to start for home
    CONSENT = "consent"  # the pad is clear: come down now
    UNLOADED = "unloaded"
    SWAPPED = "swapped"  # with the ids of the battery taken out and of the one put in
    ALL_CLEAR = "all-clear"  # nobody is near: it may start for home


SAID_IN: dict[Word, frozenset[SortieState]] = {
    Word.CONFIRMED: frozenset((*BEFORE_LAUNCH, *AT_A_HALL)),
    Word.PAD_CLEAR: frozenset((*BEFORE_LAUNCH, SortieState.FLYING_OUT)),
    Word.PAD_NOT_CLEAR: frozenset((*BEFORE_LAUNCH, SortieState.FLYING_OUT, SortieState.SWAPPED)),
    Word.CONSENT: frozenset({SortieState.FLYING_OUT}),
    Word.UNLOADED: frozenset({SortieState.AT_HALL}),
    Word.SWAPPED: frozenset({SortieState.UNLOADED}),
    Word.ALL_CLEAR: frozenset({SortieState.SWAPPED}),
}
"""When each word means something."""
