"""What there is to say as drafts on disk: a week's reminders, the news of a build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa_calendar.dates.months import Week
from qa_calendar.delivering.mail.desk import Desk, desk_of
from qa_calendar.delivering.mail.drafts import Drafted, write_drafts
from qa_calendar.delivering.mail.kinds import past
from qa_calendar.delivering.state.builds import Build
from qa_calendar.delivering.state.database import opened_for
from qa_calendar.delivering.workspace import NEWS, REMINDERS, Snapshot
from qa_calendar.model import Plan
from qa_calendar.rendering.digest import render_digest
from qa_calendar.rendering.messages import Message
from qa_calendar.rendering.news import render_news
from qa_calendar.rendering.reminders import render_reminders


def draft_week(snapshot: Snapshot, week: Week, today: date) -> tuple[Path, tuple[Drafted, ...], Plan]:
    """Write the reminders of *week*, and the digest where somebody gets one; the folder, what is in it, the plan."""
    as_of = today if today in week else week.first
    config = snapshot.config
    with opened_for(snapshot, create=False) as database:
        desk = desk_of(snapshot, database, as_of)
    plan = desk.plan
    messages: list[Message] = [*render_reminders(plan, week, desk.templates, as_of)]
    if config.reminders.digest_to:
        digest = render_digest(plan, week, past(desk, week), desk.templates, as_of)
        messages += [digest] if digest else []
    folder = snapshot.out / REMINDERS / str(week)
    return folder, write_drafts(messages, folder, config.reminders, config.staff), plan


def draft_news(snapshot: Snapshot, number: int | None) -> tuple[Path, tuple[Drafted, ...]]:
    """Write the news of the build of that *number*, or of the last that has any, into its folder."""
    config = snapshot.config
    with opened_for(snapshot, create=False) as database:
        desk = desk_of(snapshot, database, date.min)
    wanted = [one for one in desk.builds if one.id == number] if number else list(reversed(desk.builds[1:]))
    build, messages = _last_with_news(wanted, desk)
    folder = snapshot.out / NEWS / str(build)
    return folder, write_drafts(messages, folder, config.reminders, config.staff)


def _last_with_news(builds: Sequence[Build], desk: Desk) -> tuple[int, tuple[Message, ...]]:
    for one in builds:
        if messages := render_news(one.changes, desk.plan, one.day, desk.templates):
            return one.id, messages
    return (builds[0].id if builds else 0), ()
