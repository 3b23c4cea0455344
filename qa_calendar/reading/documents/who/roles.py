"""What kind of word each word of a worker's cell is, and whether some of them are a role: no name without doubt."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_calendar.names import key
from qa_calendar.reading.documents.who import lexicon

_CAMEL = re.compile(r"[A-Z]{2,6}[a-z]?|[A-Z][a-z][A-Z]{1,4}s?|[A-Z]{2,6}['’]s")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_BARE = ".,:;'\"’‘“”*"


def is_nobody(text: str) -> bool:
    """Whether *text* says that nobody is, or not yet."""
    bare = key(text).strip("()[] ").replace(".", "")
    return (
        not bare.strip("-_.?/ ")
        or bare in lexicon.NOBODY
        or bare.rstrip("?.! ") in (*lexicon.NOBODY, *lexicon.NOBODY_PHRASES)
    )


def stem(word: str) -> str:
    """*word* in the form the lexicon has it: small letters, one of the kind."""
    bare = key(word).strip(_BARE)
    for form in (bare, bare.removesuffix("'s"), bare.removesuffix("s"), re.sub("ies$", "y", bare)):
        if form in lexicon.OFFICES or form in lexicon.TEAMS or form in lexicon.SUBJECTS:
            return form
    return bare


def is_acronym(word: str) -> bool:
    """Whether *word* is written like `IRO`, `IROs`, `IRO's`, `HoS` or `SM/TM`."""
    return all(_CAMEL.fullmatch(one.strip(_BARE)) for one in re.split("[/&]", word))


def is_initial(word: str) -> bool:
    """Whether *word* is `K`, `K.`, `J.P.` or `J-P`: what a given name is cut down to."""
    return bool(_INITIAL.fullmatch(word)) and (len(word.rstrip(".")) == 1 or "." in word or "-" in word)


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str:
    """What *word* is, one letter.

    O an office, T a team, S a subject, A other capitals, N a name, I an initial, M a title, P `van` or `de`, f a small
    word between, d a number, x anything else.
    """
    bare = word.strip(_BARE)
    small = key(bare)
    if small in lexicon.TITLES and word[:1].isupper():
        return "M"
    if role := _role_kind(bare):
        return role
    if small in lexicon.SMALL and (bare.islower() or small in ("of", "for", "the")):
        return "f"
    if any(sign.isdigit() for sign in word):
        return "A" if word[0].isalpha() else "d"
    if is_initial(word) and word[0].isupper():
        return "I"
    return _name_kind(word, bare)


def _name_kind(word: str, bare: str) -> str:
    if is_acronym(word):
        return "A"
    if key(bare) in lexicon.PARTICLES and word[0].islower():
        return "P"
    return "N" if _is_capital(bare) else "x"


def _role_kind(bare: str) -> str:
    """The kind of a word in the lexicon, or of several with a stroke; empty for any other."""
    form = stem(bare)
    if form in lexicon.OFFICES:
        return "O"
    if form in lexicon.TEAMS:
        return "T"
    if form in lexicon.SUBJECTS:
        return "S"
    halves = [kind_of(one) for one in re.split("[-/&]", bare) if one and one != bare]
    return halves[-1] if len(halves) > 1 and set(halves) <= set("OTSA") else ""


def _is_capital(bare: str) -> bool:
    # Scripts without case, such as Chinese, have no capital to look for.
    letters = [sign for sign in bare if sign.isalpha()]
    tame = all(sign.isalpha() or sign in "-'’‘.ʼ`´‐‑–" or not sign.isprintable() for sign in bare)
    return bool(letters) and tame and (any(sign.isupper() for sign in letters) or not any(s.islower() for s in letters))


def kinds_of(words: list[str]) -> str:
    """The kinds of *words* beside each other: `Cook` behind a given name is a name, `Widgets` behind `Head of` no."""
    kinds = [kind_of(word) for word in words]
    if len(words) > 1 and all(word.upper() == word for word in words):
        kinds = _shouted(words, kinds)
    for at, word in enumerate(words):
        bare = key(word.strip(_BARE))
        before, after = kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < len(kinds) else ""
        if kinds[at] in "OTS" and word[0].isupper():
            closes = (
                bare in lexicon.SURNAMES and before in tuple("NIM") and not after and (at < 3 or kinds[at - 2] != "N")
            )
            if closes or (bare in lexicon.GIVEN and after == "N" and not before):
                kinds[at] = "N"
        elif kinds[at] == "N" and before == "f" and at > 1 and kinds[at - 2] in "OTSA":
            kinds[at] = "S"
        elif kinds[at] == "A" and before == "N" and len(bare) > 2 and bare.isalpha() and at in (1, 2) and not after:
            # "Kara WALNE": capitals close a name that would have only one word without them.
            alone = at == 1 or kinds[0] == "M"
            kinds[at] = "N" if alone and word.isupper() else "A"
    if kinds[:2] == ["A", "N"] and len(kinds) == 2 and len(words[0]) == 2 and words[0].isupper():
        kinds[0] = "I"  # "JK Rowling"
    return re.sub("P+(?!P*N)", lambda found: "x" * len(found[0]), "".join(kinds))


def _shouted(words: list[str], kinds: list[str]) -> list[str]:
    """All in capitals, nothing tells an abbreviation from a name but its length and what stands beside it."""
    names = [kind in "AN" and len(word.strip(_BARE)) > 2 for word, kind in zip(words, kinds, strict=True)]
    if sum(names) < 2:
        return kinds
    return ["N" if is_name else kind for is_name, kind in zip(names, kinds, strict=True)]


def is_role(kinds: str) -> bool:
    """Whether words of these *kinds* are an office, a team, a subject or an abbreviation, and no name."""
    if "M" in kinds or not re.search("[OTSA]", kinds):
        return False
    # A word that is not known is one of a role where an office or a team closes it: "Widget Officer".
    return not re.search("[NIPx]", kinds) or bool(re.fullmatch("[NOTSAfdx]*[OT]", kinds) and "NN" not in kinds)


def is_whole(words: list[str]) -> bool:
    """Whether *words* are a role of their own, as `Deputy Head` and `IROs` are, and no half of one, as `Health` is."""
    kinds = kinds_of(words)
    return kinds[-1:] in tuple("OTA") or kinds[:1] == "O" or re.search("[OT]f", kinds) is not None


def is_office(words: list[str]) -> bool:
    """Whether *words* are the role of one person."""
    heads = [word for word, kind in zip(words, kinds_of(words), strict=True) if kind in "OT"]
    if not heads:
        return False
    head = heads[0] if re.search("[OT]f", kinds_of(words)) else heads[-1]
    bare = key(head).strip(_BARE)
    return bare in lexicon.OFFICES and bare not in lexicon.TEAMS and not is_group_word(words[0])


def is_group_word(word: str) -> bool:
    """Whether *word* makes a group of whatever it stands before."""
    return key(word) in ("all", "every", "each", "both", "any")
