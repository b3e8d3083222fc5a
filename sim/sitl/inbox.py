"""Messages from ground stations: who is meant, and what each does.

Owns the table of messages that the vehicle understands, apart from the commands (`commands`) and
the lists (`transfer`) that it passes on. Knows no sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from sim.sitl.autopilot import Autopilot
from sim.sitl.channel import Channel
from sim.sitl.commands import Commands, Conversation, order_of, place_of
from sim.sitl.dialect import mavlink
from sim.sitl.item import FRAMES, on_earth
from sim.sitl.manners import Manners
from sim.sitl.parameters import ALIASES
from sim.sitl.signing import Signatures
from sim.sitl.sticks import COUNT
from sim.sitl.telemetry import Telemetry
from sim.sitl.terrain import TerrainBlocks
from sim.sitl.transfer import Transfer

_FTP_REFUSED, _FTP_NO_SUCH_FILE = 129, 10
"""MAVLink FTP's opcode NAK and its error FileNotFound."""
_POSITION_IGNORED, _SPEED_IGNORED, _PUSH_IGNORED = 0b111, 0b111 << 3, 0b111 << 6


class Inbox:
    """For one power-up. `broadcast` sends to all channels."""

    def __init__(
        self,
        autopilot: Autopilot,
        telemetry: Telemetry,
        commands: Commands,
        transfers: Mapping[int, Transfer],
        blocks: TerrainBlocks,
        manners: Manners,
        broadcast: Callable[[Any], None],
        apply_simulation: Callable[[], None],
        signatures: Signatures,
    ) -> None:
        self._ap, self._telemetry, self._commands = autopilot, telemetry, commands
        self._transfers, self._blocks, self._manners = transfers, blocks, manners
        self._broadcast, self._apply_simulation = broadcast, apply_simulation
        self._signatures = signatures

    def parameter(self, name: str, index: int, shown: str | None = None) -> Any:
        return self._told(shown or name, self._ap.parameters[name], name, index)

    def _told(self, shown: str, value: float, name: str, index: int) -> Any:
        parameters = self._ap.parameters
        return mavlink.MAVLink_param_value_message(
            shown.encode(), value, parameters.kind(name), len(parameters), index
        )

    def handle(self, channel: Channel, message: Any) -> None:
        target = getattr(message, "target_system", 0)
        component = getattr(message, "target_component", 0)
        if target not in (0, self._ap.system_id):
            return
        if component not in (0, mavlink.MAV_COMP_ID_AUTOPILOT1):
            return
        kind = message.get_type()
        if kind.startswith("MISSION_") and kind != "MISSION_SET_CURRENT":
            transfer = self._transfers.get(getattr(message, "mission_type", 0))
            if transfer is not None:
                transfer.handle(message, channel.send)
            return
        handler = _HANDLERS.get(kind)
        if handler is not None:
            handler(self, channel, message)

    def _heartbeat(self, channel: Channel, message: Any) -> None:
        self._ap.failsafes.hear_gcs(message.get_srcSystem())

    def _override_sticks(self, channel: Channel, message: Any) -> None:
        """Taken from the ground station only, and counts as a heartbeat of it."""
        sender = message.get_srcSystem()
        if self._ap.failsafes.is_gcs(sender):
            self._ap.failsafes.hear_gcs(sender)
            widths_us = [getattr(message, f"chan{n}_raw", 0) for n in range(1, COUNT + 1)]
            self._ap.sticks.override(widths_us)

    def _command(self, channel: Channel, message: Any) -> None:
        if self._manners.mute:
            return
        order = order_of(message)
        done = self._commands.obey(order, Conversation(channel.streams, channel.send))
        command, result = self._manners.acknowledged(message.command, done)
        channel.send(
            mavlink.MAVLink_command_ack_message(
                command,
                result,
                0,
                0,
                message.get_srcSystem(),
                message.get_srcComponent(),
            )
        )

    def _set_current(self, channel: Channel, message: Any) -> None:
        if not self._manners.mute and self._ap.mission.set_current(message.seq):
            channel.send(self._telemetry.mission_current(message.seq))

    def _set_mode(self, channel: Channel, message: Any) -> None:
        if self._manners.mute or not message.base_mode & 1:
            return
        done = self._ap.set_mode(message.custom_mode, "gcs")
        result = mavlink.MAV_RESULT_ACCEPTED if done else mavlink.MAV_RESULT_FAILED
        told = self._manners.acknowledged(mavlink.MAVLINK_MSG_ID_SET_MODE, result)
        channel.send(mavlink.MAVLink_command_ack_message(*told))

    def _go(self, channel: Channel, message: Any) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT with a position and nothing else."""
        ap = self._ap
        if ap.mode is not ap.guided or self._manners.mute:
            return
        mask = message.type_mask
        only_place = (
            not mask & _POSITION_IGNORED
            and mask & _SPEED_IGNORED == _SPEED_IGNORED
            and mask & _PUSH_IGNORED == _PUSH_IGNORED
        )
        if not only_place or message.coordinate_frame not in FRAMES:
            ap.guided.enter()
            return
        frame = FRAMES[message.coordinate_frame]
        place = place_of(ap, message.lat_int, message.lon_int, message.alt, frame)
        if place is not None and on_earth(message.lat_int, message.lon_int):
            ap.guided.go(place)

    def _request_stream(self, channel: Channel, message: Any) -> None:
        if message.start_stop in (0, 1):
            rate_hz = message.req_message_rate if message.start_stop else 0
            channel.streams.request_group(message.req_stream_id, rate_hz)

    def _list_parameters(self, channel: Channel, message: Any) -> None:
        if self._ap.initialised:
            channel.parameters_due.clear()
            channel.parameters_due.extend(self._ap.parameters)

    def _read_parameter(self, channel: Channel, message: Any) -> None:
        parameters = self._ap.parameters
        if message.param_index >= 0:
            name = parameters.at(message.param_index)
            if name is not None:
                channel.send(self.parameter(name, message.param_index))
            return
        asked = _name_in(message)
        name = parameters.known(asked)
        if name is not None:
            channel.send(self.parameter(name, 65535, asked if asked in ALIASES else None))

    def _set_parameter(self, channel: Channel, message: Any) -> None:
        asked = _name_in(message)
        name = self._ap.parameters.known(asked)
        if name is None or not isfinite(message.param_value) or self._manners.ignores(name):
            return
        if self._manners.does_not_keep(name):
            self._broadcast(self._told(asked, message.param_value, name, 65535))
            return
        if not self._ap.parameters.set(name, message.param_value):
            self._ap.warn(f"{name} {message.param_value:g} not simulated")
        if name.startswith("WPNAV_"):
            self._ap.apply_speeds()
        if name.startswith("SIM_"):
            self._apply_simulation()
        if name == "TERRAIN_SPACING":
            self._blocks.space(int(self._ap.parameters[name]))
            self._ap.body.look_at_ground()
        shown = asked if asked in ALIASES else None
        self._broadcast(self.parameter(name, 65535, shown))

    def _take_terrain(self, channel: Channel, message: Any) -> None:
        if self._blocks.answer(
            message.lat, message.lon, message.grid_spacing, message.gridbit, message.data
        ):
            self._ap.body.look_at_ground()

    def _refuse_file(self, channel: Channel, message: Any) -> None:
        """It keeps no files: clients that ask for one first go on at once with what they can."""
        asked = bytes(message.payload)
        number = (int.from_bytes(asked[:2], "little") + 1) % 65536
        answer = bytearray(251)
        answer[:2] = number.to_bytes(2, "little")
        answer[2:7] = bytes((asked[2], _FTP_REFUSED, 1, asked[3], 0))
        answer[12] = _FTP_NO_SUCH_FILE
        channel.send(
            mavlink.MAVLink_file_transfer_protocol_message(
                0, message.get_srcSystem(), message.get_srcComponent(), list(answer)
            )
        )

    def _set_up_signing(self, channel: Channel, message: Any) -> None:
        if self._ap.armed:
            self._ap.warn("ERROR: Won't setup signing when armed")
        else:
            self._signatures.set_up(bytes(message.secret_key), message.initial_timestamp)

    def _timesync(self, channel: Channel, message: Any) -> None:
        if message.tc1 == 0:
            now_ns = self._ap.boot_ms * 1_000_000
            channel.send(mavlink.MAVLink_timesync_message(now_ns, message.ts1))


def _name_in(message: Any) -> str:
    name = message.param_id
    return name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)


_HANDLERS: dict[str, Callable[[Inbox, Channel, Any], None]] = {
    "HEARTBEAT": Inbox._heartbeat,
    "COMMAND_LONG": Inbox._command,
    "COMMAND_INT": Inbox._command,
    "RC_CHANNELS_OVERRIDE": Inbox._override_sticks,
    "MISSION_SET_CURRENT": Inbox._set_current,
    "SET_MODE": Inbox._set_mode,
    "SET_POSITION_TARGET_GLOBAL_INT": Inbox._go,
    "REQUEST_DATA_STREAM": Inbox._request_stream,
    "PARAM_REQUEST_LIST": Inbox._list_parameters,
    "PARAM_REQUEST_READ": Inbox._read_parameter,
    "PARAM_SET": Inbox._set_parameter,
    "TERRAIN_DATA": Inbox._take_terrain,
    "TIMESYNC": Inbox._timesync,
    "SETUP_SIGNING": Inbox._set_up_signing,
    "FILE_TRANSFER_PROTOCOL": Inbox._refuse_file,
}
