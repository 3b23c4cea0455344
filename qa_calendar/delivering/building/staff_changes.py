"""A change of people or names proposed, looked at, and written: the verbs handover, cover, vacate, rename and retitle.

a file ─▶ its text with one line more or another name ─▶ read and planned like any other ─▶ what would move
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
from qa_calendar.names import key
from qa_calendar.planning.lookup import name_meant, title_meant
from qa_calendar.planning.revisions import Change, Revision, revise
from qa_calendar.problems import DeliveryError, InvalidInputError
from qa_calendar.reading.editing import NewName, with_new_name, with_person, with_staff_change
from qa_calendar.rendering.events import events_of


@dataclass(frozen=True, slots=True)
class Edited:
    """What a file holds, and what it would hold."""

    file: str
    before: bytes
    after: bytes

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that come and go, as `+ …` and `- …`."""
        old, new = (one.decode().splitlines() for one in (self.before, self.after))
        marked = list(unified_diff(old, new, n=0))[2:]
        return tuple(f"{line[0]} {line[1:]}" for line in marked if line[0] in "+-" and line[1:].strip())


@dataclass(frozen=True, slots=True)
class Proposal:
    """The files that would be *edited*, and what that would change in the *plan* they make."""

    edited: tuple[Edited, ...]
    plan: Plan
    changes: tuple[Change, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that come and go, of all files."""
        return tuple(line for one in self.edited for line in one.lines)


def propose(
    snapshot: Snapshot, change: Mapping[str, object], person: tuple[str, Mapping[str, object]] | None, now: datetime
) -> Proposal:
    """config.yaml with *change* in staff_changes and, if given, *person* in staff; nothing is written.

    Raises InvalidInputError for files that are wrong, or would be; its places are then those of the new text.
    """
    text = snapshot.contents.of(CONFIG).decode()
    if person is not None:
        text = with_person(text, CONFIG, *person)
    return _proposed(snapshot, {CONFIG: with_staff_change(text, CONFIG, change)}, now)


def propose_name(snapshot: Snapshot, old: str, new: str, now: datetime) -> Proposal:
    """config.yaml with whoever is called *old* called *new*, feed, mail and finished work kept; nothing is written.

    Raises NoSuchWorkError for nobody, InvalidInputError for files that would be wrong.
    """
    person = snapshot.config.person(name_meant(snapshot.config, old))
    text = snapshot.contents.of(CONFIG).decode()
    return _proposed(
        snapshot, {CONFIG: with_new_name(text, CONFIG, NewName("staff", person.name, new, person.slug))}, now
    )


def propose_title(snapshot: Snapshot, old: str, new: str, now: datetime) -> Proposal:
    """The frameworks with the activity called *old* called *new*, all of it kept; nothing is written.

    Raises NoSuchWorkError where there is none, InvalidInputError for files that would be wrong.
    """
    texts, wanted = {}, key(title_meant(snapshot.frameworks, old))
    for file, framework in zip(snapshot.names, snapshot.frameworks, strict=True):
        for activity in framework.activities:
            if wanted in map(key, (activity.title, *activity.aliases)):
                text = snapshot.contents.of(file).decode()
                texts[file] = with_new_name(text, file, NewName("activities", activity.title, new, activity.id))
    return _proposed(snapshot, texts, now)


def _proposed(snapshot: Snapshot, texts: Mapping[str, str], now: datetime) -> Proposal:
    before = {file: snapshot.contents.of(file) for file in texts}
    changed = snapshot.with_files({file: text.encode() for file, text in texts.items()})
    plan, templates = changed.plan_with(completions_of(changed)), snapshot.templates
    known = _known(snapshot, now)
    dropped = {skipped.uid: skipped.because for skipped in plan.skipped}
    changes = revise(known, events_of(plan, templates), now, dropped=dropped).changes
    edited = tuple(Edited(file, before[file], text.encode()) for file, text in texts.items())
    return Proposal(edited, plan, changes)


def accept(root: Path, proposal: Proposal, now: datetime) -> tuple[Path, ...]:
    """Put each new text in place of the old, and keep that beside it; raises DeliveryError if somebody was faster."""
    for one in proposal.edited:
        path = root / one.file
        if files.content_of(path) != one.before:
            cure = "look at it, and run this again"
            raise DeliveryError(f"{one.file} was edited meanwhile, so nothing was written; {cure}")
        if files.is_read_only(path):
            raise DeliveryError(f"{one.file} is read-only, so nothing was written; whoever made it so can say why")
    backups = []
    for one in proposal.edited:
        path = root / one.file
        backups.append(next(name for name in _backups(path, now) if not name.exists()))
        files.replace(backups[-1], one.before, like=path, private=True)
        files.replace(path, one.after)
    return tuple(backups)


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
