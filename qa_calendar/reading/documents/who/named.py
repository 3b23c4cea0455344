"""Whom a cell of a worker column names, and everyone a document does: values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa_calendar.names import key
from qa_calendar.reading.documents.who import lexicon


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
class Mention:
    """One time somebody is named: how it is spelt there, and with which role and address."""

    name: str
    spelling: str = ""
    role: str = ""
    is_group: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was understood of a part of a cell, or of all of it."""

    mentions: tuple[Mention, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    decided: tuple[str, ...] = ()

    @classmethod
    def together(cls, found: Iterable[Found]) -> Found:
        """All of *found*, in order."""
        every = tuple(found)
        return cls(
            mentions=tuple(mention for one in every for mention in one.mentions),
            doubts=tuple(dict.fromkeys(doubt for one in every for doubt in one.doubts)),
            decided=tuple(dict.fromkeys(said for one in every for said in one.decided)),
        )

    @property
    def named(self) -> Named:
        """The same without where each comes from."""
        workers = tuple(dict.fromkeys(mention.name for mention in self.mentions))
        return Named(workers=workers, doubts=self.doubts, decided=self.decided, nobody=not workers and not self.doubts)


def holders(found: Iterable[Found]) -> dict[str, tuple[str, ...]]:
    """Who holds each role, by `role_key`."""
    held: dict[str, dict[str, None]] = {}
    for mention in (one for some in found for one in some.mentions if one.role):
        if key(mention.role) not in lexicon.PASSING:
            held.setdefault(role_key(mention.role), {})[mention.name] = None
    return {role: tuple(names) for role, names in held.items()}


def role_key(text: str) -> str:
    """What two spellings of a role or group have in common: `IRO's` is `IROs`."""
    return key(text).replace("'", "")


def everyone(found: Iterable[Found], meanings: Mapping[str, str], staff: Mapping[str, str]) -> tuple[Person, ...]:
    """All that are named, in order of first appearance.

    *meanings* are what abbreviations stand for, by key; *staff* has the roles the workspace gives to names.
    """
    mentions: dict[str, list[Mention]] = {}
    for mention in (one for some in found for one in some.mentions):
        mentions.setdefault(mention.name, []).append(mention)
    return tuple(_person(name, every, meanings, staff) for name, every in mentions.items())


def _person(name: str, every: Sequence[Mention], meanings: Mapping[str, str], staff: Mapping[str, str]) -> Person:
    said = Counter(mention.role for mention in every if mention.role)
    lasting = [role for role, _ in said.most_common() if key(role) not in lexicon.PASSING] or list(said)
    spellings = dict.fromkeys(one.spelling for one in every if one.spelling and one.spelling != name)
    return Person(
        name=name,
        role=(lasting[0] if lasting else "") or meanings.get(key(name), "") or staff.get(name, ""),
        is_group=all(mention.is_group for mention in every),
        spellings=tuple(spellings),
        email=next((mention.email for mention in every if mention.email), None),
    )
