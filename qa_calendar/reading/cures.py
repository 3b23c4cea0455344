"""What to write in place of keys people try: what is said of them is tried with whom and what the files know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from qa_calendar.dates.months import any_date
from qa_calendar.names import Names
from qa_calendar.reading.shape import Known

Cure = Callable[[str, Known], str]


def _workers(words: str, known: Known) -> str:
    staff: Names | None = known.get("staff")
    found = None if staff is None else staff.find(words)
    if found is None and staff is not None and len(short := staff.loosely(words)) == 1:
        found = short[0]
    return f"write workers: [{found}]" if found else "write workers: […], with names from config.yaml's staff"


def _place(words: str, known: Known) -> str:
    return f"write place: {words}" if _is_plain(words) else "write place: and the words behind it"


def _detail(name: str) -> Cure:
    def cure(words: str, known: Known) -> str:
        example = words if _is_plain(words) else "…"
        return f"what else is to be shown goes into details: {{{name}: {example}}}"

    return cure


def _is_plain(words: str) -> bool:
    return re.fullmatch(r"[\w][\w ./-]*", words) is not None and len(words) < 40


def _said(text: str) -> Cure:
    return lambda words, known: text


def _dates(words: str, known: Known) -> str:
    day = any_date(words)
    return f"write dates: [{day}]" if day else "write dates: […], each as 2026-10-14"


def _on(words: str, known: Known) -> str:
    day = any_date(words)
    return f"write on: {day}" if day else "write on: and a date, as 2026-10-14"


def _at(words: str, known: Known) -> str:
    time = words if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", words) else "10:30"
    return f'write rule: {{at: "{time}"}}'


_EITHER: Mapping[str, Cure] = {
    **dict.fromkeys(("lead", "leads", "who", "worker", "owner", "auditor", "responsible", "named_worker"), _workers),
    **dict.fromkeys(("location", "venue", "room", "where"), _place),
    **dict.fromkeys(("at", "time", "start_time"), _at),
    "deputy": _said("who stands in, and when, goes into config.yaml's staff_changes (`qa-calendar cover` writes it)"),
    "status": _said("whether it is done is recorded by `qa-calendar done`, not in this file"),
    "notes": _detail("Notes"),
    "note": _detail("Notes"),
    "comments": _detail("Comments"),
    "sample": _detail("Sample"),
    "report_to": _detail("Reports to"),
    "reports_to": _detail("Reports to"),
    "url": _said("write link:"),
    "start": _said("write rule: {start: …}"),
    "due": _said("write rule: {due: …}"),
    "deadline": _said("write rule: {due: …}"),
    "remind": _said("write rule: {remind: …}"),
    "lasts": _said("write rule: {lasts: …}, in working days, or as 2 hours where it is `at` a time"),
    "email": _said("addresses stand in config.yaml, at each of its staff"),
}

_WHEN = _said("list it under its months, below `months:`; or write every: month, or dates: […]")

OF_AN_ACTIVITY: Mapping[str, Cure] = {
    **_EITHER,
    **dict.fromkeys(("month", "months", "when", "timing"), _WHEN),
    **dict.fromkeys(("date", "on"), _dates),
    **dict.fromkeys(("frequency", "cadence", "how_often"), _said("write every: month, quarter, half-year or year")),
    "skip": _said("take it out of its months; or add a line to config.yaml's date_changes, which has a reason"),
    "theme": _said("a theme is of one occasion: write it where that is listed, below `months:`, or in `dates`"),
    "period": _said("a period is of one month: write it where that is listed, below `months:`"),
}

OF_AN_ENTRY: Mapping[str, Cure] = {
    **_EITHER,
    "day": _on,
    "when": _on,
    "purpose": _said("a purpose is the activity's, below `activities:`; what is special here goes into details"),
    "move_to": _said("write on: and the date; or a line of config.yaml's date_changes, which has a reason"),
    "skip": _said("take the line away; or add a line to config.yaml's date_changes, which has a reason"),
}
