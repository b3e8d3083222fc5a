"""How bytes get to a vehicle and back: a few methods, whatever carries them.

Owns sockets. Knows nothing of MAVLink, of time or of retries. Sending never waits and never
raises: whether something arrived is told by answers only.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from typing import Any

from missions.errors import SorabinError

_CHUNK = 65536
_BACKLOG_LIMIT = 65536
"""With so many bytes unsent the other side has stopped reading: what would come later than its
moment is not sent at all."""


class BadAddress(SorabinError):
    """Not of the form tcp:HOST:PORT, udp:HOST:PORT or udpin:HOST:PORT."""

    code = "bad-vehicle-address"


class NotReachable(SorabinError):
    """Nobody listens there."""

    code = "vehicle-not-reachable"


class Transport(ABC):
    """Carries bytes both ways."""

    @abstractmethod
    def send(self, data: bytes) -> bool:
        """Hand one packet over; False when it was certainly not sent."""

    @abstractmethod
    async def receive(self) -> bytes:
        """The next bytes; b"" once closed, by either side."""

    @abstractmethod
    async def close(self) -> None:
        """Close; `receive` then returns b""."""


async def connect(address: str) -> Transport:
    """Open the transport of `address`. Raises BadAddress or NotReachable."""
    kind, host, port = parse_address(address)
    try:
        if kind == "tcp":
            return TcpTransport(*await asyncio.open_connection(host, port))
        return await UdpTransport.open(host, port, listen=kind == "udpin")
    except OSError as error:
        raise NotReachable(f"{address}: {error.strerror or error}", address=address) from error


def parse_address(address: str) -> tuple[str, str, int]:
    """(kind, host, port) of an address such as tcp:127.0.0.1:5760, or raise BadAddress."""
    kind, _, rest = address.partition(":")
    host, _, port = rest.rpartition(":")
    if kind not in ("tcp", "udp", "udpin") or not host or not port.isdecimal():
        raise BadAddress(
            f"{address!r} is not tcp:HOST:PORT, udp:HOST:PORT or udpin:HOST:PORT", address=address
        )
    if int(port) > 65535:
        raise BadAddress(f"{address!r} names no port", address=address)
    return kind, host.strip("[]"), int(port)


class TcpTransport(Transport):
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, data: bytes) -> bool:
        carrier = self._writer.transport
        if carrier.is_closing() or carrier.get_write_buffer_size() > _BACKLOG_LIMIT:
            return False
        self._writer.write(data)
        return True

    async def receive(self) -> bytes:
        try:
            return await self._reader.read(_CHUNK)
        except OSError:
            return b""

    async def close(self) -> None:
        self._writer.transport.abort()  # what is unsent must not arrive after we have left
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.arrived: asyncio.Queue[tuple[bytes, Any]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.arrived.put_nowait((data, addr))

    def error_received(self, exc: Exception) -> None:
        """An ICMP refusal: the vehicle is not there yet, or not any more; silence tells."""

    def connection_lost(self, exc: Exception | None) -> None:
        self.arrived.put_nowait((b"", None))


class UdpTransport(Transport):
    """One peer: `host`, or when listening the first that is heard (another is read, not served)."""

    def __init__(
        self, carrier: asyncio.DatagramTransport, datagrams: _Datagrams, *, listen: bool
    ) -> None:
        self._carrier = carrier
        self._datagrams = datagrams
        self._listen = listen
        self._peer: Any = None

    @classmethod
    async def open(cls, host: str, port: int, *, listen: bool) -> UdpTransport:
        loop = asyncio.get_running_loop()
        ends: dict[str, Any] = {"local_addr" if listen else "remote_addr": (host, port)}
        carrier, datagrams = await loop.create_datagram_endpoint(_Datagrams, **ends)
        return cls(carrier, datagrams, listen=listen)

    @property
    def local_port(self) -> int:
        return self._carrier.get_extra_info("sockname")[1]

    def send(self, data: bytes) -> bool:
        if self._carrier.is_closing() or (self._listen and self._peer is None):
            return False
        self._carrier.sendto(data, self._peer)
        return True

    async def receive(self) -> bytes:
        while True:
            data, address = await self._datagrams.arrived.get()
            if address is None:
                return b""
            if data:
                if self._listen and self._peer is None:
                    self._peer = address
                return data

    async def close(self) -> None:
        self._carrier.close()
        await asyncio.sleep(0)


class MemoryTransport(Transport):
    """One end of a pair without sockets."""

    def __init__(self, inbox: asyncio.Queue[bytes], outbox: asyncio.Queue[bytes]) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._closed = False

    @classmethod
    def pair(cls) -> tuple[MemoryTransport, MemoryTransport]:
        """Two ends: what one sends, the other receives."""
        here: asyncio.Queue[bytes] = asyncio.Queue()
        there: asyncio.Queue[bytes] = asyncio.Queue()
        return cls(here, there), cls(there, here)

    def send(self, data: bytes) -> bool:
        if self._closed:
            return False
        self._outbox.put_nowait(bytes(data))
        return True

    async def receive(self) -> bytes:
        if self._closed:
            return b""
        data = await self._inbox.get()
        self._closed = self._closed or not data
        return data

    async def close(self) -> None:
        self._closed = True
        self._inbox.put_nowait(b"")
        self._outbox.put_nowait(b"")
