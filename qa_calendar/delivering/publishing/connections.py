"""One connection to the server, within limits: who sends no whole request, or takes no answer, does not hold it."""

from __future__ import annotations

import asyncio
import socket
import sys
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa_calendar.delivering.publishing.answers import NOT_FOUND, TOO_MUCH, UNAVAILABLE, UNREADABLE, Answer

REQUEST_WITHIN = 15.0
"""Seconds from connecting, or from the first byte of a later request, to its last."""

ANSWER_WITHIN = 120.0
"""Seconds that a client may take over an answer."""

LONGEST_HEAD = 16_384
"""Bytes of a request before its body."""


class Connection(H11Protocol):
    """uvicorn's own, which has a time for what is between requests only, with one for requests and answers too."""

    _request_due: asyncio.TimerHandle | None = None
    _answer_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or say that there are too many."""
        super().connection_made(transport)
        if (own := transport.get_extra_info("socket")) is not None:
            # asyncio does this only for sockets it opened; workers are given one, and each body would wait 40 ms.
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait_for_request()
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self.connections.discard(self)  # uvicorn would refuse all the others too
            self._refuse(UNAVAILABLE)

    def data_received(self, data: bytes) -> None:
        """Take what came; a byte now and then is no reason to wait longer."""
        # h11 looks at the length only of what is not there to its end.
        if len(data) > LONGEST_HEAD and self.conn.their_state is h11.IDLE and b"\r\n\r\n" not in data[:LONGEST_HEAD]:
            self._refuse_too_long(data)
            return
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait_for_request()
        elif self._request_due is not None:
            self._request_due.cancel()
            self._request_due = None

    def on_response_complete(self) -> None:
        """The answer is on its way; whoever does not take it is let go."""
        super().on_response_complete()
        if self._answer_due is not None:
            self._answer_due.cancel()
        if self.transport.get_write_buffer_size():
            self._answer_due = self.loop.call_later(ANSWER_WITHIN, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        for timer in (self._request_due, self._answer_due):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request: what cannot be an address, as one that is not there."""
        error = sys.exc_info()[1]
        if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == HTTPStatus(431):
            self._refuse_too_long(self.conn.trailing_data[0])
        else:
            self._refuse(NOT_FOUND if "request line" in str(error) else UNREADABLE)

    def _refuse_too_long(self, head: bytes) -> None:
        # Only a long address is none: to 404 calendar programs forget what they have.
        self._refuse(TOO_MUCH if b"\n" in head[:LONGEST_HEAD] else NOT_FOUND)

    def _refuse(self, answer: Answer) -> None:
        headers = (*self.server_state.default_headers, *answer.headers, (b"Connection", b"close"))
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", answer.body]))
        self.transport.close()

    def _wait_for_request(self) -> None:
        if self._request_due is None and not self.transport.is_closing():
            self._request_due = self.loop.call_later(REQUEST_WITHIN, self.transport.abort)

    def _give_up(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
