"""The command that makes an aircraft in the air turn home, from whatever it is doing.

Owns the choice. While an autopilot lands it acknowledges command 188 and goes on with the landing
(AP_Mission::jump_to_closest_mission_leg, "Landing sequence active"); there the way home is joined
by a jump to the end of the leg it is on. Pure.
"""

from __future__ import annotations

from missions.flight.orders import JUMP, RETURN_PATH
from missions.flight.sight import Sight, branch_of, lands_at_hall
from missions.plan.branches import return_join_for
from missions.plan.model import Mission
from missions.routes.model import Route

Order = tuple[int, ...]
"""A MAV_CMD number and its first parameters."""
JOIN: Order = (RETURN_PATH,)


def way_home(route: Route, mission: Mission, sight: Sight | None) -> Order | None:
    """`JOIN`, or a jump; None on a branch that has left the corridor, from where no straight line
    to the way home is known to be clear."""
    if sight is None:
        return JOIN
    on_branch = branch_of(mission, sight.seq) is not None
    if not on_branch and not lands_at_hall(mission, sight.seq):
        return JOIN
    seq = return_join_for(route, mission, sight.position)
    if seq is None:
        return None if on_branch else JOIN
    return (JUMP, seq)
