"""How the vehicle answers its ground stations: truly, or as faults make it.

Owns what is wrong with answers. Knows nothing of when a fault strikes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.sitl.dialect import mavlink

ALL = ""
"""Of parameters: each of them."""


@dataclass
class Manners:
    """`mute`: commands are neither obeyed nor answered. `contrary`: acknowledgements say another
    result than what was done; `wrong_result`: this one always. `other_command`: they name this
    command. `deaf_to`: writing this parameter does nothing. `forgets`: it is echoed and not kept.
    """

    mute: bool = False
    contrary: bool = False
    wrong_result: int | None = None
    other_command: int | None = None
    deaf_to: str | None = None
    forgets: str | None = None

    def acknowledged(self, command: int, result: int) -> tuple[int, int]:
        """(command, result) as they are told."""
        if self.wrong_result is not None:
            result = self.wrong_result
        elif self.contrary:
            accepted = result == mavlink.MAV_RESULT_ACCEPTED
            result = mavlink.MAV_RESULT_FAILED if accepted else mavlink.MAV_RESULT_ACCEPTED
        return (command if self.other_command is None else self.other_command), result

    def ignores(self, name: str) -> bool:
        """Whether writing this parameter is neither done nor answered."""
        return self.deaf_to is not None and self.deaf_to in (ALL, name)

    def does_not_keep(self, name: str) -> bool:
        """Whether writing this parameter is answered and not done."""
        return self.forgets is not None and self.forgets in (ALL, name)
