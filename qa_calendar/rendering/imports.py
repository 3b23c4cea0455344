"""What was understood of documents as values: JSON-ready, month by month, and what an entry says in a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_calendar.dates.months import MONTHS, Month
from qa_calendar.model.draft import Draft, DraftEntry, Kind, Remark


@dataclass(frozen=True, slots=True)
class MonthRead:
    """A month of the year with what was read for it."""

    month: Month
    entries: tuple[DraftEntry, ...]


def draft_values(draft: Draft) -> dict[str, Any]:
    """*draft* as JSON-ready values; dates are ISO 8601, and there only where the document states them."""
    return {
        "files": list(draft.files),
        "title": draft.title or None,
        "service": draft.service or None,
        "year": draft.year,
        "first_month": MONTHS[draft.first_month - 1],
        "entries": [_entry_values(one) for one in draft.entries],
        "as_required": [_without_month(_entry_values(one)) for one in draft.as_required],
        "people": [
            {
                "name": one.name,
                "role": one.role or None,
                "group": one.is_group,
                "also_known_as": list(one.spellings),
                "email": one.email,
            }
            for one in draft.people
        ],
        "tables": [{"place": table.place, "columns": dict(table.columns)} for table in draft.tables],
        "questions": [
            {"about": one.topic.value, "words": one.words, "offers": list(one.offers)} for one in draft.questions
        ],
        "report": [str(one) for one in draft.remarks],
    }


def _entry_values(entry: DraftEntry) -> dict[str, Any]:
    stated = {"date": entry.on, "due": entry.due}
    return {
        "month": entry.month.iso,
        "activity": entry.activity,
        "workers": list(entry.workers),
        "purpose": entry.purpose,
        "period": entry.period,
        "theme": entry.theme,
        **{name: day.isoformat() for name, day in stated.items() if day is not None},
    }


def _without_month(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "month"}


def months_of(draft: Draft) -> tuple[MonthRead, ...]:
    """The months of the year that have something, in order."""
    read = (MonthRead(month, tuple(one for one in draft.entries if one.month == month)) for month in draft.months)
    return tuple(one for one in read if one.entries)


def remarks_of(draft: Draft, kind: Kind) -> tuple[Remark, ...]:
    """The remarks of one kind, in their order."""
    return tuple(one for one in draft.remarks if one.kind is kind)


def span_of(draft: Draft) -> str:
    """`April 2026 to March 2027`."""
    return f"{draft.months[0]} to {draft.months[-1]}"


def what_of(entry: DraftEntry) -> Iterator[str]:
    """What an entry says beside its activity, its people and its purpose."""
    if entry.theme:
        yield entry.theme
    if entry.period:
        yield entry.period
    if entry.on:
        yield f"on {entry.on}"
    if entry.rule:
        yield entry.rule
    if entry.due:
        yield f"due {entry.due}"
