"""What a run says, with the time and how grave it is, in a file that does not grow for ever."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES, _KEPT = 1_000_000, 4


class _File(RotatingFileHandler):
    """A log that cannot be written is said once, and is no reason to do nothing."""

    failed = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        error = sys.exc_info()[1]
        if not self.failed:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            print(f"cannot write to {self.baseFilename}: {reason}; it is gone on without a log", file=sys.stderr)
        self.failed = True


@contextmanager
def logbook(path: Path | None) -> Iterator[logging.Logger]:
    """A logger that writes to the file at *path*, none if there is none; the file is closed at the end.

    Past a megabyte it is kept as FILE.1 to FILE.4, and begun anew.
    """
    log = logging.Logger("qa-calendar", logging.INFO)
    if path is None:
        log.addHandler(logging.NullHandler())
        yield log
        return
    handler = _File(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    log.addHandler(handler)
    try:
        yield log
    finally:
        handler.close()
