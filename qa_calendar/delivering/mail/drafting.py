"""Messages of a workspace as drafts: a week's reminders, the news of a build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa_calendar.dates.months import Week
from qa_calendar.delivering.building.unchanged import NEWS
from qa_calendar.delivering.mail import outbox
from qa_calendar.delivering.mail.drafts import Drafted, write_drafts
from qa_calendar.delivering.mail.postroom import desk_of
from qa_calendar.delivering.state.builds import Build
from qa_calendar.delivering.state.database import opened
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import Plan
from qa_calendar.rendering.digest import render_digest
from qa_calendar.rendering.messages import Message
from qa_calendar.rendering.news import render_news
from qa_calendar.rendering.reminders import render_reminders

REMINDERS = "reminders"


def draft_week(workspace: Workspace, week: Week, today: date) -> tuple[Path, tuple[Drafted, ...], Plan]:
    """Write the reminders of *week*, and the digest where somebody gets one; the folder, what is in it, the plan."""
    as_of = today if today in week else week.first
    config, _ = workspace.load()
    with opened(config.state, workspace.root, create=False) as database:
        desk = desk_of(workspace, database, as_of)
    plan = desk.plan
    messages: list[Message] = [*render_reminders(plan, week, desk.templates, as_of)]
    if config.reminders.digest_to:
        digest = render_digest(plan, week, outbox.past(desk, week), desk.templates, as_of)
        messages += [digest] if digest else []
    folder = workspace.path(config.out) / REMINDERS / str(week)
    return folder, write_drafts(messages, folder, config.reminders, config.staff), plan


def draft_news(workspace: Workspace, number: int | None) -> tuple[Path, tuple[Drafted, ...]]:
    """Write the news of the build of that *number*, or of the last that has any, into its folder."""
    config, _ = workspace.load()
    with opened(config.state, workspace.root, create=False) as database:
        desk = desk_of(workspace, database, date.min)
    wanted = [one for one in desk.builds if one.id == number] if number else list(reversed(desk.builds[1:]))
    build, messages = _last_with_news(wanted, desk)
    folder = workspace.path(config.out) / NEWS / str(build)
    return folder, write_drafts(messages, folder, config.reminders, config.staff)


def _last_with_news(builds: Sequence[Build], desk: outbox.Desk) -> tuple[int, tuple[Message, ...]]:
    for one in builds:
        if messages := render_news(one.changes, desk.plan, one.day, desk.templates):
            return one.id, messages
    return (builds[0].id if builds else 0), ()
