"""All that is due in one go: build, then mail. Safe at any interval, as each part knows what it has done."""

from __future__ import annotations

from dataclasses import dataclass

from qa_calendar.dates.zone import LONDON, day_in_london
from qa_calendar.delivering.building.build import build
from qa_calendar.delivering.building.unchanged import Built, recall
from qa_calendar.delivering.mail.drafting import draft_week
from qa_calendar.delivering.mail.drafts import Drafted
from qa_calendar.delivering.mail.postroom import EVERYTHING, Dispatch, PostRoom, Wanted
from qa_calendar.planning.mailing import week_of_reminder
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.letters import MailKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run did: the build, and the mail; without a mail server, the drafts. *trouble* kept all mail back."""

    built: Built
    dispatch: Dispatch | None = None
    drafted: tuple[Drafted, ...] = ()
    trouble: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody should look."""
        return bool(self.trouble or (self.dispatch and self.dispatch.needing))


def run(room: PostRoom, *, force: bool = False) -> Ran:
    """Build the feeds, then send what is due or, without a mail server, write the drafts of the week.

    Raises what a build raises, and UnsureError where who was sent what is lost.
    """
    now = room.clock.now()
    today = day_in_london(now)
    built = recall(room.workspace, today) or build(room.workspace, now, force=force)
    config, _ = room.workspace.load()
    if config.smtp is None:
        week = week_of_reminder(today, config.reminders.weekly_on)
        return Ran(built=built, drafted=draft_week(room.workspace, week, today)[1] if week else ())
    is_early = now.astimezone(LONDON).time() < config.reminders.send_after
    try:
        return Ran(built=built, dispatch=room.send(Wanted(kinds=(MailKind.NEWS,) if is_early else EVERYTHING)))
    except DeliveryError as error:
        return Ran(built=built, trouble=str(error))
