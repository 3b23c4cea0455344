"""Connections that are kept while many workspaces are taken, so that a server is asked for one once.

It stands apart from `database`, which takes long to load and may never be needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

KEPT: ContextVar[dict[str, Engine] | None] = ContextVar("KEPT", default=None)
"""The engine of each server's address, None where they are not kept."""


@contextmanager
def engines_are_kept() -> Iterator[None]:
    """Keep what connects to each server that is opened meanwhile, however often that is."""
    if KEPT.get() is not None:
        yield
        return
    kept: dict[str, Engine] = {}
    before = KEPT.set(kept)
    try:
        yield
    finally:
        KEPT.reset(before)
        for engine in kept.values():
            engine.dispose()
