"""Next year's framework, drafted from this year's text: what moves along, and comments where somebody has to look.

text ─▶ remarks (what is of the old year) ─▶ edits ─▶ text ─▶ read again, and compared with what was meant
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from typing import Any

import yaml

from qa_calendar.dates.months import MONTHS, Month, listed
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.editing import Edit, child, edited, line_break, line_end, line_start, outline, sound, values_of
from qa_calendar.reading.rollover.ageing import remarks_on, titles_of
from qa_calendar.reading.rollover.nodes import text_of, titled, value_of
from qa_calendar.reading.rollover.remarks import Added, Change, LeftOut, Remark, Reworded
from qa_calendar.reading.rollover.shifting import Turn
from qa_calendar.reading.source import tidy

_COMMENT = re.compile(r",?[ \t]+#")
_BREAK = re.compile(r"\r\n|\r|\n")
_APRIL = 4
_NO_YEAR = "no year to count from; write it as a number, such as `year: 2020`"
_BY_HAND = "cannot draft the next year here without changing something else; copy the file and change `year:` by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A framework for another year: its *text*, and what was done to it.

    *turn* is from which year to which. *shifted* counts dates; of the comments, *flagged* those on people, *checks*
    those on what to look at, *choices* those on what to decide. *titles* are the title and the service, where they are
    new.
    """

    text: str
    turn: Turn
    shifted: int
    flagged: int
    checks: int
    choices: int
    titles: tuple[str, ...]


def rolled_over(text: str, file: str, year: int, flags: Mapping[str, str]) -> Draft:
    """*text* of a framework for *year*, a comment above each line that is of the old one or names somebody in *flags*.

    Years in the title, the service and the comment behind `year:` move along, and so does every date. *flags* is what
    to say of which worker, under every spelling in use, such as {"Stuart Jones": "leaves on 31 August 2020"}; what
    stands there already is not said twice. Raises InvalidInputError.
    """
    place = sound(text, file).key_at(("year",))
    root = outline(text)
    node = _year(root, place)
    turn = _turn(root, int(node.value), year)
    remarks, titles = (tuple(remarks_on(root, turn)), tuple(titles_of(root, turn))) if turn.by else ((), ())
    comments = tuple(_comments(text, (*_of_people(text, root, flags), *_of_years(text, remarks, turn))))
    changes = (*titles, *(one.change for one in remarks if one.change))
    result = edited(text, [*_above(text, comments), *_year_edits(text, node, turn), *_edits(text, changes)])
    if values_of(result, file) != _meant(values_of(text, file) or {}, changes, year):
        raise InvalidInputError([Problem(place, _BY_HAND)])
    kinds = [one.kind for one in comments]
    return Draft(
        text=result,
        turn=turn,
        shifted=sum(one.dates for one in remarks),
        flagged=kinds.count(_Kind.PERSON),
        checks=kinds.count(_Kind.CHECK),
        choices=kinds.count(_Kind.CHOICE),
        titles=tuple(one.words(text_of(one.node)) for one in titles),
    )


def _year(root: yaml.MappingNode, place: Location) -> yaml.ScalarNode:
    _, value = child(root, "year") or (root, root)
    if not isinstance(value, yaml.ScalarNode) or not re.fullmatch(r"[0-9]{4}", value.value):
        raise InvalidInputError([Problem(place, _NO_YEAR)])
    return value


def _turn(root: yaml.MappingNode, old: int, new: int) -> Turn:
    name = text_of(value_of(root, "first_month"))
    first = MONTHS.index(name) + 1 if name in MONTHS else _APRIL
    return Turn(Month(old, first), Month(new, first))


# What is changed


def _year_edits(text: str, node: yaml.ScalarNode, turn: Turn) -> Iterator[Edit]:
    start, stop = node.start_mark.index, node.end_mark.index
    yield Edit(start, stop, text[start:stop].replace(node.value, str(turn.new.year)))
    if _COMMENT.match(text, stop):
        end = line_end(text, stop)
        yield Edit(stop, end, turn.in_comment(text[stop:end]))


def _edits(text: str, changes: Iterable[Change]) -> Iterator[Edit]:
    for change in changes:
        match change:
            case Reworded(_, node, words):
                start, stop = node.start_mark.index, node.end_mark.index
                yield Edit(start, stop, words(text[start:stop]))
            case Added(_, item, day):
                yield _dated(text, item, f"date: {day}")
            case LeftOut(_, item):
                yield from _as_comment(text, item)


def _dated(text: str, item: yaml.Node, word: str) -> Edit:
    """The edit that puts one *word* more into what is said of a listed *item*."""
    _, detail = titled(item)
    if detail is None:
        return Edit(item.end_mark.index, item.end_mark.index, f": {{{word}}}")
    if not isinstance(detail, yaml.MappingNode) or not detail.value:
        return Edit(detail.start_mark.index, detail.end_mark.index, f" {{{word}}}")
    first = detail.value[0][0].start_mark
    between = ", " if detail.flow_style else f"{line_break(text)}{' ' * first.column}"
    return Edit(first.index, first.index, f"{word}{between}")


def _as_comment(text: str, item: yaml.Node) -> Iterator[Edit]:
    """The edits that put a `#` in front of each line of an *item* with a dash of its own."""
    first = line_start(text, item.start_mark.index)
    column = text.index("-", first) - first
    stop = _end(item)
    yield Edit(first + column, first + column, "# ")
    for found in _BREAK.finditer(text, first, stop):
        start = found.end()
        if text[start : line_end(text, start)].strip():
            yield Edit(start + column, start + column, "# ")


def _end(node: yaml.Node) -> int:
    """Where *node* ends; PyYAML has a block end only where the next begins."""
    while isinstance(node, yaml.MappingNode) and not node.flow_style:
        _, node = node.value[-1]
    end: int = node.end_mark.index
    return end


def _meant(values: dict[str, Any], changes: Iterable[Change], year: int) -> dict[str, Any]:
    """What the draft is to say: *values* with *changes* made, of that *year*."""
    meant = {**deepcopy(values), "year": str(year)}
    left_out = []
    for change in changes:
        *around, last = change.path
        place: Any = meant
        for one in around:
            place = place[one]
        match change:
            case Reworded(_, _, words):
                place[last] = words(place[last])
            case Added(_, _, day):
                place[last] = _with_date(place[last], str(day))
            case LeftOut():
                left_out.append((place, last, around[-1]))
    for place, last, _ in reversed(left_out):
        del place[last]
    months = meant.get("months") or {}
    for _, _, month in left_out:
        months[month] = months[month] or None
    return meant


def _with_date(item: Any, day: str) -> dict[str, Any]:
    title, detail = (tidy(item), None) if isinstance(item, str) else next(iter(item.items()))
    return {title: {"date": day, **(detail or {})}}


# What is said


class _Kind(Enum):
    PERSON, CHECK, CHOICE = range(3)


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment above the line that begins at *start*."""

    start: int
    text: str
    kind: _Kind


def _comments(text: str, wanted: Iterable[_Comment]) -> Iterator[_Comment]:
    """Those *wanted*, each once, that do not stand there already."""
    said: dict[int, set[str]] = {}
    for one in wanted:
        known = said.setdefault(one.start, _standing(text, one.start))
        if one.text not in known:
            known.add(one.text)
            yield one


def _above(text: str, comments: Iterable[_Comment]) -> Iterator[Edit]:
    for one in comments:
        yield Edit(one.start, one.start, _indent(text, one.start) + one.text + line_break(text))


def _of_years(text: str, remarks: Iterable[Remark], turn: Turn) -> Iterator[_Comment]:
    """A comment for all that one line says of several dates."""
    found: dict[tuple[int, str, bool], list[str]] = {}
    for one in remarks:
        line = line_start(text, one.node.start_mark.index)
        found.setdefault((line, one.says, one.choice), []).append(one.what)
    for (line, says, choice), what in found.items():
        subject = listed(list(dict.fromkeys(filter(None, what))))
        yield _Comment(line, tidy(f"# {turn.old.year}: {subject} {says}"), _Kind.CHOICE if choice else _Kind.CHECK)


def _of_people(text: str, root: yaml.MappingNode, flags: Mapping[str, str]) -> Iterator[_Comment]:
    known = {tidy(name): tidy(f"# {name} {message}") for name, message in flags.items()}
    for worker in _workers(root):
        if note := known.get(tidy(worker.value)):
            yield _Comment(line_start(text, worker.start_mark.index), note, _Kind.PERSON)


def _indent(text: str, start: int) -> str:
    line = text[start : line_end(text, start)]
    return line[: -len(line.lstrip())]


def _workers(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every name in any list called `workers`: those of activities, and those of one month's entries."""
    match node:
        case yaml.SequenceNode():
            for item in node.value:
                yield from _workers(item)
        case yaml.MappingNode():
            for key, value in node.value:
                if tidy(key.value) == "workers" and isinstance(value, yaml.SequenceNode):
                    yield from (name for name in value.value if isinstance(name, yaml.ScalarNode))
                else:
                    yield from _workers(value)


def _standing(text: str, start: int) -> set[str]:
    """The comments directly above the line that begins at *start*."""
    lines = _BREAK.split(text[:start])[-2::-1]
    return set(takewhile(lambda line: line.startswith("#"), map(tidy, lines)))
