"""Looking for garbage, and when not to."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 20_000
"""How many new values there are before garbage is looked for: about as many as a workspace takes."""


@contextmanager
def left_alone() -> Iterator[None]:
    """Look for no garbage meanwhile: what makes thousands of values that are all kept has next to none.

    Python counts new values and looks again and again through all there are, which takes a twentieth of a build.
    """
    was_looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looked_for:
            gc.enable()
