"""The lifeline: a pipe from the supervisor, so that no process outlives it.

Owns both ends. The supervisor keeps the writing end open and never writes; each child watches the
reading end and ends itself when the pipe closes, which it does however the supervisor dies, also
by kill -9. Knows nothing of what the processes do.
"""

from __future__ import annotations

import os
import signal
import threading

from missions.clock import pause

LIFELINE_FD = "SORABIN_LIFELINE_FD"
"""Environment variable with the number of the inherited reading end."""

_ORDERLY_S = 3.0
_EXIT_STATUS = 70


class Lifeline:
    """The supervisor's side: pass `child_fd` to children, close it all by closing this."""

    def __init__(self) -> None:
        self.child_fd, self._own_fd = os.pipe()

    def close(self) -> None:
        """Let go: children that still watch will end themselves."""
        for fd in (self._own_fd, self.child_fd):
            os.close(fd)


def watch_lifeline() -> threading.Thread | None:
    """Child's side: start the watching thread if this process was given a lifeline.

    When the pipe closes the process gets SIGTERM (orderly end), and is ended hard if it is still
    there after a few seconds. Returns None where no supervisor is: the process runs by itself.
    """
    number = os.environ.get(LIFELINE_FD)
    if number is None:
        return None
    thread = threading.Thread(target=_watch, args=(int(number),), name="lifeline", daemon=True)
    thread.start()
    return thread


def _watch(fd: int) -> None:
    while os.read(fd, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    pause(_ORDERLY_S)
    os._exit(_EXIT_STATUS)
