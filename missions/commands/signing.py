"""`sorabin signing`: give a vehicle its signing key, or take it away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from missions.clock import machine_time
from missions.errors import SorabinError
from missions.link.outcome import Accepted
from missions.link.seal import stamp_of
from missions.link.signing import KEY_SIZE, NoSigning, Signing, read_key, signing_of
from missions.link.station import NotConnected, Station
from missions.link.streams import AUTOPILOT_VERSION, REQUEST_MESSAGE
from missions.plan.package import OWN_SYSTEM_ID

app = typer.Typer(help="Give a vehicle its signing key, or take it away; over a cable.")
console = Console(stderr=True)
ConnectOption = Annotated[
    str, typer.Option("--connect", help="tcp:HOST:PORT, udp:HOST:PORT or udpin:HOST:PORT.")
]
KeyOption = Annotated[
    Path | None, typer.Option("--signing-key", help="File of the key that it signs with now.")
]
_ADDRESS = "tcp:127.0.0.1:5760"
_SENDS, _BETWEEN_S = 2, 0.3
"""Nothing acknowledges it, so it is sent twice, as other ground stations do."""
_WITHIN_S = 10.0


class NotTaken(SorabinError):
    """The vehicle does not sign as it was told to."""

    code = "signing-not-taken"


@app.command("set-up")
def set_up(
    key_file: Annotated[Path, typer.Argument(help="File of the new key: 64 hexadecimal digits.")],
    connect: ConnectOption = _ADDRESS,
    signing_key: KeyOption = None,
) -> None:
    """Give the vehicle this key; exit 0 when it signs with it and takes what is signed with it.

    Whoever can listen to the link then has the key: it is for a cable.
    """
    new = Signing(read_key(key_file))
    asyncio.run(_set_up(connect, signing_of(signing_key), new))
    console.print("It signs with this key.")


@app.command("take-away")
def take_away(
    signing_key: Annotated[Path, typer.Argument(help="File of the key that it signs with now.")],
    connect: ConnectOption = _ADDRESS,
) -> None:
    """Make the vehicle sign no more; exit 0 when it does not."""
    asyncio.run(_take_away(connect, Signing(read_key(signing_key))))
    console.print("It signs no more.")


async def _set_up(address: str, old: Signing | NoSigning, new: Signing) -> None:
    words = await _give(address, old, new.key, stamp_of(machine_time().timestamp()))
    try:
        async with await _open(address, new) as station:
            asked = await station.command(REQUEST_MESSAGE, AUTOPILOT_VERSION, retries=3)
    except NotConnected as error:
        raise NotTaken(f"{error.message}; it said: {words}") from error
    if not isinstance(asked, Accepted):
        raise NotTaken("it signs with this key, and takes nothing that is signed with it")


async def _take_away(address: str, old: Signing) -> None:
    words = await _give(address, old, bytes(KEY_SIZE), 0)
    async with await _open(address, NoSigning()) as station:
        if station.signed:
            raise NotTaken(f"it still signs; it said: {words}")


async def _give(address: str, old: Signing | NoSigning, key: bytes, stamp: int) -> str:
    """Send it; the vehicle's last words. Raises NotConnected, NotTaken."""
    async with await _open(address, old) as station:
        if station.state.armed:
            raise NotTaken("it is armed: no key is changed then")
        for _ in range(_SENDS):
            if not station.set_up_signing(key, stamp):
                raise NotTaken("it did not leave")
            await asyncio.sleep(_BETWEEN_S)
        texts = [seen.value.text for seen in station.state.texts[-3:]]
    return "; ".join(texts) or "nothing"


async def _open(address: str, signing: Signing | NoSigning) -> Station:
    return await Station.open(
        address, own_system_id=OWN_SYSTEM_ID, signing=signing, identify_s=_WITHIN_S
    )
