"""framework.yaml of a draft, as a careful person writes it.

draft ─▶ activities, with what most of their entries have in common ─▶ months, with what is special about each ─▶ text
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from qa_calendar.dates.months import MONTHS, Month, listed
from qa_calendar.model import EveryWeeks, Framework, occasions
from qa_calendar.model.draft import Draft, DraftActivity, DraftEntry
from qa_calendar.names import Names, key, slug
from qa_calendar.reading.cadences import parse_every
from qa_calendar.reading.clashes import MAX_ID, id_of
from qa_calendar.reading.documents.files.fitting import fitted
from qa_calendar.reading.documents.files.scalars import WIDTH, Value, comments, flow, lines_of, scalar
from qa_calendar.reading.documents.files.scalars import key as key_line

NO_TITLE, NO_SERVICE = "Quality Assurance framework", "Our service"
"""What stands where no document says what the framework is called, and whose it is."""

_AGAIN = ("second", "third", "fourth", "fifth", "sixth")


def framework_text(draft: Draft) -> str:
    """framework.yaml that says what *draft* does, once that is fitted; it needs one activity at least."""
    draft = fitted(draft)
    activities = _activities(draft)
    parts = [
        _heading(draft),
        ["activities:", *chain.from_iterable(map(_activity_lines, activities))],
        _month_lines(draft, {one.title: one for one in activities}),
        _as_required_lines(draft),
    ]
    return "\n\n".join("\n".join(lines).rstrip() for lines in map(list, parts) if lines) + "\n"


def says_the_same(framework: Framework, draft: Draft, spellings: Mapping[str, str] | None = None) -> bool:
    """Whether *framework*, with every entry there is, has the entries of *draft*, which is fitted, and no other.

    *spellings* are whom the names of the draft stand for in staff, where some stand for somebody.
    """
    spelt = Names(spellings or {})
    said = Counter(
        (one.month, one.activity.title, one.period, one.theme, set_of(one.workers)) for one in framework.entries
    )
    meant = Counter(
        (one.month, one.activity, one.period, one.theme, set_of(spelt.find(name) or name for name in one.workers))
        for one in draft.entries
    )
    return said == meant


def set_of(workers: Iterable[str]) -> frozenset[str]:
    """Who works on something, whatever the order and the spelling."""
    return frozenset(map(key, workers))


@dataclass(frozen=True, slots=True)
class _Activity:
    """An activity with what its *entries* have in common: its *purpose*, and its *workers* where each has some."""

    said: DraftActivity
    id: str
    entries: tuple[DraftEntry, ...]
    purpose: str
    workers: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.said.title


def _activities(draft: Draft) -> list[_Activity]:
    """Every activity, in the order in which entries name them, each with an id of its own."""
    entries: dict[str, list[DraftEntry]] = {}
    for entry in (*draft.entries, *draft.as_required):
        entries.setdefault(entry.activity, []).append(entry)
    said = {one.title: one for one in draft.activities}
    made, ids = [], set[str]()
    for title in (*entries, *(title for title in said if title not in entries)):
        own, theirs = _new_id(id_of(title) or "activity", ids), tuple(entries.get(title, ()))
        purposes = Counter(one.purpose for one in theirs if one.purpose)
        made.append(
            _Activity(
                said.get(title) or DraftActivity(title=title),
                own,
                theirs,
                purpose=purposes.most_common(1)[0][0] if purposes else "",
                workers=_usual(theirs),
            )
        )
    return made


def _usual(entries: Sequence[DraftEntry]) -> tuple[str, ...]:
    """The workers most of *entries* have; nobody where one has nobody, as an entry cannot take workers away."""
    if not all(one.workers for one in entries):
        return ()
    sets = Counter(set_of(one.workers) for one in entries)
    return next((one.workers for one in entries if set_of(one.workers) == sets.most_common(1)[0][0]), ())


def _new_id(wanted: str, taken: set[str]) -> str:
    """*wanted*, or that with a word behind it, where it is *taken*; taken from now on."""
    words = ("", *_AGAIN, *(f"no-{number}" for number in range(7, 100_000)))
    tried = (slug(f"{wanted[: MAX_ID - len(word) - 1]}-{word}" if word else wanted) for word in words)
    found = next(one for one in tried if one not in taken)
    taken.add(found)
    return found


def _heading(draft: Draft) -> Iterator[str]:
    year, month = f"year: {draft.year}", f"first_month: {MONTHS[draft.first_month - 1]}"
    yield "# The framework: what the service's own document says, month by month."
    yield from comments([f"Imported from {listed(draft.files)}."] if draft.files else ())
    yield "# Edit it in any text editor. `qa-calendar check` says what is wrong, line by line."
    yield "# yaml-language-server: $schema=schemas/framework.schema.json"
    yield ""
    yield f"title: {_or_else(draft.title, NO_TITLE, 'no document says what it is called')}"
    yield f"service: {_or_else(draft.service, NO_SERVICE, 'no document says whose framework it is')}"
    yield f"{year:<34}# {draft.months[0]} to {draft.months[-1]}"
    yield month


def _or_else(said: str, instead: str, why: str) -> str:
    return scalar(said) if said else f"{instead}    # {why}: put it here"


def _activity_lines(activity: _Activity) -> Iterator[str]:
    said, details = activity.said, dict[str, Value]()
    if activity.id != id_of(activity.title):
        details["id"] = activity.id
    if said.shown_as:
        details["title"] = said.shown_as
    if activity.purpose:
        details["purpose"] = activity.purpose
    if activity.workers:
        details["workers"] = activity.workers
    if said.every:
        details["every"] = said.every
    if said.not_in:
        details["not_in"] = tuple(MONTHS[month - 1] for month in said.not_in)
    if not details:
        yield f"  {key_line(activity.title, '  ')} {{}}"
        return
    yield f"  {key_line(activity.title, '  ')}"
    for name, value in details.items():
        yield from lines_of(name, value, "    ")
    yield ""


def _month_lines(draft: Draft, activities: Mapping[str, _Activity]) -> Iterator[str]:
    """The entries of each month that has some to list, beneath its name."""
    listing = _Listing(draft, activities)
    listings: dict[Month, list[str]] = {}
    for entry in draft.entries:
        special = listing.special(entry)
        if special is not None:
            listings.setdefault(entry.month, []).extend(_item(entry.activity, special))
    if listings:
        yield "months:"
    for month in sorted(listings):
        yield f"  {MONTHS[month.month - 1]}:"
        yield from listings[month]


def _item(title: str, special: Mapping[str, Value]) -> Iterator[str]:
    """An activity in the list of a month, with what is special about it."""
    if not special:
        yield f"    - {scalar(title)}"
        return
    head = f"    - {scalar(title)}:"
    if len(inline := f"{head} {flow(special)}") <= WIDTH:
        yield inline
        return
    yield head
    for name, value in special.items():
        yield from lines_of(name, value, "        ")


@dataclass(slots=True)
class _Listing:
    """What is to be listed of each entry, asked in their order: an id where a month has the activity already."""

    draft: Draft
    activities: Mapping[str, _Activity]
    _taken: dict[Month, set[str]] = field(default_factory=dict)
    _days: dict[tuple[Month, str], list[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.draft.entries:
            if one.recurs:
                self._taken.setdefault(one.month, set()).add(self.activities[one.activity].id)
        for title, activity in self.activities.items():
            every = parse_every(activity.said.every) if activity.said.every else None
            if isinstance(every, EveryWeeks):
                stated = {one.on for one in activity.entries}
                for month, day in occasions(every, self.draft.months):
                    days = self._days.setdefault((month, title), [])
                    days += [day] if day is not None and day not in stated else []

    def special(self, entry: DraftEntry) -> dict[str, Value] | None:
        """What the list says of *entry* beside its title; None where it need not list it."""
        activity = self.activities[entry.activity]
        special = _special(entry, activity)
        if entry.recurs:
            by_weeks = (entry.month, entry.activity) in self._days
            day = self._day(entry) if by_weeks else None
            special = {name: value for name, value in special.items() if not (by_weeks and name == "on")}
            return {**({"date": day} if day else {}), **special} if special else None
        taken = self._taken.setdefault(entry.month, set())
        if activity.id in taken:
            own = _new_id(activity.id, taken | {one.id for one in self.activities.values()})
            special = {"id": own, **special}
            taken.add(own)
        taken.add(activity.id)
        return special

    def _day(self, entry: DraftEntry) -> date:
        """Which day of a count of weeks *entry* is."""
        return entry.on or self._days[entry.month, entry.activity].pop(0)


def _special(entry: DraftEntry, activity: _Activity) -> dict[str, Value]:
    """What is said of *entry* that is not said of its *activity*."""
    special, details = dict[str, Value](), dict[str, Value](entry.details)
    if entry.on is not None:
        special["on"] = entry.on
    if entry.period is not None:
        special["period"] = entry.period
    if entry.theme is not None:
        special["theme"] = entry.theme
    if entry.workers and set_of(entry.workers) != set_of(activity.workers):
        special["workers"] = entry.workers
    if entry.rule is not None or entry.due is not None:
        start: dict[str, Value] = {"start": entry.rule} if entry.rule is not None else {}
        special["rule"] = start | ({"due": entry.due} if entry.due is not None else {})
    if entry.purpose and entry.purpose != activity.purpose:
        details = {"Purpose": entry.purpose, **{name: text for name, text in details.items() if key(name) != "purpose"}}
    if details:
        special["details"] = details
    return special


def _as_required_lines(draft: Draft) -> Iterator[str]:
    if draft.as_required:
        yield "as_required:          # they have no date: in the plan, never an event"
        yield from (f"  - {scalar(one.activity)}" for one in draft.as_required)
