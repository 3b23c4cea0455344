"""Values as a careful person writes them into a YAML file: without quotes where they are sure to be read alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import yaml

from qa_calendar.reading.pasted import quoted
from qa_calendar.reading.shape import unseen_in
from qa_calendar.reading.source import tidy

Value = str | int | bool | date | tuple["Value", ...] | Mapping[str, "Value"]

WIDTH = 120
_LONGEST_KEY = 900
_CONTROL = re.compile("[^ -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[^:#]|:(?=[^\s:])|(?<=\S)#)*")
_BRACKETS = re.compile(r"[][{},:]")
_WORDS = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


def clean(text: str) -> str:
    """*text* in one line, as reading it back gives it: single spaces, composed, no control characters."""
    return tidy(_CONTROL.sub(" ", text))


def seen(text: str) -> str:
    """*text* clean, and without the letters nobody sees, which no name or title may hold."""
    return clean("".join(letter for letter in text if not unseen_in(letter)))


def scalar(text: str, *, inside: bool = False) -> str:
    """*text*, which is clean, as a key or value; *inside* brackets or braces more of it needs quotes."""
    is_plain = _PLAIN.fullmatch(text) and not _is_special(text) and not (inside and _BRACKETS.search(text))
    return text if is_plain else quoted(text)


def _is_special(text: str) -> bool:
    """Whether some reader of YAML takes *text* for a number, a date, or a yes or no."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], [])
    return text.casefold() in _WORDS or any(pattern.match(text) for _, pattern in resolvers)


def flow(value: Value) -> str:
    """*value* in one line: text, `[a list]` or `{a: mapping}`."""
    match value:
        case str():
            return scalar(value, inside=True)
        case bool():
            return str(value).lower()
        case Mapping():
            inner = (f"{_name(name, inside=True)}: {flow(own)}" for name, own in value.items())
            return f"{{{', '.join(inner)}}}"
        case tuple():
            return f"[{', '.join(map(flow, value))}]"
        case _:
            return str(value)


def lines_of(name: str, value: Value, indent: str) -> Iterator[str]:
    """The lines of `name: value`; a mapping that is too long for one line has a line for each of its own."""
    before = f"{indent}{key(name, indent)}"
    if not isinstance(value, Mapping):
        yield f"{before} {scalar(value) if isinstance(value, str) else flow(value)}"
    elif len(inline := f"{before} {flow(value)}") <= WIDTH:
        yield inline
    else:
        yield before
        for own, inner in value.items():
            yield from lines_of(own, inner, f"{indent}  ")


def key(name: str, indent: str = "") -> str:
    """*name* with the colon behind it; one that is very long takes a line of its own, as YAML asks for."""
    written = _name(name)
    return f"{written}:" if len(written) <= _LONGEST_KEY else f"? {written}\n{indent}:"


def _name(name: str, *, inside: bool = False) -> str:
    # The one word of these files that other readers take for a yes; nobody writes it in quotes.
    return name if name == "on" else scalar(name, inside=inside)


def comments(texts: Iterable[str], indent: str = "") -> Iterator[str]:
    """Each of *texts* as a comment, folded where it is long."""
    from textwrap import wrap

    for text in texts:
        width = WIDTH - len(indent) - 2
        for line in wrap(clean(text), width, break_long_words=False, break_on_hyphens=False):
            yield f"{indent}# {line}"
