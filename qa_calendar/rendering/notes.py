"""The note that stands in a feed without events, since a feed is never empty; and the one in a feed that has ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from qa_calendar.model import TEAM, Event, Person, ended_uid, note_uid
from qa_calendar.planning.revisions import Revision


def with_notes(
    events: Sequence[Event], staff: Iterable[Person], calendar_id: str, previous: Mapping[str, Revision], today: date
) -> tuple[Event, ...]:
    """*events*, and a note for everybody in *staff*, and for the team, that has none of them.

    A note stands on the day the feed became empty: *today*, or where *previous* says it was published before.
    """
    held = {slug for event in events for slug in (*event.feeds, *event.shared)}
    notes = [nothing_planned(one, calendar_id, today) for one in staff if one.slug not in held]
    if not events:
        notes.append(nothing_planned_for_team(calendar_id, today))
    return (*events, *(_since(note, previous.get(note.uid)) for note in notes))


def with_endings(
    events: Sequence[Event], ended: Mapping[str, date], calendar_id: str, previous: Mapping[str, Revision]
) -> tuple[Event, ...]:
    """*events*, and a note for each feed that has *ended*, by slug, since a day; or since *previous* says so."""
    notes = (has_ended(slug, calendar_id, since) for slug, since in sorted(ended.items()))
    return (*events, *(_since(note, previous.get(note.uid)) for note in notes))


def nothing_planned(person: Person, calendar_id: str, day: date) -> Event:
    """The note for somebody without work, on the *day* that became so."""
    return _nothing(person.slug, calendar_id, day, "you")


def nothing_planned_for_team(calendar_id: str, day: date) -> Event:
    """The note for a team without work; the only kind of note that is in the team's feed."""
    return _nothing(TEAM, calendar_id, day, "the team")


def has_ended(slug: str, calendar_id: str, day: date) -> Event:
    """The note in place of all else in the feed called *slug*, since the *day* it ended."""
    return _note(
        ended_uid(slug, calendar_id),
        slug,
        day,
        "This calendar has ended",
        "Nothing will appear in it any more, and its address will stop working: please remove it from your calendars.",
    )


def _nothing(slug: str, calendar_id: str, day: date, whom: str) -> Event:
    return _note(
        note_uid(slug, calendar_id),
        slug,
        day,
        f"No QA work planned for {whom}",
        "This calendar works: when QA work is planned, it will appear here by itself.",
    )


def _note(uid: str, slug: str, day: date, summary: str, description: str) -> Event:
    return Event(uid=uid, start=day, end=day, summary=summary, description=description, feeds=(slug,))


def _since(note: Event, old: Revision | None) -> Event:
    # Or every build would move it.
    return note if old is None or not old.live else replace(note, start=old.start, end=old.end)
