"""Two small files to break, and what is said of them."""

from __future__ import annotations

from pathlib import Path

from builders import read_both

from qa_calendar.problems import InvalidInputError

CONFIG = """\
calendar_id: qa.example.gov.uk
staff:
  Kelda Claire: {role: Safeguarding SM}
  IROs: {role: Reviewing Officers, also_known_as: ["IRO's"]}
working_days:
  nation: England
"""
FRAMEWORK = """\
title: QA framework
service: Safeguarding
year: 2020
activities:
  Peer Audit: {purpose: To learn., workers: ["IRO's"]}
  Timeliness ICPC:
    purpose: To see why.
    workers: [Kelda Claire]
months:
  April: [Peer Audit]
  May:
    - Timeliness ICPC
    - Peer Audit: {period: Nov - April}
"""


def said(config: str | bytes | None = CONFIG, framework: str | bytes | None = FRAMEWORK) -> list[str]:
    """Every problem of both files, one to a line; nothing when they are right."""
    try:
        read_both(config, framework)
    except InvalidInputError as error:
        return str(error).splitlines()
    return []


def changed(text: str, old: str, new: str) -> str:
    """*text* with *new* for *old*, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def cases(file: str) -> list[tuple[str, str, list[str]]]:
    """The cases of *file*: the lines taken out, the lines put in, and what is said."""
    text = (Path(__file__).parent / "data" / file).read_text(encoding="utf-8")
    return [_case(block) for block in text.strip("\n").split("\n\n") if not block.startswith("##")]


def _case(block: str) -> tuple[str, str, list[str]]:
    lines = block.split("\n")
    out, into = ("".join(f"{line[1:]}\n" for line in lines if line[0] == sign) for sign in "-+")
    return out, into, [line for line in lines if line[0] not in "-+"]


def broken(text: str, out: str, into: str) -> str:
    """*text* with *into* for the lines *out*, or behind its end."""
    return changed(text, out, into) if out else text + into
