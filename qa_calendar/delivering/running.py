"""All that is due in one go: build, then mail. Safe at any interval, as each part knows what it has done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_calendar.dates.zone import LONDON, day_in_london
from qa_calendar.delivering.building.build import bring_up_to_date
from qa_calendar.delivering.building.unchanged import Built, recall
from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.mail.drafting import draft_week
from qa_calendar.delivering.mail.drafts import Drafted
from qa_calendar.delivering.mail.kinds import kind_of
from qa_calendar.delivering.mail.postroom import Dispatch, PostRoom
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

    Raises what a build raises, and UnsureError where it is not known who was sent what.
    """
    now, snapshot = room.clock.now(), room.snapshot
    today = day_in_london(now)
    built = recall(snapshot.contents, today)
    if built is None:
        built, snapshot = bring_up_to_date(snapshot, now, force=force)
    config = snapshot.config
    if config.smtp is None:
        week = week_of_reminder(today, config.reminders.weekly_on)
        return Ran(built=built, drafted=draft_week(snapshot, week, today)[1] if week else ())
    is_early = now.astimezone(LONDON).time() < config.reminders.send_after
    kinds = tuple(kind for kind in MailKind if kind_of(kind).at_once or not is_early)
    try:
        # What was built is what mail tells of, whatever has been edited since.
        return Ran(built=built, dispatch=replace(room, snapshot=snapshot).send(Wanted(kinds=kinds)))
    except DeliveryError as error:
        return Ran(built=built, trouble=str(error))
