"""Running the server: uvicorn within limits, one process or several, until it is told to end."""

from __future__ import annotations

import errno
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qa_calendar.problems import DeliveryError

CONNECTIONS = 800
"""How many at once a process takes; more would run out of what most systems let it open."""

IDLE = 10
"""Seconds that a connection is kept between two requests."""

GRACE = 10
"""Seconds that answers under way have to end once the server is told to."""

_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%Y-%m-%d %H:%M:%S"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the server listens, and with how many processes. *behind_proxy* believes what a proxy here says."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    behind_proxy: bool = False

    @property
    def address(self) -> str:
        """Its address, for a person."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def refuse_to_start(listening: Listening) -> None:
    """Raise DeliveryError with the cure where the extra is lacking or the port is taken."""
    try:
        import starlette
        import uvicorn
    except ModuleNotFoundError as error:
        cure = 'run python -m pip install ".[serve]" in the folder qa-calendar was installed from'
        raise DeliveryError(f"serve needs {error.name}, which is not installed: {cure}") from error
    _ = starlette, uvicorn
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":  # elsewhere it would let two programs have one port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listening.host, listening.port))
    except OSError as error:
        raise DeliveryError(_said_of(error, listening)) from error


def _said_of(error: OSError, listening: Listening) -> str:
    where = f"port {listening.port} of {listening.host}"
    match error.errno:
        case errno.EADDRINUSE:
            return f"{where} is taken by another program; end that, or choose another with --port"
        case errno.EACCES:
            return f"{where} is not ours to take; choose one above 1023 with --port"
        case _:
            return f"cannot listen at {where}: {error.strerror or error}"


def run_server(factory: str, listening: Listening) -> None:
    """Serve what *factory*, an importable name, makes in each process, until SIGTERM or Ctrl+C."""
    import uvicorn

    if listening.workers == 1:
        # uvicorn sends itself the signal again once it has ended well, and that would be no good end.
        signal.signal(signal.SIGTERM, lambda *_: None)
    with suppress(KeyboardInterrupt):
        uvicorn.run(factory, factory=True, **options(listening))


def options(listening: Listening) -> dict[str, Any]:
    """What uvicorn is told: where, and within what limits."""
    from qa_calendar.delivering.publishing.connections import LONGEST_HEAD, Connection

    return {
        "host": listening.host,
        "port": listening.port,
        "workers": listening.workers,
        "http": Connection,
        "ws": "none",
        "lifespan": "on",
        "log_config": _LOGGING,
        "log_level": "error",
        "access_log": False,
        "server_header": False,
        "proxy_headers": listening.behind_proxy,
        "forwarded_allow_ips": "127.0.0.1",
        "limit_concurrency": CONNECTIONS,
        "timeout_keep_alive": IDLE,
        "timeout_graceful_shutdown": GRACE,
        "h11_max_incomplete_event_size": LONGEST_HEAD,
    }
