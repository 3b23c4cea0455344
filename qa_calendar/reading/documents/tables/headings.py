"""What a column is for, by the words of its heading and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_calendar.names import straight


class Meaning(StrEnum):
    """What the cells of a column say; in the words of import.yaml."""

    WHEN = "when"
    START = "start"
    DUE = "due"
    OFTEN = "how often"
    BAND = "part of the year"
    ACTIVITY = "activity"
    WORKERS = "named worker"
    PURPOSE = "purpose"
    PERIOD = "period"
    THEME = "theme"
    STATUS = "status"
    DETAIL = "detail"
    REFERENCE = "reference"
    MARKS = "marks"
    OTHER = "leave out"


_PAST = "approved|adopted|issued|ratified|updated|reviewed|audited"
_NOT_DOING = "due|end|start|report|complete|approved|agreed|ratified|signed|signed off|authori[sz]ed|issued|owned"
_OCCASION = "review|audit|visit|check|inspection|meeting|report|update|due|date"
_PATTERNS: tuple[tuple[Meaning, str, int], ...] = (
    (Meaning.REFERENCE, r"#|(?:ref(?:erence)?|id|no|number|item no|code|s ?n)\.?|\w+ (?:id|ref|code|number|no)", 9),
    (Meaning.STATUS, r"status|progress|rag(?: rating)?|completed?(?: y n)?|done|update|actual.*", 9),
    (Meaning.OFTEN, r".*\b(?:frequency|how often|cycle|interval|cadence|periodicity|regularity|times a year)\b.*", 9),
    (Meaning.PERIOD, r".*\b(?:look ?back|reporting period|period (?:covered|reviewed|under review|audited))\b.*", 9),
    (Meaning.PERIOD, r"period", 6),
    (Meaning.OTHER, r"(?:date )?(?:of )?(?:the )?(?:last|previous|prior)\b.*|version", 10),
    (Meaning.OTHER, rf"(?:date )?(?:{_PAST})(?: on| date)?|date (?:{_PAST})", 10),
    (Meaning.WHEN, rf"(?:date (?:of |for )?)?next (?:{_OCCASION})\b.*|review date|(?:to be|due for) (?:\w+)", 9),
    (Meaning.START, r".*\b(?:start|begin|commence|from)\w*\b.*", 7),
    (Meaning.WHEN, r".*\bweek (?:beginning|commencing|of)\b.*|w ?c\b.*|w ?b\b.*|week(?: no)?", 9),
    (Meaning.DUE, r"(?!.*\bmonth\b)(?:.* )?(?:due|deadline|by when|(?:end|finish|target|completion) date)(?: .*)?", 9),
    (
        Meaning.DUE,
        r".*\b(?:due|deadline|end|ends|finish|complete by|completion|target date|by when|report date)\b.*",
        8,
    ),
    (Meaning.BAND, r"(?:half ?)?terms?|quarters?|qtrs?|seasons?|part of (?:the )?year", 9),
    (Meaning.WHEN, r".*\b(?:months?|dates?|when|timing|timings|timescales?|timeframe|timetable|planned for)\b.*", 8),
    (Meaning.WHEN, r"time|schedule[d]?|planned|calendar month|day", 5),
    (Meaning.DETAIL, r".*\b(?:reports?|reporting|reported|report back) to\b.*|.*\bsamples?\b.*|sampling", 9),
    (Meaning.DETAIL, r".*\b(?:method(?:ology)?|tools?|templates?|standards?|criteria|evidence|venue|location)\b.*", 6),
    (
        Meaning.DETAIL,
        r".*\b(?:notes?|comments?|format|scope|cohort|source|governance|guidance)\b.*|links?|url|outcomes?|results?",
        5,
    ),
    (Meaning.DETAIL, r"place|room|where", 5),
    (
        Meaning.WORKERS,
        (
            r".*\b(?:who|whom|leads?|owners?|auditors?|workers?|responsib\w+|accountab\w+|officers?|chairs?|chairman"
            r"|observers?|reviewers?|assigned|assignee|undertaken by|completed by|carried out by|done by|conducted by"
            r"|persons?|people|staff|facilitators?|support|deputy|named|coordinators?|practitioners?|team members?"
            r"|managers?|responsible|presenter|presented by|inspectors?|assessors?|clinicians?|consultants?|governors?"
            r"|trustees?|directors?|authors?|holders?|members?|councillors?)\b.*"
        ),
        7,
    ),
    (Meaning.WORKERS, r"(?:led|monitored|observed|assessed|checked|moderated|visited|audited|run|chaired|taken) by", 9),
    (Meaning.WORKERS, rf"(?!.*\b(?:{_NOT_DOING}) by)[\w ]+ by|.*\b(?:moderators?|teachers?)\b.*", 6),
    (Meaning.WORKERS, r"by|team|name|names|contact|department|committee|service", 4),
    (Meaning.PURPOSE, r".*\b(?:purpose|why|rationale|reasons?|aims?|objectives?|intended outcomes?|benefit)\b.*", 8),
    (Meaning.PURPOSE, r"what (?:are |do |will |should )?we\b.*", 8),
    (Meaning.PURPOSE, r"(?:key )?(?:focus|questions?|lines? of enquiry|description|details?|what we.*|scope)", 5),
    (Meaning.THEME, r"themes?|subject|focus", 4),
    (
        Meaning.ACTIVITY,
        (
            r".*\b(?:activity|activities|audits?|tasks?|to do|actions?|events?|auditable|monitoring|observations?|item"
            r"|items|titles?|projects?|topics?|reviews?|what|meetings?|inspections?|surveys?|checks?|visits?"
            r"|work|assurance|programme|report|process|product|agenda|focus)\b.*"
        ),
        5,
    ),
    (Meaning.ACTIVITY, r"activity|audit|task|activities|audits|tasks|item|(?:qa|audit|monitoring) activity", 9),
    (Meaning.ACTIVITY, r".*\b(?:areas?|workstreams?|domains?|categor(?:y|ies)|sections?)\b.*", 3),
    (Meaning.DETAIL, r".*\b(?:areas?|workstreams?|domains?|categor(?:y|ies)|sections?|directorates?)\b.*", 2),
    (Meaning.ACTIVITY, r"theme|subject|standard|policy|name of audit|service|function|description", 3),
)
_COMPILED = tuple((meaning, re.compile(pattern), weight) for meaning, pattern, weight in _PATTERNS)


def plain(heading: str) -> str:
    """*heading* in small letters and single words: `audit_owner` and `Audit Owner:` are one."""
    return " ".join(re.sub(r"[^\w#]+|_", " ", straight(heading).casefold()).split())


def meanings(heading: str) -> Mapping[Meaning, int]:
    """What *heading* may mean, each with how surely; empty for words that no column is known by."""
    words = plain(heading)
    found: dict[Meaning, int] = {}
    if not words or len(words) > 90:
        return {}
    for meaning, pattern, weight in _COMPILED:
        if pattern.fullmatch(words):
            # The fewer words there are besides, the more it is this one.
            found[meaning] = max(found.get(meaning, 0), weight * 10 - min(len(words.split()), 9))
    if Meaning.ACTIVITY in found and Meaning.WORKERS in found and _names_both(heading):
        return {Meaning.ACTIVITY: 85}
    return found


def _names_both(heading: str) -> bool:
    """Whether a heading is of two: `Audit / Lead`, `What and who`."""
    halves = [plain(half) for half in re.split(r"\s+(?:and|&|\+)\s+|\s*[/|]\s*|\n", heading)]
    kinds = [{m for m, pattern, _ in _COMPILED if pattern.fullmatch(half)} for half in halves]
    return any(Meaning.ACTIVITY in one and Meaning.WORKERS not in one for one in kinds) and any(
        Meaning.WORKERS in one and Meaning.ACTIVITY not in one for one in kinds
    )


def is_heading(heading: str) -> bool:
    """Whether some column is known by these words."""
    return bool(meanings(heading))


@dataclass(frozen=True, slots=True)
class Shares:
    """What part of a column's cells, 0 to 1, tell a time, name people, are numbers or ticks."""

    times: float
    people: float
    numbers: float
    ticks: float


def _surely(heading: str) -> bool:
    return meanings(heading).get(Meaning.WORKERS, 0) >= 50


_ONLY_ONE = frozenset(
    {Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.OFTEN, Meaning.ACTIVITY, Meaning.PURPOSE, Meaning.PERIOD}
    | {Meaning.THEME, Meaning.BAND}
)


def assigned(headings: Sequence[str], shares: Sequence[Shares | None]) -> tuple[Meaning, ...]:
    """The meaning of each column, of its heading and contents, None for one that holds nothing.

    Of each meaning but named worker and details there is one column; the surest has it.
    """
    wishes = [
        (weight, -column, meaning)
        for column, (heading, share) in enumerate(zip(headings, shares, strict=True))
        for meaning, weight in _wished(heading, share).items()
    ]
    given: dict[int, Meaning] = {}
    taken: set[Meaning] = set()
    for _, column, meaning in sorted(wishes, reverse=True):
        if -column in given or meaning in taken:
            continue
        given[-column] = meaning
        if meaning in _ONLY_ONE:
            taken.add(meaning)
    found = [given.get(column, Meaning.OTHER) for column in range(len(headings))]
    sure = [column for column, one in enumerate(found) if one is Meaning.WORKERS and _surely(headings[column])]
    if sure:
        # Beside a lead, a team or a service is where it is done.
        found = [
            Meaning.DETAIL if one is Meaning.WORKERS and headings[c] and not _surely(headings[c]) else one
            for c, one in enumerate(found)
        ]
    return tuple(_with_purpose(_mended(found, shares), headings))


def _wished(heading: str, share: Shares | None) -> Mapping[Meaning, int]:
    wished = dict(meanings(heading))
    if share is None:
        return wished
    if share.times >= 0.6:
        # A column of dates names nobody, whatever stands over it: `Completed by` is by when.
        of_people = Meaning.WORKERS in wished
        wished = {
            meaning: weight + 15 if meaning in _OF_TIME else weight - 45
            for meaning, weight in wished.items()
            if meaning in _OF_TIME or (weight >= 60 and meaning is not Meaning.WORKERS)
        } or {Meaning.DUE if of_people else Meaning.WHEN: 40}
    elif share.times < 0.2:
        wished = {m: w - 50 if m in (Meaning.WHEN, Meaning.START, Meaning.DUE) else w for m, w in wished.items()}
    if share.ticks >= 0.5:
        return {}
    if share.people >= 0.6 and Meaning.WORKERS in wished:
        wished[Meaning.WORKERS] += 15
    elif share.people >= 0.6 and _may_name_people(heading, wished):
        wished[Meaning.WORKERS] = wished[Meaning.DETAIL] + 5
    if share.numbers >= 0.6 and share.times < 0.6:
        return {Meaning.REFERENCE: 50} if Meaning.REFERENCE in wished else {Meaning.OTHER: 50}
    return {meaning: weight for meaning, weight in wished.items() if weight > 0}


_PLACE = re.compile(
    r"\b(?:location|venue|place|home|house|site|unit|ward|school|setting|service|building|room|where)s?\b"
)


def _may_name_people(heading: str, wished: Mapping[Meaning, int]) -> bool:
    """Whether a column of what looks like names, headed as some detail, is of people: a house has one too."""
    weak = wished.get(Meaning.DETAIL, 99) < 60 and Meaning.ACTIVITY not in wished
    return weak and _PLACE.search(plain(heading)) is None


_STANDS_IN = re.compile(r".*\b(?:standards?|criteria|scope|cohort)\b.*")


def _with_purpose(found: list[Meaning], headings: Sequence[str]) -> list[Meaning]:
    """Where no column has the purpose, the standard that work is held against says what it is for."""
    if Meaning.PURPOSE in found:
        return found
    standing = [c for c, one in enumerate(found) if one is Meaning.DETAIL and _STANDS_IN.fullmatch(plain(headings[c]))]
    return [Meaning.PURPOSE if standing[:1] == [column] else one for column, one in enumerate(found)]


_OF_TIME = frozenset({Meaning.WHEN, Meaning.START, Meaning.DUE, Meaning.OFTEN, Meaning.BAND, Meaning.PERIOD})


def _mended(found: list[Meaning], shares: Sequence[Shares | None]) -> list[Meaning]:
    """Without a column of activities the first of unknown words is that; one of nothing but names has who does them."""
    if Meaning.ACTIVITY not in found:
        for wanted in (Meaning.OTHER, Meaning.THEME, Meaning.PURPOSE, Meaning.DETAIL):
            texts = [
                c
                for c, one in enumerate(found)
                if one is wanted and (s := shares[c]) and s.times < 0.5 > s.numbers and s.people < 0.6
            ]
            if texts:
                found[texts[0]] = Meaning.ACTIVITY
                break
    if Meaning.WORKERS not in found:
        for column, share in enumerate(shares):
            if found[column] is Meaning.OTHER and share is not None and share.people >= 0.8:
                found[column] = Meaning.WORKERS
    return found
