"""What the YAML parser complains of, in words for somebody who never heard of YAML."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import yaml

from qa_calendar.problems import Location, Problem

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser of every file; the one in C where there is one, which is ten times as fast."""


class RefusedError(yaml.MarkedYAMLError):
    """Something YAML allows and these files do not."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(problem=message, problem_mark=mark)


_REFERENCE = "put quotes around text that starts with '&' or '*'"
_TAG = "put quotes around text that starts with '!'"
_DIRECTIVE = "a line cannot start with '%'"
_QUOTES = "these quotes are not closed"
_LIST = "this list is not closed; look for a missing ',' or ']'"
_BRACES = "these braces are not closed; look for a missing ',' or '}'"
_COLON = "a second ': ' in one line; put quotes around text that holds a colon"
_COMMA = "a second ': ' before the next ','; put a ',' between them, or quotes around text that holds a colon"
_BACKSLASH = "inside double quotes a '\\' has a meaning of its own; use single quotes"
_APOSTROPHE = "the apostrophe closes these quotes; use double quotes around text that holds one"
_KEY = "a key needs a ':' and a space behind it"
_MISFIT = "this line does not fit the ones above; check its indentation, quotes and commas"
# Looked for, in this order, in what the parser says; both of PyYAML's parsers, in C and in Python, use these words.
_CURES = {
    "while scanning an alias": _REFERENCE,
    "while scanning an anchor": _REFERENCE,
    "while scanning a tag": _TAG,
    "while parsing a tag": _TAG,
    "tag handle": _TAG,
    "directive": _DIRECTIVE,
    "incompatible YAML": _DIRECTIVE,
    "while scanning a block scalar": "put quotes around text that starts with '|' or '>'",
    "hexdec": _BACKSLASH,
    "escape": _BACKSLASH,
    "',' or ']'": _LIST,
    "',' or '}'": _BRACES,
    "unexpected end of stream": _QUOTES,
    "unexpected document": _QUOTES,
    "sequence entries are not allowed": "put quotes around text that starts with '-', or begin the list in a new line",
    "mapping keys are not allowed": "put quotes around text that starts with '?'",
    "expected ':'": _KEY,
    "document start": "something follows what looks like the end; look for a '}', a ']' or '...' too many",
    "node content": "put quotes around text that starts with ',', ']' or '}'",
    "cannot start any token": "text cannot start with this character; put quotes around it",
    "maximum nesting depth": "nested too deeply",
    "'-' indicator": _MISFIT,
    "expected key": _MISFIT,
    "<block end>": _MISFIT,
}


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """What is wrong with *text*, which YAML cannot read, and where."""
    said = f"{error.context or ''} {error.problem}"
    cure = next((cure for words, cure in _CURES.items() if words in said), f"not readable as YAML: {error.problem}")
    mark = error.problem_mark
    assert mark is not None, error
    # What is never closed shows in some later line, if not at the end of the file; the cure is where it opens.
    opening = error.context_mark
    if opening and (cure in (_QUOTES, _KEY) or (cure in (_LIST, _BRACES) and mark.line > opening.line)):
        mark = opening
    place = Location(file, mark.line + 1, mark.column + 1)
    if isinstance(error, RefusedError):
        return Problem(place, str(error.problem))
    if cure is _MISFIT and (opened := _run_on(text, mark)) is not None:
        message = f"these quotes are closed in line {mark.line + 1} only, by the next ones; close them where they end"
        return Problem(Location(file, opened.line + 1, opened.column + 1), message)
    return _closer(said, cure, text.splitlines(), place)


def _run_on(text: str, mark: Any) -> Any:
    """Where the quotes open that close in front of *mark*, when that is in another line; None when it is not."""
    with suppress(yaml.MarkedYAMLError):
        for token in yaml.scan(text, Loader=Loader):
            first, last = token.start_mark, token.end_mark
            if first.line >= mark.line:
                return None
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and last.line == mark.line:
                return first
    return None


def lines_of(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    """The line, from 0, at which what YAML could not read begins, and the one at which that showed."""
    assert error.problem_mark is not None, error
    opening = error.context_mark
    last = int(error.problem_mark.line)
    # The context of a block is all of it, however far above it begins.
    is_near = opening is not None and "block" not in (error.context or "")
    return (min(opening.line, last) if opening is not None and is_near else last), last


def _closer(said: str, cure: str, lines: list[str], place: Location) -> Problem:
    """The problem with what the lines themselves tell of it."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    before = line[: place.column - 1]
    if column := _tab(line, place.column):
        return Problem(Location(place.file, place.line, column), "a tab; indent with spaces")
    if "flow node" in said and place.line > len(lines):
        return _never_closed(lines, place.file)
    if "mapping values are not allowed" in said:
        cure = _colon(before)
    elif cure in (_LIST, _BRACES) and line[place.column - 1 : place.column] == ":":
        cure = _COMMA
    elif cure in (_LIST, _BRACES, _MISFIT) and re.search(r"\w'$", before) and line[place.column - 1 :][:1].isalnum():
        cure = _APOSTROPHE
    elif cure is _MISFIT and before.strip(" -"):
        cure = "text behind closing quotes or brackets; put quotes around the whole of it"
    elif cure is _MISFIT and (number := _emptied(lines, place.line)):
        cure = f"line {number} says there are none; take away its [] or {{}} to list them below it"
    return Problem(place, cure)


def _never_closed(lines: list[str], file: str) -> Problem:
    """The file ends behind an opening bracket."""
    number = max(n for n, line in enumerate(lines) if re.search(r"[\[{]", line))
    column = max(lines[number].rfind("["), lines[number].rfind("{"))
    return Problem(Location(file, number + 1, column + 1), _LIST if lines[number][column] == "[" else _BRACES)


def _tab(line: str, column: int) -> int | None:
    if line[column - 1 : column] == "\t":
        return column
    indentation = re.match(r" *\t", line)
    return indentation.end() if indentation else None


def _colon(before: str) -> str:
    if re.search(r":\s", before):
        return _COLON
    return "this line does not fit the one above, which ends without a ':' or stands further left"


def _emptied(lines: list[str], number: int) -> int | None:
    """The line above line *number* that says [] or {}, if that is the last one before it to say anything."""
    bare = [re.sub(r"(^|\s)#.*", "", line).rstrip() for line in lines[: number - 1]]
    last = max((n for n, text in enumerate(bare) if text), default=None)
    return last + 1 if last is not None and bare[last].endswith(("[]", "{}")) else None
