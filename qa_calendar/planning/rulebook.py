"""Which rules an entry has: the first of those that say something wins.

date_changes ─▶ the entry's `on` or `rule` ─▶ the activity's `rule` ─▶ config.yaml's for it ─▶ the default
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from qa_calendar.dates.rules import (
    Named,
    NoDay,
    Offset,
    Place,
    Resolution,
    Setting,
    Spread,
    StartsOf,
    no_start,
    placed,
    resolve,
)
from qa_calendar.model import NO_RULES, Config, DateChange, DateRules, Entry, Framework, Phrase
from qa_calendar.names import key
from qa_calendar.problems import NoSuchDayError


class Rulebook:
    """The rules of every entry of *frameworks*, which have all their entries."""

    def __init__(self, frameworks: Sequence[Framework], config: Config) -> None:
        self.config = config
        self.entries = tuple(entry for framework in frameworks for entry in framework.entries)
        self._own: dict[str, DateRules] = {}
        self._rules: dict[str, DateRules] = {}
        self._first_months = {month: one.first_month for one in frameworks for month in one.months}

    def own(self, entry: Entry) -> DateRules:
        """What is said of the entry or its activity, not of all work."""
        # Asked for each of its dates.
        if (known := self._own.get(entry.uid_stem)) is None:
            known = self._own[entry.uid_stem] = self._looked_up(entry)
        return known

    def _looked_up(self, entry: Entry) -> DateRules:
        chosen = self.config.rules_of(entry.activity.title)
        further_up = chosen.rules_in(entry.month) if chosen else NO_RULES
        return entry.rules.over(entry.activity.rules_in(entry.month)).over(further_up)

    def rules(self, entry: Entry) -> DateRules:
        """All its rules: no *start* where a day is meant, no *due* where its day or its end is what counts."""
        if (known := self._rules.get(entry.uid_stem)) is None:
            known = self._rules[entry.uid_stem] = self._put_together(entry)
        return known

    def _put_together(self, entry: Entry) -> DateRules:
        own, usual = self.own(entry), self.config.default_rules
        found = own.over(DateRules(remind=usual.remind, lasts=usual.lasts, at=usual.at) if entry.meant else usual)
        if not self._has_due(own):
            return DateRules(start=found.start, remind=found.remind, lasts=found.lasts, at=found.at)
        return found

    def is_due(self, entry: Entry) -> bool:
        """Whether it has a due date: none where `none` is written, or where it is a meeting and none is.

        A meeting is over when it ends: unless somebody says of it when it is due, its day is what counts.
        """
        return self._has_due(self.own(entry))

    def _has_due(self, own: DateRules) -> bool:
        if own.due is None:
            usual = self.config.default_rules
            return own.at is None and usual.at is None and not is_none(usual.due)
        return not is_none(own.due)

    def setting(self, entry: Entry, start_of: StartsOf = no_start) -> Setting:
        """What its rules are worked out in; *start_of* tells when other activities start."""
        return Setting(
            month=entry.month,
            calendar=self.config.calendar,
            first_month=self._first_months[entry.month],
            if_not_working=self.config.if_not_working,
            share=self._shares.get(entry.uid_stem, (1, 1)) if _is_spread(self.rules(entry).start) else (1, 1),
            start_of=start_of,
        )

    def placed(self, rule: Place, entry: Entry) -> Resolution:
        """The day of a *rule* that names a place in the month of *entry*, and asks for nothing else."""
        config = self.config
        return placed(rule, entry.month, self._first_months[entry.month], config.if_not_working, config.calendar)

    def change(self, entry: Entry) -> DateChange | None:
        """The one-off that concerns it, if any."""
        return self._changes.get(entry.uid_stem)

    @cached_property
    def concerned(self) -> tuple[tuple[DateChange, tuple[Entry, ...]], ...]:
        """Every one-off, with the entries that may be meant."""
        return tuple((change, self._concerned(change)) for change in self.config.date_changes)

    def of_title(self, title: str) -> Sequence[Entry]:
        """The entries of the activity of that title, however it is typed."""
        return self._by_title.get(key(title), ())

    @cached_property
    def _by_title(self) -> Mapping[str, Sequence[Entry]]:
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[key(entry.activity.title)].append(entry)
        return found

    def _concerned(self, change: DateChange) -> tuple[Entry, ...]:
        theirs = [entry for entry in self.of_title(change.activity) if change.is_in(entry.month)]
        if change.meant is not None:
            named = [entry for entry in theirs if entry.meant == change.meant]
            return tuple(named or (entry for entry in theirs if self._is_ruled_on(entry, change)))
        if change.move_to is not None and theirs:
            # A year that is not said is that of the date itself, never that of whichever framework came last.
            near = min(abs(entry.month.first - change.move_to) for entry in theirs)
            return tuple(entry for entry in theirs if abs(entry.month.first - change.move_to) == near)
        return tuple(theirs)

    def _is_ruled_on(self, entry: Entry, change: DateChange) -> bool:
        start = self.rules(entry).start
        try:
            return start is not None and resolve(start.rule, self.setting(entry)).day == change.meant
        except NoSuchDayError:
            return False  # the planner says so, where it stands

    @cached_property
    def _changes(self) -> Mapping[str, DateChange]:
        # Where several concern one entry, or one several, that is an error that `check_settings` tells.
        return {found[0].uid_stem: change for change, found in self.concerned if len(found) == 1}

    @cached_property
    def _shares(self) -> Mapping[str, tuple[int, int]]:
        return dict(self._all_shares())

    def _all_shares(self) -> Iterator[tuple[str, tuple[int, int]]]:
        # By the first worker the framework names, so that a handover never moves a date.
        spread = [entry for entry in self.entries if _is_spread(self.rules(entry).start)]
        total = Counter((entry.month, entry.workers[:1]) for entry in spread)
        seen: Counter[tuple[object, tuple[str, ...]]] = Counter()
        for entry in spread:
            whose = entry.month, entry.workers[:1]
            seen[whose] += 1
            yield entry.uid_stem, (seen[whose], total[whose])


def counts_from(phrase: Phrase | None, name: Named) -> bool:
    """Whether it counts from that date of the same work."""
    return phrase is not None and isinstance(phrase.rule, Offset) and phrase.rule.anchor is name


def is_none(due: Phrase | None) -> bool:
    """Whether it says that there is no due date."""
    return due is not None and isinstance(due.rule, NoDay)


def _is_spread(start: Phrase | None) -> bool:
    return start is not None and isinstance(start.rule, Spread)
