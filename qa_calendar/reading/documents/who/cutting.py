"""A worker's cell cut into its parts: wherever somebody else is named, and nowhere within a role or a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_calendar.names import UNSEEN, key
from qa_calendar.reading.documents.grid import BULLETS
from qa_calendar.reading.documents.who import lexicon, roles

LONGEST = 4000
"""A cell of more characters is no list of people."""

LONGEST_PART = 120
"""A part of one of more characters is no name and no role."""

Knows = Callable[[Sequence[str]], bool]
"""Whether words are a name that is certain already."""

EMAIL = re.compile(r"<?(?:mailto:)?([\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6})>?")
_MARKS = re.compile(r"[*†‡§#¹²³⁴⁵⁶⁷⁸⁹⁰]+|[(\[]\d{1,2}[)\]]")
_BULLET = re.compile(rf"(?:[{BULLETS}]|[-–—](?=\s)|\(?(?:\d{{1,2}}|[a-h])[.)](?=\s))\s*")
_QUANTITY = re.compile(r"\d{1,3} ?[x×] ?(?=[^\W\d_])|(?<=[^\W\d_]) ?[x×] ?\d{1,3}$|^\d{1,3} (?=[^\W\d_]+s\b)")
_KEPT = re.compile(
    r"\b[A-Z]{1,2}&[A-Z]{1,2}\b|\b(?:LGBTQ?I?A?|\d+)\+|\bn/a\b|\bc/o\b|\bw/c\b|\band/or\b", re.IGNORECASE
)
_BEGUN = re.compile(r"(?:(?:by|with|and|&|the) )+(?=\S)", re.IGNORECASE)
ASIDE = re.compile(r"[(\[]([^()\[\]]*)(?:[)\]]|$)")
_LINK = re.compile(
    r" ?(?P<link>\n|\band ?/ ?or\b|\bor\b|\band\b|\bwith\b|\bplus\b|[;|,+&]|/|:(?!//)"
    r"|(?<= )[-–—]|[-–—](?= )|—) ?",
    re.IGNORECASE,
)
_STRONGEST = ("and/or", "or", "\n", ";", "|", "+", ",", " / ", "/", "-", ":", "&", "and", "with", "plus", "")


@dataclass(frozen=True, slots=True)
class Cut:
    """A *text* between two signs, or several that are one part with *sides* about a dash; *link* is as in `Part`."""

    text: str
    link: str = ""
    between: str = ""
    sides: tuple[str, ...] = ()


def clean(cell: str) -> str:
    """*cell* without what is no part of a name: bullets, marks of footnotes, unseen characters; lines are kept."""
    text = unicodedata.normalize("NFC", cell).translate(dict.fromkeys(map(ord, UNSEEN)))
    lines = (" ".join(line.split()) for line in re.split(r"\n|\r|\v|\f|\u2028|\u2029", text))
    bare = (_MARKS.sub(" ", _BULLET.sub("", line, count=1) if _BULLET.match(line) else line) for line in lines)
    return "\n".join(line for line in (_unwrapped(" ".join(one.split())) for one in bare) if line)


def begun(text: str) -> str:
    """*text* without the small words a sentence goes on with, such as `by`."""
    found = _BEGUN.match(text)
    return text[found.end() :] if found else text


def flat(text: str) -> str:
    """*text* in one line."""
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    """The words of *text* without the commas and quotes around them."""
    return [bare for word in text.split() if (bare := word.strip(",;:?!\"“”'’‘|")) and any(s.isalnum() for s in bare)]


def _unwrapped(line: str) -> str:
    inside = re.fullmatch(r"[(\[]([^()\[\]]*)[)\]]", line)
    return inside[1].strip() if inside else line


def _atoms(text: str) -> list[Cut]:
    """*text* at every sign and word that may stand between two; what is in brackets or is an address is left alone."""
    masked = text
    for kept in (EMAIL, _KEPT, ASIDE):
        masked = kept.sub(lambda found: "\0" * len(found[0]), masked)
    found: list[Cut] = []
    at, last, link = 0, 0, ""
    for cut in (*_LINK.finditer(masked), None):
        end = cut.start() if cut else len(text)
        piece = _QUANTITY.sub("", text[at:end].strip(" .")).strip()
        if piece:
            found.append(Cut(piece, link, text[last:at].replace("\n", " ")) if found else Cut(piece))
            last, link = end, ""
        if cut:
            link = min(link, _link(cut), key=_STRONGEST.index)
            at = cut.end()
    return found


def _link(cut: re.Match[str]) -> str:
    sign = cut["link"].casefold().replace(" ", "")
    if sign == "/" and cut[0].strip("/"):
        return " / "
    return "-" if sign in "-–—" else sign


def pieces_of(text: str) -> list[str]:
    """*text*, clean, at every sign and word that may stand between two."""
    return [atom.text for atom in _atoms(text)]


def cuts_of(text: str, knows: Knows) -> list[Cut]:
    """*text*, clean, cut: whatever is one part is put together again, with its sides about a dash or colon."""
    found: list[Cut] = []
    for atom in _atoms(text):
        is_short = found and len(found[-1].text) <= LONGEST_PART
        if is_short and _is_one(found[-1], atom, knows):
            found[-1] = _joined(found[-1], atom)
        else:
            found.append(atom)
    return found


def _joined(left: Cut, right: Cut) -> Cut:
    before = left.sides or (left.text,)
    with_right = before[-1] + right.between + right.text
    sides = (*before, right.text) if right.link in ("-", ":") else (*before[:-1], with_right)
    return Cut(left.text + right.between + right.text, left.link, left.between, sides)


@dataclass(frozen=True, slots=True)
class _Half:
    """What stands on one side of a sign: its *text*, the words of it outside brackets, and their kinds."""

    text: str
    words: list[str]
    kinds: str

    @classmethod
    def of(cls, text: str, knows: Knows) -> _Half:
        words = words_of(ASIDE.sub(" ", EMAIL.sub(" ", text)))
        return cls(text, words, "N" * len(words) if knows(words) else roles.kinds_of(words))

    @property
    def is_role(self) -> bool:
        return roles.is_role(self.kinds)

    @property
    def is_name(self) -> bool:
        return set(self.kinds) <= set("NIPM") and self.kinds[-1] == "N"


def _is_one(left: Cut, right: Cut, knows: Knows) -> bool:
    """Whether *right* goes on with what *left* begins."""
    before, after = _Half.of((left.sides or (left.text,))[-1], knows), _Half.of(right.text, knows)
    if not before.words or not after.words:
        return not after.words and right.text.startswith(("(", "[")) and right.link in ("\n", ",", "-", ":")
    match right.link:
        case "-" | ":":
            return _is_label(before, after, knows)
        case "/":
            return before.is_role and after.kinds[0] in "OTSA"
        case "&" | "and":
            is_listed = left.link == "," and len(after.words) == 1
            return not is_listed and _is_one_role(before, after)
        case ",":
            return before.is_role and roles.is_office(before.words) and _is_place(after.words)
        case "\n":
            return _goes_on(before, after, knows)
        case _:
            return False


def _is_label(before: _Half, after: _Half, knows: Knows) -> bool:
    """Whether of both sides of a dash one is a role, or a word that can only be one beside a full name."""
    if before.is_role or after.is_role:
        return True
    both = knows(before.words) and knows(after.words)
    return not both and (len(before.words) == 1) != (len(after.words) == 1)


def _is_one_role(before: _Half, after: _Half) -> bool:
    """Whether `and` stands within a role, as in `Policy and Performance Team`: either half alone would be none."""
    if not before.is_role or after.kinds[0] not in "OTSAdf" or roles.is_acronym(" ".join(before.words)):
        return False
    role = after.words[: len(after.kinds) - len(after.kinds.lstrip("OTSAdf"))]
    if re.search("[OT]f", before.kinds):
        return roles.kind_of(role[0]) != "O" and key(role[0]) not in ("deputy", "assistant", "senior", "chief")
    return not (roles.is_whole(before.words) and roles.is_whole(role))


def _is_place(words: list[str]) -> bool:
    return all(key(word) in lexicon.PLACES for word in words)


def _goes_on(before: _Half, after: _Half, knows: Knows) -> bool:
    """Whether a line goes on with the one before: a name or a role that is broken in two."""
    if after.text.startswith(("(", "[")) or before.kinds[-1] == "f" or after.kinds[0] in "fP":
        return True
    if before.is_name and after.is_name:
        alone = len(before.words) == len(after.words) == 1 and not (knows(before.words) and knows(after.words))
        return alone or knows([*before.words, *after.words])
    return before.is_role and not roles.is_whole(before.words) and after.kinds[0] in "OT"
