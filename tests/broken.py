"""Two small files to break, and what is said of them."""

from __future__ import annotations

from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.load import load

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
        load(config, framework)
    except InvalidInputError as error:
        return str(error).splitlines()
    return []


def changed(text: str, old: str, new: str) -> str:
    """*text* with *new* for *old*, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
