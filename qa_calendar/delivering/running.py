"""All that is due in one go: build, publish, mail. Safe at any interval, as each part knows what it has done.

Publishing comes before mail, so that no mail names an address that does not answer yet.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.building.build import bring_up_to_date
from qa_calendar.delivering.building.resting import rest, stir
from qa_calendar.delivering.building.unchanged import Action, Built, recall
from qa_calendar.delivering.mail.desk import Wanted
from qa_calendar.delivering.mail.drafting import Left, leave_drafts
from qa_calendar.delivering.mail.postroom import Dispatch, PostRoom
from qa_calendar.delivering.mail.sending import Delivery
from qa_calendar.delivering.publishing.copies import COPY
from qa_calendar.delivering.publishing.publish import Published, Publisher
from qa_calendar.delivering.state.ledger import Mail
from qa_calendar.delivering.state.runs import last_run, note_run
from qa_calendar.delivering.workspace import SERVE, Snapshot
from qa_calendar.planning.mailing import may_send
from qa_calendar.problems import DeliveryError, QACalendarError, UnsureError
from qa_calendar.rendering.letters import MailKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run did: the build, what was *published*, the mail; without a mail server, the drafts.

    *unpublished* says why nothing could be published, *trouble* kept all mail back. *said* is what an earlier run has
    said already of what still keeps things back.
    """

    built: Built
    dispatch: Dispatch | None = None
    left: Left = field(default_factory=Left)
    published: Published | None = None
    unpublished: str = ""
    trouble: str = ""
    said: frozenset[str] = frozenset()

    @property
    def troubles(self) -> tuple[str, ...]:
        """All that kept something back."""
        put = self.published.troubles if self.published else ()
        kept_back = self.unpublished, self.trouble, self.dispatch.trouble if self.dispatch else ""
        return (*self.built.held, *put, *filter(None, kept_back))

    @property
    def did_something(self) -> bool:
        """Whether anything was built, published, written or sent."""
        put = self.published.put if self.published else None
        built = any(line.action is not Action.UNCHANGED for line in self.built.feeds)
        sent = self.dispatch is not None and any(one.now for one in self.dispatch.deliveries)
        drafted = any(one.changed for one in self.left.written)
        return built or sent or drafted or bool(put and (put.written or put.removed))

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody should look."""
        return bool(self.troubles or self.needing)

    @property
    def needing(self) -> tuple[Mail, ...]:
        """All the mail that does."""
        return self.dispatch.needing if self.dispatch else self.left.needing


def run(room: PostRoom, *, force: bool = False, now: datetime | None = None) -> Ran:
    """Build the feeds, then send what is due or, without a mail server, write the drafts of the week.

    What is built and published is of *now*, else of the room's clock, by which mail is sent.

    It does all it can: what is held up keeps back nothing else. Raises what a build raises, and UnsureError where it is
    not known who was sent what.
    """
    workspace = room.snapshot.contents.workspace
    before = last_run(workspace)
    try:
        ran = _run(room, now or room.clock.now(), force=force)
    except QACalendarError as error:
        with suppress(DeliveryError):  # what stopped it is told all the same
            note_run(workspace, room.clock.now(), [str(error).splitlines()[0].rstrip(":")], before)
        raise
    remarks = (*ran.troubles, *([ran.built.elsewhere] if ran.built.elsewhere else ()))
    try:
        note_run(workspace, room.clock.now(), remarks, before)
        _settle(room, ran)
    except DeliveryError as error:
        built = replace(ran.built, held=(*ran.built.held, str(error)))
        ran = replace(ran, built=built)
    return replace(ran, said=frozenset(before.troubles))


def _settle(room: PostRoom, ran: Ran) -> None:
    """Keep that there is nothing to do, where that is so."""
    snapshot = room.snapshot
    is_quiet = not (ran.needs_a_person or ran.built.elsewhere or ran.did_something)
    # What is published somewhere may vanish there.
    if is_quiet and snapshot.config.publish_to in (None, SERVE) and not (snapshot.out / COPY).exists():
        rest(snapshot, room.clock.now())
    else:
        stir(snapshot.contents.workspace)


def _run(room: PostRoom, now: datetime, *, force: bool) -> Ran:
    snapshot = room.snapshot
    today = day_in_london(now)
    built = recall(snapshot.contents, today)
    if built is None:
        built, snapshot = bring_up_to_date(snapshot, now, force=force)
    published = _published(snapshot, now)
    return replace(_mailed(room, snapshot, built), **published)


def _published(snapshot: Snapshot, now: datetime) -> dict[str, Any]:
    """Put the feeds where people read them, where anything says so; else make the links that are lacking, if any."""
    publisher = Publisher(snapshot=snapshot, now=now)
    try:
        if snapshot.config.publish_to == SERVE:
            return {"unpublished": "; ".join(publisher.links().troubles)}
        if snapshot.config.publish_to is not None:
            return {"published": publisher.publish()}
        if (snapshot.out / COPY).exists():
            return {"unpublished": "; ".join(publisher.links().troubles)}
    except (QACalendarError, OSError) as error:
        return {"unpublished": str(error)}
    return {}


def _mailed(room: PostRoom, snapshot: Snapshot, built: Built) -> Ran:
    config, now = snapshot.config, room.clock.now()
    tried: list[Delivery] = []

    def told(one: Delivery) -> None:
        tried.append(one)
        room.told(one)

    try:
        if config.smtp is None:
            return Ran(built=built, left=leave_drafts(snapshot, now))
        kinds = tuple(MailKind) if may_send(now, config) else ()
        # What was built is what mail tells of, whatever has been edited since.
        desk = replace(room, snapshot=snapshot, told=told)
        dispatch = desk.send(Wanted(kinds=kinds))
        desk.forget_old()
        return Ran(built=built, dispatch=dispatch)
    except UnsureError:
        raise
    except DeliveryError as error:
        # What was sent before that is sent.
        return Ran(
            built=built, trouble=str(error), dispatch=Dispatch(since=now, deliveries=tuple(tried)) if tried else None
        )
