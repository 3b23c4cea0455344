"""Knowing that a run has nothing to do, without reading, planning or asking who was sent what.

What a run does is decided by the files, by the database, by the day and by whether mail may be sent at the hour. Where
one found nothing to do and nothing to tell, the next finds the same, as long as all of that is as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_calendar.dates.zone import LONDON, day_in_london, utc_text
from qa_calendar.delivering import files
from qa_calendar.delivering.building.unchanged import first_look, recall, seen_of
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import DeliveryError

if TYPE_CHECKING:
    from qa_calendar.delivering.workspace import Snapshot
    from qa_calendar.model import ReminderOptions

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Rest:
    """That there is nothing to do; *sends* where mail is sent, and not left as drafts."""

    sends: bool


def at_rest(workspace: Workspace, now: datetime) -> Rest | None:
    """That a run has nothing to do *now* (aware), where the last had nothing either and all is as it was; else None."""
    kept = _kept(workspace)
    if kept is None or not kept["from"] <= utc_text(now) < kept["until"]:
        return None
    contents = first_look(workspace)
    if recall(contents, day_in_london(now)) is None:
        return None
    found = seen_of(contents)
    return Rest(kept["sends"]) if found is not None and found.mail_known_by == kept["mail"] else None


def rest(snapshot: Snapshot, now: datetime) -> None:
    """Keep that a run had nothing to do *now* (aware)."""
    contents = snapshot.contents
    if at_rest(contents.workspace, now) is not None:
        return  # which is kept already
    found = seen_of(contents)
    if found is None or found.waiting or recall(contents, day_in_london(now)) is None:
        stir(contents.workspace)
        return
    kept = {
        "format": _FORMAT,
        "from": utc_text(now),
        "until": utc_text(_next_hour_that_counts(now, snapshot.config.reminders)),
        "mail": found.mail_known_by,
        "sends": snapshot.config.smtp is not None,
    }
    files.replace(_memory(contents.workspace), json.dumps(kept, indent=1).encode())


def stir(workspace: Workspace) -> None:
    """Forget that there was nothing to do."""
    files.remove(_memory(workspace))


def _next_hour_that_counts(now: datetime, options: ReminderOptions) -> datetime:
    """When mail may next be sent, or no longer, and at the latest when the day ends in London."""
    there = now.astimezone(LONDON)
    hours = (options.send_after, options.send_until)
    today = (datetime.combine(there.date(), hour, LONDON) for hour in hours)
    tomorrow = datetime.combine(there.date() + timedelta(days=1), time(), LONDON)
    return min((*(hour for hour in today if hour > there), tomorrow))


def _memory(workspace: Workspace) -> Path:
    return workspace.kept / "at-rest.json"


def _kept(workspace: Workspace) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(files.content_of(_memory(workspace)) or b"null")
    except (DeliveryError, ValueError):
        return None
    is_ours = (
        isinstance(kept, dict)
        and kept.get("format") == _FORMAT
        and all(isinstance(kept.get(key), str) for key in ("from", "until"))
        and isinstance(kept.get("sends"), bool)
        and isinstance(kept.get("mail"), list)
    )
    return kept if is_ours else None
