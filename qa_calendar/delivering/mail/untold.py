"""The news that nobody was told of yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from qa_calendar.dates.months import DAY
from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import Outbox, stale
from qa_calendar.delivering.state.ledger import Mail, State
from qa_calendar.planning.mailing import BuildNumber
from qa_calendar.planning.revisions import net
from qa_calendar.rendering.letters import Key, MailKind, Notice, notices_of
from qa_calendar.rendering.news import render_news

_LONG = 28
"""For how many days news that was given up by itself may return."""


def news(desk: Desk, wanted: Wanted) -> Outbox:
    """The news that builds left to be sent: to each person one mail, with what is left of all they were not told.

    Of a build that is *wanted* by its number, too, to whoever the ledger does not know of.
    """
    untold: defaultdict[tuple[BuildNumber, ...], set[str]] = defaultdict(set)
    also = None if wanted.build is None else BuildNumber(wanted.build)
    joiners = {one.slug for one in desk.plan.config.staff if one.since is not None and one.since > desk.today}
    leavers = {one.slug for one in desk.plan.config.staff if one.has_left(desk.today)}
    for person, periods in _untold(desk, also).items():
        if person not in joiners | leavers:
            untold[periods].add(person)
    notices = [notice for periods, people in untold.items() for notice in _news_notices(desk, periods, people)]
    return Outbox(
        notices=tuple(notices),
        # A joiner's wait for the first day.
        expired={
            key: "their last day is over" if key.person in leavers else why
            for key, why in stale(desk, MailKind.NEWS, notices, "nothing is left of it to tell").items()
            if key.person not in joiners
        },
    )


def _untold(desk: Desk, also: BuildNumber | None) -> dict[str, tuple[BuildNumber, ...]]:
    """The builds whose news each person is still to be told."""
    found: defaultdict[str, list[BuildNumber]] = defaultdict(list)
    for key, line in desk.lines.items():
        if isinstance(key.period, BuildNumber) and (line.state is State.PLANNED or _may_return(line, desk.today)):
            found[key.person].append(key.period)
    if also is not None:
        addresses = (address.casefold() for address in desk.plan.config.reminders.digest_to)
        for person in (*(one.slug for one in desk.plan.config.staff), *addresses):
            known = desk.lines.get(Key(person, MailKind.NEWS, also))
            if known is None or (known.state is State.DRAFTED and known.is_free):
                found[person].append(also)
    return {person: tuple(sorted(periods)) for person, periods in found.items()}


def _may_return(line: Mail, today: date) -> bool:
    """Whether it was given up by itself not long ago: somebody's address may be back, or a build was seen too early."""
    return line.has_expired and day_in_london(line.at) >= today - _LONG * DAY


def _news_notices(desk: Desk, periods: tuple[BuildNumber, ...], people: set[str]) -> Iterable[Notice]:
    touched = {change.uid for build in desk.builds if BuildNumber(build.id) in periods for change in build.changes}
    # What came after it counts as well: nobody is told of what is no longer so.
    since = [build for build in desk.builds if build.id >= periods[0].number]
    changes = net([change for change in build.changes if change.uid in touched] for build in since)
    for message in render_news(changes, desk.plan, desk.today, desk.templates):
        yield from (one for one in notices_of(message, MailKind.NEWS, periods) if one.person in people)
