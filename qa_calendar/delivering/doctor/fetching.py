"""One question to a server, within bounds of time and size, whatever it does. Follows nothing and believes nothing.

The whole of an answer has to be there in time: a server that sends a byte a second keeps every single wait short.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from threading import Event, Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

from qa_calendar.delivering.doctor.addresses import Endpoint, NoAnswerError, Place, look_up
from qa_calendar.rendering.fitness.answers import Answer
from qa_calendar.rendering.fitness.findings import shown
from qa_calendar.rendering.fitness.lines import MOST_BYTES

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

_PIECE = 65536
_NUMBERS = 3
_CODINGS = {"gzip": 47, "x-gzip": 47, "deflate": 47}
_CERTIFICATE = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is self-signed",
    19: "it comes from an authority of its own, which nobody else trusts",
    20: "its authority is not trusted, or the certificate in between is not sent",
    62: "it is for another name",
    64: "it is for another name",
}


class UntrustedError(NoAnswerError):
    """The server has no certificate to trust; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long and how much: seconds to connect, for one wait, for one answer and for everything; bytes; redirects."""

    connect: float = 5
    read: float = 10
    total: float = 20
    whole: float = 60
    most: int = MOST_BYTES
    redirects: int = 5


@dataclass(slots=True)
class Client:
    """Asks servers until *bounds* are reached; *trust* is whose certificates are believed, the system's if None."""

    bounds: Bounds = field(default_factory=Bounds)
    trust: ssl.SSLContext | None = None
    _ends: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._ends = monotonic() + self.bounds.whole

    def find(self, target: Endpoint) -> Place:
        """Where *target* is; raises NoAnswerError."""
        return look_up(target, self._left(self.bounds.read))

    def ask(self, place: Place, headers: Mapping[str, str], *, method: str = "GET", most: int | None = None) -> Answer:
        """The answer to one request, its body up to *most* bytes.

        Raises NoAnswerError when there is none, UntrustedError when the server's certificate is not valid.
        """
        from urllib3.exceptions import HTTPError

        connection = self._connected(place)
        sock: Any = connection.sock
        late = Event()
        watch = Timer(self._left(self.bounds.total), _hang_up, (sock, late))
        watch.daemon = True
        watch.start()
        most = most or self.bounds.most
        try:
            sent = {**_headers(place.target), **headers}
            connection.request(method, place.target.path, headers=sent, preload_content=False)
            with closing(connection.getresponse()) as response:
                if late.is_set():
                    # Whoever hangs up ends the headers as well as an empty line does.
                    raise NoAnswerError(f"no answer: {self._too_slow}")
                body, trouble = self._body(response, most, late)
                return _decoded(_answer(response, body, trouble), most)
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise NoAnswerError(f"no answer: {self._why(error, late)}") from error
        finally:
            watch.cancel()
            connection.close()
            sock.close()

    def _left(self, most: float) -> float:
        left = min(most, self._ends - monotonic())
        if left <= 0:
            raise NoAnswerError(f"it took more than {self.bounds.whole:g} seconds in all")
        return left

    def _connected(self, place: Place) -> HTTPConnection:
        from urllib3.exceptions import HTTPError

        why = ""
        for number in place.numbers[:_NUMBERS]:
            connection = self._connection(place.target, number)
            try:
                connection.connect()
            except ssl.SSLCertVerificationError as error:
                connection.close()
                raise UntrustedError(_CERTIFICATE.get(error.verify_code, shown(error.verify_message))) from error
            except ssl.SSLError as error:
                why = f"it does not speak TLS there ({error.reason or 'no reason given'}); is the port right?"
            except (HTTPError, OSError, ValueError) as error:
                why = f"{_reason(error)}; is it running, and does a firewall let this computer through?"
            else:
                connection.timeout = self._left(self.bounds.read)
                return connection
            connection.close()
        raise NoAnswerError(f"it cannot be reached: {why}")

    def _connection(self, target: Endpoint, number: str) -> HTTPConnection:
        from urllib3.connection import HTTPConnection, HTTPSConnection

        patience = self._left(self.bounds.connect)
        if target.scheme == "http":
            return HTTPConnection(number, target.port, timeout=patience)
        trust = self.trust or ssl.create_default_context()
        # The number that was checked is connected to; the name is what the certificate has to be for.
        return HTTPSConnection(
            number, target.port, timeout=patience, ssl_context=trust, server_hostname=target.host.partition("%")[0]
        )

    def _body(self, response: Any, most: int, late: Event) -> tuple[bytes, str]:
        from urllib3.exceptions import HTTPError

        kept = bytearray()
        try:
            while len(kept) <= most and (piece := response.read(_PIECE, decode_content=False)):
                kept += piece
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            return bytes(kept), f"after {len(kept)} bytes: {self._why(error, late)}"
        if late.is_set():
            return bytes(kept), f"after {len(kept)} bytes: {self._too_slow}"
        return bytes(kept), ""

    def _why(self, error: Exception, late: Event) -> str:
        return self._too_slow if late.is_set() else _reason(error)

    @property
    def _too_slow(self) -> str:
        return f"it was not through after {self.bounds.total:g} seconds"


def _headers(target: Endpoint) -> dict[str, str]:
    return {
        "Host": target.authority,
        "User-Agent": "qa-calendar doctor",
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _answer(response: Any, body: bytes, trouble: str) -> Answer:
    headers = tuple((str(key), str(value)) for key, value in response.headers.items())
    return Answer(status=response.status, headers=headers, body=body, trouble=trouble)


def _hang_up(sock: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):
        # Below TLS, which would want to say goodbye.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _decoded(answer: Answer, most: int) -> Answer:
    """*answer* without compression and no longer than *most*: a small body may be a very large one."""
    coding = (answer.header("Content-Encoding") or "identity").strip().lower()
    body, trouble, is_coded = answer.body, answer.trouble, False
    if coding in _CODINGS and len(body) <= most:
        try:
            body = zlib.decompressobj(_CODINGS[coding]).decompress(body, most + 1)
        except zlib.error as error:
            trouble, is_coded = f"it cannot be decompressed: {error}", True
    is_coded |= coding not in ("identity", *_CODINGS)
    too_large = len(body) > most
    return replace(
        answer,
        body=b"" if too_large or is_coded else body,
        trouble=f"it is over {most} bytes" if too_large else trouble,
        too_large=too_large,
        coded=is_coded,
    )


def _reason(error: Exception) -> str:
    """Why it failed, for a person; libraries put the cause behind their own words."""
    inner: BaseException = error
    while (cause := inner.__cause__ or inner.__context__) is not None:
        inner = cause
    match inner:
        case TimeoutError():
            return "it took too long"
        case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
            return "it hung up"
        case http.client.IncompleteRead():
            return "it ended too early"
        case http.client.BadStatusLine():
            return f"what it said is no HTTP: '{shown(str(inner), 40)}'"
        case OSError(strerror=str(reason)):
            return reason
        case _:
            return shown(str(inner) or type(inner).__name__)
