"""What comes with text from Word, or is typed as in it, and means something else to YAML: what to write in its place.

It knows lines, not values: list marks that are none, no-break spaces, curly quotes, and a '#' that cuts text off. What
cannot be read is put right by trial: a cure is shown only where YAML reads further with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qa_calendar.problems import Location, Problem

Reach = Callable[[str], int]
"""How far YAML can read a text: the line of its first error, from 0, or one beyond the last."""

Place = tuple[int, int]
"""A line and a column, both from 0."""

_LONGEST_LINE = 200
_LONGEST_SCAN = 2_000
_ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# What Word, Outlook and PDFs begin the lines of a list with; \uf0b7 and \uf0a7 are bullets of the fonts Symbol and
# Wingdings.
_BULLETS = "•·▪▫◦‣⁃∙●○■□➢➤✓✔\uf0b7\uf0a7"
_DASHES = "‐‑‒–—―−"
_MARK = re.compile(
    rf"(?P<before>[ \t{_ODD_SPACES}]*)"
    rf"(?P<mark>[{_BULLETS}{_DASHES}]|\*(?=\s)|-(?=[^\s-])|o(?=\t)|(?:[0-9]{{1,2}}|[a-z])[.)](?=\s))"
    rf"[ \t{_ODD_SPACES}]*(?=\S)"
)
_ODD_INDENTATION = re.compile(rf"(?=[ \t]*(?:- +)*[{_ODD_SPACES}])[ \t{_ODD_SPACES}-]+(?=\S)")
_ODD_BEHIND_DASH = re.compile(rf"[ \t{_ODD_SPACES}]*-[ \t]*[{_ODD_SPACES}][ \t{_ODD_SPACES}]*(?=\S)")
_STRUCTURE = re.compile(r"(?:-\s|[^\s#].*?:(?:\s|$))")
_CLOSING = {"“": "”“", "„": "“”", "‟": "”", "«": "»", "‘": "’", "‚": "‘’"}
_CUT = re.compile(r"([ \t]+)#([^\s#]?)")
_COMMENT = re.compile(r"[ \t]{2,}#(?:\s.*)?$|\s+$")


def opens_quotes(text: str) -> bool:
    """Whether *text* begins with the quotes that Word makes, which stand for YAML's where they begin a value."""
    return text[:1] in _CLOSING


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong, and the *text* as it was meant; None where it takes a person to write it anew."""

    problems: tuple[Problem, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The *lines* of a file, each with its end; columns and lines count from 0."""

    file: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str, file: str) -> Lines:
        """The lines of *text*."""
        return cls(file, tuple(text.splitlines(keepends=True)))

    def __getitem__(self, number: int) -> str:
        return self.lines[number].rstrip("\r\n") if 0 <= number < len(self.lines) else ""

    def problem(self, number: int, column: int, message: str) -> Problem:
        """*message*, said of that place."""
        return Problem(Location(self.file, number + 1, column + 1), message)

    def with_lines(self, new: dict[int, str]) -> str:
        """The text with *new* lines for old ones, each keeping its end."""
        ends = {number: self.lines[number][len(self[number]) :] for number in new}
        return "".join(new[number] + ends[number] if number in new else line for number, line in enumerate(self.lines))

    def above(self, number: int) -> int:
        """The last line above *number* that says anything; itself where there is none."""
        return next((n for n in range(number - 1, -1, -1) if self[n].strip() and self[n].lstrip()[0] != "#"), number)


def mended(text: str, file: str, first: int, last: int, reach: Reach) -> Mended | None:
    """What is pasted between the lines *first* and *last*, or above them, and keeps YAML from reading further."""
    lines = Lines.of(text, file)
    top = lines.above(min(first, len(lines.lines)))
    last = min(last, len(lines.lines) - 1)
    before = reach(text)
    for cure in (_odd_spaces, _marks, _curly_quotes, _cut_off):
        for found in cure(lines, top, last):
            if found.text is None or reach(found.text) > before:
                return found
    return None


def _odd_spaces(lines: Lines, top: int, last: int) -> Iterator[Mended]:
    """No-break spaces in front of a key or an item; near the error they are named even where nothing mends them."""
    odd = [number for number in range(len(lines.lines)) if begins_oddly(lines[number])]
    if odd:
        yield plainly_indented(lines, odd)
    if near := [number for number in odd if top <= number <= last]:
        yield Mended(plainly_indented(lines, near).problems, None)


def _plainly_indented(line: str) -> str | None:
    """*line* with plain spaces for odd ones in front of what it says; None where there are none."""
    found = _ODD_INDENTATION.match(line) or _ODD_BEHIND_DASH.match(line)
    if not found or not (found[0].rstrip().endswith("-") or _STRUCTURE.match(line, found.end())):
        return None
    return re.sub(f"[{_ODD_SPACES}]", " ", found[0]) + line[found.end() :]


def _odd_space(line: str) -> tuple[int, str]:
    """The column of the first odd space of *line*, from 0, and what is said of it."""
    found = re.search(f"[{_ODD_SPACES}]", line)
    assert found, line
    if found[0] == "\u00a0":
        return found.start(), "these are no-break spaces (U+00A0), as Word makes them; indent with plain spaces"
    return found.start(), f"this is no plain space (U+{ord(found[0]):04X}); indent with plain spaces"


def begins_oddly(line: str) -> bool:
    """Whether what *line* says is indented with other than plain spaces."""
    return _plainly_indented(line) is not None


def plainly_indented(lines: Lines, numbers: Iterable[int]) -> Mended:
    """What is said of the lines *numbers*, which begin oddly, and the text with plain spaces there."""
    new = {number: _plainly_indented(lines[number]) or lines[number] for number in numbers}
    return Mended(tuple(lines.problem(number, *_odd_space(lines[number])) for number in new), lines.with_lines(new))


def _marks(lines: Lines, top: int, last: int) -> Iterator[Mended]:
    """Lines of a list that begin with another mark than '-', each named; those of one list are mended together."""
    near = next((n for n in range(last, top - 1, -1) if _MARK.match(lines[n])), None)
    if near is None:
        return
    marked = {number: found for number in _list_around(lines, near) if (found := _MARK.match(lines[number]))}
    problems = (lines.problem(n, len(found["before"]), in_place_of(found["mark"])) for n, found in marked.items())
    new = {n: f"{found['before']}- {lines[n][found.end() :]}" for n, found in marked.items()}
    yield Mended(tuple(problems), lines.with_lines(new))


def _list_around(lines: Lines, number: int) -> Iterator[int]:
    """The lines of the list that line *number* is of, from the first to the last."""
    first = last = number
    while first > 0 and _is_item(lines[first - 1]):
        first -= 1
    while _is_item(lines[last + 1]):
        last += 1
    yield from range(first, last + 1)


def _is_item(line: str) -> bool:
    return bool(_MARK.match(line) or re.match(r"[ \t]*-\s", line))


def in_place_of(mark: str) -> str:
    """What is said of a list mark that is none."""
    if mark == "-":
        return "put a space behind the '-' of a list"
    return f"write '- ' in place of '{mark}'"


def mark_of(text: str) -> str | None:
    """The list mark that *text* begins with, if it is another than '- '."""
    found = _MARK.match(text)
    return found["mark"] if found else None


def _curly_quotes(lines: Lines, top: int, last: int) -> Iterator[Mended]:
    """Curly quotes around text that a colon or a comma breaks in two."""
    for number in range(last, top - 1, -1):
        for found in re.finditer(rf"(?:(?<=^)|(?<=[\s\[{{,]))[{''.join(_CLOSING)}]", lines[number][:_LONGEST_SCAN]):
            yield from _straightened(lines, number, found.start())


def _straightened(lines: Lines, number: int, start: int) -> Iterator[Mended]:
    """What stands in curly quotes from *start* of a line on, in straight ones; the shortest that it may be first."""
    line = lines[number]
    behind = line[start + 1 : start + _LONGEST_SCAN]
    for found in re.finditer(rf"[{_CLOSING[line[start]]}](?=\s*(?:[,\]}}]|:(?:\s|$)|$)|\s+#)", behind):
        end = start + 1 + found.end()
        straight = quoted(line[start + 1 : end - 1])
        key = ":" if re.match(r":(?:\s|$)", line[end:]) else ""
        message = f"curly quotes do not hold text together; write straight ones: {_said_before(line, start)}{straight}"
        text = lines.with_lines({number: line[:start] + straight + line[end:]})
        yield Mended((lines.problem(number, start, f"{message}{key}"),), text)


def split_at(lines: Lines, number: int, start: int, end: int) -> Mended | None:
    """Curly quotes that open at *start* of a line and close behind *end*, where YAML takes the text to end."""
    line = lines[number]
    if line[start : start + 1] not in _CLOSING or re.search(f"[{_CLOSING[line[start]]}]", line[start + 1 : end]):
        return None
    return next(_straightened(lines, number, start), None)


def _said_before(line: str, start: int) -> str:
    """The key or the '- ' that belongs to what stands at *start* of *line*."""
    found = re.search(r"(?:^|[\[{,]|(?<=\s)-\s)\s*([^\s\[{,-][^\[{,]*:\s+)$", line[:start])
    if found:
        return found[1]
    return "- " if line[:start].rstrip().endswith("-") else ""


def _cut_off(lines: Lines, top: int, last: int) -> Iterator[Mended]:
    """Text that a '#' cuts off, so that what follows has nothing it could belong to."""
    for number in range(last, top - 1, -1):
        hash_ = _comment_in(lines[number])
        if hash_ is not None and is_cut(lines[number], len(lines[number][:hash_].rstrip())):
            yield from _kept_whole(lines, number, hash_)


def _kept_whole(lines: Lines, number: int, hash_: int) -> Iterator[Mended]:
    """The text around the '#' of a line in quotes: as what stands in brackets, as a key, and as what is behind one."""
    line = lines[number]
    bracketed = re.search(r"(?:[\[{,]|[^\s]:\s)\s*([^\s\[{,\"'][^\[{,]*)$", line[:hash_])
    if bracketed and re.search(r"[\[{]", line[:hash_]):
        end = hash_ + len(re.split(r"[,\]}]", line[hash_:])[0].rstrip())
        start = hash_ - len(re.split(r":\s+", bracketed[1])[-1])
        yield _whole(lines, number, (start, hash_, end))
    begins = re.match(r"\s*(?:-\s+)*", line)
    assert begins
    if key := re.search(r":(?:\s|$)", line[hash_:]):
        yield _whole(lines, number, (begins.end(), hash_, hash_ + key.start()))
    behind = re.match(r"\s*(?:-\s+)*[^\s\"'].*?:\s+(?=\S)", line[:hash_])
    end = hash_ + len(_COMMENT.sub("", line[hash_:]))
    yield _whole(lines, number, (behind.end() if behind else begins.end(), hash_, end))


def _whole(lines: Lines, number: int, span: tuple[int, int, int]) -> Mended:
    """The text of *span* (where it starts, its '#', its end) in quotes, with the lines it goes on in."""
    start, hash_, end = span
    line = lines[number]
    more = [] if line[end:].strip() else _goes_on(lines, number)
    text = " ".join([line[start:end], *(lines[n].strip() for n in more)])
    key = ":" if re.match(r":(?:\s|$)", line[end:]) else ""
    problem = lines.problem(number, hash_, _cut_message(f"{_said_before(line, start)}{quoted(text)}{key}"))
    new = {number: line[:start] + quoted(text) + line[end:]} | dict.fromkeys(more, "")
    return Mended((problem,), lines.with_lines(new))


def _goes_on(lines: Lines, number: int) -> list[int]:
    """The lines behind *number* that stand further right than it does, up to the first that looks like a key."""
    found: list[int] = []
    indentation = len(lines[number]) - len(lines[number].lstrip())
    for n in range(number + 1, len(lines.lines)):
        line = lines[n]
        if len(line) - len(line.lstrip()) <= indentation or _STRUCTURE.match(line.lstrip()):
            break
        found.append(n)
    return found


def _cut_message(cure: str) -> str:
    """What is said where text is cut off, with the line to write."""
    told = "text is cut off at ' #' (a comment has two spaces before its '#', and one behind it)"
    if len(cure) > _LONGEST_LINE:
        return f"{told}; put quotes around the whole of it"
    return f"{told}; write quotes around it: {cure}"


def may_cut(line: str) -> bool:
    """Whether *line* has what could cut text off, inside quotes or not."""
    return " #" in line or "\t#" in line


def is_cut(line: str, end: int, *, of_nothing: bool = False) -> bool:
    """Whether text that ends at *end* of *line* is cut off by a '#': it touches what follows, or stands one space off.

    *of_nothing*: the text is empty, so that a '#' that touches nothing is a comment.
    """
    found = _CUT.match(line, end)
    return found is not None and (bool(found[2]) or (found[1] == " " and not of_nothing))


def _comment_in(line: str) -> int | None:
    """Where the '#' stands that *line* ends at, one outside quotes; None without one."""
    quotes = r"(?:^|(?<=[\s\[{,]))(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')"
    for found in re.finditer(rf"{quotes}|(?:^|(?<=\s))#", line[:_LONGEST_SCAN]):
        if found[0] == "#":
            return found.start()
    return None


def cut_at(lines: Lines, begins: Place, ends: Place, text: str, *, flow: bool) -> Problem:
    """What to write for *text*, cut off where it *ends*, if all that follows is part of it; *flow*: up to a bracket."""
    number, end = ends
    hash_ = lines[number].index("#", end)
    rest = _COMMENT.sub("", lines[number][hash_:])
    if flow:
        rest = re.split(r"[,\]}]", rest)[0].rstrip()
    before = _said_before(lines[begins[0]], begins[1] if text else hash_)
    detail = re.search(r":(?:\s+[{\[].*)?$", rest) if before == "- " else None
    rest, behind = (rest[: detail.start()], detail[0]) if detail else (rest, "")
    return lines.problem(number, hash_, _cut_message(f"{before}{quoted(f'{text} {rest}'.strip())}{behind}"))


def quoted(text: str) -> str:
    """*text*, of one line, as YAML reads it whatever it holds."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
