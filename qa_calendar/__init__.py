"""A Quality Assurance framework as calendar feeds and reminders.

    config, frameworks = load(config_text, {"framework.yaml": framework_text})
    plan = expand(frameworks, config)
    planned = events_of(plan, templates)
    events = with_notes(planned, config.staff, config.calendar_id, previous, today)
    revised = revise(previous, events, now)
    feeds = render_feeds(events, revised, config.staff, config.feeds, plan.years)

where *templates* is `Templates(sources, {})`, and *previous* the revisions of the time before, {} at first. All of it
for a folder, with its state: `build(Workspace(Path("qa")), now)`; and for one of many, as a scheduler's task takes it,
`build_one(Path("services/north"), now)`, or `run_one`, which mails as well: a user's fault is an `Outcome`, the world's
is raised and may be tried again.

Every function but those three turns values into values: none opens a file or asks a clock.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_calendar.delivering.building.build import build
    from qa_calendar.delivering.building.unchanged import Built
    from qa_calendar.delivering.many.one import build_one, run_one
    from qa_calendar.delivering.many.outcome import Outcome
    from qa_calendar.delivering.workspace import Workspace
    from qa_calendar.model import Activity, Completion, Config, Entry, Event, Framework, Occurrence, Person, Plan
    from qa_calendar.planning.plan import expand
    from qa_calendar.planning.progress import overdue, tally, with_done
    from qa_calendar.planning.revisions import Change, Revised, Revision, revise
    from qa_calendar.problems import (
        DeliveryError,
        InvalidInputError,
        Location,
        NoSuchDayError,
        Problem,
        QACalendarError,
        RulePhraseError,
    )
    from qa_calendar.reading.load import load
    from qa_calendar.rendering.events import events_of
    from qa_calendar.rendering.feeds import render_feeds
    from qa_calendar.rendering.messages import Message
    from qa_calendar.rendering.news import render_news
    from qa_calendar.rendering.notes import with_notes
    from qa_calendar.rendering.reminders import render_reminders
    from qa_calendar.rendering.templates import Templates

_HOMES = {
    "delivering.building.build": ("build",),
    "delivering.building.unchanged": ("Built",),
    "delivering.many.one": ("build_one", "run_one"),
    "delivering.many.outcome": ("Outcome",),
    "delivering.workspace": ("Workspace",),
    "model": ("Activity", "Completion", "Config", "Entry", "Event", "Framework", "Occurrence", "Person", "Plan"),
    "planning.plan": ("expand",),
    "planning.progress": ("overdue", "tally", "with_done"),
    "planning.revisions": ("Change", "Revised", "Revision", "revise"),
    "problems": (
        "DeliveryError",
        "InvalidInputError",
        "Location",
        "NoSuchDayError",
        "Problem",
        "QACalendarError",
        "RulePhraseError",
    ),
    "reading.load": ("load",),
    "rendering.events": ("events_of",),
    "rendering.feeds": ("render_feeds",),
    "rendering.messages": ("Message",),
    "rendering.news": ("render_news",),
    "rendering.notes": ("with_notes",),
    "rendering.reminders": ("render_reminders",),
    "rendering.templates": ("Templates",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Activity",
    "Built",
    "Change",
    "Completion",
    "Config",
    "DeliveryError",
    "Entry",
    "Event",
    "Framework",
    "InvalidInputError",
    "Location",
    "Message",
    "NoSuchDayError",
    "Occurrence",
    "Outcome",
    "Person",
    "Plan",
    "Problem",
    "QACalendarError",
    "Revised",
    "Revision",
    "RulePhraseError",
    "Templates",
    "Workspace",
    "build",
    "build_one",
    "events_of",
    "expand",
    "load",
    "overdue",
    "render_feeds",
    "render_news",
    "render_reminders",
    "revise",
    "run_one",
    "tally",
    "with_done",
    "with_notes",
]


def __getattr__(name: str) -> Any:
    # Late, so that a repeated build does not pay for what it never uses.
    if name not in _HOME_OF:
        raise AttributeError(f"module 'qa_calendar' has no attribute '{name}'")
    from qa_calendar.garbage import left_alone

    with left_alone():
        return getattr(import_module(f"qa_calendar.{_HOME_OF[name]}"), name)
