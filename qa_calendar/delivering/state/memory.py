"""What was published, as the database has it, and as out/ has it where the database was lost or is older.

    database ──────────┐
    out/feeds/*.ics ───┼─▶ Memory: revisions, floor, done work, the last number; why nobody knows who was sent what
    out/news/ ─────────┘

A build is recorded before its feeds are written, so feeds never know more than the database they were made with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_calendar.delivering import files
from qa_calendar.delivering.state.builds import Seen, Store, Unsure
from qa_calendar.delivering.state.completions import Completions, Recorded
from qa_calendar.delivering.state.forgetting import without_forgotten
from qa_calendar.delivering.state.noted import MAILED, NUMBER, noted
from qa_calendar.delivering.workspace import FEEDS, NEWS
from qa_calendar.model import Completion, Config, EventKind
from qa_calendar.planning.revisions import Revision
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.readback import Reconciled, Recovered, reconcile, recover


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered. *seen* is how far the database had got, *number* the last that any build had.

    *recovered* counts the events of which the feeds knew more, *learnt* is the done work that the database had not
    heard of, *unsure* why it is not known who was sent what, *noticed* the same where only this look shows it.
    *manifest* are the digests of the feeds as last written.
    """

    seen: Seen
    number: int
    revisions: Mapping[str, Revision]
    floor: int
    done: Mapping[str, Completion]
    manifest: Mapping[str, str]
    recovered: int = 0
    learnt: tuple[Recorded, ...] = ()
    unsure: Unsure | None = None
    noticed: Unsure | None = None
    on_disk: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def remembered(store: Store, out: Path, config: Config) -> Memory:
    """What the database of *store* and the feeds and news below *out* remember of *config*'s calendar.

    Raises DeliveryError for feeds of another calendar, which are nobody's to replace.
    """
    seen, records = store.seen(), Completions(store.database).latest()
    manifest, known, floor = store.manifest(), store.revisions(), store.floor()
    folder = out / FEEDS
    on_disk = {path.name: _content(path) for path in sorted(folder.glob("*.ics"))}
    is_known = bool(known) and all(files.digest(raw) == manifest.get(name) for name, raw in on_disk.items())
    shown = Recovered({}) if is_known else without_forgotten(_read(on_disk, config), store.database, config)
    _refuse_foreign(shown, folder, config)
    found = reconcile(known, floor, shown)
    learnt = tuple(_learnt(found, shown, known, records))
    latest = records | {one.completion.uid: one for one in learnt}
    numbered = noted(out, NUMBER)
    noticed = _noticed(store, found, numbered, noted(out, MAILED))
    return Memory(
        seen=seen,
        number=max(seen.number or 0, numbered, *(_of_news(out / NEWS) if found.newer else ())),
        revisions=found.revisions,
        floor=found.floor,
        done={uid: one.completion for uid, one in latest.items() if not one.undone},
        manifest=manifest,
        recovered=len(found.newer),
        learnt=learnt,
        unsure=noticed or store.unsure(),
        noticed=noticed,
        on_disk=on_disk,
    )


def _content(path: Path) -> bytes:
    try:
        return files.content_of(path) or b""
    except DeliveryError:
        return b""  # somebody has it open, and whoever wants to write it will say so


def _read(on_disk: Mapping[str, bytes], config: Config) -> Recovered:
    slugs = {name: person.slug for name, person in config.people.items()}
    by_slug = {name.removesuffix(".ics"): raw for name, raw in on_disk.items()}
    return recover(by_slug, config.calendar_id, slugs)


def _refuse_foreign(shown: Recovered, folder: Path, config: Config) -> None:
    if shown.foreign:
        file = folder / f"{shown.foreign[0]}.ics"
        cure = (
            f"give this one an `out` of its own; if its calendar_id was changed and nobody subscribes, delete {folder}"
        )
        raise DeliveryError(f"nothing written: {file} is a feed of another calendar than {config.calendar_id}; {cure}")


def _noticed(store: Store, found: Reconciled, numbered: int, mailed: int) -> Unsure | None:
    if store.fresh:
        return Unsure.LOST if found.revisions or mailed > store.mailed() else None
    is_older = found.newer or numbered > (store.seen().number or 0)
    # Until somebody says to go on it stays so, and what was noted of it first is why.
    return Unsure.OLDER if is_older or (mailed > store.mailed() and not store.unsure()) else None


def _learnt(
    found: Reconciled, shown: Recovered, known: Mapping[str, Revision], records: Mapping[str, Recorded]
) -> Iterator[Recorded]:
    """What newer feeds show as done, or no longer, and the database has not heard of since."""
    for uid in sorted(found.newer & shown.revisions.keys()):
        revision, record, was = shown.revisions[uid], records.get(uid), known.get(uid)
        if revision.kind is not EventKind.WORK or (record and record.completion.recorded > revision.stamp):
            continue
        if done := shown.done.get(uid):
            if record is None or record.undone or (record.completion.on, record.completion.by) != (done.on, done.by):
                yield Recorded(done, undone=False)
        elif record and not record.undone and was and was.done:
            yield Recorded(replace(record.completion, recorded=revision.stamp), undone=True)


def _of_news(folder: Path) -> Iterator[int]:
    """The numbers of the builds that left drafts, and 1 for the first, which left none."""
    yield 1
    yield from (int(path.name) for path in folder.glob("*") if re.fullmatch("[0-9]{1,6}", path.name))
