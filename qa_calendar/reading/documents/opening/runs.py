"""The text of Word's paragraphs, run by run, as a person sees it once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qa_calendar.reading.documents.grid import BULLET
from qa_calendar.reading.documents.opening.bounds import is_on
from qa_calendar.reading.documents.opening.raised import Piece, without_marks
from qa_calendar.reading.documents.opening.struck import crossed, shown
from qa_calendar.reading.documents.opening.styles import Styles
from qa_calendar.reading.documents.opening.symbols import is_of_signs, seen_as
from qa_calendar.reading.documents.opening.xml import Element

# What only surrounds content.
_AROUND = frozenset({"w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink", "w:fldSimple", "w:dir", "w:bdo"})
_REMOVED = ("w:del", "w:moveFrom")
_SPACES = {"w:tab": " ", "w:ptab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_REFERENCES = {
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "endnotes",
    "w:commentReference": "comments",
}


def inner(parent: Element, *tags: str) -> Iterator[Element]:
    """The elements with one of *tags* in *parent*, through everything that only surrounds them."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif (content := _surrounded(child)) is not None:
            yield from inner(content, *tags)


def _surrounded(element: Element) -> Element | None:
    """What holds the content of an element that only surrounds it; None for any other."""
    match element.tag:
        case "mc:AlternateContent":
            return element.child("mc:Choice") or element.child("mc:Fallback")
        case "w:sdt":
            return element.child("w:sdtContent") if element.child("w:sdtPr", "w:showingPlcHdr") is None else None
        case tag:
            return element if tag in _AROUND else None


@dataclass(slots=True)
class Paragraphs:
    """The text of a cell, or of one paragraph, as it grows; and what stands in it that is no text."""

    styles: Styles
    boxes: list[Element] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    has_object: bool = False
    _lines: list[str] = field(default_factory=list)
    _line: list[Piece] = field(default_factory=list)
    _removed: list[str] = field(default_factory=list)
    _struck: list[str] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)
    _is_open: bool = False
    _plain: bool = False

    @property
    def text(self) -> str:
        """What a person reads, a line for each paragraph."""
        return shown("\n".join(self._lines), is_struck=self.is_struck)

    @property
    def removed(self) -> str:
        """What tracked changes took away."""
        return "".join(self._removed)

    @property
    def struck(self) -> str:
        """What is crossed out: all of the text, or no part of it."""
        return "".join(self._struck).strip()

    @property
    def hidden(self) -> str:
        """What is hidden, and no part of the text."""
        return "".join(self._hidden).strip()

    @property
    def is_struck(self) -> bool:
        """Whether all text is crossed out."""
        return bool(self.struck) and not self._plain

    def add(self, paragraph: Element) -> None:
        """Put *paragraph* below what there is; onto the same line where the end of the last one is deleted."""
        self._line.clear()
        self._inside(paragraph)
        line, marks = without_marks(self._line)
        self.marks += marks
        if self.styles.is_item(paragraph) and line.strip():
            line = f"{BULLET}{line.lstrip()}"
        if self._is_open:
            self._lines[-1] += line
        else:
            self._lines.append(line)
        self._is_open = any(paragraph.child("w:pPr", "w:rPr", tag) is not None for tag in _REMOVED)

    def _inside(self, parent: Element) -> None:
        for child in parent:
            if child.tag == "w:r":
                self._run(child)
            elif child.tag in _REMOVED:
                self._removed.append(_deleted(child))
            elif (box := child.child("w:sdtPr", "w14:checkbox")) is not None:
                state = box.child("w14:checked")
                self._say("✓" if state is not None and is_on(state.get("w14:val")) else "", is_struck=False)
            elif (content := _surrounded(child)) is not None:
                self._inside(content)

    def _run(self, run: Element) -> None:
        properties = run.child("w:rPr") or Element("")
        is_struck = has(properties, "w:strike") or has(properties, "w:dstrike")
        fonts = properties.child("w:rFonts")
        font = fonts.get("w:ascii") if fonts else ""
        is_raised = self.styles.is_raised(properties)
        for child in run:
            text = self._seen(child, font)
            if has(properties, "w:vanish"):
                self._hidden.append(text)
            else:
                self._say(text, is_struck=is_struck, is_raised=is_raised)

    def _say(self, text: str, *, is_struck: bool, is_raised: bool = False) -> None:
        self._line.append((crossed(text) if is_struck else text, is_raised))
        if is_struck:
            self._struck.append(text)
        elif text.strip():
            self._plain = True

    def _seen(self, element: Element, font: str) -> str:
        """What a part of a run shows."""
        match element.tag:
            case "w:t":
                return seen_as(element.text, font) if is_of_signs(font) else element.text
            case "w:sym":
                return seen_as(_sign(element), element.get("w:font"))
            case "w:fldChar":
                return _form_box(element)
            case tag if tag in _SPACES:
                return _SPACES[tag]
            case tag if tag in _REFERENCES:
                self.references.append((_REFERENCES[tag], element.get("w:id")))
            case "w:drawing" | "w:pict" | "w:object" | "mc:AlternateContent":
                self._drawing(element)
        return ""

    def _drawing(self, element: Element) -> None:
        self.has_object |= element.tag == "w:object"
        self.boxes += _boxes(_surrounded(element) or element)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a drawing, the outermost ones."""
    for child in element:
        if child.tag == "w:txbxContent":
            yield child
        else:
            yield from _boxes(_surrounded(child) or child)


def has(properties: Element, tag: str) -> bool:
    """Whether a switch such as `w:strike` is on."""
    found = properties.child(tag)
    return found is not None and is_on(found.get("w:val"))


def _deleted(element: Element) -> str:
    return "".join(found.text for found in element.walk() if found.tag in ("w:delText", "w:t"))


def _sign(element: Element) -> str:
    code = element.get("w:char")
    return chr(int(code, 16)) if len(code) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in code) else ""


def _form_box(element: Element) -> str:
    """A tick for a box of an old form that is ticked."""
    box = element.child("w:ffData", "w:checkBox")
    state = None if box is None else box.child("w:checked") or box.child("w:default")
    return "✓" if state is not None and is_on(state.get("w:val")) else ""
