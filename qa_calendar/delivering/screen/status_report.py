"""What people read of how a workspace stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from qa_calendar.dates.months import listed
from qa_calendar.dates.zone import clock_in_london
from qa_calendar.delivering.building.forgetting import Forgotten
from qa_calendar.delivering.building.standing import Standing
from qa_calendar.delivering.mail.kinds import drafts_in, what
from qa_calendar.delivering.screen.console import counted, near, show_json, show_line
from qa_calendar.delivering.screen.mail_report import SENT_BY_HAND, mail_values
from qa_calendar.delivering.state.ledger import Mail, State, each_mail
from qa_calendar.rendering.differences import counts_line


def show_standing(found: Standing) -> None:
    """Each thing in a line of its own; what a person should look at comes last."""
    for line in _lines(found):
        show_line(line)
    show_line("Somebody should look." if found.needs_a_person else "Nothing needs you.")


def show_standing_json(found: Standing) -> None:
    """How it stands, for a script."""
    build = found.build
    show_json(
        {
            "state": found.state,
            "calendar_id": found.calendar_id,
            "build": None if build is None else {"number": build.id, "at": build.at.isoformat(), "host": build.host},
            "edited": list(found.edited),
            "run": found.run.at.isoformat() if found.run.at else None,
            "troubles": [{"text": text, "since": at.isoformat()} for text, at in found.run.troubles.items()],
            "waiting": len(found.waiting),
            "needing": [mail_values(line) for line in found.needing],
            "held": list(found.held),
            "unsure": found.unsure,
            "published": list(found.published),
            "unpublished": found.unpublished,
            "needs_a_person": found.needs_a_person,
        }
    )


def _lines(found: Standing) -> Iterator[str]:
    build, ran = found.build, found.run
    if build is None:
        yield "Nothing was built yet."
    else:
        where = f" on {build.host}" if build.host else ""
        changed = counts_line(build.changes) if build.changes else "no event"
        yield f"Last build: {build.id}, {clock_in_london(build.at)}{where}; it changed {changed}."
    if found.edited:
        yield f"Edited since then: {listed(found.edited)}."
    yield f"Last run on this computer: {clock_in_london(ran.at)}." if ran.at else "No run on this computer yet."
    yield f"To be sent: {counted(len(found.waiting), 'mail') if found.waiting else 'nothing'}."
    if found.published:
        yield f"Published to {listed(found.published)}."
    if found.unpublished:
        yield f"Not published yet: {counted(found.unpublished, 'feed')}; `qa-calendar publish` does it."
    yield f"State: {near_or(found.state)}, calendar {found.calendar_id}."
    if found.unsure:
        yield f"Mail waits: {found.unsure.said}; `qa-calendar run --yes` goes on all the same."
    for name in found.held:
        yield f"Not as it was built last: {name}; `qa-calendar build` writes it."
    yield from _drafts(line for line in found.needing if line.state is State.DRAFTED)
    for line in each_mail(line for line in found.needing if line.state is not State.DRAFTED):
        detail = f": {line.detail}" if line.detail else ""
        yield f"{line.state.value.capitalize()}: {what(line)} to {line.name}{detail}; see `qa-calendar sent`."
    for text, since in ran.troubles.items():
        yield f"Since {clock_in_london(since)}: {text}"


def _drafts(lines: Iterable[Mail]) -> Iterator[str]:
    """The drafts that nobody said were sent, a line for each folder of them."""
    by_folder: dict[str, list[str]] = {}
    for line in lines:
        by_folder.setdefault(drafts_in(line.key), []).append(line.name)
    for folder, names in by_folder.items():
        yield f"To be sent by a person: {folder}, for {listed(tuple(dict.fromkeys(names)))}; {SENT_BY_HAND}."


def near_or(place: str) -> str:
    """A path as seen from here; an address as it is."""
    return place if "://" in place else str(near(Path(place)))


_TABLES = {
    "mail": "the ledger",
    "completions": "the records of done work",
    "builds": "the log",
    "revisions": "old events",
}


def show_forgotten(found: Forgotten, *, done: bool) -> None:
    """What is kept of somebody, or was taken out, and which files still name them."""
    if done:
        show_line("Taken out, for good. The next `qa-calendar build` brings the feeds up to date.")
        return
    counts = [f"{counted(number, 'row')} of {_TABLES[table]}" for table, number in found.rows.items() if number]
    show_line(f"Of {listed(sorted(found.trace.names))} the database keeps {listed(counts) or 'nothing more'}.")
    if found.files:
        show_line("These files name them too, and stay as they are:")
        for path in found.files:
            show_line(f"  {near(path)}")


def show_forgotten_json(found: Forgotten, *, done: bool) -> None:
    """The same, for a script."""
    show_json({"taken_out": done, "rows": found.rows, "files": [str(path) for path in found.files]})
