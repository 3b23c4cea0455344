"""What a framework has in a year: what its months list, and what its activities say by `every` and `dates`.

activities ─▶ their own occasions ─┐
listed entries ────────────────────┴─▶ one entry for each; what is listed of an occasion says more of it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qa_calendar.dates.months import DAY, Month, Week, iso_date, listed, spoken_with_year
from qa_calendar.model import Activity, Dated, Entry, Framework, occasions
from qa_calendar.problems import Problem


def in_full(framework: Framework) -> tuple[Framework, tuple[Problem, ...]]:
    """*framework* with every entry there is, month by month, and what does not fit together.

    In a month come first what activities have by themselves, in their order, then what is only listed.
    """
    found = _Cadence(framework)
    return replace(framework, entries=tuple(found.entries())), tuple(found.problems)


@dataclass(slots=True)
class _Cadence:
    framework: Framework
    problems: list[Problem] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Every entry; what is wrong with them is in `problems` then."""
        own = [entry for activity in self.framework.activities for entry in self._own(activity)]
        apart, made = self._merged(own)
        self.problems += (*twice((*own, *apart)), *_misplaced(apart), *_with_dates(self.framework, (*own, *apart)))
        if not own:
            return iter(self.framework.entries)
        by_month: defaultdict[Month, list[Entry]] = defaultdict(list)
        for entry in (*made, *apart):
            by_month[entry.month].append(entry)
        return (entry for month in self.framework.months for entry in by_month[month])

    def _own(self, activity: Activity) -> tuple[Entry, ...]:
        """What *activity* has by itself."""
        if activity.dates:
            return tuple(self._dated(activity))
        if activity.every is None:
            return ()
        found = tuple(
            replace(_entry(activity, month), meant=day, by_weeks=day is not None)
            for month, day in occasions(activity.every, self.framework.months)
            if month.month not in activity.not_in
        )
        if not found:
            span = f"{self.framework.first} to {self.framework.months[-1]}"
            self._wrong(activity, f"'{activity.title}' has no date in {span} by its `every`")
        return found

    def _dated(self, activity: Activity) -> Iterator[Entry]:
        # The place in the list tells those of one month apart, so that one that is cancelled has to stay in it.
        count: dict[Month, int] = {}
        days: set[date] = set()
        for one in activity.dates:
            if one.on in days:
                self.problems.append(Problem(one.location, f"{spoken_with_year(one.on)} is in the list twice"))
                continue
            days.add(one.on)
            month = Month.of(one.on)
            if month not in self.framework.months:
                span = f"{self.framework.first} to {self.framework.months[-1]}"
                message = f"{spoken_with_year(one.on)} is not in the framework's year, {span}{self._meant(one)}"
                self.problems.append(Problem(one.location, message))
                continue
            count[month] = count.get(month, 0) + 1
            own_id = activity.id if count[month] == 1 else f"{activity.id}-{count[month]}"
            yield replace(
                _entry(activity, month),
                id=own_id,
                on=one.on,
                meant=one.on,
                theme=one.theme,
                skipped=one.skipped,
                location=one.location,
            )

    def _meant(self, one: Dated) -> str:
        right = next(month for month in self.framework.months if month.month == one.on.month)
        return f" (did you mean {right.iso}-{one.on.day:02d}?)" if one.on.day <= right.last.day else ""

    def _merged(self, own: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
        """The listed entries that are occasions of their own, and the *own* ones, with what is listed of them."""
        made = {entry.uid_stem: entry for entry in own}
        occasions: defaultdict[tuple[str, Month], list[Entry]] = defaultdict(list)
        for entry in own:
            occasions[entry.activity.id, entry.month].append(entry)
        apart = []
        told: dict[str, Entry] = {}
        for entry in self.framework.entries:
            theirs = occasions.get((entry.activity.id, entry.month), [])
            if not theirs or entry.id not in {entry.activity.id, *(one.id for one in theirs)}:
                apart.append(entry)
            elif (chosen := self._chosen(entry, theirs)) is not None:
                if (before := told.setdefault(chosen.uid_stem, entry)) is not entry:
                    where = f"is listed in line {before.location.line} already"
                    cure = "say all of it there, or give this one an `id` of its own, to have it once more"
                    message = f"'{chosen.activity.title}' in {chosen.month} {where}: {cure}"
                    self.problems.append(Problem(entry.location, message))
                made[chosen.uid_stem] = _told_more(made[chosen.uid_stem], entry)
        return apart, list(made.values())

    def _chosen(self, entry: Entry, theirs: Sequence[Entry]) -> Entry | None:
        """Which of *theirs* a listed *entry* says more of."""
        if entry.id != entry.activity.id:
            found = [one for one in theirs if one.id == entry.id]
        elif entry.meant is None or (entry.on == entry.meant and len(theirs) == 1):
            found = list(theirs)
        else:
            found = [one for one in theirs if one.meant == entry.meant]
        if len(found) == 1 and entry.id != entry.activity.id and entry.meant not in (None, found[0].meant):
            # Else a date put into the list would vanish under an entry that had its id before.
            taken = f"the id '{entry.id}' is that of {found[0].meant} in `dates`"
            self.problems.append(Problem(entry.location, f"{taken}: give '{entry.activity.title}' here another `id`"))
            return None
        if len(found) == 1:
            return found[0]
        title = f"'{entry.activity.title}'"
        if days := [str(one.meant) for one in theirs if one.meant]:
            message = (
                f"{title} is in {entry.month} by itself, on {listed(days)}: say of which this is, {{date: {days[-1]}}}"
            )
        else:
            message = f"{title} is in {entry.month} once, so that `date` does not say which; {_on(entry)}"
        self.problems.append(Problem(entry.location, f"{message}; or give it an `id` of its own, to have it once more"))
        return None

    def _wrong(self, activity: Activity, message: str) -> None:
        self.problems.append(Problem(activity.location, message))


def _on(entry: Entry) -> str:
    return f"to have it on that day write {{on: {entry.meant}}}"


def _entry(activity: Activity, month: Month) -> Entry:
    return Entry(
        id=activity.id,
        month=month,
        activity=activity,
        workers=activity.workers,
        location=activity.location,
        about=activity.about,
    )


def _told_more(made: Entry, more: Entry) -> Entry:
    """*made* with what is listed of it: other workers or another day in place of its own, all else besides."""
    return replace(
        made,
        workers=more.workers,
        on=more.on or made.on,
        meant=made.meant or more.on,
        theme=more.theme or made.theme,
        period=more.period or made.period,
        rules=more.rules,
        about=more.about,
        location=more.location,
    )


def _misplaced(apart: Iterable[Entry]) -> Iterator[Problem]:
    """Listed entries with a day that is none of theirs."""
    for entry in apart:
        title = f"'{entry.activity.title}'"
        if entry.meant is None:
            continue
        if entry.meant != entry.on:
            yield Problem(entry.location, f"{title} has no days that `date` could say one of; {_on(entry)}")
        elif entry.on not in entry.month:
            where = f"{spoken_with_year(entry.on)} is not in {entry.month}, where {title} is listed"
            near = iso_date(f"{entry.month.year}-{entry.on:%m-%d}")  # none for 29 February
            meant = f" (did you mean {near}?)" if near and entry.on.month == entry.month.month else ""
            yield Problem(entry.location, f"{where}{meant}")


def _with_dates(framework: Framework, entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is said to have no date, and has one."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.activity.id, entry)
    for activity in framework.as_required:
        if (found := first.get(activity.id)) is not None:
            message = f"'{activity.title}' is as_required, so that it has no date, and it is in {found.month}"
            yield Problem(activity.location, message)


def twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Two entries that would be one event."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        other = taken.setdefault(entry.uid_stem, entry)
        if other is not entry:
            where = f"'{other.activity.title}' ({other.location.file}, line {other.location.line})"
            if entry.by_weeks and entry.meant and entry.location.file != other.location.file:
                week = f"the week of {spoken_with_year(Week.of(entry.meant).first)} already"
                message = f"'{entry.activity.title}' has {week}, by {where}: begin with {entry.meant + 7 * DAY}"
                yield Problem(entry.location, message)
                continue
            message = f"'{entry.activity.title}' in {entry.month} has the same id as {where}: '{entry.id}'"
            yield Problem(entry.location, f"{message}; give it its own `id`")
