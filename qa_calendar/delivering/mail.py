"""Messages to people: drafts on disk, to send from Outlook or to paste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_calendar.delivering import files
from qa_calendar.model import Person, ReminderOptions
from qa_calendar.rendering.reminders import Message, draft

ENDINGS = (".txt", ".html", ".eml")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One person's message on disk."""

    message: Message
    files: tuple[Path, ...]
    changed: bool


def write_drafts(
    messages: Iterable[Message], folder: Path, options: ReminderOptions, staff: Sequence[Person]
) -> tuple[Drafted, ...]:
    """Write each message as .txt, .html and a draft .eml, and remove those of staff with nothing to say any more."""
    with files.alone(folder, 30):
        files.sweep(folder)
        drafted = tuple(_write(message, folder, options) for message in messages)
        written = {path for one in drafted for path in one.files}
        for person in staff:
            for ending in ENDINGS:
                if (path := folder / f"{person.slug}{ending}") not in written:
                    files.remove(path)
        return drafted


def _write(message: Message, folder: Path, options: ReminderOptions) -> Drafted:
    contents = (message.text.encode(), message.html.encode(), draft(message, options))
    paths = tuple(folder / f"{message.person.slug}{ending}" for ending in ENDINGS)
    changed = [files.replace(path, content) for path, content in zip(paths, contents, strict=True)]
    return Drafted(message, paths, any(changed))
