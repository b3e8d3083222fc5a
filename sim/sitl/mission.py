"""The mission engine: which command is running and which comes next.

Owns the list's state machine as ArduPilot's AP_Mission has it: navigation commands one at a time,
"do" commands between them, jumps with counts, the flags of landing and of the return path, what a
jump from outside does while running or stopped. Flying is the hooks' affair; knows no MAVLink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

from sim.sitl.item import JUMP, LAND, LAND_START, NAMES, RETURN_PATH_START, TAKEOFF, StoredItem
from sim.sitl.rejoin import Point, closest_leg

CAPACITY = 724
"""Items that ArduCopter's simulator stores."""
_FOREVER = -1
_MAX_STEPS = 255
_JUMPS_IN_A_ROW = 64


class MissionState(Enum):
    STOPPED = "stopped"
    RUNNING = "running"
    COMPLETE = "complete"


class MissionHooks(Protocol):
    """What the engine needs of the vehicle."""

    def start_command(self, seq: int, item: StoredItem) -> None: ...
    def command_done(self, seq: int, item: StoredItem) -> bool: ...
    def mission_ended(self) -> None: ...
    def say(self, text: str) -> None: ...
    def locate(self, item: StoredItem) -> Point | None: ...


class Mission:
    """The stored list (item 0 is home and never flown) and where in it the vehicle is."""

    def __init__(self, hooks: MissionHooks, restarts: Callable[[], bool]) -> None:
        self._hooks = hooks
        self._restarts = restarts
        self.items: list[StoredItem] = []
        self.state = MissionState.STOPPED
        self.version = 0
        self.landing = False
        self.returning = False
        self.force_resume = False
        self._nav: int | None = None
        self._nav_loaded = False
        self._do: int | None = None
        self._do_loaded = False
        self._do_all_done = False
        self._runs: dict[int, int] = {}

    @property
    def current_seq(self) -> int:
        """As MISSION_CURRENT says it: 0 where nothing has been started."""
        return self._nav or 0

    @property
    def current(self) -> StoredItem | None:
        return self.items[self._nav] if self._nav and self._nav < len(self.items) else None

    @property
    def present(self) -> bool:
        return len(self.items) > 1

    def clear(self, *, armed: bool) -> bool:
        """Remove all; refused while it is being flown."""
        if armed and self.state is MissionState.RUNNING:
            return False
        self.items = []
        self.version += 1
        self._nav = self._do = None
        self._nav_loaded = self._do_loaded = False
        self.state = MissionState.STOPPED
        return True

    def truncate(self, count: int) -> None:
        if len(self.items) > count:
            del self.items[count:]
            self.version += 1

    def put(self, seq: int, item: StoredItem) -> bool:
        """Store an uploaded item in its place. Item 0 is home, whatever was sent."""
        if not self.items:
            self.items.append(StoredItem(16))
            if seq == 0:
                self.items.append(item)
                return True
        if seq == 0:
            return True
        if seq > len(self.items) or seq >= CAPACITY:
            return False
        if seq == len(self.items):
            self.items.append(item)
        else:
            self.items[seq] = item
        self.version += 1
        return True

    def starts_with_takeoff(self) -> bool:
        """Whether what would be flown first is a take-off."""
        first = 1 if self._restarts() or self._nav is None else self._nav
        found = self._next_navigation(first)
        return found is not None and self.items[found].command == TAKEOFF

    def next_navigation(self) -> StoredItem | None:
        """The navigation command after the running one."""
        found = self._next_navigation((self._nav or 0) + 1)
        return None if found is None else self.items[found]

    def reset(self) -> None:
        """Back to the beginning; the state stays."""
        self._nav = self._do = None
        self._nav_loaded = self._do_loaded = self._do_all_done = False
        self.landing = self.returning = False
        self._runs.clear()

    def start(self) -> None:
        self.state = MissionState.RUNNING
        self.reset()
        if not self._advance(None):
            self._complete()

    def stop(self) -> None:
        self.state = MissionState.STOPPED

    def resume(self) -> None:
        """Go on where it was left: the running command is started anew."""
        if self.state is MissionState.COMPLETE:
            self.start()
            return
        if self.state is MissionState.STOPPED:
            self.state = MissionState.RUNNING
            if self._nav is None:
                self.start()
                return
        if self._nav is None or self._nav >= len(self.items):
            self.start()
        elif self._do_loaded and self._do is not None:
            self.set_current(self._do)
        elif self._nav_loaded:
            self.set_current(self._nav)

    def start_or_resume(self) -> None:
        """As on entering AUTO: MIS_RESTART decides, unless a jump came before."""
        if self._restarts() and not self.force_resume:
            self.start()
        else:
            self.resume()
            self.force_resume = False

    def set_current(self, seq: int) -> bool:
        """Jump. While running the command is started at once, else it is where resuming begins."""
        self.landing = self.returning = False
        if seq < len(self.items):
            self.landing = self.items[seq].command == LAND_START
            self.returning = self.items[seq].command == RETURN_PATH_START
        if seq >= len(self.items) or len(self.items) == 1:
            return False
        self._do = None
        self._do_loaded = self._do_all_done = self._nav_loaded = False
        if seq == 0 or self.state is MissionState.COMPLETE:
            self._runs.clear()
            seq = max(seq, 1)
        if self.state is not MissionState.RUNNING:
            return self._load_stopped(seq)
        if not self._advance(seq):
            self._complete()
            return False
        return True

    def join_return_path(self, here: Point) -> bool:
        """Jump to the closest leg after a DO_RETURN_PATH_START, unless on one or landing."""
        if self.state is MissionState.RUNNING and (self.landing or self.returning):
            self._hooks.say("Landing sequence active" if self.landing else "Return path active")
            return True
        places = [
            (item.command, self._hooks.locate(item) if item.placed else None) for item in self.items
        ]
        found = closest_leg(self._ways_home(places), here)
        if found is None or not self.set_current(found):
            return False
        if self.state is MissionState.STOPPED:
            self.resume()
        self._hooks.say("Return path started")
        self.returning = True
        return True

    def jump_to_landing(self) -> bool:
        """Jump to the first DO_LAND_START."""
        for seq, item in enumerate(self.items):
            if item.command == LAND_START and self.set_current(seq):
                if self.state is MissionState.STOPPED:
                    self.resume()
                self._hooks.say("Landing sequence start")
                return True
        self._hooks.say("Unable to start landing sequence")
        return False

    def update(self) -> None:
        """Look whether the running commands are done; to be called ten times a second or more."""
        if self.state is not MissionState.RUNNING or not self.items:
            return
        if self._nav_loaded and self._nav is not None and self._nav < len(self.items):
            if not self._hooks.command_done(self._nav, self.items[self._nav]):
                self._update_do()
                return
            if self.state is not MissionState.RUNNING:
                return
            self._nav_loaded = False
        if not self._advance(None):
            self._complete()
            return
        self._update_do()

    def _update_do(self) -> None:
        if self._do_loaded and self._do is not None:
            if self._hooks.command_done(self._do, self.items[self._do]):
                self._do_loaded = False
        elif not self._do_all_done:
            following = None if self._do is None else self._resolved(self._do + 1, count=False)
            if following is None or self.items[following].navigates:
                self._do_all_done = True
                return
            self._do, self._do_loaded = following, True
            self._start(following)

    def _ways_home(
        self, places: Sequence[tuple[int, Point | None]]
    ) -> list[list[tuple[int, Point]]]:
        """For each DO_RETURN_PATH_START the placed items from it to the first landing."""
        ways: list[list[tuple[int, Point]]] = []
        for start, (command, _) in enumerate(places):
            if command != RETURN_PATH_START:
                continue
            way: list[tuple[int, Point]] = []
            seq = self._resolved(start, count=False)
            for _ in range(1000):
                if seq is None:
                    break
                kind, point = places[seq]
                if point is not None:
                    way.append((seq, point))
                if kind in (LAND, LAND_START):
                    break
                seq = self._resolved(seq + 1, count=False)
            ways.append(way)
        return ways

    def _load_stopped(self, seq: int) -> bool:
        while not self._nav_loaded:
            found = self._resolved(seq, count=True)
            if found is None:
                self._nav = None
                return False
            if self.items[found].navigates:
                self._nav, self._nav_loaded = found, True
            elif not self._do_loaded:
                self._do, self._do_loaded = found, True
            seq = found + 1
        self._do_all_done = not self._do_loaded
        self.state = MissionState.STOPPED
        return True

    def _advance(self, start: int | None) -> bool:
        if self.state is not MissionState.RUNNING or self._nav_loaded:
            return False
        self._do = None
        self._do_loaded = self._do_all_done = False
        seq = start if start is not None else (1 if self._nav is None else self._nav + 1)
        for _ in range(_MAX_STEPS):
            found = self._resolved(seq, count=True)
            if found is None:
                return False
            if self.items[found].navigates:
                self._nav, self._nav_loaded = found, True
                self._start(found)
                self._do_all_done = not self._do_loaded
                return True
            if not self._do_loaded:
                self._do, self._do_loaded = found, True
                self._start(found)
            seq = found + 1
        return False

    def _start(self, seq: int) -> None:
        item = self.items[seq]
        if item.command in (LAND, LAND_START):
            self.landing = True
        elif item.command == RETURN_PATH_START:
            self.returning = True
        elif item.command == TAKEOFF:
            self.landing = self.returning = False
        self._hooks.say(f"Mission: {seq} {NAMES[item.command]}")
        self._hooks.start_command(seq, item)

    def _complete(self) -> None:
        self.state = MissionState.COMPLETE
        self.landing = self.returning = False
        self._hooks.mission_ended()

    def _next_navigation(self, seq: int) -> int | None:
        for _ in range(_MAX_STEPS):
            found = self._resolved(seq, count=False)
            if found is None or self.items[found].navigates:
                return found
            seq = found + 1
        return None

    def _resolved(self, seq: int, *, count: bool) -> int | None:
        """The command at or after `seq` with jumps followed; `count` takes note of them."""
        for _ in range(_JUMPS_IN_A_ROW):
            if seq >= len(self.items):
                return None
            item = self.items[seq]
            if item.command != JUMP:
                return seq
            target, times = int(item.numbers[0]), int(item.numbers[1])
            if not 0 < target < len(self.items):
                return None
            run = self._runs.get(seq, 0)
            if times == _FOREVER or run < times:
                if count:
                    self._runs[seq] = run + 1
                seq = target
            else:
                if count:
                    self._runs.pop(seq, None)
                seq += 1
        return None


def with_home(items: Sequence[StoredItem], home: StoredItem) -> list[StoredItem]:
    """The list as it is read back: item 0 is where home is now."""
    return [replace(home), *items[1:]] if items else []
