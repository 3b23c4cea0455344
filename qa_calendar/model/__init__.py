"""The domain: a framework, the people, how the service works, and the plan they make together.

Everything here is a frozen value. Names of people and activities are always the spelling in config.yaml and
framework.yaml, whatever alias a person wrote.
"""

from qa_calendar.model.config import (
    ActivityRules,
    Config,
    DateChange,
    FeedOptions,
    LinkOptions,
    Method,
    OverdueOptions,
    ReminderOptions,
    SmtpOptions,
)
from qa_calendar.model.events import Event, EventKind, deadline_uid, ended_slug, ended_uid, note_uid
from qa_calendar.model.framework import (
    About,
    Activity,
    Alarm,
    Dated,
    DateRules,
    Entry,
    Every,
    EveryMonths,
    EveryWeeks,
    Framework,
    LaterRules,
    Length,
    Phrase,
    rules_in,
    years_from,
)
from qa_calendar.model.people import LEAD, NOBODY, TEAM, Assignment, Person, Share, StaffChange, StaffStep
from qa_calendar.model.plan import Completion, DateNote, Occurrence, Plan, Skipped

__all__ = [
    "LEAD",
    "NOBODY",
    "TEAM",
    "About",
    "Activity",
    "ActivityRules",
    "Alarm",
    "Assignment",
    "Completion",
    "Config",
    "DateChange",
    "DateNote",
    "DateRules",
    "Dated",
    "Entry",
    "Event",
    "EventKind",
    "Every",
    "EveryMonths",
    "EveryWeeks",
    "FeedOptions",
    "Framework",
    "LaterRules",
    "Length",
    "LinkOptions",
    "Method",
    "Occurrence",
    "OverdueOptions",
    "Person",
    "Phrase",
    "Plan",
    "ReminderOptions",
    "Share",
    "Skipped",
    "SmtpOptions",
    "StaffChange",
    "StaffStep",
    "deadline_uid",
    "ended_slug",
    "ended_uid",
    "note_uid",
    "rules_in",
    "years_from",
]
