"""The framework with dates.

entry ─▶ rules (date change, framework, config, default) ─▶ the organisation's day
      ─▶ who does it on that day ─▶ their own week and leave ─▶ due, reminder, end ─▶ Occurrence
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from qa_calendar.dates.months import spoken, spoken_with_year
from qa_calendar.dates.person import suit_people
from qa_calendar.dates.rules import Named, Offset, Resolution, Setting, Spread, last_day_of, resolve
from qa_calendar.dates.workdays import is_projected
from qa_calendar.model import (
    Assignment,
    Config,
    DateChange,
    DateNote,
    DateRules,
    Entry,
    Framework,
    Occurrence,
    Phrase,
    Plan,
    Skipped,
)
from qa_calendar.planning.settings import check_settings
from qa_calendar.planning.staff_checks import check_staff
from qa_calendar.planning.staffing import Staffing, staff
from qa_calendar.problems import InvalidInputError, Location, NoSuchDayError, Problem

_DEFAULT_MINUTES = 60


def expand(frameworks: Iterable[Framework], config: Config) -> Plan:
    """Give every entry its dates and people; raises InvalidInputError naming each rule that cannot hold and where."""
    planners = [_Planner(framework, config) for framework in sorted(frameworks, key=lambda one: one.months)]
    occurrences = [occurrence for planner in planners for occurrence in planner.occurrences()]
    problems = [problem for planner in planners for problem in planner.problems]
    problems += check_settings(config, [entry for planner in planners for entry in planner.framework.entries])
    problems += check_staff(config, sorted(occurrences, key=lambda occurrence: occurrence.start))
    if problems:
        raise InvalidInputError(problems)
    return Plan(
        frameworks=tuple(planner.framework for planner in planners),
        config=config,
        occurrences=tuple(sorted(occurrences, key=lambda occurrence: (occurrence.start, occurrence.uid))),
        skipped=tuple(skipped for planner in planners for skipped in planner.skipped),
        notes=tuple(note for planner in planners for note in planner.notes),
    )


class _NoDateError(Exception):
    """The entry has no date; the reason is already among the problems."""


@dataclass(slots=True)
class _Planner:
    framework: Framework
    config: Config
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[DateNote] = field(default_factory=list)
    _shares: Mapping[Entry, tuple[int, int]] | None = None

    def occurrences(self) -> tuple[Occurrence, ...]:
        """The dated entries, without those that are skipped or a problem."""
        found = tuple(occurrence for entry in self.framework.entries if (occurrence := self._dated(entry)))
        self._remark_projected(found)
        return found

    def _dated(self, entry: Entry) -> Occurrence | None:
        try:
            return self._occurrence(entry)
        except _NoDateError:
            return None

    def _occurrence(self, entry: Entry) -> Occurrence | None:
        rules = self._rules(entry)
        self._check_circle(rules, entry)
        setting = self._setting(entry)
        early_due = self._early_due(rules, setting, entry)
        found = self._start(rules, setting, entry, early_due)
        if found.day is None:
            self.skipped.append(Skipped(entry, found.steps[-1], self._uid(entry)))
            return None
        found, staffing = self._suited(found, entry)
        assert found.day is not None
        timed = rules.at is not None
        # A meeting is over when it ends: unless somebody says of it when it is due, its day is what counts.
        is_due = not timed or self._own_rules(entry).due is not None
        due = (early_due or self._due(rules, setting, entry, found.day)) if is_due else Resolution(None, ())
        counted_from = replace(setting, start=found.day, due=due.day if is_due else found.day)
        remind, reminds = self._reminders(entry, staffing.assignments, counted_from)
        self._check_order(rules, entry, found.day, due.day)
        self._remark(entry, staffing.assignments, found.day)
        return Occurrence(
            uid=self._uid(entry),
            entry=entry,
            start=found.day,
            end=self._end(rules, entry, found.day),
            assignments=staffing.assignments,
            steps=found.steps,
            brief=found.brief,
            staffing=staffing.steps,
            shares=staffing.shares,
            due=due.day,
            due_steps=due.steps,
            due_brief=due.brief,
            remind=remind,
            reminds=reminds,
            at=rules.at,
            minutes=self._minutes(rules) if timed else 0,
        )

    def _uid(self, entry: Entry) -> str:
        return f"{entry.month.iso}-{entry.id}@{self.config.calendar_id}"

    def _remark_projected(self, occurrences: Iterable[Occurrence]) -> None:
        """Note the dates past the published bank holidays, all at once."""
        days = sorted(occurrence.start for occurrence in occurrences if is_projected(occurrence.start))
        if days:
            dates = (
                f"{len(days)} dates from {spoken_with_year(days[0])} on" if len(days) > 1 else spoken_with_year(days[0])
            )
            message = f"past the published bank holidays: {dates}, so projected"
            self.notes.append(DateNote(self.framework.location, message))

    def _rules(self, entry: Entry) -> DateRules:
        return self._own_rules(entry).over(self.config.default_rules)

    def _own_rules(self, entry: Entry) -> DateRules:
        chosen = self.config.rules_of(entry.activity.title)
        return entry.activity.rules.over(chosen.rules if chosen else DateRules())

    def _setting(self, entry: Entry) -> Setting:
        return Setting(
            month=entry.month,
            calendar=self.config.calendar,
            first_month=self.framework.first_month,
            if_not_working=self.config.if_not_working,
            share=self._share(entry),
        )

    def _share(self, entry: Entry) -> tuple[int, int]:
        if self._shares is None:
            self._shares = dict(self._all_shares())
        return self._shares.get(entry, (1, 1))

    def _all_shares(self) -> Iterator[tuple[Entry, tuple[int, int]]]:
        # By the first worker the framework names, so that a handover never moves a date.
        spread = [entry for entry in self.framework.entries if _is_spread(self._rules(entry))]
        total = Counter((entry.month, entry.workers[0]) for entry in spread)
        seen: Counter[tuple[object, str]] = Counter()
        for entry in spread:
            key = entry.month, entry.workers[0]
            seen[key] += 1
            yield entry, (seen[key], total[key])

    def _change(self, entry: Entry) -> DateChange | None:
        return next((change for change in self.config.date_changes if change.concerns(entry)), None)

    def _start(self, rules: DateRules, setting: Setting, entry: Entry, due: Resolution | None) -> Resolution:
        change = self._change(entry)
        if change is None:
            assert rules.start is not None
            return self._resolved(rules.start, replace(setting, due=due.day if due else None), entry)
        if change.move_to is None:
            return Resolution(None, (f"skipped: {change.because}",))
        self._remark_move(change, change.move_to)
        return Resolution(change.move_to, (f"moved to {spoken_with_year(change.move_to)}: {change.because}",))

    def _remark_move(self, change: DateChange, day: date) -> None:
        moved = f"'{change.activity}' is moved to {spoken_with_year(day)}"
        with self._holding(change.location, moved):
            reason = self.config.calendar.why_not(day)
        if reason:
            self.notes.append(DateNote(change.location, f"{moved}, which is not a working day ({reason})"))

    def _suited(self, found: Resolution, entry: Entry) -> tuple[Resolution, Staffing]:
        """The day that suits those who do the work, and who they are on that day: a move may pass a handover."""
        tried = {found.day}
        while True:
            assert found.day is not None
            staffing = staff(entry, found.day, self.config.staff_changes)
            people = tuple(days for one in staffing.assignments if (days := self.config.person(one.worker).days))
            moved = found if self._change(entry) else suit_people(found, people, self.config.calendar)
            if moved.day == found.day:
                return moved, staffing
            if moved.day in tried:
                return found, staffing
            tried.add(moved.day)
            found = moved

    def _early_due(self, rules: DateRules, setting: Setting, entry: Entry) -> Resolution | None:
        """The due date, where the start is counted from it."""
        if rules.due is None or rules.start is None or not _counts_from(rules.start, Named.DUE):
            return None
        return self._resolved(rules.due, setting, entry)

    def _due(self, rules: DateRules, setting: Setting, entry: Entry, start: date) -> Resolution:
        if rules.due is None:
            return Resolution(None, ())
        return self._resolved(rules.due, replace(setting, start=start), entry)

    def _reminders(
        self, entry: Entry, assignments: Iterable[Assignment], setting: Setting
    ) -> tuple[date | None, tuple[tuple[str, date], ...]]:
        """When the workers are reminded, and when those are whose role has a lead time, unless the activity has one."""
        own, usual = self._own_rules(entry).remind, self.config.default_rules.remind
        day = self._remind(own or usual, setting, entry)
        lead_times = {} if own else self.config.reminders.lead_times
        by_role = (
            (one.worker, self._remind(lead_times.get(self.config.person(one.worker).role), setting, entry))
            for one in assignments
        )
        return day, tuple((worker, when) for worker, when in by_role if when is not None)

    def _remind(self, phrase: Phrase | None, setting: Setting, entry: Entry) -> date | None:
        if phrase is None:
            return None
        day = self._resolved(phrase, setting, entry).day
        if setting.due is not None and day is not None and day > setting.due:
            what = f"'{entry.activity.title}' in {entry.month} is reminded of on {spoken(day)}"
            self._wrong(phrase.location, f"{what}, after it is due on {spoken(setting.due)}")
        return day

    def _resolved(self, phrase: Phrase, setting: Setting, entry: Entry) -> Resolution:
        with self._holding(phrase.location, f"'{entry.activity.title}', {entry.month}"):
            return resolve(phrase.rule, setting)

    def _end(self, rules: DateRules, entry: Entry, start: date) -> date:
        lasts = rules.lasts
        if lasts is None:
            return start
        if lasts.unit == "working day" and rules.at is None:
            with self._holding(entry.activity.location, f"'{entry.activity.title}' lasts {lasts}"):
                return last_day_of(start, lasts.count, self.config.calendar)
        if (lasts.unit == "working day") == (rules.at is not None):
            cure = "write `lasts` in hours or minutes with `at`, and in working days without it"
            self._wrong(entry.activity.location, f"'{entry.activity.title}' lasts {lasts}: {cure}")
        return start

    def _minutes(self, rules: DateRules) -> int:
        if rules.lasts is None:
            return _DEFAULT_MINUTES
        return rules.lasts.count * (60 if rules.lasts.unit == "hour" else 1)

    def _check_circle(self, rules: DateRules, entry: Entry) -> None:
        start, due = rules.start, rules.due
        for phrase, name in ((start, Named.START), (due, Named.DUE)):
            if phrase and _counts_from(phrase, name):
                self._wrong(phrase.location, f"{name} cannot be counted from {name}")
                raise _NoDateError
        if start and due and _counts_from(start, Named.DUE) and _counts_from(due, Named.START):
            message = f"'{entry.activity.title}': start is counted from due, and due from start"
            self._wrong(start.location, message)
            raise _NoDateError

    def _check_order(self, rules: DateRules, entry: Entry, start: date, due: date | None) -> None:
        what = f"'{entry.activity.title}' in {entry.month}"
        if due is not None and due < start:
            place = rules.due.location if rules.due else entry.location
            message = f"{what} is due on {spoken(due)}, before it starts on {spoken(start)}"
            if change := self._change(entry):
                place, message = change.location, f"{message}; move it less far, or count its due date from start"
            self._wrong(place, message)

    def _remark(self, entry: Entry, assignments: tuple[Assignment, ...], day: date) -> None:
        what = f"'{entry.activity.title}' of {entry.month} falls on {spoken_with_year(day)}"
        if day not in entry.month:
            self.notes.append(DateNote(entry.location, f"{what}, outside its month"))
        for assignment in assignments:
            days = self.config.person(assignment.worker).days
            if days and (reason := days.why_not(day)):
                self.notes.append(DateNote(entry.location, f"{what}: {reason}"))

    @contextmanager
    def _holding(self, place: Location, what: str) -> Iterator[None]:
        """Make a day that does not exist a problem at *place*."""
        try:
            yield
        except NoSuchDayError as error:
            self._wrong(place, f"{what}: {error}")
            raise _NoDateError from None

    def _wrong(self, place: Location, message: str) -> None:
        self.problems.append(Problem(place, message))


def _is_spread(rules: DateRules) -> bool:
    return rules.start is not None and isinstance(rules.start.rule, Spread)


def _counts_from(phrase: Phrase, name: Named) -> bool:
    return isinstance(phrase.rule, Offset) and phrase.rule.anchor is name
