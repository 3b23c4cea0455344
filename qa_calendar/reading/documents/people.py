"""Who is named in the cells of a worker column: first the names that are certain, then each cell with what is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_calendar.model.draft import LEAVE_OUT, Answers, Topic
from qa_calendar.names import key
from qa_calendar.reading.documents import roles
from qa_calendar.reading.documents.abbreviations import abbreviations
from qa_calendar.reading.documents.naming import LONGEST, Part, clean, flat, parts_of, words_of
from qa_calendar.reading.documents.register import Register

NOBODY = "nobody"
_LONGEST_PART = 120
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b|\b20\d\d\b", re.IGNORECASE
)
_PASSING = re.compile(r"(?:née|nee|formerly|aka|a\.k\.a\.|(?:she|he|they)/\w+)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a group, with the role that the document gives most often and the other spellings in it."""

    name: str
    role: str = ""
    is_group: bool = False
    spellings: tuple[str, ...] = ()
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A part of a cell, its *words* as written, that only a person can tell: the names it may stand for, and *why*."""

    words: str
    offers: tuple[str, ...] = ()
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom a cell names: the *workers* nobody doubts, the *doubts*, what was *decided*, or that *nobody* is."""

    workers: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    decided: tuple[str, ...] = ()
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    name: str
    spelling: str = ""
    role: str = ""
    has_own_role: bool = False
    is_group: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was understood of a part of a cell, or of all of it."""

    mentions: tuple[_Mention, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    decided: tuple[str, ...] = ()

    @classmethod
    def together(cls, found: Iterable[_Found]) -> _Found:
        """All of *found*, in order."""
        every = tuple(found)
        return cls(
            mentions=tuple(mention for one in every for mention in one.mentions),
            doubts=tuple(dict.fromkeys(doubt for one in every for doubt in one.doubts)),
            decided=tuple(dict.fromkeys(said for one in every for said in one.decided)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The names of a document: who is certain, what is short for whom, and who holds which role."""

    register: Register = field(default_factory=Register)
    answers: Answers = field(default_factory=Answers)
    short: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[Person, ...] = ()

    @classmethod
    def found_in(
        cls,
        cells: Sequence[str],
        texts: Sequence[str] = (),
        answers: Answers = Answers(),
        known: Mapping[str, str] | None = None,
    ) -> People:
        """The people of all worker *cells* together, of the *texts* outside tables and *known* in the workspace."""
        staff = known or {}
        cleaned = [_begun(clean(cell)) for cell in cells]
        short = abbreviations(texts)
        answered = [name for said in answers.words.get(Topic.PEOPLE, {}).values() for name in said]
        sure = [*staff, *(name for name in answered if name not in (NOBODY, LEAVE_OUT)), *short.names.values()]
        register = Register.of([], sure)
        # Twice: a name that is found in one cell tells what is a name in another.
        for _ in range(2):
            register = Register.of(_certain(cleaned, register), sure)
        first = cls(register=register, answers=answers, short=short.names, groups=_groups(cleaned, register))
        found = [first._read(cell) for cell in cleaned]
        holders = _holders(found)
        second = cls(register=register, answers=answers, short=short.names, groups=first.groups, holders=holders)
        return cls(
            register=register,
            answers=answers,
            short=short.names,
            groups=first.groups,
            holders=holders,
            people=_everyone([second._read(cell) for cell in cleaned], {**short.roles}, staff),
        )

    def split(self, cell: str) -> Named:
        """Whom *cell* names."""
        said = self.answers.to(Topic.PEOPLE, flat(cell))
        text = _begun(clean(cell))
        if said is None and roles.is_nobody(flat(text)):
            return Named(nobody=True)
        found = self._answered(flat(cell), said) if said is not None else self._read(text)
        workers = tuple(dict.fromkeys(mention.name for mention in found.mentions))
        return Named(
            workers=workers,
            doubts=found.doubts,
            decided=found.decided,
            nobody=not workers and not found.doubts,
        )

    def _read(self, text: str) -> _Found:
        """What *text*, clean, says."""
        whole = flat(text)
        if (said := self.answers.to(Topic.PEOPLE, whole)) is not None:
            return self._answered(whole, said)
        if roles.is_nobody(whole):
            return _Found()
        if why := _no_list(text):
            return self._ask(whole, self._names_in(whole), why)
        if swapped := self._surname_first(text):
            return swapped
        parts = list(parts_of(text, self.register.knows))
        return _Found.together(self._understood(_with_appositions(parts)))

    def _understood(self, parts: Sequence[Part]) -> Iterator[_Found]:
        at = 0
        while at < len(parts):
            end = at + 1
            while end < len(parts) and parts[end].link in ("or", "and/or"):
                end += 1
            if end - at > 1:
                yield self._either(parts[at:end])
            else:
                follower = parts[end] if end < len(parts) else None
                shared = at == 0 and follower is not None and not follower.role
                yield self._part(parts[at], shared=shared)
            at = end

    def _either(self, parts: Sequence[Part]) -> _Found:
        """A doubt between all of *parts*."""
        words = parts[0].text + "".join(f" {part.link} {part.text}" for part in parts[1:])
        offers = [name for part in parts for name in self._offered(part)]
        return self._ask(words, offers, f"'{words}' leaves open who it is")

    def _offered(self, part: Part) -> list[str]:
        found = self._part(part)
        return [*(one.name for one in found.mentions), *(name for doubt in found.doubts for name in doubt.offers)]

    def _part(self, part: Part, *, shared: bool = False) -> _Found:
        """Whom one *part* names; the role of one that is *shared* is not told for whom of several it stands."""
        if (said := self.answers.to(Topic.PEOPLE, part.text)) is not None:
            return self._answered(part.text, said)
        if any(roles.is_nobody(aside) for aside in part.asides) or part.text.endswith("?"):
            return self._ask(part.text, [" ".join(run) for run in part.runs], f"'{part.text}' is not certain yet")
        if _is_vacant(part):
            return _Found(decided=(f"'{part.text}' names nobody",))
        if part.is_role:
            return self._role(part)
        if not part.runs and part.email:
            return self._address(part)
        if part.unclear or not part.runs:
            return self._unclear(part)
        asides = [aside for aside in part.asides if not _PASSING.fullmatch(aside)]
        others = [name for aside in asides for name in self._names_in(aside)]
        if others:
            named = self._of_runs(part, "").mentions
            return self._ask(
                part.text, [*(one.name for one in named), *others], f"'{part.text}' names somebody in brackets"
            )
        own = next((aside for aside in asides if not _is_initials(aside, part.runs[-1])), "")
        found = self._of_runs(part, own or ("" if shared else part.role), own_role=bool(own))
        return found

    def _role(self, part: Part) -> _Found:
        """A role, team or abbreviation: a worker as written, unless somebody is named in brackets or holds it alone."""
        text = part.text
        if inside := [name for aside in part.asides for name in self._full_names(aside)]:
            role = flat(re.sub(r"[(\[][^()\[\]]*[)\]]?", " ", text))
            mentions = tuple(_Mention(name=name, role=role, has_own_role=True) for name in inside)
            return _Found(mentions=mentions, decided=(f"'{text}' is read as {_listed(inside)}, {role}",))
        bare = key(text)
        if bare in self.short:
            name = self.short[bare]
            return _Found(
                mentions=(_Mention(name=name, spelling=text),), decided=(f"'{text}' is {name}, as a key says",)
            )
        holders = self.holders.get(_role_key(text), ())
        if len(holders) == 1:
            return self._ask(text, holders, f"'{text}' is a role, which elsewhere {holders[0]} has")
        if roles.is_acronym(text) and roles.kind_of(text) == "A" and (meant := self.register.initials(text)):
            return self._ask(text, meant, f"'{text}' may be the initials of {_listed(meant)}")
        return _Found(mentions=(_Mention(name=self.groups.get(_group_key(text), text), spelling=text, is_group=True),))

    def _of_runs(self, part: Part, role: str, *, own_role: bool = False) -> _Found:
        """Whom the name words of *part* stand for."""
        found = [one for run in part.runs for one in self._of_run(run)]
        if role and sum(len(one.mentions) for one in found) == 1 and len(found) == 1:
            mention = found[0].mentions[0]
            with_role = _Mention(
                name=mention.name, spelling=mention.spelling, role=role, has_own_role=own_role, email=part.email
            )
            return _Found(mentions=(with_role,), decided=found[0].decided)
        if part.email and len(found) == 1 and found[0].mentions:
            mention = found[0].mentions[0]
            return _Found(
                mentions=(_Mention(name=mention.name, spelling=mention.spelling, email=part.email),),
                decided=found[0].decided,
            )
        return _Found.together(found)

    def _of_run(self, run: Sequence[str]) -> Iterator[_Found]:
        """Whom the words of one name stand for, or of several without a sign between."""
        words = " ".join(run)
        if (said := self.answers.to(Topic.PEOPLE, words)) is not None:
            yield self._answered(words, said)
        elif key(words) in self.short:
            name = self.short[key(words)]
            yield _Found(
                mentions=(_Mention(name=name, spelling=words),), decided=(f"'{words}' is {name}, as a key says",)
            )
        elif name_found := self.register.find(run):
            yield _sure(words, name_found)
        elif len(titled := _at_titles(run)) > 1:
            for one in titled:
                yield from self._of_run(one)
        elif len(_weighty(run)) > 3:
            yield self._several(run)
        elif offers := self.register.like(run):
            yield self._ask(words, offers, f"'{words}' is like {_listed(offers)}, a name found elsewhere")
        elif offers := (*self.register.short(run), *self._begun_with(run)):
            yield self._ask(words, offers, f"'{words}' may be short for {_listed(offers)}")
        elif not any(len(word.strip(".")) > 1 for word in run):
            yield self._ask(words, self.register.initials(words), f"'{words}' is an initial")
        else:
            yield _Found(mentions=(_Mention(name=words, spelling=words),))

    def _several(self, run: Sequence[str]) -> _Found:
        """Four words or more: names without a comma, where each is found elsewhere."""
        words = " ".join(run)
        if cut := self.register.within(run):
            names = [self.register.find(one) or " ".join(one) for one in cut]
            number = {2: "two", 3: "three", 4: "four"}.get(len(cut), str(len(cut)))
            each = "each half is" if len(cut) == 2 else "each is"
            return _Found(
                mentions=tuple(
                    _Mention(name=name, spelling=" ".join(one)) for name, one in zip(names, cut, strict=True)
                ),
                decided=(f"'{words}' is split in {number}: {each} a name found elsewhere",),
            )
        halves = [" ".join(run[at : at + 2]) for at in range(0, len(run), 2)] if len(run) % 2 == 0 else [words]
        return self._ask(words, halves, f"'{words}' may be one name or several")

    def _begun_with(self, run: Sequence[str]) -> tuple[str, ...]:
        """A known name that *run* adds a word to."""
        if len(run) < 3:
            return ()
        found = (self.register.find(part) for part in (run[:-1], run[1:]))
        return tuple(dict.fromkeys(name for name in found if name))

    def _unclear(self, part: Part) -> _Found:
        words = words_of(part.text)
        if found := self.register.find(words):
            return _Found(mentions=(_Mention(name=found, spelling=part.text),))
        if any(key(word) in roles.INDEFINITE for word in words):
            return self._ask(part.text, (), f"'{part.text}' names nobody by name")
        offers = [*self._names_in(part.text), *(" ".join(run) for run in part.runs)]
        if not offers and 2 <= len(words) <= 3 and all(word.isalpha() and word.islower() for word in words):
            offers = [" ".join(word.title() for word in words)]
        return self._ask(part.text, offers, f"'{part.text}' is not understood as a name or a role")

    def _address(self, part: Part) -> _Found:
        local = re.split("[._]", (part.email or "").partition("@")[0])
        offer = self.register.find(local) or " ".join(word.capitalize() for word in local)
        return self._ask(part.text, (offer,) if len(local) > 1 else (), f"'{part.text}' is an address")

    def _surname_first(self, text: str) -> _Found | None:
        """`Walne, Kara; Jones, Stuart`: read so where persons have another sign between, or the name is known."""
        pairs = _pairs(text)
        if not pairs:
            return None
        known = [self.register.find([*given, *surname]) for surname, given in pairs]
        if len(pairs) == 1 and not known[0]:
            if not self.register.spellings:
                return None
            surname, given = pairs[0]
            if any(self.register.short(one) for one in (surname, given)):
                return None
            swapped = " ".join([*given, *surname])
            return self._ask(flat(text), (swapped,), f"'{flat(text)}' is one name, surname first, or two")
        written = [f"{' '.join(surname)}, {' '.join(given)}" for surname, given in pairs]
        names = [name or " ".join([*given, *surname]) for name, (surname, given) in zip(known, pairs, strict=True)]
        return _Found(
            mentions=tuple(_Mention(name=name, spelling=one) for name, one in zip(names, written, strict=True)),
            decided=tuple(
                f"'{one}' is read as {name}, surname first" for name, one in zip(names, written, strict=True)
            ),
        )

    def _names_in(self, text: str) -> list[str]:
        """The certain names that stand anywhere in *text*."""
        words = words_of(re.sub(r"[()\[\]/;,]", " ", text))
        found: list[str] = []
        at = 0
        while at < len(words):
            for width in (4, 3, 2):
                name = self.register.find(words[at : at + width]) if at + width <= len(words) else None
                if name:
                    found.append(name)
                    at += width - 1
                    break
            at += 1
        return list(dict.fromkeys(found))

    def _full_names(self, text: str) -> list[str]:
        """The names in brackets behind a role; empty where anything else stands there."""
        parts = parts_of(text, self.register.knows)
        found = [self._of_run(run) for part in parts for run in part.runs if not part.role and not part.unclear]
        every = _Found.together(one for some in found for one in some)
        if every.doubts or any(len(_weighty(mention.name.split())) < 2 for mention in every.mentions):
            return []
        return [mention.name for mention in every.mentions] if len(found) == len(parts) else []

    def _answered(self, words: str, said: tuple[str, ...]) -> _Found:
        names = [name for name in said if name not in (NOBODY, LEAVE_OUT)]
        if not names:
            return _Found(decided=(f"'{words}' is {' and '.join(said) or NOBODY}, as answered",))
        mentions = tuple(
            _Mention(
                name=self.register.find(name.split()) or name,
                spelling=words if len(names) == 1 else "",
                is_group=roles.is_role(roles.kinds_of(words_of(name))) if words_of(name) else False,
            )
            for name in names
        )
        return _Found(mentions=mentions)

    def _ask(self, words: str, offers: Iterable[str], why: str) -> _Found:
        """A doubt about *words*, unless somebody has answered it."""
        if (said := self.answers.to(Topic.PEOPLE, words)) is not None:
            return self._answered(words, said)
        return _Found(doubts=(Doubt(words=words, offers=tuple(dict.fromkeys(offers)), why=why),))


def _begun(text: str) -> str:
    """*text* without the word a sentence goes on with."""
    return re.sub(r"^(?:(?:by|with|and|&|the) )+(?=\S)", "", text, count=1, flags=re.IGNORECASE)


def _no_list(text: str) -> str:
    """Why *text* is no list of people; empty where it may be one."""
    whole = flat(text)
    if len(whole) > LONGEST:
        return f"'{whole[:60]}…' is too long for a list of people"
    words = [word.strip(".,;:()[]") for word in whole.split()]
    in_brackets = re.findall(r"[(\[][^()\[\]]*[)\]]?", whole)
    if any(word in roles.HANDOVER or word.casefold() in ("until", "till", "then") for word in words) or any(
        _MONTH.search(aside) for aside in in_brackets
    ):
        return f"'{whole}' names people for different times"
    if any(word in roles.SENTENCE for word in words):
        return f"'{whole}' is a sentence and no list of people"
    if any(len(piece) > _LONGEST_PART for piece in re.split(r"[;,\n]", text)):
        return f"'{whole[:60]}…' is too long for a name"
    return ""


def _certain(cells: Iterable[str], register: Register) -> Iterator[Sequence[str]]:
    """The names in *cells* that are certain wherever they stand: two or three words of their own, no initial."""
    for cell in cells:
        if roles.is_nobody(flat(cell)) or _no_list(cell):
            continue
        pairs = _pairs(cell)
        if len(pairs) > 1:
            yield from ([*given, *surname] for surname, given in pairs)
            continue
        for part in parts_of(cell, register.knows):
            for run in () if part.unclear else part.runs:
                if 2 <= len(_weighty(run)) <= 3 and "I" not in roles.kinds_of(list(run)):
                    yield run
            if part.is_role:
                for aside in part.asides:
                    inner = parts_of(aside, register.knows)
                    yield from (run for one in inner for run in one.runs if not one.role and len(_weighty(run)) == 2)


def _pairs(text: str) -> list[tuple[list[str], list[str]]]:
    """*text* as surnames with given names behind a comma; empty where any of it is something else."""
    found = []
    for piece in re.split(r"\s*(?:;|\n|\|)\s*", text.strip(" ;\n")):
        halves = [words_of(half) for half in piece.strip(" ,").split(",")]
        if len(halves) != 2 or not all(halves):
            return []
        surname, given = halves
        if len(_weighty(surname)) != 1 or len(_weighty([w for w in given if len(w.strip(".")) > 1])) != 1:
            return []
        if not set(roles.kinds_of(surname) + roles.kinds_of(given)) <= set("NIP") and not surname[0].isupper():
            return []
        if any(roles.is_role(roles.kinds_of(half)) and not half[0].isupper() for half in halves):
            return []
        if any(roles.kind_of(word) in "OTSMxfd" for half in halves for word in half):
            return []
        found.append((surname, given))
    return found


def _weighty(run: Sequence[str]) -> list[str]:
    """The words of *run* that a name is counted by: without titles, initials and `van der`."""
    return [word for word in run if roles.kind_of(word) not in ("M", "P")]


def _at_titles(run: Sequence[str]) -> list[Sequence[str]]:
    """*run* cut before each title: `Mrs Ann Lee Cllr Bo Ray`."""
    starts = [
        at for at, word in enumerate(run) if roles.kind_of(word) == "M" and at and roles.kind_of(run[at - 1]) != "M"
    ]
    edges = [0, *starts, len(run)]
    return [run[start:end] for start, end in zip(edges, edges[1:], strict=False)]


def _with_appositions(parts: list[Part]) -> list[Part]:
    """*parts* where an office behind the name of one person is that person's: `Stuart Jones, Team Manager`."""
    names = [part for part in parts if part.runs and not part.role]
    offices = [part for part in parts[1::2] if part.is_role and part.link in (",", "\n")]
    alternating = len(parts) % 2 == 0 and names == parts[0::2] and len(offices) == len(names)
    if not alternating or not all(roles.is_office(words_of(part.text)) for part in offices):
        return parts
    return [
        Part(text=name.text, link=name.link, role=office.text, runs=name.runs, asides=name.asides, email=name.email)
        for name, office in zip(names, offices, strict=True)
    ]


def _is_vacant(part: Part) -> bool:
    words = [key(word) for word in words_of(part.text.replace("(", " ").replace(")", " "))]
    return roles.is_nobody(part.text) or (
        any(word in ("vacant", "vacancy", "tbc", "tba") for word in words) and not part.runs
    )


def _is_initials(aside: str, run: Sequence[str]) -> bool:
    return key(aside) == "".join(key(word)[0] for word in run)


def _sure(words: str, name: str) -> _Found:
    same = key(words) == key(name)
    decided = () if same else (f"'{words}' is read as {name}, as the name is written elsewhere",)
    return _Found(mentions=(_Mention(name=name, spelling=words),), decided=decided)


def _listed(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if names[1:] else "".join(names)


def _role_key(text: str) -> str:
    return key(text).replace("'", "")


def _group_key(text: str) -> str:
    return key(text).replace("'", "")


def _groups(cells: Iterable[str], register: Register) -> dict[str, str]:
    """How each group is mostly written."""
    counted: dict[str, Counter[str]] = {}
    for cell in cells:
        if not _no_list(cell):
            for part in parts_of(cell, register.knows):
                if part.is_role:
                    counted.setdefault(_group_key(part.text), Counter())[part.text] += 1
    return {group: spellings.most_common(1)[0][0] for group, spellings in counted.items()}


def _holders(found: Sequence[_Found]) -> dict[str, tuple[str, ...]]:
    """Who holds each role."""
    holders: dict[str, dict[str, None]] = {}
    for mention in (one for some in found for one in some.mentions if one.role and not one.is_group):
        if key(mention.role) not in roles.PASSING:
            holders.setdefault(_role_key(mention.role), {})[mention.name] = None
    return {role: tuple(names) for role, names in holders.items()}


def _everyone(found: Sequence[_Found], meanings: Mapping[str, str], staff: Mapping[str, str]) -> tuple[Person, ...]:
    """All that are named, in order of first appearance."""
    mentions: dict[str, list[_Mention]] = {}
    for mention in (one for some in found for one in some.mentions):
        mentions.setdefault(mention.name, []).append(mention)
    return tuple(_person(name, every, meanings, staff) for name, every in mentions.items())


def _person(name: str, every: list[_Mention], meanings: Mapping[str, str], staff: Mapping[str, str]) -> Person:
    said = Counter(mention.role for mention in every if mention.role)
    lasting = [role for role, _ in said.most_common() if key(role) not in roles.PASSING] or list(said)
    spellings = dict.fromkeys(one.spelling for one in every if one.spelling and one.spelling != name)
    return Person(
        name=name,
        role=(lasting[0] if lasting else "") or meanings.get(key(name), "") or staff.get(name, ""),
        is_group=all(mention.is_group for mention in every),
        spellings=tuple(spellings),
        email=next((mention.email for mention in every if mention.email), None),
    )
