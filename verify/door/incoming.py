"""The body of a request on its way in: how long it may take, and what becomes of the part that nobody reads.

The server (granian) waits for a body without end, and closes the connection under whoever still sends when the answer
is ready, so that the client sees a fault and not our words. Here a body has its time, and what no view has read is
taken in and thrown away before the answer goes out.
"""

from __future__ import annotations

import io
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestTimeout

from certs import limits
from verify.places import Places

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import InputStream, WSGIEnvironment

_PIECE: Final = 65_536  # bytes


class Incoming(io.RawIOBase):
    """The body of one request, read as `wsgi.input`.

    A read raises RequestTimeout (408) where it took longer than it may, and ClientDisconnected (400) where it ended too
    early.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        super().__init__()
        self.peer = str(environ.get("REMOTE_ADDR", ""))
        self._stream: InputStream = environ["wsgi.input"]
        length = str(environ.get("CONTENT_LENGTH") or "")
        self._announced = int(length) if length.isascii() and length.isdigit() else None
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        self._whole = not self._announced and not is_chunked
        self._waits_for_word = (
            "HTTP_EXPECT" in environ
        )  # a client that sends when it is told to go on (RFC 9110, 10.1.1)
        self._began = 0.0  # when the first piece was asked for
        self._received = 0
        self._reading = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read a piece; 0 at the end."""
        view = memoryview(buffer).cast("B")
        most = len(view) if self._announced is None else min(len(view), self._announced - self._received)
        if self._whole or most == 0:
            return 0
        self._began = self._began or time.monotonic()
        self._reading = True
        try:
            piece = self._stream.read(most)
        finally:
            self._reading = False
        self._received += len(piece)
        view[: len(piece)] = piece
        if not piece:
            self._end_early()
        self._whole = not piece or self._received == self._announced
        return len(piece)

    def _end_early(self) -> None:
        if self._spent() > self._allowed():
            raise RequestTimeout
        if self._announced is not None:
            raise ClientDisconnected

    def overdue(self) -> float:
        """Return for how many seconds the request has been coming in, where that is too long; else 0."""
        spent = self._spent()
        return spent if self._reading and spent > self._allowed() else 0.0

    def _spent(self) -> float:
        return time.monotonic() - self._began

    def _allowed(self) -> float:
        return limits.BODY_SECONDS + self._received / limits.BODY_RATE

    def discard(self, places: Places) -> None:
        """Take in what nobody has read, if it is not too much and a place is free: then the client hears the answer."""
        unread_word = self._waits_for_word and not self._received
        if self._whole or unread_word or (self._announced or 0) > limits.BODY_DISCARDED:
            return
        with places.one_for(self.peer) as is_free, suppress(HTTPException):
            while is_free and self._received <= limits.BODY_DISCARDED and self.read(_PIECE):
                pass
