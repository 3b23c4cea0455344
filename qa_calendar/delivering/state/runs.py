"""The last run on this computer: when it was, and what kept things back, so that a schedule says it once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from qa_calendar.dates.zone import utc_text
from qa_calendar.delivering import files
from qa_calendar.delivering.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LastRun:
    """When `run` ran last, None if never; and its *troubles*, each since when it has been said."""

    at: datetime | None = None
    troubles: Mapping[str, datetime] = field(default_factory=dict)


def last_run(workspace: Workspace) -> LastRun:
    """The last run in *workspace*; none where what is kept of it is damaged."""
    try:
        kept = json.loads(_file(workspace).read_bytes())
        troubles = {str(text): datetime.fromisoformat(since) for text, since in kept["troubles"].items()}
        return LastRun(datetime.fromisoformat(kept["at"]), troubles)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return LastRun()


def note_run(workspace: Workspace, now: datetime, troubles: Iterable[str], before: LastRun) -> LastRun:
    """Keep that a run ended, with its *troubles*; what it did *before* says since when."""
    found = LastRun(now, {text: before.troubles.get(text, now) for text in troubles})
    kept = {"at": utc_text(now), "troubles": {text: utc_text(since) for text, since in found.troubles.items()}}
    files.replace(_file(workspace), json.dumps(kept, indent=1).encode(), private=True)
    return found


def note_rest(workspace: Workspace, now: datetime) -> None:
    """Keep that a run had nothing to do *now*, where the one before left no troubles."""
    note_run(workspace, now, (), LastRun())


def _file(workspace: Workspace) -> Path:
    return workspace.kept / "last-run.json"
