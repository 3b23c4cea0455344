"""Who is to be told what of a build's changes: each person their own news, the team everything, nobody the past.

changes ─▶ less notes, deadlines and what is over ─▶ news_of(a person) or team_news
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_calendar.model import Assignment, EventKind, Person
from qa_calendar.planning.revisions import Change, Kind, Revision


class Told(StrEnum):
    """What a change means to one reader."""

    NEW = "new to you"
    MOVED = "moved"
    COVERED = "covered for you"
    GONE = "gone from you"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class News:
    """One change as its reader has it. *lost_by* and *gained_by* are those who had the work, and who have it now."""

    told: Told | Kind
    change: Change
    lost_by: tuple[Assignment, ...] = ()
    gained_by: tuple[Assignment, ...] = ()


def is_coming(change: Change, today: date) -> bool:
    """Whether it is of something that is not over, before the change or after it."""
    return any(one is not None and one.last >= today for one in (change.was, change.after))


def worth_telling(changes: Iterable[Change], today: date) -> tuple[Change, ...]:
    """The changes of coming work that people see. A due date is told with the work it belongs to, a note is no work.

    That work is done is no news to whoever did it.
    """
    return tuple(
        change
        for change in changes
        if change.shown.kind is EventKind.WORK
        and is_coming(change, today)
        and not _is_of_done_work(change)
        and not _reads_the_same(change)
    )


def news_of(person: Person, changes: Iterable[Change], names: Mapping[str, str]) -> tuple[News, ...]:
    """What *changes* mean to *person*, in order of date; *names* is everybody's by the name of their feed."""
    return _in_order(news for change in changes for news in _news(person, change, names))


def team_news(changes: Iterable[Change], names: Mapping[str, str]) -> tuple[News, ...]:
    """Every one of *changes*, in order of date; *names* is everybody's by the name of their feed.

    Who is in a group is news to nobody but whoever came or went.
    """
    theirs = (change for change in changes if change.kind is not Kind.MEMBERS)
    return _in_order(News(change.kind, change, *passed(change, names)) for change in theirs)


def people_of(revision: Revision | None, names: Mapping[str, str]) -> tuple[Assignment, ...]:
    """Who has, or had, the work; by the names of their feeds where nobody remembers more."""
    if revision is None:
        return ()
    if revision.people is not None:
        return revision.people
    return tuple(Assignment(names.get(slug, slug)) for slug in revision.feeds)


def passed(change: Change, names: Mapping[str, str]) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
    """Those who had the work and have it no longer, and those who have it now and had not."""
    before, after = people_of(change.was, names), people_of(change.after, names)
    had, has = {one.worker for one in before}, {one.worker for one in after}
    lost_by = tuple(one for one in before if one.worker not in has)
    return lost_by, tuple(one for one in after if one.worker not in had or (one.covering and one not in before))


def _news(person: Person, change: Change, names: Mapping[str, str]) -> Iterator[News]:
    had, has = (one is not None and person.slug in (*one.feeds, *one.shared) for one in (change.was, change.after))
    lost_by, gained_by = passed(change, names)
    if had and has and change.kind is Kind.MEMBERS:
        return  # whom else it is shared with is news to them alone
    if had and has:
        yield News(Told.MOVED if change.is_move else Told.CHANGED, change, lost_by, gained_by)
    elif had or has:
        told = Told.NEW if has else _lost(person, gained_by)
        yield News(told, change, *_but_between_others(person, lost_by, gained_by))


def _but_between_others(
    person: Person, lost_by: tuple[Assignment, ...], gained_by: tuple[Assignment, ...]
) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
    """Less what one other covers for another: it is neither what *person* gave away nor what came to them."""
    covers = [one for one in gained_by if one.covering and person.name not in (one.worker, one.covering)]
    covered = {one.covering for one in covers}
    return (
        tuple(one for one in lost_by if one.worker not in covered),
        tuple(one for one in gained_by if one not in covers),
    )


def _lost(person: Person, gained_by: Iterable[Assignment]) -> Told:
    return Told.COVERED if any(one.covering == person.name for one in gained_by) else Told.GONE


def _is_of_done_work(change: Change) -> bool:
    """Whether all that is new is that it is done, or how that is said."""
    reworded = change.kind is Kind.REWORDED and change.after is not None and change.after.done is not None
    return reworded or change.kind is Kind.DONE


def _reads_the_same(change: Change) -> bool:
    """Whether only what no message shows is new, such as a category."""
    if change.kind is not Kind.REWORDED or not (change.was and change.after):
        return False
    return (change.was.summary, change.was.description) == (change.after.summary, change.after.description)


def _in_order(found: Iterable[News]) -> tuple[News, ...]:
    return tuple(sorted(found, key=lambda news: (news.change.shown.start, news.change.uid)))
