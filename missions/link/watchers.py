"""Watchers: ground stations by others that may see a flight and are not heard.

Owns the sockets that a vehicle's packets are copied to, and the rule that nothing comes back: no
byte is ever read from them. An autopilot counts heartbeats of its ground station to notice that it
is gone; a watcher's that were passed on would hide it. Sending never waits and never fails a
flight: what cannot be sent at once is lost to the watcher, and counted. Knows nothing of MAVLink.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Protocol

from missions.errors import SorabinError
from missions.link.transport import BadAddress, parse_address

_LEAST_BUFFER = 1
"""The kernel makes it its own least, some 2 kB: all that a watcher can make us keep."""
_log = logging.getLogger(__name__)

_Ip = IPv4Address | IPv6Address


class BadWatchAddress(SorabinError):
    """Not of the form udp:ADDRESS:PORT with the address in numbers, or no place to send to."""

    code = "bad-watch-address"


class WatchBeyondLoopback(SorabinError):
    """A watcher on another machine, which nobody has said that there may be."""

    code = "watch-beyond-loopback"


class WatchesItself(SorabinError):
    """Copies would arrive at the vehicle's or at our own end of the link."""

    code = "watches-itself"


class Watches(Protocol):
    """What a link needs of a watcher; may raise anything."""

    def tell(self, packet: bytes) -> None: ...


class Watcher:
    """One place that packets are copied to, a datagram each. `sent`, `lost`: how many."""

    def __init__(self, host: _Ip, port: int) -> None:
        self.address = f"udp:{host}:{port}"
        self.sent = self.lost = 0
        family = socket.AF_INET6 if host.version == 6 else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _LEAST_BUFFER)
        if host.is_loopback:
            self._socket.bind((str(host), 0))
        # Of others than this one nothing is even queued.
        self._socket.connect((str(host), port))

    def tell(self, packet: bytes) -> None:
        """Send a copy, or lose it."""
        for _ in range(2):
            try:
                self._socket.send(packet)
            except ConnectionRefusedError:
                continue  # the answer to an earlier copy: nobody listened there then
            except OSError:
                break
            else:
                self.sent += 1
                return
        self.lost += 1

    def close(self) -> None:
        self._socket.close()


class Watchers:
    """All watchers of a link, or of many. `with Watchers.at([...]) as watchers`."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self.all = list(watchers)

    @classmethod
    def at(
        cls, addresses: Iterable[str], *, beyond: bool = False, links: Iterable[str] = ()
    ) -> Watchers:
        """Open them. `beyond`: whether they may be on other machines. `links`: the addresses of all
        vehicles, none of which may be watched from its own end.

        Raises BadWatchAddress, WatchBeyondLoopback or WatchesItself.
        """
        places = [_place(address) for address in addresses]
        taken = tuple(links)
        for host, port in places:
            if not host.is_loopback and not beyond:
                raise WatchBeyondLoopback(
                    f"udp:{host}:{port} is another machine: a flight is shown there only where "
                    "that is said (--watch-beyond)"
                )
            for link in taken:
                _refuse_own_end(host, port, link)
        opened = cls([])
        for host, port in places:
            try:
                opened.all.append(Watcher(host, port))
            except OSError as error:
                opened.close()
                message = f"udp:{host}:{port}: {error.strerror or error}"
                raise BadWatchAddress(message) from error
        return opened

    def tell(self, packet: bytes) -> None:
        """Copy one packet, as it is, to each."""
        for watcher in self.all:
            watcher.tell(packet)

    def close(self) -> None:
        """Tell how much each has got."""
        for watcher in self.all:
            watcher.close()
            _log.info("%s: %d sent, %d lost", watcher.address, watcher.sent, watcher.lost)

    def __enter__(self) -> Watchers:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _place(address: str) -> tuple[_Ip, int]:
    """Address and port. Names are refused: looking one up may take seconds in the middle of a
    flight, and may name another machine tomorrow."""
    try:
        kind, host, port = parse_address(address)
        found = ip_address("127.0.0.1" if host == "localhost" else host)
    except (BadAddress, ValueError):
        raise BadWatchAddress(
            f"{address!r} is not udp:ADDRESS:PORT with the address in numbers", address=address
        ) from None
    if kind != "udp" or not port or found.is_unspecified or found.is_multicast:
        raise BadWatchAddress(f"{address!r} is no single place to send to", address=address)
    return found, port


def _refuse_own_end(host: _Ip, port: int, link: str) -> None:
    """A copy that comes to the vehicle is a packet that we sent it; one that comes to our own end
    is heard and copied for ever."""
    try:
        kind, end, end_port = parse_address(link)
    except BadAddress:
        return  # a serial line: no datagram arrives there
    if kind == "tcp" or end_port != port:
        return
    same = end == str(host) or (_is_here(str(host)) and _is_here(end))
    if same:
        raise WatchesItself(
            f"udp:{host}:{port} is an end of the link {link}: copies would be heard as the "
            "vehicle's, or reach it",
            link=link,
        )


def _is_here(host: str) -> bool:
    """Whether an address is one of this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
        return True
