"""Messages to people: drafts on disk, to send from Outlook or to paste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_calendar.delivering import files
from qa_calendar.model import ReminderOptions
from qa_calendar.rendering.messages import Message, draft

ENDINGS = (".txt", ".html", ".eml")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One person's message on disk."""

    message: Message
    files: tuple[Path, ...]
    changed: bool


def write_drafts(
    messages: Sequence[Message], folder: Path, options: ReminderOptions, readers: Iterable[str]
) -> tuple[Drafted, ...]:
    """Write each message into *folder*, and remove those of *readers*, by slug, with nothing to say to them any more.

    A message is a .txt, an .html and a draft .eml. Nobody with anything to say is no reason to make the folder.
    """
    if not messages and not folder.is_dir():
        return ()
    # The lock is not in the folder: it holds what a person sends, and nothing else.
    with files.alone(folder.parent, files.LOCK_PATIENCE):
        files.sweep(folder)
        drafted = tuple(_write(message, folder, options) for message in messages)
        silent = set(readers) - {message.reader.slug for message in messages}
        for slug in sorted(silent):
            for path in _paths(folder, slug):
                files.remove(path)
        return drafted


def _write(message: Message, folder: Path, options: ReminderOptions) -> Drafted:
    contents = (message.text.encode(), message.html.encode(), draft(message, options))
    paths = _paths(folder, message.reader.slug)
    changed = [files.replace(path, content, private=True) for path, content in zip(paths, contents, strict=True)]
    return Drafted(message, paths, any(changed))


def _paths(folder: Path, slug: str) -> tuple[Path, ...]:
    return tuple(folder / f"{slug}{ending}" for ending in ENDINGS)
