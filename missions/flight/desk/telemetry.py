"""What the aircraft do now, told to whoever listens on a loopback port; never to the database.

Owns the socket: newline-delimited JSON, the latest snapshot of each aircraft first, then each new
one. A reader that is slow is dropped, never waited for.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

_HOST = "127.0.0.1"
_BACKLOG_LIMIT = 65536
"""Bytes not yet read by one reader."""


class TelemetrySink:
    """`tell` is for the desk; readers connect to `port` once `listen` was called."""

    def __init__(self) -> None:
        self._latest: dict[str, bytes] = {}
        self._readers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def listen(self, port: int) -> None:
        """Listen; raises OSError where the port is taken."""
        self._server = await asyncio.start_server(self._serve, _HOST, port)

    def tell(self, snapshot: dict[str, Any]) -> None:
        """Tell a new snapshot to all readers."""
        line = json.dumps(snapshot, ensure_ascii=False).encode() + b"\n"
        self._latest[snapshot["aircraft"]] = line
        for reader in tuple(self._readers):
            self._write(reader, line)

    async def close(self) -> None:
        for reader in tuple(self._readers):
            reader.transport.abort()
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(self._latest.values()))
        self._readers.add(writer)
        try:
            with contextlib.suppress(OSError):
                while await reader.read(1024):  # what is said here is not listened to
                    pass
        finally:
            self._readers.discard(writer)
            writer.transport.abort()

    def _write(self, reader: asyncio.StreamWriter, line: bytes) -> None:
        if reader.transport.is_closing():
            self._readers.discard(reader)
        elif reader.transport.get_write_buffer_size() > _BACKLOG_LIMIT:
            self._readers.discard(reader)
            reader.transport.abort()
        else:
            reader.write(line)
