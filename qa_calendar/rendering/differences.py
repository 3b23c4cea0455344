"""What changed, as rows, as lines and as JSON-ready values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import listed, spoken, spoken_with_year
from qa_calendar.model import Assignment, Config, EventKind, Occurrence
from qa_calendar.planning.identity import Renamed
from qa_calendar.planning.news import News, news_of, passed, people_of
from qa_calendar.planning.revisions import Change, Kind, Revision

_SHOWN_VANISHING = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One change: the day it is on, the activity, what happened to it and why."""

    day: date
    title: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The changes under one heading."""

    heading: str
    rows: tuple[Row, ...]


def by_kind(changes: Sequence[Change], config: Config, today: date) -> tuple[Rows, ...]:
    """The changes by what happened, in the order of `Kind`, each by date."""
    names = config.names
    return tuple(
        Rows(kind.value.capitalize(), tuple(_row(change, _what(change, names), today) for change in _in_order(some)))
        for kind in Kind
        if (some := [change for change in changes if change.kind is kind])
    )


def by_person(changes: Sequence[Change], config: Config, today: date) -> tuple[Rows, ...]:
    """The changes person by person, as config.yaml lists them, each in the words of their news."""
    return tuple(
        Rows(person.name, tuple(_row(one.change, _told(one, config.names), today) for one in news))
        for person in config.staff
        if (news := news_of(person, changes, config.names))
    )


def change_line(change: Change, names: Mapping[str, str]) -> str:
    """A change in one line of plain English; *names* is everybody by the name of their feed."""
    what = _what(change, names)
    return f"{title_of(change.shown)}, on {_when(change.shown)}{f': {what}' if what else ''}"


def counts_line(changes: Iterable[Change]) -> str:
    """How many of each kind: `3 moved, 1 gone`, or `nothing`."""
    counts = Counter(map(_kind, sorted(changes, key=lambda change: list(Kind).index(change.kind))))
    return ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "nothing"


def _kind(change: Change) -> str:
    undone = change.kind is Kind.DONE and change.after is not None and change.after.done is None
    return "no longer done" if undone else change.kind.value


def title_of(revision: Revision) -> str:
    """The title of what was published; a note says whose it is."""
    # A note's words are the same for everybody, so only its feed says whose it is.
    whose = f" ({revision.feeds[0]})" if revision.kind is EventKind.NOTE else ""
    return (revision.title or revision.summary) + whose


def shifted_lines(found: Iterable[tuple[Revision, Occurrence]]) -> tuple[str, ...]:
    """What is past and would be on another day, and how it stays where it was."""
    lines = [
        f"'{one.title}' of {one.month} was on {spoken_with_year(before.start)}, and would be on {spoken(one.start)}."
        for before, one in found
    ]
    cure = "Dates are told apart by their place in the list: put the old one back"
    return (*lines, f"{cure}, as {{on: …, skip: true, because: …}} if it did not take place.") if lines else ()


def vanishing_counts(vanish: Sequence[Revision], today: date) -> str:
    """`2 coming events`, `40 events of the past twelve months`, or both."""
    past = sum(one.last < today for one in vanish)
    coming = len(vanish) - past
    if not past:
        return f"{coming} coming event{'' if coming == 1 else 's'}"
    events = f"event{'' if past == 1 else 's'}"
    return f"{f'{coming} coming and ' if coming else ''}{past} {events} of the past twelve months"


def vanishing_lines(vanish: Sequence[Revision], today: date) -> tuple[str, ...]:
    """What a build says that stops because most of what is coming, or of the past year, would be gone."""
    shown = [f"  {one.summary}, on {_when(one)}" for one in vanish[:_SHOWN_VANISHING]]
    more = [f"  and {len(vanish) - _SHOWN_VANISHING} more"] if len(vanish) > _SHOWN_VANISHING else []
    head = f"nothing written: {vanishing_counts(vanish, today)} would vanish, which is most of them:"
    cure = "Put back what went missing (`qa-calendar diff` lists it); if it is meant, run `qa-calendar build --force`."
    keep = (
        "If this is a new year's framework, the old year's file stays beside it, and config.yaml names both: "
        "`frameworks: [framework.yaml, framework-2021.yaml]`; `qa-calendar rollover` starts a new year that way."
    )
    return (head, *shown, *more, *([keep] if any(one.last < today for one in vanish) else []), cure)


def renamed_lines(found: Renamed) -> tuple[str, ...]:
    """What somebody who only changed a name is told: what it would cost, and the line that keeps it."""
    events = f"{found.events} event{'' if found.events == 1 else 's'}"
    if found.person:
        cost = f"{events} would move to another calendar, which nobody has subscribed to"
        what, same, where = "has the same work", "the same person", "in staff"
    else:
        lost = f", and {found.finished} finished would be lost" if found.finished else ""
        cost = f"{events} would be taken away and made anew{lost}"
        what, same, where = "is in the same months", "the same activity", "in the framework"
    return (
        f"'{found.old}' is gone, and '{found.new}', which is new, {what}: {cost}.",
        f"If it is {same}, write this under '{found.new}' {where}, and all of it stays: `id: {found.id}`",
    )


def _in_order(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.shown.start, change.uid))


def _row(change: Change, what: str, today: date) -> Row:
    past = "already past; " if change.rewrites_the_past(today) else ""
    return Row(change.shown.start, title_of(change.shown), f"{past}{what}", "; ".join(change.why))


def _told(news: News, names: Mapping[str, str]) -> str:
    what = _what(news.change, names)
    return f"{news.told}{f': {what}' if what else ''}"


def _what(change: Change, names: Mapping[str, str]) -> str:
    return "; ".join(_parts(change, names))


def _parts(change: Change, names: Mapping[str, str]) -> Iterator[str]:
    was, after = change.was, change.after
    if change.shown.kind is EventKind.NOTE:
        return
    if was is None or after is None:
        yield f"{'was ' if after is None else ''}with {_people(people_of(change.shown, names))}"
        return
    if change.is_restaffing:
        yield _restaffing(change, names)
    elif change.is_sharing:
        yield from _sharing(was, after, names)
    if _when(was) != _when(after):
        yield f"{_when(after)} instead of {_when(was)}"
    if change.is_move and was.due != after.due:
        yield f"due {after.due or 'no day'} instead of {was.due or 'no day'}"
    if change.is_completion:
        yield f"done on {after.done}" if after.done else "no longer shown as done"
    if change.kind is Kind.REWORDED:
        yield from _rewording(was, after)


def _sharing(was: Revision, after: Revision, names: Mapping[str, str]) -> Iterator[str]:
    """Who came to a group that has it, and who left it."""
    for slugs, word in ((set(after.shared) - set(was.shared), "as well"), (set(was.shared) - set(after.shared), "")):
        if slugs:
            who = listed(sorted(names.get(slug, slug) for slug in slugs))
            yield f"{who} {word}" if word else f"without {who}"


def _restaffing(change: Change, names: Mapping[str, str]) -> str:
    lost_by, gained_by = passed(change, names)
    if people_of(change.after, names) and not gained_by:
        return f"without {_people(lost_by)}"
    if people_of(change.was, names) and not lost_by:
        return f"{_people(gained_by)} as well"
    return f"from {_people(lost_by)} to {_people(gained_by)}"


def _rewording(was: Revision, after: Revision) -> Iterator[str]:
    if was.summary != after.summary:
        yield f"'{after.summary}' instead of '{was.summary}'"
    old, new = ((one.description or "").splitlines() for one in (was, after))
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    if come or gone:
        yield " ".join([*(f"+ {line}" for line in come[:1]), *(f"- {line}" for line in gone[:1])])
    elif was.summary == after.summary:
        yield "its category or alert"
    if more := len(come[1:]) + len(gone[1:]):
        yield f"and {more} more line{'' if more == 1 else 's'}"


def _people(people: Iterable[Assignment]) -> str:
    return ", ".join(map(str, people)) or "nobody"


def _when(revision: Revision) -> str:
    if revision.at is not None:
        return f"{revision.start} at {revision.at:%H:%M} ({revision.minutes} minutes)"
    return str(revision.start) if revision.end == revision.start else f"{revision.start}–{revision.end}"
