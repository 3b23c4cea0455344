"""Whose own feed has ended: somebody who has left, or was taken out of staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from qa_calendar.dates.months import DAY
from qa_calendar.model import TEAM, Config, ended_slug, ended_uid
from qa_calendar.planning.revisions import Revision


@dataclass(frozen=True, slots=True)
class Endings:
    """The feeds that have ended, each since a day: those that still say so, and those whose time for it is *over*."""

    saying: Mapping[str, date] = field(default_factory=dict)
    over: frozenset[str] = frozenset()


def endings_of(config: Config, written: Iterable[str], previous: Mapping[str, Revision], today: date) -> Endings:
    """What has ended by *today*, of everybody in staff and of whom a feed was *written*, by slug.

    A leaver's feed has ended since the day after the last one, that of somebody taken out of staff since *today* or
    since *previous* says so.
    """
    found = dict(_ended(config, {*written, *_said(previous)}, previous, today))
    weeks = timedelta(weeks=config.links.leaver_weeks)
    over = frozenset(slug for slug, since in found.items() if since + weeks <= today)
    return Endings({slug: since for slug, since in found.items() if slug not in over}, over)


def next_ending(config: Config, ended: Endings, today: date) -> date | None:
    """The day after *today* on which a feed will end, or have said so for long enough; None for never.

    Nothing else in a feed depends on the day it is built.
    """
    weeks = timedelta(weeks=config.links.leaver_weeks)
    leaving = (one.until + DAY for one in config.staff if one.until is not None and not one.has_left(today))
    return min((*leaving, *(since + weeks for since in ended.saying.values())), default=None)


def _ended(
    config: Config, written: Iterable[str], previous: Mapping[str, Revision], today: date
) -> Iterator[tuple[str, date]]:
    for person in config.staff:
        if person.until is not None and person.has_left(today):
            yield person.slug, person.until + DAY
    for slug in sorted({*written} - {*config.names, TEAM}):
        said = previous.get(ended_uid(slug, config.calendar_id))
        yield slug, said.start if said and said.live else today


def _said(previous: Mapping[str, Revision]) -> Iterator[str]:
    # A database that was lost does not know which feeds were written, and these it knows from them.
    for uid, one in previous.items():
        if one.live and (slug := ended_slug(uid)) is not None:
            yield slug
