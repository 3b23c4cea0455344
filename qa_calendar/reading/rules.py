"""Date rules as the files hold them, with the place of each phrase."""

from __future__ import annotations

from typing import Any

from qa_calendar.dates.rules import Rule
from qa_calendar.model import DateRules, Phrase
from qa_calendar.reading.source import Document, Path
from qa_calendar.reading.words import DateRulesShape


def date_rules(shape: DateRulesShape, document: Document, path: Path) -> DateRules:
    """The rules *shape* holds, each phrase with its words and where they stand."""

    def phrase(key: str, rule: Rule | None) -> Phrase | None:
        return None if rule is None else phrase_at((*path, key), rule, document)

    return DateRules(
        start=phrase("start", shape.start),
        due=phrase("due", shape.due),
        remind=phrase("remind", shape.remind),
        lasts=shape.lasts,
        at=shape.at,
    )


def phrase_at(path: Path, rule: Rule, document: Document) -> Phrase:
    """The *rule* read at *path*, with its words and where they stand."""
    value: Any = document.value
    for key in path:
        value = value[key]
    return Phrase(rule, " ".join(str(value).split()), document.at(path))
