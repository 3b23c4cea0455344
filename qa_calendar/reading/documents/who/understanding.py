"""Whom one cell names, with what is certain in all the others: nothing is guessed, what is not sure is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa_calendar.dates.months import listed
from qa_calendar.model import NOBODY
from qa_calendar.model.draft import LEAVE_OUT, Answers, Topic
from qa_calendar.names import key
from qa_calendar.reading.documents.who import lexicon, roles
from qa_calendar.reading.documents.who.certain import (
    is_handover,
    no_list,
    one_by_one,
    surnames_first,
    timeless,
    weighty,
    with_appositions,
)
from qa_calendar.reading.documents.who.cutting import ASIDE, LONGEST, begun, flat, words_of
from qa_calendar.reading.documents.who.named import Doubt, Found, Mention, role_key
from qa_calendar.reading.documents.who.naming import Part, parts_of
from qa_calendar.reading.documents.who.register import Register

_NO_ROLE = re.compile(r"(?:née|nee|aka|a\.k\.a\.|(?:she|he|they)/\w+)\b.*", re.IGNORECASE)
_INITIALS = 3
"""So many capitals, and more, are an abbreviation that may be no person's."""

_NUMBERS = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The *register* of certain names, the *answers*, and what a document says of roles, groups and initials.

    *short* has the names and *letters* the roles of abbreviations by key, *groups* how a group is mostly written and
    *holders* who holds a role, both by `role_key`.
    """

    register: Register
    answers: Answers = field(default_factory=Answers)
    short: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, text: str) -> Found:
        """What *text*, a cell that is clean, says."""
        text = self._apart(text)
        whole = flat(text)
        if (answer := self._answer(whole)) is not None:
            return answer
        if roles.is_nobody(whole):
            return Found()
        written, text = text, begun(text)
        if why := no_list(text) and no_list(written):
            return self._ask(whole, self._all_in(text), why)
        if (swapped := self._surname_first(text)) is not None:
            return swapped
        return Found.together(self._understood(with_appositions(parts_of(text, self.register.knows))))

    def _apart(self, text: str) -> str:
        """`TO/DP` with a comma where a key has both."""
        short = [key(piece.strip(" *")) for piece in text.split("/")]
        return text.replace("/", ", ") if len(short) > 1 and all(one in self.short for one in short) else text

    def answered(self, words: str, said: Sequence[str]) -> Found:
        """What was *said* of *words* as what they mean."""
        names = [name for one in said if one not in (NOBODY, LEAVE_OUT) for name in self._one_by_one(one)]
        if not names:
            meant = "left out" if LEAVE_OUT in said else NOBODY
            return Found(decided=(f"'{words}' is {meant}, as answered",))
        spelling = words if len(names) == 1 else ""
        return Found(
            mentions=tuple(
                Mention(
                    name=self.register.find(name.split()) or name,
                    spelling=spelling,
                    is_group=roles.is_role(roles.kinds_of(words_of(name))),
                )
                for name in names
            )
        )

    def _one_by_one(self, answer: str) -> Sequence[str]:
        """The names of an *answer* that has several with commas between; else the answer itself."""
        names = [name.strip() for name in answer.split(",")]
        return names if len(names) > 1 and all(self.register.find(words_of(name)) for name in names) else (answer,)

    def _answer(self, words: str) -> Found | None:
        said = self.answers.to(Topic.PEOPLE, words)
        return None if said is None else self.answered(words, said)

    def _ask(self, words: str, offers: Iterable[str], why: str) -> Found:
        """A doubt about *words*, unless somebody has answered it."""
        doubt = Doubt(words=words, offers=tuple(dict.fromkeys(offers)), why=why)
        return self._answer(words) or Found(doubts=(doubt,))

    def _understood(self, parts: Sequence[Part]) -> Iterator[Found]:
        at = 0
        while at < len(parts):
            end = at + 1
            while end < len(parts) and parts[end].link in ("or", "and/or"):
                end += 1
            if end - at > 1:
                words = "".join([parts[at].text, *(part.between + part.text for part in parts[at + 1 : end])])
                offers = [name for part in parts[at:end] for name in self._offered(part)]
                yield self._ask(words, offers, f"'{words}' leaves open who it is")
            else:
                # What stands before several, "Safeguarding SM/TM", does not say which of them it is about.
                is_shared = at == 0 and len(parts) > 1 and not parts[1].role and parts[1].link not in (";", "\n")
                yield self._part(replace(parts[at], role="") if is_shared else parts[at])
            at = end

    def _offered(self, part: Part) -> list[str]:
        found = self._part(part)
        return [*(one.name for one in found.mentions), *(name for doubt in found.doubts for name in doubt.offers)]

    def _part(self, part: Part) -> Found:
        """Whom one *part* names."""
        text = part.text
        if (answer := self._answer(text)) is not None:
            return answer
        if _is_vacant(part):
            return Found(decided=(f"'{text}' names nobody",))
        if text.endswith("?") or any(roles.is_nobody(aside) for aside in part.asides):
            return self._ask(text, [" ".join(run) for run in part.runs], f"'{text}' is not certain yet")
        if part.is_role:
            return self._role(part)
        if not part.runs and part.email:
            return self._address(text, part.email)
        if part.unclear or not part.runs:
            return self._unclear(part)
        return self._person(part)

    def _person(self, part: Part) -> Found:
        """The names of *part*, with the role that is before, behind or in brackets."""
        asides = [aside for aside in part.asides if not _NO_ROLE.fullmatch(aside)]
        found = Found.together(one for run in part.runs for one in self._of_run(run))
        if others := [name for aside in asides for name in self._names_in(aside)]:
            names = [*(one.name for one in found.mentions), *others]
            return self._ask(part.text, names, f"'{part.text}' names somebody in brackets")
        if len(found.mentions) != 1 or found.doubts:
            return found
        own = next((aside for aside in asides if not _is_initials(aside, part.runs[0])), part.role)
        return replace(found, mentions=(replace(found.mentions[0], role=own, email=part.email),))

    def _role(self, part: Part) -> Found:
        """A role, team or abbreviation: a worker as written, unless somebody is named in brackets or holds it alone."""
        text = part.text
        if inside := [name for aside in part.asides for name in self._full_names(aside)]:
            role = flat(ASIDE.sub(" ", text))
            mentions = tuple(Mention(name=name, role=role) for name in inside)
            return Found(mentions=mentions, decided=(f"'{text}' is read as {listed(inside)}, {role}",))
        if (name := self.short.get(key(text))) is not None:
            return _keyed(text, name)
        if len(holders := self.holders.get(role_key(text), ())) == 1:
            return self._ask(text, holders, f"'{text}' is a role, which elsewhere {holders[0]} has")
        if (last := words_of(text)[-1:]) and roles.kind_of(last[0]) == "N" and (meant := self.register.short(last)):
            return self._ask(text, meant, f"'{text}' may name {listed(meant, 'or')}")
        if roles.kind_of(text) == "A" and (meant := self.register.initials(text)):
            return self._ask(text, meant, f"'{text}' may be the initials of {listed(meant, 'or')}")
        if self.short and key(text) not in self.letters and roles.kind_of(text) == "A" and len(text) <= _INITIALS:
            return self._ask(text, (), f"'{text}' is in no key of the document")
        return Found(mentions=(Mention(name=self.groups.get(role_key(text), text), spelling=text, is_group=True),))

    def _of_run(self, run: Sequence[str]) -> Iterator[Found]:
        """Whom the words of one name stand for, or of several without a sign between."""
        words = " ".join(run)
        if (answer := self._answer(words)) is not None:
            yield answer
        elif (name := self.short.get(key(words))) is not None:
            yield _keyed(words, name)
        elif (name := self.register.find(run)) is not None:
            same = key(words) == key(name)
            decided = () if same else (f"'{words}' is read as {name}, as the name is written elsewhere",)
            yield Found(mentions=(Mention(name=name, spelling=words),), decided=decided)
        elif len(weighty(run)) > 3:
            yield self._several(run)
        elif offers := self.register.like(run):
            yield self._ask(words, offers, f"'{words}' is like {listed(offers, 'or')}, a name found elsewhere")
        elif offers := (*self.register.short(run), *self._begun_with(run)):
            yield self._ask(words, offers, f"'{words}' may be short for {listed(offers, 'or')}")
        elif not any(len(word.strip(".")) > 1 for word in run):
            yield self._ask(words, self.register.initials(words), f"'{words}' is an initial")
        else:
            yield Found(mentions=(Mention(name=words, spelling=words),))

    def _several(self, run: Sequence[str]) -> Found:
        """Four words or more: names without a comma, where each is found elsewhere."""
        words = " ".join(run)
        if cut := self.register.within(run):
            mentions = (Mention(name=self.register.find(one) or "", spelling=" ".join(one)) for one in cut)
            number = _NUMBERS.get(len(cut), str(len(cut)))
            said = f"'{words}' is split in {number}: {', '.join(' '.join(one) for one in cut)}"
            return Found(mentions=tuple(mentions), decided=(said,))
        halves = [" ".join(run[at : at + 2]) for at in range(0, len(run), 2)]
        return self._ask(words, halves if len(run) % 2 == 0 else (words,), f"'{words}' may be one name or several")

    def _begun_with(self, run: Sequence[str]) -> tuple[str, ...]:
        """A known name that *run* adds a word to."""
        found = (self.register.find(part) for part in (run[:-1], run[1:])) if len(run) > 2 else ()
        return tuple(dict.fromkeys(name for name in found if name))

    def _unclear(self, part: Part) -> Found:
        words = words_of(part.text)
        short = self.register.short(words) if part.text.islower() else ()
        offers = [*self._names_in(part.text), *(" ".join(run) for run in part.runs), *short]
        if any(key(word) in lexicon.INDEFINITE for word in words):
            return self._ask(part.text, offers, f"'{part.text}' does not say by name who it is")
        if not offers and 2 <= len(words) <= 3 and all(word.isalpha() and word.islower() for word in words):
            offers = [" ".join(word.title() for word in words)]
        return self._ask(part.text, offers, f"'{part.text}' is not understood as a name or a role")

    def _address(self, text: str, email: str) -> Found:
        local = [word for word in re.split("[._-]", email.partition("@")[0]) if word]
        if name := self.register.find(local):
            mention = Mention(name=name, email=email)
            return Found(mentions=(mention,), decided=(f"'{text}' is read as {name}",))
        offers = self.register.short(local) or ((" ".join(local).title(),) if len(local) > 1 else ())
        return self._ask(text, offers, f"'{text}' is an address")

    def _surname_first(self, text: str) -> Found | None:
        """`Walne, Kara; Jones, Stuart`: read so where persons have another sign between, or the name is known."""
        pairs = surnames_first(text)
        known = [self.register.find([*given, *surname]) for surname, given in pairs]
        if not pairs and (joined := surnames_first(one_by_one(text))):
            known = [self.register.find([*given, *surname]) for surname, given in joined]
            pairs = joined if all(known) else []
        if not pairs or (len(re.split(r"[;\n|]", text)) == 1 and not all(known)):
            return self._perhaps_surname_first(flat(text), [*zip(pairs, known, strict=True)])
        written = [f"{' '.join(surname)}, {' '.join(given)}" for surname, given in pairs]
        names = [name or " ".join([*given, *surname]) for name, (surname, given) in zip(known, pairs, strict=True)]
        both = list(zip(names, written, strict=True))
        return Found.together(
            self._answer(one)
            or Found(
                mentions=(Mention(name=name, spelling=one),), decided=(f"'{one}' is read as {name}, surname first",)
            )
            for name, one in both
        )

    def _perhaps_surname_first(
        self, words: str, pairs: Sequence[tuple[tuple[list[str], list[str]], str | None]]
    ) -> Found | None:
        """A doubt about `Walne, Kara`, where it is neither known nor, for want of full names, clear that it is two."""
        singles = [half for pair, _ in pairs for half in pair]
        if not pairs or not self.register.spellings or any(self.register.short(half) for half in singles):
            return None
        offers = [name or " ".join([*given, *surname]) for (surname, given), name in pairs]
        return self._ask(words, offers, f"'{words}' may have the surname first, or be a name each")

    def _all_in(self, text: str) -> list[str]:
        """Those who may be meant by *text*, which is no list."""
        found = self._names_in(text)
        if len(text) > 200 or not is_handover(flat(text)):
            return found
        parts = parts_of(timeless(flat(text)), self.register.knows)
        return [*found, *(name for part in parts if part.runs or part.is_role for name in self._offered(part))]

    def _names_in(self, text: str) -> list[str]:
        """The certain names that stand anywhere in *text*."""
        words = words_of(re.sub(r"[()\[\]/;,]", " ", text[:LONGEST]))
        found: list[str] = []
        at = 0
        while at < len(words):
            widths = [width for width in (4, 3, 2) if self.register.find(words[at : at + width])]
            found += [name for width in widths[:1] if (name := self.register.find(words[at : at + width]))]
            at += widths[0] if widths else 1
        return list(dict.fromkeys(found))

    def _full_names(self, text: str) -> list[str]:
        """The names in brackets behind a role; empty where anything else stands there."""
        parts = parts_of(text, self.register.knows)
        if any(not part.runs or part.role or part.unclear for part in parts):
            return []
        found = Found.together(one for part in parts for run in part.runs for one in self._of_run(run))
        names = [mention.name for mention in found.mentions]
        return [] if found.doubts or any(len(weighty(name.split())) < 2 for name in names) else names


def _keyed(text: str, name: str) -> Found:
    return Found(mentions=(Mention(name=name, spelling=text),), decided=(f"'{text}' is {name}, as a key says",))


def _is_vacant(part: Part) -> bool:
    words = [key(word) for word in words_of(part.text.replace("(", " ").replace(")", " "))]
    is_open = any(word in ("vacant", "vacancy", "tbc", "tba", "tbd") for word in words)
    return roles.is_nobody(part.text) or (is_open and not part.runs)


def _is_initials(aside: str, run: Sequence[str]) -> bool:
    return key(aside) == "".join(key(word)[0] for word in run)
