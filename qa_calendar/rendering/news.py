"""What changed, as messages: to each person their own news, to the team's coordinator everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby, takewhile
from typing import Any

from qa_calendar.dates.months import DAY, Month
from qa_calendar.model import TEAM, Assignment, Entry, Event, Occurrence, Person, Plan
from qa_calendar.planning.news import News, Told, news_of, people_of, team_news, worth_telling
from qa_calendar.planning.revisions import Change, Kind, Revision, revise
from qa_calendar.rendering.events import framework_values
from qa_calendar.rendering.messages import Message, Reader, coordinator, feed_url, message_to, reader_of
from qa_calendar.rendering.templates import Templates

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news as the templates are given it. *was* is how it stood before, None for what is new.

    *is_planned* is False when the work itself is gone, *is_back* True when it was gone and is planned again. *people*,
    *others* (without the reader), *lost_by* and *gained_by* are names, with "(covering …)" where it is cover;
    *covering* is whom the reader covers, beside a part of their *own* or not, *covered_by* who covers the reader.
    *purpose*, *place*, *link* and *details* are told of what is new; *removed* and *added* are lines of the event's
    text, told when only words changed.
    """

    title: str
    start: date
    end: date
    at: time | None
    minutes: int
    due: date | None
    was: Item | None
    is_planned: bool
    is_back: bool
    people: tuple[str, ...]
    others: tuple[str, ...] = ()
    lost_by: tuple[str, ...] = ()
    gained_by: tuple[str, ...] = ()
    covering: str | None = None
    own: bool = False
    covered_by: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    purpose: str | None = None
    place: str | None = None
    link: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether it was at another time before."""
        return self.was is not None and _times(self) != _times(self.was)

    @property
    def is_due_moved(self) -> bool:
        """Whether it was due on another day before, and no other date has changed."""
        return self.is_moved and self.was is not None and _times(self)[:-1] == _times(self.was)[:-1]


@dataclass(frozen=True, slots=True)
class Group:
    """News of one kind that have one reason, *why*, which is said once; a single one says its own."""

    why: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one kind, for example `new to you`."""

    kind: str
    items: tuple[Item, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The items by the reason they have, each group where its first item would stand."""
        by_reason: dict[str, list[Item]] = {}
        for n, item in enumerate(self.items):
            by_reason.setdefault(item.why[0] if item.why else str(n), []).append(item)
        return tuple(map(_group, by_reason.values()))


def _group(items: Sequence[Item]) -> Group:
    if len(items) == 1:
        return Group((), tuple(items))
    shared = len(list(takewhile(lambda steps: len(set(steps)) == 1, zip(*(one.why for one in items), strict=False))))
    return Group(items[0].why[:shared], tuple(replace(one, why=one.why[shared:]) for one in items))


def render_news(changes: Iterable[Change], plan: Plan, today: date, templates: Templates) -> tuple[Message, ...]:
    """A message for everybody in staff whose coming work *changes* touch, then the team's; none when nobody's is.

    Raises InvalidInputError where a template fails.
    """
    told = worth_telling(changes, today)
    if not told:
        return ()
    names = plan.config.names
    staff = [person for person in plan.config.staff if person.has_own_mail and not person.has_left(today)]
    # New words in forty events are one thing to say, and nothing anybody has to do.
    all_told = plan.config.tell_reworded
    matter = told if all_told else tuple(change for change in told if change.kind is not Kind.REWORDED)
    own = [(person, news) for person in staff if (news := news_of(person, matter, names))]
    team = coordinator(plan)
    unreachable = tuple(person.name for person, _ in own if not person.is_reached)
    shared = {"team": team.name, "today": today, **framework_values(plan, Month.of(today))}
    messages = [
        _message(reader_of(person), news, plan, templates, {**shared, "joined": _joined(person, news, today)})
        for person, news in own
    ]
    reworded = len(told) - len(matter)
    for_the_team = {**shared, "unreachable": unreachable, "left": _left(told, plan), "reworded": reworded}
    everything = team_news(matter, names)
    if not (everything or reworded or unreachable):
        return tuple(messages)  # who is in a group is news to whoever came or went
    return (*messages, _message(team, everything, plan, templates, for_the_team))


def try_news(events: Sequence[Event], plan: Plan, templates: Templates) -> None:
    """Render news of every kind of change, made up from *events*; raises InvalidInputError where a template fails."""
    some = list({event.feeds: event for event in events}.values())
    known = revise({}, some, _ANY_TIME).revisions
    deputies = [replace(one, people=tuple(Assignment(a.worker, TEAM) for a in one.people)) for one in some]
    variants = (
        [replace(one, start=one.start + DAY, end=one.end + DAY) for one in some],
        [replace(one, due=one.due + DAY) for one in some if one.due],
        [replace(one, feeds=(), people=()) for one in some],
        [replace(one, feeds=some[-1].feeds, people=some[-1].people) for one in some],
        [replace(one, feeds=some[-1].feeds, people=deputies[-1].people) for one in some],
        [replace(one, title=f"{one.title} ", description=f"{one.description}\nmore") for one in some],
    )
    everybody = replace(plan, config=replace(plan.config, tell_reworded=True))
    for before, after in [({}, some), *((known, variant) for variant in variants), *_back(known, some)]:
        render_news(revise(before, after, _ANY_TIME).changes, everybody, date.min, templates)
    render_news(revise(known, variants[-1], _ANY_TIME).changes, plan, date.min, templates)


def _back(known: Mapping[str, Revision], events: Sequence[Event]) -> Iterator[tuple[Mapping[str, Revision], Any]]:
    vacant = [replace(one, feeds=(), people=()) for one in events]
    yield revise(known, (), _ANY_TIME).revisions, events
    yield revise(known, vacant, _ANY_TIME).revisions, events


def _left(changes: Iterable[Change], plan: Plan) -> tuple[str, ...]:
    """Those who lost work and are no longer in staff, so that nobody writes to them."""
    lost_by = (one.worker for change in changes for one in people_of(change.was, plan.config.names))
    return tuple(dict.fromkeys(name for name in lost_by if plan.config.meant_by(name) is None))


_NEW = 14 * DAY


def _joined(person: Person, news: Sequence[News], today: date) -> date | None:
    """The first day of somebody who has only just come, or is to come, and to whom all of it is new; else None."""
    is_new = person.since is not None and today < person.since + _NEW
    return person.since if is_new and all(one.told is Told.NEW for one in news) else None


def _message(
    reader: Reader, news: Sequence[News], plan: Plan, templates: Templates, shared: Mapping[str, object]
) -> Message:
    values = {
        "name": reader.name,
        "whole_team": reader.slug == TEAM,
        "sections": sections_of(news, reader, plan),
        "unreachable": (),
        "left": (),
        "joined": None,
        "reworded": 0,
        "feed_url": feed_url(reader.slug, plan),
        **shared,
    }
    return message_to(reader, "changes", templates, values)


def sections_of(news: Sequence[News], reader: Reader, plan: Plan) -> tuple[Section, ...]:
    """*news* as the templates are given it, by kind."""
    order = [*Told, *Kind]
    in_order = sorted(news, key=lambda one: order.index(one.told))
    planned = {occurrence.uid: occurrence for occurrence in plan.occurrences}
    return tuple(
        Section(told.value, tuple(_item(one, reader, plan.config.names, planned.get(one.change.uid)) for one in some))
        for told, some in groupby(in_order, key=lambda one: one.told)
    )


def _item(news: News, reader: Reader, names: Mapping[str, str], planned: Occurrence | None) -> Item:
    change = news.change
    shown, people = change.shown, people_of(change.after, names)
    before, after = (_lines(news, revision) for revision in (change.was, change.after))
    return replace(
        _as_it_was(shown, shown, people),
        was=None if change.was is None else _as_it_was(change.was, shown, people_of(change.was, names)),
        is_planned=change.after is not None,
        is_back=change.kind is Kind.BACK,
        others=_named(one for one in people if one.worker != reader.name),
        lost_by=_named(news.lost_by),
        gained_by=_named(news.gained_by),
        covering=next((one.covering for one in people if one.worker == reader.name), None),
        covered_by=tuple(one.worker for one in news.gained_by if one.covering == reader.name),
        why=change.why,
        own=planned is not None and planned.share_of(reader.name).own,
        **(_besides(planned.entry) if planned and news.told in (Told.NEW, Kind.NEW, Kind.BACK) else {}),
        removed=tuple(line for line in before if line not in after),
        added=tuple(line for line in after if line not in before),
    )


def _besides(entry: Entry) -> dict[str, Any]:
    """What is said of new work beyond when it is and whose."""
    about = entry.about
    return {"purpose": entry.activity.purpose, "place": about.place, "link": about.link, "details": about.details}


def _as_it_was(revision: Revision, shown: Revision, people: Iterable[Assignment]) -> Item:
    return Item(
        title=revision.title or shown.title or revision.summary,
        start=revision.start,
        end=revision.end,
        at=revision.at,
        minutes=revision.minutes,
        due=revision.due,
        was=None,
        is_planned=True,
        is_back=False,
        people=_named(people),
    )


def _lines(news: News, revision: Revision | None) -> tuple[str, ...]:
    # Other people and other dates change the text as well, and are told in their own words.
    if revision is None or news.told not in (Told.CHANGED, Kind.REWORDED) or news.change.is_restaffing:
        return ()
    return tuple((revision.description or "").splitlines())


def _times(item: Item) -> tuple[object, ...]:
    return item.start, item.end, item.at, item.minutes, item.due


def _named(people: Iterable[Assignment]) -> tuple[str, ...]:
    return tuple(map(str, people))
