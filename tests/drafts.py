"""Small tables as drafts, and what is told of them in lines."""

from __future__ import annotations

from datetime import date

from qa_calendar.model.draft import Answers, Draft, Kind, Topic
from qa_calendar.reading.documents.drafting.draft import draft
from qa_calendar.reading.documents.grid import Cell, Grid
from qa_calendar.reading.documents.opening.reading import read_document

TODAY = date(2026, 11, 28)
YEAR = Answers(year=2025, first_month=4)


def table(*rows: str) -> str:
    """A Markdown table of *rows*, the first of which are its headings."""
    head, *body = rows
    return "\n".join([f"| {head} |", f"|{'---|' * (head.count('|') + 1)}", *(f"| {row} |" for row in body)])


def of(text: str, answers: Answers = YEAR, file: str = "plan.md") -> Draft:
    return draft([read_document(file, text.encode())], answers, TODAY)


def lines(found: Draft) -> list[str]:
    """Each entry in a line: month, activity, workers, and its days and rule where it has them."""
    told = []
    for one in found.entries:
        more = [
            f"{name} {value}"
            for name, value in (("on", one.on), ("due", one.due), ("by", one.rule), ("for", one.period))
            if value
        ]
        told.append("; ".join([f"{one.month.iso} {one.activity}", ", ".join(one.workers) or "nobody", *more]))
    return told


def said(found: Draft, kind: Kind) -> list[str]:
    return [str(remark) for remark in found.remarks if remark.kind is kind]


def words(*answers: tuple[Topic, str, tuple[str, ...]]) -> Answers:
    by_topic: dict[Topic, dict[str, tuple[str, ...]]] = {}
    for topic, asked, answer in answers:
        by_topic.setdefault(topic, {})[asked] = answer
    return Answers(year=2025, first_month=4, words=by_topic)


def sheet(name: str, *rows: tuple[str, ...], hidden: bool = False, number: int = 1) -> Grid:
    cells = {
        (r, c): Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    }
    return Grid(number=number, cells=cells, name=name, is_sheet=True, is_hidden=hidden)
