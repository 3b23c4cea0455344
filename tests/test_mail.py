"""Drafts on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from workspaces import files

from qa_calendar.delivering.mail.drafts import write_drafts
from qa_calendar.model import Person, ReminderOptions
from qa_calendar.problems import Location
from qa_calendar.rendering.messages import Message, reader_of

ANNA, CEM = (
    Person(name=name, slug=name.lower(), role="Auditor", email=f"{name}@example.gov.uk", location=Location("c"))
    for name in ("Anna", "Cem")
)
TO_ANNA, TO_CEM = (
    Message(reader=reader_of(person), subject="Your work – this week", text="Hello – 😀\n", html="<p>Hello</p>\n")
    for person in (ANNA, CEM)
)
OPTIONS = ReminderOptions(sender="qa@example.gov.uk")
READERS = (ANNA.slug, CEM.slug)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_message_is_three_files_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "reminders" / "2020-W36"

    drafted = write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)

    assert names(folder) == ["anna.eml", "anna.html", "anna.txt", "cem.eml", "cem.html", "cem.txt"]
    assert [(one.message.reader.name, one.changed) for one in drafted] == [("Anna", True), ("Cem", True)]
    assert drafted[0].files == tuple(folder / f"anna{ending}" for ending in (".txt", ".html", ".eml"))
    assert (folder / "anna.txt").read_bytes() == "Hello – 😀\n".encode()
    assert (folder / "anna.eml").read_bytes().startswith(b"X-Unsent: 1\r\n")


def test_the_same_messages_again_touch_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "reminders" / "2020-W36"
    write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)
    before = files(folder)

    drafted = write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)

    assert files(folder) == before
    assert [one.changed for one in drafted] == [False, False]


def test_only_a_changed_message_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "reminders" / "2020-W36"
    write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)
    before = files(folder)

    drafted = write_drafts([TO_ANNA, replace(TO_CEM, html="<p>New</p>\n")], folder, OPTIONS, READERS)

    after = files(folder)
    assert {name for name in after if after[name] != before[name]} == {"cem.html", "cem.eml"}
    assert [one.changed for one in drafted] == [False, True]


def test_somebody_with_nothing_to_say_any_more_has_no_stale_message(tmp_path: Path) -> None:
    folder = tmp_path / "reminders" / "2020-W36"
    write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)
    for name in ("notes.docx", "cem.pdf", "anna.txt.qa-calendar-tmp"):
        (folder / name).write_bytes(b"mine")

    write_drafts([TO_ANNA], folder, OPTIONS, READERS)

    assert names(folder) == ["anna.eml", "anna.html", "anna.txt", "cem.pdf", "notes.docx"]


def test_nor_has_anybody_when_nobody_has_anything_to_say(tmp_path: Path) -> None:
    folder = tmp_path / "reminders" / "2020-W36"
    write_drafts([TO_ANNA, TO_CEM], folder, OPTIONS, READERS)
    (folder / "notes.docx").write_bytes(b"mine")

    assert write_drafts([], folder, OPTIONS, READERS) == ()
    assert names(folder) == ["notes.docx"]


def test_nothing_to_say_makes_no_folder(tmp_path: Path) -> None:
    assert write_drafts([], tmp_path / "reminders" / "2020-W36", OPTIONS, READERS) == ()
    assert list(tmp_path.iterdir()) == []
