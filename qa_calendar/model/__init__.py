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
from qa_calendar.model.framework import Activity, DateRules, Entry, Framework, Length, Phrase, years_from
from qa_calendar.model.people import LEAD, NOBODY, TEAM, Assignment, Person, Share, StaffChange, StaffStep
from qa_calendar.model.plan import Completion, DateNote, Occurrence, Plan, Skipped

__all__ = [
    "LEAD",
    "NOBODY",
    "TEAM",
    "Activity",
    "ActivityRules",
    "Assignment",
    "Completion",
    "Config",
    "DateChange",
    "DateNote",
    "DateRules",
    "Entry",
    "Event",
    "EventKind",
    "FeedOptions",
    "Framework",
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
    "years_from",
]
