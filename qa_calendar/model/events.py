"""What the feeds publish, and what a UID says of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum

from qa_calendar.model.people import Assignment, StaffStep
from qa_calendar.values import made_often


class EventKind(StrEnum):
    """What an event of a feed is: a piece of work, another one's due date, or the note of a feed without events."""

    WORK = "work"
    DEADLINE = "deadline"
    NOTE = "note"

    @classmethod
    def of(cls, uid: str) -> EventKind:
        """The kind that a UID of ours says: it is all that a published event is known by for good."""
        if uid.startswith((_NOTE, _ENDED)):
            return cls.NOTE
        return cls.DEADLINE if _DEADLINE in uid else cls.WORK


_NOTE, _ENDED, _DEADLINE = "nothing-planned.", "ended.", ".due@"


def note_uid(slug: str, calendar_id: str) -> str:
    """The UID of the note that stands in the feed called *slug* while it is empty."""
    return f"{_NOTE}{slug}@{calendar_id}"


def ended_uid(slug: str, calendar_id: str) -> str:
    """The UID of the note that stands in the feed called *slug* in place of all else once it has ended."""
    return f"{_ENDED}{slug}@{calendar_id}"


def ended_slug(uid: str) -> str | None:
    """The feed that the note with *uid* says has ended; None for anything else."""
    local = uid.rpartition("@")[0]
    return local.removeprefix(_ENDED) if local.startswith(_ENDED) else None


def deadline_uid(uid: str) -> str:
    """The UID of the event that shows the due date of the one with *uid*."""
    local, _, calendar_id = uid.rpartition("@")
    return f"{local}{_DEADLINE}{calendar_id}"


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is to be published under one UID, before its revision: an occurrence in words, or a note.

    *end* is the last day, inclusive; *at* is local time, None for an all-day event of *minutes* 0. *feeds* are the
    slugs of the people whose feed holds it (the team's holds every event that is not a note), *shared* those of the
    members of a group among them, whose feeds hold it as well. *title* is the summary without the *people*. *steps* and
    *staffing* say how its dates and its people came about. *done* is the day it was done, by those in *done_by*, where
    feeds show that.

    How a field is written and read back is in `rendering/properties`.
    """

    uid: str
    start: date
    end: date
    summary: str
    description: str = ""
    title: str = ""
    feeds: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    people: tuple[Assignment, ...] = ()
    due: date | None = None
    categories: tuple[str, ...] = ()
    at: time | None = None
    minutes: int = 0
    alarm: int | None = None
    steps: tuple[str, ...] = ()
    due_steps: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    due_brief: tuple[str, ...] = ()
    staffing: tuple[StaffStep, ...] = ()
    done: date | None = None
    done_by: tuple[str, ...] = ()
    place: str = ""
    link: str = ""

    @property
    def kind(self) -> EventKind:
        """What it is."""
        return EventKind.of(self.uid)

    @property
    def digest(self) -> str:
        """A fingerprint of what is said, whoever it is said to and whenever it is (SHA-256, hexadecimal).

        A field that says nothing leaves no trace in it, so that a new one rewords no event that lacks it.
        """
        first = (self.summary, self.description, *self.categories, str(self.alarm))
        later = (f"{name}: {value}" for name in _SAID_LATER if (value := getattr(self, name)) not in _ABSENT)
        return hashlib.sha256("\0".join((*first, *later)).encode()).hexdigest()


_SAID_FIRST = {"summary", "description", "categories", "alarm"}
_WHO_WHEN_AND_WHY = {
    *("uid", "start", "end", "at", "minutes", "due", "done", "done_by"),
    *("title", "feeds", "shared", "people", "steps", "due_steps", "brief", "due_brief", "staffing"),
}
_ABSENT = (None, "", ())
# Whatever is added to an event is a part of what it says, unless it is named here.
_SAID_LATER = tuple(one.name for one in fields(Event) if one.name not in _SAID_FIRST | _WHO_WHEN_AND_WHY)
