"""A worker's cell cut into its parts, and of each part what is the role and what the name in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_calendar.names import UNSEEN, key
from qa_calendar.reading.documents import roles

LONGEST = 4000
"""A cell of more characters is no list of people."""

LONGEST_PART = 120
"""A part of one of more characters is no name and no role."""

Knows = Callable[[Sequence[str]], bool]
"""Whether words are a name that is certain already."""

_EMAIL = re.compile(r"<?(?:mailto:)?([\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6})>?")
_MARKS = re.compile(r"[*†‡§#¹²³⁴⁵⁶⁷⁸⁹⁰]+|[(\[]\d{1,2}[)\]]")
_BULLET = re.compile(r"(?:[•·●▪◦‣○■□➢»]|[-–—](?=\s)|\(?(?:\d{1,2}|[a-h])[.)](?=\s))\s*")
_QUANTITY = re.compile(r"\d{1,3} ?[x×] ?(?=[^\W\d_])|(?<=[^\W\d_]) ?[x×] ?\d{1,3}$|^\d{1,3} (?=[^\W\d_]+s\b)")
_KEPT = re.compile(
    r"\b[A-Z]{1,2}&[A-Z]{1,2}\b|\b(?:LGBTQ?I?A?|\d+)\+|\bn/a\b|\bc/o\b|\bw/c\b|\band/or\b", re.IGNORECASE
)
_BEGUN = re.compile(r"(?:(?:by|with|and|&|the) )+(?=\S)", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)(?:[)\]]|$)")
_LINK = re.compile(
    r" ?(?P<link>\n|\band ?/ ?or\b|\bor\b|\band\b|\bwith\b|\bplus\b|[;|,+&]|/|:(?!//)"
    r"|(?<= )[-–—]|[-–—](?= )|—) ?",
    re.IGNORECASE,
)
_STRONGEST = ("and/or", "or", "\n", ";", "|", "+", ",", " / ", "/", "-", ":", "&", "and", "with", "plus", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A *text* of a cell about one person, group or role.

    *runs* are the words that are names, *asides* what is in brackets; *link* is the sign or word that is before it,
    *between* as it is written. *unclear* is what is neither a name nor a role.
    """

    text: str
    link: str = ""
    between: str = ""
    role: str = ""
    runs: tuple[tuple[str, ...], ...] = ()
    asides: tuple[str, ...] = ()
    email: str | None = None
    is_role: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
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
    return [bare for word in text.split() if (bare := word.strip(",;:\"“”'’‘|")) and any(s.isalnum() for s in bare)]


def parts_of(text: str, knows: Knows) -> tuple[Part, ...]:
    """*text*, clean, in its parts: cut wherever somebody else is named, and nowhere within a role."""
    return tuple(_read(atom, knows) for atom in _glued(_atoms(text), knows))


def _unwrapped(line: str) -> str:
    inside = re.fullmatch(r"[(\[]([^()\[\]]*)[)\]]", line)
    return inside[1].strip() if inside else line


def _atoms(text: str) -> list[_Atom]:
    """*text* at every sign and word that may stand between two; what is in brackets or is an address is left alone."""
    masked = text
    for kept in (_EMAIL, _KEPT, _ASIDE):
        masked = kept.sub(lambda found: "\0" * len(found[0]), masked)
    found: list[_Atom] = []
    at, last, link = 0, 0, ""
    for cut in (*_LINK.finditer(masked), None):
        end = cut.start() if cut else len(text)
        piece = _QUANTITY.sub("", text[at:end].strip(" .")).strip()
        if piece:
            found.append(_Atom(piece, link, text[last:at].replace("\n", " ")) if found else _Atom(piece))
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


def _glued(atoms: list[_Atom], knows: Knows) -> list[_Atom]:
    """The atoms that are one part put together again, each with its sides where a dash or colon is in between."""
    found: list[_Atom] = []
    for atom in atoms:
        is_short = found and len(found[-1].text) <= LONGEST_PART
        if is_short and _is_one(found[-1], atom, knows, first_of_all=len(found) == 1):
            found[-1] = _joined(found[-1], atom)
        else:
            found.append(atom)
    return found


def _joined(left: _Atom, right: _Atom) -> _Atom:
    before = left.sides or (left.text,)
    with_right = before[-1] + right.between + right.text
    sides = (*before, right.text) if right.link in ("-", ":") else (*before[:-1], with_right)
    return _Atom(left.text + right.between + right.text, left.link, left.between, sides)


def _is_one(left: _Atom, right: _Atom, knows: Knows, *, first_of_all: bool) -> bool:
    """Whether *right* goes on with what *left* begins."""
    before, after = _bare_words((left.sides or (left.text,))[-1]), _bare_words(right.text)
    if not before or not after:
        return not after and right.link not in ("or", "and/or", ";", "|") and right.text.startswith(("(", "["))
    first, second = roles.kinds_of(before), roles.kinds_of(after)
    match right.link:
        case "-" | ":":
            return _is_label(before, first, after, second, knows)
        case "/":
            return roles.is_role(first) and second[0] in "OTSA"
        case "&" | "and":
            listed = left.link == "," and len(after) == 1
            return not listed and _is_one_role(before, first, after, second)
        case ",":
            return roles.is_office(before) and roles.is_role(first) and _is_place(after)
        case "\n":
            return _goes_on(before, first, after, second, left.text, right.text, knows) or (
                first_of_all
                and len(before) > 1
                and first[-1] == "O"
                and roles.is_role(first)
                and set(second) <= set("NIPM")
            )
        case _:
            return False


def _bare_words(text: str) -> list[str]:
    return words_of(_ASIDE.sub(" ", _EMAIL.sub(" ", text)))


def _is_label(before: list[str], first: str, after: list[str], second: str, knows: Knows) -> bool:
    """Whether of both sides of a dash one is a role, or a word that can only be one beside a full name."""
    if roles.is_role(first) or roles.is_role(second):
        return True
    if knows(before) and knows(after):
        return False
    return (len(before) == 1) != (len(after) == 1)


def _is_one_role(before: list[str], first: str, after: list[str], second: str) -> bool:
    """Whether `and` stands within a role, as in `Policy and Performance Team`: either half alone would be none."""
    if not roles.is_role(first) or second[0] not in "OTSAdf":
        return False
    heads = re.match("[OTSAdf]*", second)
    role = after[: heads.end()] if heads else after
    if first == "A" or (len(before) == 1 and roles.is_acronym(before[0])):
        return False
    if re.search("[OT]f", first):
        return roles.kinds_of(role)[0] != "O" and key(role[0]) not in ("deputy", "assistant", "senior", "chief")
    return not (roles.is_whole(before) and roles.is_whole(role))


def _is_place(words: list[str]) -> bool:
    return all(
        key(word) in ("north", "south", "east", "west", "central", "children", "adults", "nights") for word in words
    )


def _goes_on(before: list[str], first: str, after: list[str], second: str, left: str, right: str, knows: Knows) -> bool:
    """Whether a line goes on with the one before: a name or a role that is broken in two."""
    if right.startswith(("(", "[")) or first[-1] == "f" or second[0] in "fP" or left.endswith("-"):
        return True
    if first[-1] == "N" and second[0] == "N" and set(first + second) <= set("NIPM"):
        if knows([*before, *after]):
            return True
        alone = len(before) == len(after) == 1
        return alone and not (knows(before) and knows(after))
    if roles.is_role(first) and not roles.is_whole(before) and first[-1] in "SA":
        return second[0] in "OT"
    return False


@dataclass(frozen=True, slots=True)
class _Side:
    """The words of one side of a dash: a role before the names, the names, a role after them."""

    before: tuple[str, ...] = ()
    runs: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    unclear: bool = False

    @property
    def role(self) -> str:
        return " ".join(self.before or self.after)


def _read(atom: _Atom, knows: Knows) -> Part:
    """What is role and what is name in *atom*."""
    email = _EMAIL.search(atom.text)
    texts = [_EMAIL.sub(" ", side) for side in atom.sides or (atom.text,)]
    asides = tuple(inside for text in texts for inside in _ASIDE.findall(text) if inside.strip())
    sides = [_side(words_of(_ASIDE.sub(" ", text)), knows) for text in texts]
    named = [side for side in sides if side.runs]
    if len(named) > 1:
        # Beside a full name, one word that is not known is what it does: "Wellbeing – Ann Lee".
        named = [side for side in named if any(len(run) > 1 for run in side.runs)] or named
    chosen = named[0] if named else None
    labels = [_words_in(side) for side in sides if side is not chosen]
    role = " – ".join(label for label in [*labels, chosen.role if chosen else ""] if label)
    return Part(
        text=flat(atom.text),
        link=atom.link,
        between=atom.between,
        role=role,
        runs=chosen.runs if chosen else (),
        asides=tuple(flat(aside) for aside in asides),
        email=email[1] if email else None,
        is_role=chosen is None
        and any(roles.is_role(roles.kinds_of(list(side.before))) for side in sides if side.before),
        unclear=any(side.unclear for side in sides),
    )


def _words_in(side: _Side) -> str:
    return " ".join([*side.before, *(word for run in side.runs for word in run), *side.after])


def _side(words: list[str], knows: Knows) -> _Side:
    """*words* as a role, names and a role: `Safeguarding TM` and `Stuart Jones`."""
    if not words:
        return _Side()
    kinds = roles.kinds_of(words)
    if knows(words):
        return _Side(runs=(tuple(words),))
    if roles.is_role(kinds):
        return _Side(before=tuple(words))
    found = [(run.start(), run.end()) for run in re.finditer("M*[NIP]+", kinds)]
    long = [(start, end) for start, end in found if end - start > 1 or knows(words[start:end])]
    runs = tuple(tuple(words[start:end]) for start, end in (long or found))
    if not runs or "x" in kinds:
        return _Side(before=tuple(words), unclear=True)
    (first, _), (_, last) = (long or found)[0], (long or found)[-1]
    before, after = words[:first], words[last:]
    if len(runs) > 1:
        return _Side(tuple(before), runs, tuple(after), unclear=not all(knows(run) for run in runs))
    return _one_run(before, runs[0], after, kinds[last:], knows)


def _one_run(before: list[str], run: tuple[str, ...], after: list[str], kinds: str, knows: Knows) -> _Side:
    """One name with what is around it; a role that ends in a team or an office may have a word in it nobody knows."""
    whole = (*before, *run, *after)
    if knows(run) or not after:
        is_name = len(run) > 1 or not before or knows(run) or roles.kind_of(run[0]) == "M"
        return _Side(tuple(before), (run,), tuple(after)) if is_name else _Side(before=whole)
    if before or kinds[-1] == "T":
        return _Side(before=whole)
    return _Side((), (run,), tuple(after), unclear=kinds[-1] == "O" and not roles.is_acronym(after[-1]))
