"""What can be asked of a vehicle, and how each question ends.

Owns the questions and how long to wait for each. Knows nothing of connections: `Station` opens and
closes them. Nothing is repeated blindly: a command is sent once unless its caller says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from missions.link.exchanges.commands import CommandExchange
from missions.link.exchanges.download import Clear, Download
from missions.link.exchanges.parameters import ReadParameters, WriteParameters
from missions.link.exchanges.upload import Upload
from missions.link.outcome import Outcome
from missions.link.owed import OwedAcks
from missions.link.questions import Questions
from missions.link.requests import CommandInt, CommandLong
from missions.plan.wireitem import WireItem

_DO_SET_MODE = 176
_CUSTOM_MODE_ENABLED = 1.0


class Asking:
    """The questions of a `Station`; each runs over `questions`."""

    def __init__(self, questions: Questions, owed: OwedAcks) -> None:
        self._questions = questions
        self._owed = owed

    async def command(
        self,
        command: int,
        p1: float = 0.0,
        p2: float = 0.0,
        p3: float = 0.0,
        p4: float = 0.0,
        p5: float = 0.0,
        p6: float = 0.0,
        p7: float = 0.0,
        *,
        retries: int = 0,
        answer_s: float = 3.0,
        progress_s: float = 30.0,
    ) -> Outcome[None]:
        """Send COMMAND_LONG and return how the vehicle acknowledged it.

        `retries`: how often it is sent again when nothing answers; leave it 0 for anything that
        must not be done twice. `answer_s`: machine seconds to wait for each answer;
        `progress_s`: machine seconds to wait on after each IN_PROGRESS.
        """
        asked = CommandLong(command, (p1, p2, p3, p4, p5, p6, p7))
        return await self._order(asked, retries, answer_s, progress_s)

    async def command_int(
        self,
        command: int,
        *,
        frame: int,
        lat_deg: float,
        lon_deg: float,
        alt_m: float,
        p1: float = 0.0,
        p2: float = 0.0,
        p3: float = 0.0,
        p4: float = 0.0,
        retries: int = 0,
        answer_s: float = 3.0,
        progress_s: float = 30.0,
    ) -> Outcome[None]:
        """Send COMMAND_INT: for commands with a place, without the rounding of 32-bit floats."""
        asked = CommandInt(command, frame, p1, p2, p3, p4, lat_deg, lon_deg, alt_m)
        return await self._order(asked, retries, answer_s, progress_s)

    async def set_mode(
        self, mode: int, *, retries: int = 0, answer_s: float = 3.0
    ) -> Outcome[None]:
        """Ask for a custom mode (MAV_CMD_DO_SET_MODE). That it is flown shows in `state.mode`."""
        return await self.command(
            _DO_SET_MODE, _CUSTOM_MODE_ENABLED, float(mode), retries=retries, answer_s=answer_s
        )

    async def upload(
        self, mission_type: int, items: Sequence[WireItem], *, retries: int = 5
    ) -> Outcome[None]:
        """Replace the vehicle's items of this type. Compare with `download` before relying on it.

        Rejected carries MAV_MISSION_RESULT's name. `retries` bounds silences without progress.
        Raises ValueError for items that are not numbered from 0 or of another type.
        """
        return await self._questions.ask(Upload(mission_type, items, retries=retries), "items")

    async def download(
        self, mission_type: int, *, retries: int = 5
    ) -> Outcome[tuple[WireItem, ...]]:
        """Read back the vehicle's items of this type, in order of `seq`."""
        return await self._questions.ask(Download(mission_type, retries=retries), "items")

    async def clear(self, mission_type: int, *, retries: int = 3) -> Outcome[None]:
        """Take all items of this type off the vehicle."""
        return await self._questions.ask(Clear(mission_type, retries=retries), "items")

    async def read_parameters(
        self, names: Iterable[str], *, retries: int = 4
    ) -> Outcome[dict[str, float]]:
        """Read just these; values are the 32-bit floats as sent.

        A name that does not exist ends as Rejected where the vehicle says so, as NoAnswer where it
        is silent about it. Raises ValueError for what can be no parameter name.
        """
        return await self._questions.ask(ReadParameters(names, retries=retries), "parameters")

    async def write_parameters(
        self, values: Mapping[str, float], *, retries: int = 3
    ) -> Outcome[None]:
        """Write these; Accepted only when each was echoed with the value written (float32)."""
        return await self._questions.ask(WriteParameters(values, retries=retries), "parameters")

    async def _order(
        self,
        command: CommandLong | CommandInt,
        retries: int,
        answer_s: float,
        progress_s: float = 30.0,
    ) -> Outcome[None]:
        """An answer that still comes to an earlier command of this number is not taken for this
        one's, where the vehicle answers questions of the time."""
        exchange = CommandExchange(
            command, retries=retries, answer_s=answer_s, progress_s=progress_s, owed=self._owed
        )
        try:
            return await self._questions.ask(exchange, ("command", command.command))
        finally:
            exchange.ended()
