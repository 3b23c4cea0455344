"""Whether what config.yaml says of single activities matches what the frameworks list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from qa_calendar.dates.months import MONTHS, listed
from qa_calendar.dates.rules import Offset, StartOf
from qa_calendar.model import Config, DateChange, Entry
from qa_calendar.names import Names, key
from qa_calendar.planning.rulebook import Rulebook
from qa_calendar.problems import Problem, did_you_mean


def check_settings(config: Config, rulebook: Rulebook, known: Names) -> tuple[Problem, ...]:
    """What *config* says of activities in none of the entries, or in more than is meant, and of roles nobody has.

    *known* are the activities that a rule may count from.
    """
    found = _changes(rulebook), _rules(config, rulebook), _lead_times(config), _starts(rulebook)
    return tuple(chain(*found, _anchors(rulebook, known)))


def _anchors(rulebook: Rulebook, known: Names) -> Iterator[Problem]:
    """Activities to count from that are none."""
    rules = [rulebook.own(entry) for entry in rulebook.entries]
    phrases = (phrase for one in rules for phrase in (one.start, one.due, one.remind) if phrase)
    counted = ((phrase, phrase.rule.anchor) for phrase in phrases if isinstance(phrase.rule, Offset))
    for phrase, anchor in dict.fromkeys(counted):
        if isinstance(anchor, StartOf) and known.find(anchor.title) is None:
            yield Problem(phrase.location, f"no activity '{anchor.title}'{did_you_mean(anchor.title, known)}")


def _changes(rulebook: Rulebook) -> Iterator[Problem]:
    earlier: dict[str, DateChange] = {}
    for change, concerned in rulebook.concerned:
        if not concerned:
            yield _unmatched(change, rulebook.of_title(change.activity))
        elif len(concerned) > 1:
            yield _ambiguous(change, concerned)
        for entry in concerned:
            other = earlier.setdefault(entry.uid_stem, change)
            if other is not change and len(concerned) == 1:
                message = f"'{change.activity}' in {entry.month} is already changed in line {other.location.line}"
                yield Problem(change.location, message)


def _unmatched(change: DateChange, theirs: Sequence[Entry]) -> Problem:
    if change.meant is not None:
        days = [str(entry.meant) for entry in theirs if entry.meant and change.is_in(entry.month)]
        cure = f"in that month it is on {listed(days)}" if days else "give the month it is listed in"
        return Problem(change.location, f"'{change.activity}' is not on {change.meant}: {cure}")
    when = dict.fromkeys(_month(change, entry) for entry in sorted(theirs, key=lambda entry: entry.month))
    cure = f"it is in {', '.join(when)}" if when else "it is in no month"
    month = MONTHS[change.month - 1] + (f" {change.year}" if change.year else "")
    return Problem(change.location, f"'{change.activity}' is not in {month}: {cure}")


def _month(change: DateChange, entry: Entry) -> str:
    return str(entry.month) if change.year else MONTHS[entry.month.month - 1]


def _ambiguous(change: DateChange, concerned: Sequence[Entry]) -> Problem:
    months = sorted({entry.month for entry in concerned})
    if len(months) > 1:
        message = f"'{change.activity}' is in {listed([str(month) for month in months])}"
        return Problem(change.location, f"{message}: say which, for example `month: {months[-1]}`")
    days = sorted(str(entry.meant) for entry in concerned if entry.meant)
    which = f"on {listed(days)}" if len(days) == len(concerned) else f"{len(concerned)} times"
    example = days[0] if days else f"{months[0].iso}-15"
    message = f"'{change.activity}' is in {months[0]} {which}"
    return Problem(change.location, f"{message}: say which by the day that is meant, for example `date: {example}`")


def _rules(config: Config, rulebook: Rulebook) -> Iterator[Problem]:
    listed_titles = {key(entry.activity.title) for entry in rulebook.entries}
    for title, chosen in config.activity_rules.items():
        if key(title) not in listed_titles:
            yield Problem(chosen.location, f"'{title}' has a rule, but is in no month")


def _starts(rulebook: Rulebook) -> Iterator[Problem]:
    """A start for what already has its days."""
    for entry in rulebook.entries:
        activity = entry.activity
        start = rulebook.own(entry).start
        if entry.on is not None and entry.rules.start is not None:
            message = f"'{activity.title}' is on {entry.on}, so that its rule has no `start`"
            yield Problem(entry.rules.start.location, message)
        if entry.meant is None or start is None or start == entry.rules.start or entry.on not in (None, entry.meant):
            continue
        said = "dates" if activity.dates else "every"
        if activity.dates or entry.by_weeks:
            message = f"'{activity.title}' has its days by `{said}`; take this `start` away, or the `{said}`"
            yield Problem(start.location, message)


def _lead_times(config: Config) -> Iterator[Problem]:
    roles = {person.role for person in config.staff}
    for role, phrase in config.reminders.lead_times.items():
        if role not in roles:
            yield Problem(phrase.location, f"nobody in staff has the role '{role}'{did_you_mean(role, roles)}")
