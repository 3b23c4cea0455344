"""One line more in a file a person edits, and everything else as it was, byte for byte.

PyYAML says where everything stands; the text is cut there and nowhere else, and never written anew:

text ─▶ outline (nodes with their places) ─▶ edits ─▶ text ─▶ read again, and compared with what was meant
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from qa_calendar.names import Names, key
from qa_calendar.problems import InvalidInputError, Problem
from qa_calendar.reading import pasted
from qa_calendar.reading.source import Document, read_yaml, tidy, without_odd_line_ends
from qa_calendar.reading.syntax import Loader

_BREAK = re.compile(r"\r\n|\r|\n")
_DASH = re.compile(r"- +$")
_PADDED = re.compile(r" *: {2,}")
_COMMA = re.compile(r"[ \t]*,")
_NOTHING: tuple[object, ...] = ("", "~", "null", [])


@dataclass(frozen=True, slots=True)
class Edit:
    """*new* in place of what stands from *start* to before *end*, counted in characters from 0."""

    start: int
    end: int
    new: str


def with_staff_change(text: str, file: str, change: Mapping[str, object]) -> str:
    """*text* of config.yaml with *change* behind the others in staff_changes; raises InvalidInputError."""
    return _with(text, file, _Addition("staff_changes", "- ", _in_one_line(change)))


def with_person(text: str, file: str, name: str, details: Mapping[str, object]) -> str:
    """*text* of config.yaml with *name* behind the others in staff; raises InvalidInputError, also if already there."""
    document = sound(text, file)
    there = Names({one: one for one in (_sections(document).get("staff") or ())}).find(name)
    if there is not None:
        raise InvalidInputError([Problem(document.key_at(("staff", there)), f"'{name}' is in staff already")])
    return _with(text, file, _Addition("staff", f"{_in_one_line([name])[1:-1]}: ", _in_one_line(details)))


@dataclass(frozen=True, slots=True)
class NewName:
    """An entry of *section*, a name or a title, that is called *new*; its *id* keeps all that hangs on it."""

    section: str
    old: str
    new: str
    id: str


def with_new_name(text: str, file: str, name: NewName) -> str:
    """*text* with an entry called by its new name, all else of it kept; raises InvalidInputError.

    It has its `id` from now on, unless it has one, and the old name goes on standing for it as another spelling.
    """
    document = sound(text, file)
    section, old = name.section, name.old
    entries = _sections(document).get(section)
    details = entries.get(old) if isinstance(entries, dict) else None
    place = document.key_at((section, old))
    if not isinstance(entries, dict) or not isinstance(details, dict):
        raise InvalidInputError(
            [Problem(place, f"'{old}' has nothing behind it in {section}, so it cannot be renamed")]
        )
    spellings = [*(details.get("also_known_as") or ()), *([old] if key(old) != key(name.new) else ())]
    wanted = {"id": name.id, **details, **({"also_known_as": spellings} if spellings else {})}
    renamed = {tidy(name.new) if one == old else one: wanted if one == old else kept for one, kept in entries.items()}
    result = edited(text, _renaming(text, name, wanted, details))
    if len(renamed) < len(entries) or values_of(result, file) != {**_sections(document), section: renamed}:
        lines = _in_one_line({one: wanted[one] for one in ("id", "also_known_as") if one in wanted})
        message = f"cannot rename '{old}' here without changing something else; by hand: {name.new}, with {lines}"
        raise InvalidInputError([Problem(place, message)])
    return result


def _renaming(text: str, name: NewName, wanted: Mapping[str, Any], had: Mapping[str, Any]) -> list[Edit]:
    around = child(outline(text), name.section)
    assert around is not None
    assert isinstance(around[1], yaml.MappingNode)
    found = child(around[1], name.old)
    assert found is not None
    head, body = found
    assert isinstance(body, yaml.MappingNode)
    edits = [Edit(head.start_mark.index, head.end_mark.index, _in_one_line([name.new])[1:-1])]
    if "also_known_as" in had and wanted["also_known_as"] != had["also_known_as"]:
        edits += _one_more(text, body, name.old)
    added = {one: value for one, value in wanted.items() if one not in had}
    if not added or not body.value:
        return edits
    first = body.value[0][0].start_mark
    between = ", " if body.flow_style else f"{line_break(text)}{' ' * first.column}"
    lines = "".join(f"{_in_one_line({one: value})[1:-1]}{between}" for one, value in added.items())
    return [*edits, Edit(first.index, first.index, lines)]


def _one_more(text: str, body: yaml.MappingNode, spelling: str) -> list[Edit]:
    """The edits that add a *spelling* to those there are; none where no way to is known."""
    there = child(body, "also_known_as")
    assert there is not None
    more = _Addition("also_known_as", "- ", _in_one_line([spelling])[1:-1])
    if not isinstance(there[1], yaml.SequenceNode):
        return []
    return _in_brackets(text, there[1], more) if there[1].flow_style else [_below(text, there[1], more)]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """*text* with every one of *edits* made; they may touch, not overlap."""
    parts, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*parts, text[done:]])


def sound(text: str, file: str) -> Document:
    """*text* as read_yaml reads it; raises InvalidInputError, also for a repeated key."""
    document = read_yaml(text, file)
    if document.problems:
        raise InvalidInputError(document.problems)
    return document


def outline(text: str) -> yaml.MappingNode:
    """The nodes of *text*, which must be sound, with their places; of these, only line numbers may be off by one."""
    # With the mark itself, the parser in C has every place one character too early.
    plain = without_odd_line_ends(re.sub("^\ufeff", "\n", text))
    root = yaml.compose(plain, Loader=Loader)
    assert isinstance(root, yaml.MappingNode), root
    return root


def child(parent: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of *key* and its value, if *parent* has it."""
    return next(((name, value) for name, value in parent.value if tidy(name.value) == key), None)


def values_of(text: str, file: str) -> dict[str, Any] | None:
    """What *text* says; None if anything is wrong with it."""
    try:
        return _sections(sound(text, file))
    except InvalidInputError:
        return None


def line_start(text: str, at: int) -> int:
    """Where the line begins that *at* is in, behind a byte order mark."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return start + text.startswith("\ufeff", start)


def line_end(text: str, at: int) -> int:
    """Where the line ends that *at* is in, before its line break."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def line_break(text: str) -> str:
    """How the lines of *text* end; a stray carriage return is not taken for it."""
    return next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")


@dataclass(frozen=True, slots=True)
class _Addition:
    """What to add to a section: `- ` or `Kara Walne: `, and what stands behind it."""

    section: str
    head: str
    value: str

    @property
    def line(self) -> str:
        """As it stands on a line of its own."""
        return self.head + self.value

    @property
    def inline(self) -> str:
        """As it stands between brackets or braces."""
        return self.line.removeprefix("- ")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Always: the same day twice is written out twice, never as a reference to the first."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Read again, quotes of Word's at the start of a text would be taken for YAML's.
    style = '"' if pasted.opens_quotes(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _in_one_line(value: object) -> str:
    dumped: str = yaml.dump(
        _tidied(value), Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=math.inf
    )
    return dumped.removesuffix("\n")


def _tidied(value: object) -> object:
    match value:
        case str():
            return tidy(value)
        case Mapping():
            return {key: _tidied(own) for key, own in value.items()}
        case list() | tuple():
            return [_tidied(own) for own in value]
    return value


def _sections(document: Document) -> dict[str, Any]:
    assert isinstance(document.value, dict), document
    return document.value


def _with(text: str, file: str, new: _Addition) -> str:
    document = sound(text, file)
    result = edited(text, _edits(text, outline(text), new))
    wanted = _wanted(document, new)
    if wanted is None or values_of(result, file) != wanted:
        message = f"cannot add to {new.section} here without changing something else; add this line by hand: {new.line}"
        raise InvalidInputError([Problem(document.key_at((new.section,)), message)])
    return result


def _wanted(document: Document, new: _Addition) -> dict[str, Any] | None:
    """What the file is to say in the end; None if no file can."""
    old = _sections(document)
    added = values_of(f"{new.section}:\n  {new.line}", document.file)
    together = added and _together(old.get(new.section), added[new.section])
    return {**old, new.section: together} if together else None


def _together(old: Any, added: Any) -> Any:
    match old, added:
        case list(), list():
            return [*old, *added]
        case dict(), dict():
            return {**old, **added}
    return added if old is None else None


def _edits(text: str, root: yaml.MappingNode, new: _Addition) -> list[Edit]:
    """The edits that add *new*; none where no way to add it is known."""
    found = child(root, new.section)
    if found is None:
        return [_at_the_end(text, root, new)]
    key, value = found
    one_line = not _BREAK.search(text[key.start_mark.index : value.end_mark.index])
    if value.value in _NOTHING and one_line and not root.flow_style:
        return _the_first(text, root, value, new)
    if not isinstance(value, yaml.CollectionNode):
        return []
    return _in_brackets(text, value, new) if value.flow_style else [_below(text, value, new)]


def _at_the_end(text: str, root: yaml.MappingNode, new: _Addition) -> Edit:
    indent, end = " " * root.start_mark.column, line_break(text)
    lines = ["" if text.endswith(("\n", "\r")) else end, f"{indent}{new.section}:", f"{indent}  {new.line}", ""]
    return Edit(len(text), len(text), end.join(lines))


def _the_first(text: str, root: yaml.MappingNode, nothing: yaml.Node, new: _Addition) -> list[Edit]:
    """Blanks for the [] or {}, which would forbid lines below, and the first line below."""
    start, stop = nothing.start_mark.index, nothing.end_mark.index
    end = line_end(text, stop)
    line = f"{line_break(text)}{' ' * root.start_mark.column}  {new.line}"
    if "#" in text[stop:end]:
        return [Edit(start, stop, " " * (stop - start)), Edit(end, end, line)]
    return [Edit(len(text[:start].rstrip(" ")), end, line)]


def _in_brackets(text: str, section: yaml.CollectionNode, new: _Addition) -> list[Edit]:
    closing = section.end_mark.index - 1
    if not section.value:
        return [Edit(closing, closing, new.inline)]
    first, last = _last(section)
    at = last.end_mark.index
    end = line_end(text, at)
    if closing < end:
        return [Edit(at, at, f", {new.inline}")]
    line = f"{line_break(text)}{' ' * first.start_mark.column}{new.inline}"
    # Whoever ends the last line with a comma goes on doing so.
    if _COMMA.match(text, at):
        return [Edit(end, end, f"{line},")]
    return [Edit(at, at, ","), Edit(end, end, line)]


def _below(text: str, section: yaml.CollectionNode, new: _Addition) -> Edit:
    end = line_end(text, _end(text, section))
    indent = " " * section.start_mark.column
    return Edit(end, end, f"{line_break(text)}{indent}{_spaced(text, section, new.head)}{new.value}")


def _end(text: str, node: yaml.Node) -> int:
    """Where *node* ends; PyYAML has a block end only where the next begins, behind comments and blank lines."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        _, node = _last(node)
    return len(text[: node.end_mark.index].rstrip())


def _last(collection: yaml.CollectionNode) -> tuple[yaml.Node, yaml.Node]:
    """The first and last node of its last item or entry."""
    last = collection.value[-1]
    return last if isinstance(last, tuple) else (last, last)


def _spaced(text: str, section: yaml.CollectionNode, head: str) -> str:
    """*head* and as many spaces as the lines above have."""
    _, last = _last(section)
    if isinstance(section, yaml.SequenceNode):
        start = last.start_mark.index
        dash = _DASH.search(text[line_start(text, start) : start])
        return dash[0] if dash else head
    padded = {value.start_mark.column for key, value in section.value if _is_padded(text, key, value)}
    column = last.start_mark.column
    return head.ljust(column - section.start_mark.column) if column in padded else head


def _is_padded(text: str, key: yaml.Node, value: yaml.Node) -> bool:
    return bool(_PADDED.fullmatch(text, key.end_mark.index, value.start_mark.index))
