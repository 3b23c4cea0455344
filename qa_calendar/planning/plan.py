"""The framework with dates.

frameworks ─▶ every entry there is ─▶ its rules ─▶ the organisation's day ─▶ who does it on that day
           ─▶ their own week and leave, unless the day is fixed ─▶ due, reminder, end ─▶ Occurrence
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NoReturn

from qa_calendar.dates.months import Month, Week, iso_date, spoken, spoken_with_year
from qa_calendar.dates.person import suit_people
from qa_calendar.dates.rules import (
    FixedDate,
    Named,
    Offset,
    Place,
    Resolution,
    Roll,
    StartOf,
    last_day_of,
    resolve,
)
from qa_calendar.dates.workdays import is_projected
from qa_calendar.garbage import left_alone
from qa_calendar.model import (
    Assignment,
    Config,
    DateChange,
    DateNote,
    DateRules,
    Decided,
    Entry,
    EveryWeeks,
    Framework,
    Occurrence,
    Phrase,
    Plan,
    Skipped,
)
from qa_calendar.names import Names
from qa_calendar.planning.cadence import in_full, twice
from qa_calendar.planning.lookup import titles
from qa_calendar.planning.rulebook import Rulebook, counts_from
from qa_calendar.planning.settings import check_settings
from qa_calendar.planning.staff_checks import check_staff
from qa_calendar.planning.staffing import Staffing, members_of, staff
from qa_calendar.problems import InvalidInputError, Location, NoSuchDayError, Problem

_DEFAULT_MINUTES = 60
_A_YEAR_AWAY = 12
"""From so many months on, a date that something is moved to has the wrong year."""


@left_alone()
def expand(frameworks: Iterable[Framework], config: Config) -> Plan:
    """Give every entry its dates and people; raises InvalidInputError naming each rule that cannot hold and where."""
    filled = [in_full(framework) for framework in sorted(frameworks, key=lambda one: one.months)]
    years = tuple(framework for framework, _ in filled)
    problems = [problem for _, found in filled for problem in found]
    # The last week of one year may be the first of the next.
    problems += twice(entry for framework in years for entry in framework.entries)
    if problems:
        raise InvalidInputError(problems)
    planner = _Planner(years, config, Rulebook(years, config), titles(years))
    occurrences = planner.occurrences()
    problems += planner.problems
    problems += check_settings(config, planner.rulebook, planner.known)
    problems += check_staff(config, sorted(occurrences, key=lambda occurrence: occurrence.start))
    if problems:
        raise InvalidInputError(problems)
    return Plan(
        frameworks=years,
        config=config,
        occurrences=tuple(sorted(occurrences, key=lambda occurrence: (occurrence.start, occurrence.uid))),
        skipped=tuple(planner.skipped),
        notes=tuple(planner.notes),
    )


class _NoDateError(Exception):
    """The entry has no date; the reason is already among the problems."""


class _CircleError(NoSuchDayError):
    """The entry counts from the activity with that title, which itself counts from it."""


@dataclass(slots=True)
class _Planner:
    frameworks: tuple[Framework, ...]
    config: Config
    rulebook: Rulebook
    known: Names
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[DateNote] = field(default_factory=list)
    _dated: dict[str, Occurrence | None] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)
    _under_way: list[Entry] = field(default_factory=list)

    def occurrences(self) -> tuple[Occurrence, ...]:
        """The dated entries, without those that are skipped or a problem."""
        found: list[Occurrence] = []
        for framework in self.frameworks:
            theirs = [one for entry in framework.entries if (one := self._of(entry))]
            self._remark_projected(framework, theirs)
            found += theirs
        return tuple(found)

    def _of(self, entry: Entry) -> Occurrence | None:
        """The occurrence of *entry*, worked out once: others may count from it."""
        stem = entry.uid_stem
        if stem not in self._dated:
            self._under_way.append(entry)
            try:
                self._dated[stem] = self._occurrence(entry)
            except _NoDateError:
                self._dated[stem] = None
                self._failed.add(stem)
            self._under_way.pop()
        return self._dated[stem]

    def _occurrence(self, entry: Entry) -> Occurrence | None:
        rules, change = self.rulebook.rules(entry), self.rulebook.change(entry)
        self._check_circle(rules, entry)
        early_due = self._early_due(rules, entry)
        found = self._start(rules, entry, early_due, change)
        if found.day is None:
            self.skipped.append(Skipped(entry, found.steps[-1], self._uid(entry)))
            return None
        found, staffing = self._suited(found, rules, entry)
        assert found.day is not None
        end = self._end(rules, entry, found.day)
        due = early_due or self._due(rules, entry, found.day, end)
        remind, reminds = self._reminders(entry, staffing.assignments, found.day, due.day, end)
        self._check_order(rules, entry, found.day, due.day)
        self._remark(entry, staffing.assignments, found.day)
        return Occurrence(
            uid=self._uid(entry),
            entry=entry,
            start=found.day,
            end=end,
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
            minutes=0 if rules.at is None else self._minutes(rules),
            moved=change is not None,
            start_by=_start_by(rules, entry, change),
            due_by=Decided(rules.due.text, rules.due.location) if rules.due and due.day else None,
            members=members_of(staffing.assignments, self.config, found.day),
        )

    def _uid(self, entry: Entry) -> str:
        return f"{entry.uid_stem}@{self.config.calendar_id}"

    def _remark_projected(self, framework: Framework, occurrences: Iterable[Occurrence]) -> None:
        """Note the dates past the published bank holidays, all at once."""
        days = sorted(occurrence.start for occurrence in occurrences if is_projected(occurrence.start))
        if days:
            dates = (
                f"{len(days)} dates from {spoken_with_year(days[0])} on" if len(days) > 1 else spoken_with_year(days[0])
            )
            message = f"past the published bank holidays: {dates}, so projected"
            self.notes.append(DateNote(framework.location, message))

    def _start_of(self, title: str, entry: Entry) -> date:
        """When the activity with that title starts that *entry* counts from: first in its month, else next."""
        if (found := self.known.find(title)) is None:
            raise _NoDateError  # `check_settings` says so, once
        theirs = [one for one in self.rulebook.of_title(found) if one.month >= entry.month]
        for month in sorted({one.month for one in theirs}):
            if days := self._starts([one for one in theirs if one.month == month], found):
                if month != entry.month and any(one.month == entry.month for one in theirs):
                    self._remark_skipped(found, entry, min(days))
                return min(days)
        raise NoSuchDayError(f"'{found}' is not in {entry.month}, and in no month after it")

    def _remark_skipped(self, title: str, entry: Entry, day: date) -> None:
        skipped = f"'{title}' is skipped in {entry.month}"
        counted = f"'{entry.activity.title}' counts from the next one, {spoken_with_year(day)}"
        note = DateNote(entry.location, f"{skipped}, so {counted}: skip this as well, if it was for that one")
        if note not in self.notes:
            self.notes.append(note)

    def _starts(self, entries: Sequence[Entry], title: str) -> list[date]:
        if any(one in self._under_way for one in entries):
            raise _CircleError(title)
        found = [self._of(one) for one in entries]
        if any(one.uid_stem in self._failed for one in entries):
            raise _NoDateError  # that has a problem of its own
        return [one.start for one in found if one is not None]

    def _start(self, rules: DateRules, entry: Entry, due: Resolution | None, change: DateChange | None) -> Resolution:
        if change is not None and change.move_to is None:
            return Resolution(None, (f"skipped: {change.because}",))
        if change is not None and change.move_to is not None:
            self._remark_move(change, change.move_to, entry)
            return Resolution(change.move_to, (f"moved to {spoken_with_year(change.move_to)}: {change.because}",))
        if entry.skipped is not None:
            return Resolution(None, (f"skipped: {entry.skipped}",))
        if entry.on is not None:
            named = f"'{entry.activity.title}' is on {spoken_with_year(entry.on)}"
            self._remark_not_worked(entry.location, named, entry.on)
            if far := _far(entry.month, entry.on):
                self._wrong(entry.location, f"'{entry.activity.title}' of {entry.month}: {entry.on} is {far}")
                raise _NoDateError
            return Resolution(entry.on, (f"the framework names {spoken_with_year(entry.on)}",))
        if rules.start is None:
            assert entry.meant is not None
            return self._counted(entry.meant, entry)
        return self._resolved(rules.start, entry, due=due.day if due else None)

    def _counted(self, meant: date, entry: Entry) -> Resolution:
        every = entry.activity.every
        assert isinstance(every, EveryWeeks)
        with self._holding(entry.activity.location, f"'{entry.activity.title}', {spoken_with_year(meant)}"):
            found = self.rulebook.placed(Place(FixedDate(meant)), entry)
        weeks = "week" if every.count == 1 else f"{every.count} weeks"
        counted = f"every {weeks} from {spoken_with_year(every.since)}: {spoken_with_year(meant)}"
        return replace(found, steps=(counted, *found.steps[1:]))

    def _remark_move(self, change: DateChange, day: date, entry: Entry) -> None:
        moved = f"is moved to {spoken_with_year(day)}"
        self._remark_not_worked(change.location, f"'{change.activity}' {moved}", day)
        if far := _far(entry.month, day):
            self._wrong(change.location, f"'{change.activity}' of {entry.month} {moved}, {far}")
            raise _NoDateError

    def _remark_not_worked(self, place: Location, what: str, day: date) -> None:
        with self._holding(place, what):
            reason = self.config.calendar.why_not(day)
        if reason:
            self.notes.append(DateNote(place, f"{what}, which is not a working day ({reason})"))

    def _suited(self, found: Resolution, rules: DateRules, entry: Entry) -> tuple[Resolution, Staffing]:
        """The day that suits those who do the work, and who they are on that day: a move may pass a handover."""
        tried = {found.day}
        while True:
            assert found.day is not None
            staffing = staff(entry, found.day, self.config.staff_changes)
            people = tuple(days for one in staffing.assignments if (days := self.config.person(one.worker).days))
            if not people or self._is_fixed(rules, entry):
                return found, staffing
            moved = suit_people(found, people, self.config.calendar)
            if moved.day == found.day:
                return moved, staffing
            if moved.day in tried:
                return found, staffing
            tried.add(moved.day)
            found = moved

    def _is_fixed(self, rules: DateRules, entry: Entry) -> bool:
        """Whether it was agreed for that day, so that nobody's week or leave moves it."""
        if self.rulebook.change(entry) or entry.on is not None or rules.at is not None:
            return True
        match rules.start.rule if rules.start else None:
            case Place(FixedDate()) | Place(_, Roll.NO_ADJUST):
                return True
        return False

    def _early_due(self, rules: DateRules, entry: Entry) -> Resolution | None:
        """The due date, where the start is counted from it."""
        if rules.due is None or not counts_from(rules.start, Named.DUE):
            return None
        return self._resolved(rules.due, entry)

    def _due(self, rules: DateRules, entry: Entry, start: date, end: date) -> Resolution:
        if rules.due is not None:
            return self._resolved(rules.due, entry, start=start)
        if entry.meant is None or not self.rulebook.is_due(entry):
            return Resolution(None, ())
        if entry.by_weeks:
            week = Week.of(start)
            days = self.config.calendar.working_days(Month.of(week.first), Month.of(week.last))
            worked = [day for day in days if day in week]
            last = max([end, *worked])
            return Resolution(last, (f"the last working day of that week is {spoken(last)}",))
        return Resolution(end, ("that day itself",) if end == start else (f"its last day is {spoken(end)}",))

    def _reminders(
        self, entry: Entry, assignments: Iterable[Assignment], start: date, due: date | None, end: date
    ) -> tuple[date | None, tuple[tuple[str, date], ...]]:
        """When the workers are reminded, and when those are whose role has a lead time, unless the activity has one."""
        own, usual = self.rulebook.own(entry).remind, self.config.default_rules.remind
        lead_times = {} if own else self.config.reminders.lead_times
        if not (own or usual or lead_times):
            return None, ()
        by_role = (
            (name, self._remind(lead_times.get(role), entry, start, due, end))
            for name, role in self._roles(assignments).items()
        )
        own_lead = tuple((worker, when) for worker, when in by_role if when is not None)
        return self._remind(own or usual, entry, start, due, end), own_lead

    def _roles(self, assignments: Iterable[Assignment]) -> dict[str, str]:
        """The roles that lead times go by; a member of a group that has one is reminded when the group would be."""
        found: dict[str, str] = {}
        for person in (self.config.person(one.worker) for one in assignments):
            found |= {name: person.role for name in person.members if name not in found}
            found[person.name] = person.role
        return found

    def _remind(self, phrase: Phrase | None, entry: Entry, start: date, due: date | None, end: date) -> date | None:
        if phrase is None:
            return None
        day = self._resolved(phrase, entry, start=start, due=due or start).day
        if day is not None and day > (due or end):
            what = f"'{entry.activity.title}' in {entry.month} is reminded of on {spoken(day)}"
            late = f"it is due on {spoken(due)}" if due else f"its last day, {spoken(end)}"
            self._wrong(phrase.location, f"{what}, after {late}")
        return day

    def _resolved(
        self, phrase: Phrase, entry: Entry, *, start: date | None = None, due: date | None = None
    ) -> Resolution:
        rule = phrase.rule
        try:
            if isinstance(rule, Place):
                return self.rulebook.placed(rule, entry)
            setting = self.rulebook.setting(entry, lambda title: self._start_of(title, entry))
            return resolve(rule, replace(setting, start=start, due=due))
        except NoSuchDayError as error:
            self._no_day(error, phrase.location, f"'{entry.activity.title}', {entry.month}")

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
            if phrase and counts_from(phrase, name):
                self._wrong(phrase.location, f"{name} cannot be counted from {name}")
                raise _NoDateError
        if counts_from(due, Named.START) and due and isinstance(due.rule, Offset) and due.rule.count < 0:
            self._wrong(
                due.location, f"'{entry.activity.title}' would be due before it starts: count `due` after start"
            )
            raise _NoDateError
        if start and counts_from(start, Named.DUE) and counts_from(due, Named.START):
            message = f"'{entry.activity.title}': start is counted from due, and due from start"
            self._wrong(start.location, message)
            raise _NoDateError

    def _check_order(self, rules: DateRules, entry: Entry, start: date, due: date | None) -> None:
        if due is None or due >= start:
            return
        said = spoken if due.year == start.year else spoken_with_year
        message = f"'{entry.activity.title}' in {entry.month} is due on {said(due)}, before it starts on {said(start)}"
        place = rules.due.location if rules.due else entry.location
        if change := self.rulebook.change(entry):
            place, message = change.location, f"{message}; move it less far, or count its due date from start"
        self._wrong(place, message)

    def _remark(self, entry: Entry, assignments: tuple[Assignment, ...], day: date) -> None:
        said = []
        if day not in entry.month and not self._is_far_on_purpose(entry):
            said.append(", outside its month")
        for assignment in assignments:
            days = self.config.person(assignment.worker).days
            if days and (reason := days.why_not(day)):
                said.append(f": {reason}")
        for how in said:
            what = f"'{entry.activity.title}' of {entry.month} falls on {spoken_with_year(day)}"
            self.notes.append(DateNote(entry.location, f"{what}{how}"))

    def _is_far_on_purpose(self, entry: Entry) -> bool:
        """Whether its rule goes out of its month in so many words."""
        start = None if self.rulebook.change(entry) else self.rulebook.rules(entry).start
        match start.rule if start else None:
            case Offset(anchor=StartOf() | FixedDate()) | Place(FixedDate()):
                return True
        return False

    @contextmanager
    def _holding(self, place: Location, what: str) -> Iterator[None]:
        """Make a day that does not exist a problem at *place*."""
        try:
            yield
        except NoSuchDayError as error:
            self._no_day(error, place, what)

    def _no_day(self, error: NoSuchDayError, place: Location, what: str) -> NoReturn:
        """Make of a day that does not exist a problem at *place*, and of *what* has it one without a date."""
        if isinstance(error, _CircleError):
            # Whatever the month: it is told once, where it stands.
            self._wrong(place, f"a circle: this counts from '{error}', which itself counts from it")
        else:
            self._wrong(place, f"{what}: {error}")
        raise _NoDateError from None

    def _wrong(self, place: Location, message: str) -> None:
        self.problems.append(Problem(place, message))


def _start_by(rules: DateRules, entry: Entry, change: DateChange | None) -> Decided:
    if change is not None:
        return Decided("date_changes", change.location)
    if entry.on is not None:
        is_listed = all(one.location != entry.location for one in entry.activity.dates)
        return Decided("on" if is_listed else "dates", entry.location)
    start = rules.start
    return Decided(start.text, start.location) if start else Decided("every", entry.activity.location)


def _far(month: Month, day: date) -> str:
    """How far *day* is from *month*, and which day may be meant, where its year cannot be; else nothing."""
    months = 12 * (day.year - month.year) + day.month - month.month
    if abs(months) < _A_YEAR_AWAY:
        return ""
    years = round(abs(months) / 12)
    meant = min((month.year - 1, month.year, month.year + 1), key=lambda year: abs(months - 12 * (day.year - year)))
    cure = f" (did you mean {near}?)" if (near := iso_date(f"{meant}{day:-%m-%d}")) else ""  # none for 29 February
    return f"{'a year' if years == 1 else f'{years} years'} away{cure}"
