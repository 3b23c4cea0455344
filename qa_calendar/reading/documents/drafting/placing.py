"""The months and days that words about time stand for in a programme; what they leave open is asked, never assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from qa_calendar.dates.months import MONTHS, WEEKDAYS, Month, spoken_with_year
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.rules import NthWeekday, Place, day_of
from qa_calendar.model import EveryWeeks, occasions
from qa_calendar.model.draft import LEAVE_OUT, Answers, Topic
from qa_calendar.reading.documents.drafting.programme import Programme
from qa_calendar.reading.documents.when import (
    MONTHS_EVERY,
    Across,
    Between,
    DayOrder,
    InMonths,
    MonthNamed,
    NoTime,
    NthDay,
    Often,
    OnDay,
    Part,
    Said,
    Timing,
    Undated,
    Why,
    understand,
    weekday_agrees,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Once: in a month, *on* a day or *due* by one where that is said, else by a *rule* of ours."""

    month: Month
    on: date | None = None
    due: date | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Its *occasions*; *every* so often, but *not_in* some months, where the words say so; and what was decided."""

    occasions: tuple[Occasion, ...]
    every: str | None = None
    not_in: tuple[int, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """It cannot be placed, *why*, and what the *words* that are asked about may well mean."""

    why: str
    words: str
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """It is not to be taken over, and *why*."""

    why: str


@dataclass(frozen=True, slots=True)
class AsRequired:
    """It takes place when it is needed, at no date; *words* say so."""

    words: str


Placement = Placed | Open | Dropped | AsRequired

_PART_FIRST = re.compile(r"(?:quarter|qtr|q|half[ -]?term|term)\s*\d\b[\s:–-]+", re.IGNORECASE)


def read_time(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> Said | None:
    """What *text* says of when: all of it, or its one line that does, or what follows the number of a quarter."""
    flat = " ".join(text.split())
    whole = understand(flat, order)
    if whole is not None and not isinstance(whole.timing, Part):
        return whole
    if bare := _PART_FIRST.match(flat):
        behind = understand(flat[bare.end() :], order)
        if behind is not None and isinstance(behind.timing, InMonths | OnDay):
            return behind
    lines = [line for line in text.split("\n") if line.strip()]
    said = [one for line in lines if len(lines) > 1 and (one := understand(line.strip(), order)) is not None]
    sure = [one for one in said if not isinstance(one.timing, Part | NoTime)]
    if len(sure) == 1:
        return sure[0]
    if len(sure) == len(lines) and all(isinstance(one.timing, InMonths) for one in sure):
        months = [month for one in sure if isinstance(one.timing, InMonths) for month in one.timing.months]
        return replace(sure[0], timing=InMonths(tuple(months)), remarks=tuple(r for one in sure for r in one.remarks))
    return whole


def place(words: str, said: Said | None, programme: Programme, answers: Answers) -> Placement:
    """Where what *words* say lies in *programme*, by what somebody answered about them if that was asked."""
    flat = " ".join(words.split())
    answered = answers.to(Topic.WHEN, flat)
    if answered:
        return _answered(flat, answered, programme)
    if said is None:
        return Open(why="names no month", words=flat)
    found = _place(flat, said.timing, programme)
    return replace(found, decided=(*said.remarks, *found.decided)) if isinstance(found, Placed) else found


def _answered(asked: str, answered: tuple[str, ...], programme: Programme) -> Placement:
    """What was *answered* about the words that were *asked* about; what places nothing is asked about again."""
    if answered == (LEAVE_OUT,):
        return Dropped("left out, as was answered")
    said = [(one, understand(one) or understand(f"every {one}")) for one in answered]
    weeks = _weeks_without_a_day(asked) if len(answered) == 1 else None
    placed: list[Placed] = []
    for words, one in said:
        timing = None if one is None else one.timing
        if weeks is not None and isinstance(timing, OnDay):
            timing = replace(weeks, first=timing)
        found = None if timing is None else _place(words, timing, programme)
        if isinstance(found, Open) or found is None:
            return Open(why=f"the answer '{words}' {found.why if found else 'names no month'}", words=asked)
        if not isinstance(found, Placed):
            return found
        placed.append(found)
    return Placed(
        occasions=tuple(occasion for one in placed for occasion in one.occasions),
        every=placed[0].every if len(placed) == 1 else None,
        not_in=placed[0].not_in if len(placed) == 1 else (),
    )


def _weeks_without_a_day(asked: str) -> Often | None:
    """What *asked* says of how often, where that is counted in weeks and a day is the answer."""
    said = understand(asked)
    timing = None if said is None else said.timing
    return timing if isinstance(timing, Often) and "week" in timing.every and timing.first is None else None


def _place(words: str, timing: Timing, programme: Programme) -> Placement:
    match timing:
        case InMonths():
            return _in_months(words, timing, programme)
        case OnDay():
            return _on_day(words, timing, programme)
        case Across(first, last):
            return _across(words, first, last, programme)
        case Between(first, last):
            return _between(words, first, last, programme)
        case NthDay():
            return _nth_day(words, timing, programme)
        case Often():
            return _often(words, timing, programme)
        case Part():
            return _part(words, timing, programme)
        case Undated():
            return _undated(words, timing)
        case NoTime():
            return Open(why="names no month", words=words)
        case _ as never:
            assert_never(never)


def _outside(words: str, programme: Programme, offers: tuple[str, ...] = ()) -> Open:
    return Open(why=f"is outside {programme}", words=words, offers=offers)


def _in_months(words: str, timing: InMonths, programme: Programme) -> Placement:
    months = [programme.month(one) for one in timing.months]
    if any(month is None for month in months):
        return _outside(words, programme)
    sure = [month for month in months if month is not None]
    due = tuple(Occasion(month, due=month.last) for month in sure) if timing.is_deadline else ()
    return Placed(occasions=due or tuple(map(Occasion, sure)))


def _on_day(words: str, timing: OnDay, programme: Programme) -> Placement:
    day = programme.day(timing)
    if day is None:
        return _outside(words, programme)
    month = Month.of(day)
    if timing.is_deadline:
        said = f"'{words}' is a deadline: it is due on {spoken_with_year(day)}, and has no day of its own"
        return Placed(occasions=(Occasion(month, due=day),), decided=(said,))
    decided: list[str] = []
    if timing.of_week and day.weekday() > 0:
        decided.append(f"'{words}' is the week of a {WEEKDAYS[day.weekday()]}: it is on that day")
    if wrong := weekday_agrees(timing, day.year):
        decided.append(f"{wrong}: '{words}'")
    return Placed(occasions=(Occasion(month, on=day),), decided=tuple(decided))


def _across(words: str, first: MonthNamed, last: MonthNamed, programme: Programme) -> Placement:
    begins, ends = programme.month(first), programme.month(last)
    if begins is None or ends is None or ends < begins:
        return _outside(words, programme)
    said = f"'{words}' is one piece of work, from {begins} and due by the end of {ends}"
    return Placed(occasions=(Occasion(begins, due=ends.last),), decided=(said,))


def _between(words: str, first: OnDay, last: OnDay, programme: Programme) -> Placement:
    begins, ends = programme.day(first), programme.day(last)
    if begins is None or ends is None or ends < begins:
        return _outside(words, programme)
    return Placed(occasions=(Occasion(Month.of(begins), on=begins, due=ends),))


def _nth_day(words: str, timing: NthDay, programme: Programme) -> Placement:
    if timing.month is not None:
        month = programme.month(timing.month)
        return _outside(words, programme) if month is None else Placed(occasions=(_nth(timing.phrase, month),))
    if timing.every == "month":
        return Placed(occasions=tuple(_nth(timing.phrase, month) for month in programme.months))
    return Open(why="names a day of no month", words=words)


def _nth(phrase: str, month: Month) -> Occasion:
    """The weekday that *phrase* means; a working day is for the rules, which know the holidays."""
    match parse_rule(phrase):
        case Place(NthWeekday() as nth):
            day = day_of(nth, month)
            return Occasion(month, on=day) if day else Occasion(month, rule=f"{phrase}, or last working day")
        case _:
            return Occasion(month, rule=phrase)


def _often(words: str, timing: Often, programme: Programme) -> Placement:
    if "week" in timing.every:
        return _weekly(words, timing, programme)
    if timing.since is not None:
        return _since(words, timing, programme)
    if timing.first is not None:
        return _place(words, _as_timing(timing.first), programme)
    if timing.every == "month" and not timing.months:
        months = [month for month in programme.months if month.month not in timing.not_in]
        return Placed(occasions=tuple(map(Occasion, months)), every="month", not_in=timing.not_in)
    if timing.months:
        named = [programme.month(MonthNamed(one)) for one in timing.months]
        return Placed(occasions=tuple(map(Occasion, sorted(one for one in named if one is not None))))
    return Open(why="does not say in which months", words=words, offers=_offers(timing.every, programme))


def _weekly(words: str, timing: Often, programme: Programme) -> Placement:
    """Weeks are counted from a day that only a person knows for sure."""
    if not isinstance(timing.first, OnDay):
        return Open(why=f"says every {timing.every}, but not from which day", words=words)
    first = programme.day(timing.first)
    if first is None:
        return _outside(words, programme)
    weeks = EveryWeeks(int(timing.every.split()[0]) if " " in timing.every else 1, first)
    days = tuple(Occasion(month, on=day) for month, day in occasions(weeks, programme.months))
    return Placed(occasions=days, every=f"{timing.every} from {first}")


def _since(words: str, timing: Often, programme: Programme) -> Placement:
    """From a month on: what lies before it in the year is left out."""
    begins = timing.first if isinstance(timing.first, MonthNamed) else MonthNamed(timing.since or 1)
    first = programme.month(begins)
    if first is None:
        return _outside(words, programme)
    months = [month for month in programme.months if month.month in timing.months and month >= first]
    step = f" from {MONTHS[first.month - 1]}" if first != programme.months[0] else ""
    every = f"{timing.every}{step}" if timing.every != "month" or not step else None
    return Placed(occasions=tuple(map(Occasion, months)), every=every)


def _as_timing(first: OnDay | MonthNamed) -> Timing:
    return InMonths((first,)) if isinstance(first, MonthNamed) else first


def _offers(every: str, programme: Programme) -> tuple[str, ...]:
    """The sets of months that so often may well be, as they are answered."""
    step = MONTHS_EVERY.get(every, 1)
    names = [MONTHS[month.month - 1] for month in programme.months]
    return tuple(", ".join(names[first::step]) for first in range(step)) if 1 < step < len(names) else ()


def _part(words: str, timing: Part, programme: Programme) -> Placement:
    if len(timing.months) == 1:
        month = programme.month(MonthNamed(timing.months[0]))
        return _outside(words, programme) if month is None else Placed(occasions=(Occasion(month),))
    months = timing.months or _months_of(timing, programme)
    said = f"is a {timing.kind}, no month" if timing.kind != "half-year" else "is half a year, no month"
    return Open(why=said, words=words, offers=tuple(MONTHS[month - 1] for month in months))


def _months_of(part: Part, programme: Programme) -> tuple[int, ...]:
    number = next((int(one) for one in re.findall(r"\d", part.name)), 0)
    if part.kind == "quarter" and 1 <= number <= 4:
        return tuple(month.month for month in programme.months[3 * number - 3 : 3 * number])
    return ()


def _undated(words: str, timing: Undated) -> Placement:
    match timing.why:
        case Why.AS_REQUIRED:
            return AsRequired(words)
        case Why.CANCELLED:
            return Dropped("cancelled")
        case Why.ONGOING:
            return Open(why="goes on all the time: in no month", words=words, offers=("month", "as required"))
        case Why.TO_BE_CONFIRMED:
            return Open(why="names no month yet", words=words)
        case Why.POSTPONED:
            return Open(why="postponed", words=words)
        case Why.COMPLETED:
            return Open(why="says that it is done, and no month", words=words)
        case Why.AMBIGUOUS:
            return Open(why="means one thing to some and another to others", words=words)
        case Why.FINER:
            return Open(why="is more often than a week", words=words)
        case Why.NO_SUCH_DAY:
            return Open(why="there is no such day", words=words)
        case _ as never:
            assert_never(never)
