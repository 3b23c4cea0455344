"""A staff change proposed, looked at, and written into config.yaml: the verbs handover, cover and vacate.

config.yaml ─▶ its text with one line more ─▶ read and planned like any other ─▶ what would move
            ─▶ if a person agrees: a backup, then the new text in its place
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import unified_diff
from pathlib import Path

from qa_calendar.dates.zone import LONDON
from qa_calendar.delivering import files
from qa_calendar.delivering.state.builds import opened_store
from qa_calendar.delivering.state.completions import completions_of
from qa_calendar.delivering.workspace import CONFIG, Snapshot
from qa_calendar.model import Plan
from qa_calendar.planning.revisions import Change, Revision, revise
from qa_calendar.problems import DeliveryError, InvalidInputError
from qa_calendar.reading.editing import with_person, with_staff_change
from qa_calendar.rendering.events import events_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What config.yaml holds, what it would hold, and what that would change in the *plan* it makes."""

    before: bytes
    after: bytes
    plan: Plan
    changes: tuple[Change, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that come and go, as `+ …` and `- …`."""
        old, new = (one.decode().splitlines() for one in (self.before, self.after))
        marked = list(unified_diff(old, new, n=0))[2:]
        return tuple(f"{line[0]} {line[1:]}" for line in marked if line[0] in "+-" and line[1:].strip())


def propose(
    snapshot: Snapshot, change: Mapping[str, object], person: tuple[str, Mapping[str, object]] | None, now: datetime
) -> Proposal:
    """config.yaml with *change* in staff_changes and, if given, *person* in staff; nothing is written.

    Raises InvalidInputError for files that are wrong, or would be; its places are then those of the new text.
    """
    before = snapshot.contents.of(CONFIG)
    text = before.decode()
    if person is not None:
        text = with_person(text, CONFIG, *person)
    after = with_staff_change(text, CONFIG, change).encode()
    changed = snapshot.with_config(after)
    plan, templates = changed.plan_with(completions_of(changed)), snapshot.templates
    known = _known(snapshot, now)
    dropped = {skipped.uid: skipped.because for skipped in plan.skipped}
    changes = revise(known, events_of(plan, templates), now, dropped=dropped).changes
    return Proposal(before, after, plan, changes)


def accept(root: Path, proposal: Proposal, now: datetime) -> Path:
    """Put the new text in place of the old, and keep that beside it; raises DeliveryError if somebody was faster."""
    path = root / CONFIG
    if files.content_of(path) != proposal.before:
        raise DeliveryError(f"{CONFIG} was edited meanwhile, so nothing was written; look at it, and run this again")
    if files.is_read_only(path):
        raise DeliveryError(f"{CONFIG} is read-only, so nothing was written; whoever made it so can say why")
    backup = next(name for name in _backups(path, now) if not name.exists())
    files.replace(backup, proposal.before, like=path, private=True)
    files.replace(path, proposal.after)
    return backup


def _known(snapshot: Snapshot, now: datetime) -> Mapping[str, Revision]:
    """What the plan is without the change; what was last built where that cannot be planned, as it is to cure that."""
    config = snapshot.config
    # Somebody who leaves or comes may be all that is wrong, and the change the cure.
    there_all_along = tuple(replace(person, since=None, until=None) for person in config.staff)
    lenient = replace(snapshot, config=replace(config, staff=there_all_along))
    try:
        plan = lenient.plan_with(completions_of(snapshot))
    except InvalidInputError:
        with opened_store(snapshot, create=False) as store:
            return store.revisions()
    return revise({}, events_of(plan, snapshot.templates), now).revisions


def _backups(path: Path, now: datetime) -> Iterator[Path]:
    stem = f"{path.name}.{now.astimezone(LONDON):%Y%m%d-%H%M%S}"
    yield path.with_name(f"{stem}.bak")
    for number in range(2, 1000):
        yield path.with_name(f"{stem}-{number}.bak")
