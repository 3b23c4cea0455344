"""What the styles of a Word document say: that a paragraph is a heading or an item, that a run is raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_calendar.reading.documents.opening.bounds import whole
from qa_calendar.reading.documents.opening.xml import Element

_LOWEST = 6
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by their ids."""

    by_id: dict[str, Element]

    @classmethod
    def of(cls, part: Element) -> Styles:
        """All styles of `styles.xml`."""
        return cls({style.get("w:styleId"): style for style in part.children("w:style")})

    def level(self, paragraph: Element) -> int:
        """1 to 6 for a heading, 0 for any other paragraph."""
        own = paragraph.child("w:pPr", "w:outlineLvl")
        if own is not None:
            return _level(own)
        for style in self._chain(paragraph):
            name = _value(style.child("w:name")).casefold()
            if name == "title":
                return 1
            if found := re.fullmatch(r"heading ([1-9])", name):
                return min(int(found[1]), _LOWEST)
            if (outline := style.child("w:pPr", "w:outlineLvl")) is not None:
                return _level(outline)
        return 0

    def is_item(self, paragraph: Element) -> bool:
        """Whether it has a bullet or a number of a list, and is no heading."""
        own = paragraph.child("w:pPr", "w:numPr", "w:numId")
        if own is None:
            numbers = (style.child("w:pPr", "w:numPr", "w:numId") for style in self._chain(paragraph))
            own = next((number for number in numbers if number is not None), None)
        return own is not None and _value(own) != "0" and not self.level(paragraph)

    def is_raised(self, properties: Element) -> bool:
        """Whether a run with these *properties*, or with the style they name, stands above the line."""
        own = properties.child("w:vertAlign")
        if own is None:
            styles = self._chain_of(_value(properties.child("w:rStyle")))
            own = next((found for style in styles if (found := style.child("w:rPr", "w:vertAlign")) is not None), None)
        return _value(own) == "superscript"

    def _chain(self, paragraph: Element) -> Iterator[Element]:
        return self._chain_of(_value(paragraph.child("w:pPr", "w:pStyle")))

    def _chain_of(self, key: str) -> Iterator[Element]:
        """The style with this *key*, the one it is based on, and so on."""
        for _ in range(_LONGEST_CHAIN):
            style = self.by_id.get(key)
            if style is None:
                return
            yield style
            key = _value(style.child("w:basedOn"))


def _value(element: Element | None) -> str:
    return "" if element is None else element.get("w:val")


def _level(outline: Element) -> int:
    # The tenth outline level is "body text".
    level = whole(outline.get("w:val"), 9)
    return 0 if level > 8 else min(level + 1, _LOWEST)
