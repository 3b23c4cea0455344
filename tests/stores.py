"""A state database as a calendar sees it, without a workspace around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_calendar.delivering.state.builds import Store
from qa_calendar.delivering.state.database import opened

QA = "qa.example.gov.uk"
URL = "sqlite:///state/qa-calendar.db"


@contextmanager
def opened_store(url: str, root: Path, calendar_id: str = QA, *, create: bool = True) -> Iterator[Store]:
    """What the database at *url* knows of the builds of that calendar."""
    with opened(url, root, calendar_id, create=create) as database:
        yield Store(database)
