"""HTML as a tree, however badly it is written; every step goes forward, so that time only grows with length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from qa_calendar.reading.documents.opening.bounds import MOST_DEEP, MOST_KEPT, TOO_DEEP, TOO_LONG, UnreadableError
from qa_calendar.reading.documents.opening.xml import Element

_OPENING = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,60})")
_QUOTED_END = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_LONGEST_TAG = 2_000
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_RAW = frozenset({"script", "style", "textarea", "noscript", "template", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    {"address", "blockquote", "center", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}
    | {"table", "ul"}
)
# What a tag that opens closes, and where that search stops.
_CLOSES = {
    "li": ({"li", "p"}, {"ul", "ol", "td", "th", "table"}),
    "td": ({"td", "th", "p"}, {"tr", "table"}),
    "th": ({"td", "th", "p"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ({"thead", "tbody", "tfoot", "tr", "td", "th", "caption"}, {"table"})),
    **dict.fromkeys(_BLOCKS, ({"p"}, {"td", "th", "li", "table", "div"})),
    **dict.fromkeys(("dt", "dd"), ({"dt", "dd", "p"}, {"dl", "td", "th", "table"})),
    "option": ({"option"}, {"select", "table"}),
}
_WALLS = {"table", "td", "th", "tr", "thead", "tbody", "tfoot"}


def html_tree(text: str) -> Element:
    """The tree of a page; raises UnreadableError where it is too deep or too long."""
    builder = _Builder()
    for tag, kind, attributes in _tokens(text):
        builder.take(tag, kind, attributes)
    return builder.top


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Texts (with the kind `text`), and tags with what stands in them (`open`, `close`)."""
    at, last = 0, text.rfind(">")
    while at < len(text):
        begin = text.find("<", at)
        if begin < 0 or begin > last:
            break
        if begin > at:
            yield text[at:begin], "text", ""
        opening = _OPENING.match(text, begin)
        if opening is None:
            at = _aside(text, begin)
            if at == begin + 1:
                yield "<", "text", ""
            continue
        closed = _QUOTED_END.match(text, opening.end(), opening.end() + _LONGEST_TAG)
        end = closed.end() if closed else text.index(">", begin) + 1
        name = opening[2].casefold()
        yield name, "close" if opening[1] else "open", text[opening.end() : end - 1]
        at = _behind(text, end, name) if name in _RAW and not opening[1] and text[end - 2] != "/" else end
    if at < len(text):
        yield text[at:], "text", ""


def _aside(text: str, begin: int) -> int:
    """Where a comment or declaration ends; just behind the `<` where it is neither."""
    if text.startswith("<!--", begin):
        end = text.find("-->", begin)
        return end + 3 if end >= 0 else len(text)
    return text.index(">", begin) + 1 if text[begin + 1 : begin + 2] in ("!", "?", "/") else begin + 1


def _behind(text: str, at: int, name: str) -> int:
    """Where what is no text of the page ends."""
    end = re.compile(rf"</{re.escape(name)}\b", re.IGNORECASE).search(text, at)
    return end.start() if end else len(text)


class _Builder:
    def __init__(self) -> None:
        self.top = Element("")
        self._open = [self.top]
        self._left = MOST_KEPT

    def take(self, tag: str, kind: str, written: str) -> None:
        if kind == "text":
            self._open[-1].content.append(unescape(tag))
        elif kind == "close":
            self._close(tag)
        else:
            self._start(tag, written)

    def _start(self, tag: str, written: str) -> None:
        self._left -= 1
        closes, walls = _CLOSES.get(tag, (set(), set()))
        if closes:
            self._close_up_to(closes, walls)
        element = Element(tag, _attributes(written))
        self._open[-1].content.append(element)
        if tag not in _VOID and not (written.endswith("/") and ":" in tag):
            self._open.append(element)
        if len(self._open) > MOST_DEEP:
            raise UnreadableError(TOO_DEEP)
        if self._left < 0:
            raise UnreadableError(TOO_LONG)

    def _close_up_to(self, closes: set[str], walls: set[str]) -> None:
        outermost = 0
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in walls:
                break
            if self._open[at].tag in closes:
                outermost = at
        if outermost:
            del self._open[outermost:]

    def _close(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return
            if self._open[at].tag == "table" or (self._open[at].tag in _WALLS and tag not in _WALLS):
                return


def _attributes(written: str) -> dict[str, str]:
    return {
        found[1].casefold(): unescape(next((value for value in found.groups()[1:] if value is not None), ""))
        for found in _ATTRIBUTE.finditer(written[:20_000])
    }
