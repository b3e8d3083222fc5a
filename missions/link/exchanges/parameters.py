"""Reading and writing a named set of parameters, a few in flight at a time.

Owns PARAM_REQUEST_READ, PARAM_SET and their answers. Never asks for all parameters: that takes
minutes on a radio. Values are 32-bit floats; two are the same if they are the same 32-bit float.
Source: mavlink.io/en/services/parameter.html; PARAM_ERROR as in ArduPilot GCS_Param.cpp.
"""

from __future__ import annotations

import struct
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from missions.link.exchanges.exchange import NOTHING, Exchange
from missions.link.messages import Message, ParameterError, ParameterValue
from missions.link.outcome import Accepted, NoAnswer, Outcome, Rejected
from missions.link.requests import AskParameter, Request, SetParameter
from missions.link.results import ParameterFault, result_name

T = TypeVar("T")

_IN_FLIGHT = 8
_NAME_SIZE = 16
_FLOAT = struct.Struct("<f")


def as_float32(value: float) -> float:
    """The nearest 32-bit float, as a Python float. Raises ValueError when there is none."""
    try:
        return _FLOAT.unpack(_FLOAT.pack(value))[0]
    except OverflowError:
        raise ValueError(f"{value!r} is no 32-bit float") from None


class _NamedExchange(Exchange[T]):
    """Works through names: at most _IN_FLIGHT are asked and not yet answered."""

    def __init__(self, asked: str, names: Iterable[str], retries: int, answer_s: float) -> None:
        super().__init__(asked, retries=retries, answer_s=answer_s)
        self._waiting = list(dict.fromkeys(names))
        for name in self._waiting:
            if not 0 < len(name) <= _NAME_SIZE or not name.isascii():
                raise ValueError(f"{name!r} is no parameter name")
        self._in_flight: list[str] = []

    def _first(self) -> Sequence[Request]:
        requests = self._next()
        self._finish_if_done()
        return requests

    def _again(self) -> Sequence[Request]:
        return [request for name in self._in_flight for request in self._asking_again(name)]

    def _given_up(self, now_s: float) -> Outcome[T]:
        names = ", ".join(self._in_flight)
        return NoAnswer(f"{self.asked} {names}", self.tries, now_s - self._began_s)

    def _receive(self, message: Message, now_s: float) -> Sequence[Request]:
        if not isinstance(message, ParameterValue | ParameterError):
            return NOTHING
        if message.name not in self._in_flight:
            return NOTHING
        if isinstance(message, ParameterError):
            reason = result_name(ParameterFault, message.error)
            self.outcome = Rejected(f"{message.name}: {reason}", message.error)
            return NOTHING
        if not self._takes(message):
            return NOTHING
        self._in_flight.remove(message.name)
        self._progress(now_s)
        requests = self._next()
        self._finish_if_done()
        return requests

    def _next(self) -> Sequence[Request]:
        requests: list[Request] = []
        while self._waiting and len(self._in_flight) < _IN_FLIGHT:
            name = self._waiting.pop(0)
            self._in_flight.append(name)
            requests.append(self._asking(name))
        return requests

    def _finish_if_done(self) -> None:
        if not self._waiting and not self._in_flight:
            self.outcome = Accepted(self._result())

    @abstractmethod
    def _asking(self, name: str) -> Request: ...

    def _asking_again(self, name: str) -> Sequence[Request]:
        return (self._asking(name),)

    @abstractmethod
    def _takes(self, message: ParameterValue) -> bool: ...

    @abstractmethod
    def _result(self) -> T: ...


class ReadParameters(_NamedExchange[dict[str, float]]):
    """Accepted with all values by name, in the order asked."""

    def __init__(self, names: Iterable[str], *, retries: int = 4, answer_s: float = 1.0) -> None:
        wanted = list(names)
        super().__init__("read", wanted, retries, answer_s)
        self._values = dict.fromkeys(wanted, 0.0)

    def _asking(self, name: str) -> Request:
        return AskParameter(name)

    def _takes(self, message: ParameterValue) -> bool:
        self._values[message.name] = message.value
        return True

    def _result(self) -> dict[str, float]:
        return self._values


class WriteParameters(_NamedExchange[None]):
    """Accepted when the vehicle has echoed each value; Rejected naming one that stayed another."""

    def __init__(
        self, values: Mapping[str, float], *, retries: int = 3, answer_s: float = 1.0
    ) -> None:
        super().__init__("write", values, retries, answer_s)
        self._values = {name: as_float32(value) for name, value in values.items()}
        self._others: dict[str, float] = {}

    def _asking(self, name: str) -> Request:
        return SetParameter(name, self._values[name])

    def _asking_again(self, name: str) -> Sequence[Request]:
        # A vehicle may be silent about a value that it had already: then ask for it.
        return (self._asking(name), AskParameter(name))

    def _takes(self, message: ParameterValue) -> bool:
        if message.value == self._values[message.name]:
            self._others.pop(message.name, None)
            return True
        # Perhaps the echo of an earlier question: decide when nothing better follows.
        self._others[message.name] = message.value
        return False

    def _given_up(self, now_s: float) -> Outcome[None]:
        for name in self._in_flight:
            if name in self._others:
                return Rejected(f"{name} stayed {self._others[name]:g}, not {self._values[name]:g}")
        return super()._given_up(now_s)

    def _result(self) -> None:
        return None
