"""Next year's framework, drafted from this year's text: the year, and comments where somebody has to choose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

import yaml

from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.editing import Edit, child, edited, line_break, line_end, line_start, outline, sound, values_of
from qa_calendar.reading.source import tidy

_COMMENT = re.compile(r",?[ \t]+#")
# 2020, and with it the 21 of 2020/21.
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([/–-])(\d\d))?(?!\d)")
_NO_YEAR = "no year to count from; write it as a number, such as `year: 2020`"
_BY_HAND = "cannot draft the next year here without changing something else; copy the file and change `year:` by hand"


def rolled_over(text: str, file: str, year: int, flags: Mapping[str, str]) -> str:
    """*text* of a framework for *year*, a comment above each line that names somebody in *flags* as a worker.

    Years in the comment behind `year:` move along. *flags* is what to say of whom, under every spelling in use, such
    as {"Stuart Jones": "leaves on 31 August 2020"}; what stands there already is not said twice. Raises
    InvalidInputError.
    """
    place = sound(text, file).key_at(("year",))
    root = outline(text)
    result = edited(text, [*_year_edits(text, _year(root, place), year), *_notes(text, root, flags)])
    if values_of(result, file) != {**(values_of(text, file) or {}), "year": str(year)}:
        raise InvalidInputError([Problem(place, _BY_HAND)])
    return result


def _year(root: yaml.MappingNode, place: Location) -> yaml.ScalarNode:
    _, value = child(root, "year") or (root, root)
    if not isinstance(value, yaml.ScalarNode) or not re.fullmatch(r"[0-9]{4}", value.value):
        raise InvalidInputError([Problem(place, _NO_YEAR)])
    return value


def _year_edits(text: str, node: yaml.ScalarNode, year: int) -> Iterator[Edit]:
    start, stop = node.start_mark.index, node.end_mark.index
    yield Edit(start, stop, text[start:stop].replace(node.value, str(year)))
    if _COMMENT.match(text, stop):
        end = line_end(text, stop)
        by = year - int(node.value)
        yield Edit(stop, end, _YEARS.sub(lambda found: _shifted(found, by), text[stop:end]))


def _shifted(found: re.Match[str], by: int) -> str:
    year = int(found[1])
    if found[3] is None:
        return str(year + by)
    ends = int(found[3]) == (year + 1) % 100
    return f"{year + by}{found[2]}" + (f"{(year + by + 1) % 100:02d}" if ends else found[3])


def _notes(text: str, root: yaml.MappingNode, flags: Mapping[str, str]) -> Iterator[Edit]:
    known = {tidy(name): tidy(f"# {name} {message}") for name, message in flags.items()}
    lines: dict[int, dict[str, None]] = {}
    for worker in _workers(root):
        if note := known.get(tidy(worker.value)):
            lines.setdefault(line_start(text, worker.start_mark.index), {})[note] = None
    for start, notes in lines.items():
        said = _above(text, start)
        new = [note for note in notes if note not in said]
        yield Edit(start, start, "".join(_indent(text, start) + note + line_break(text) for note in new))


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


def _above(text: str, start: int) -> set[str]:
    """The comments directly above the line that begins at *start*."""
    lines = re.split(r"\r\n|\r|\n", text[:start])[-2::-1]
    return set(takewhile(lambda line: line.startswith("#"), map(tidy, lines)))
