"""Whether what config.yaml says of single activities matches what the frameworks list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from qa_calendar.dates.months import MONTHS, listed
from qa_calendar.model import Config, DateChange, Entry
from qa_calendar.names import key
from qa_calendar.problems import Problem, did_you_mean


def check_settings(config: Config, entries: Sequence[Entry]) -> tuple[Problem, ...]:
    """What *config* says of activities in none of *entries*, or in more than is meant, and of roles nobody has."""
    return (*_changes(config.date_changes, entries), *_rules(config, entries), *_lead_times(config))


def _changes(changes: Sequence[DateChange], entries: Iterable[Entry]) -> Iterator[Problem]:
    by_title: dict[str, list[Entry]] = {}
    for entry in entries:
        by_title.setdefault(key(entry.activity.title), []).append(entry)
    earlier: dict[Entry, DateChange] = {}
    for change in changes:
        theirs = by_title.get(key(change.activity), [])
        concerned = [entry for entry in theirs if change.concerns(entry)]
        yield from chain(_unmatched(change, theirs, concerned), _ambiguous(change, concerned))
        for entry in concerned:
            other = earlier.setdefault(entry, change)
            if other is not change and (other.month, other.year) != (change.month, change.year):
                message = f"'{change.activity}' in {entry.month} is already changed in line {other.location.line}"
                yield Problem(change.location, message)


def _unmatched(change: DateChange, theirs: Sequence[Entry], concerned: Sequence[Entry]) -> Iterator[Problem]:
    if concerned:
        return
    when = dict.fromkeys(_month(change, entry) for entry in sorted(theirs, key=lambda entry: entry.month))
    cure = f"it is in {', '.join(when)}" if when else "it is in no month"
    month = MONTHS[change.month - 1] + (f" {change.year}" if change.year else "")
    yield Problem(change.location, f"'{change.activity}' is not in {month}: {cure}")


def _month(change: DateChange, entry: Entry) -> str:
    return str(entry.month) if change.year else MONTHS[entry.month.month - 1]


def _ambiguous(change: DateChange, concerned: Sequence[Entry]) -> Iterator[Problem]:
    months = sorted({entry.month for entry in concerned})
    if len(months) > 1:
        message = f"'{change.activity}' is in {listed([str(month) for month in months])}"
        yield Problem(change.location, f"{message}: say which, for example `month: {months[-1]}`")


def _rules(config: Config, entries: Iterable[Entry]) -> Iterator[Problem]:
    listed_titles = {key(entry.activity.title) for entry in entries}
    for title, chosen in config.activity_rules.items():
        if key(title) not in listed_titles:
            yield Problem(chosen.location, f"'{title}' has a rule, but is in no month")


def _lead_times(config: Config) -> Iterator[Problem]:
    roles = {person.role for person in config.staff}
    for role, phrase in config.reminders.lead_times.items():
        if role not in roles:
            yield Problem(phrase.location, f"nobody in staff has the role '{role}'{did_you_mean(role, roles)}")
