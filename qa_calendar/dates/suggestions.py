"""What is wrong with a date rule that cannot be read, and the nearest legal phrase."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa_calendar.dates.grammar import ORDINALS, PERIODS, SUFFIX, VOCABULARY, WAYS, WEEKDAY_NUMBERS, any_of
from qa_calendar.dates.months import MONTHS, WEEKDAYS, iso_date
from qa_calendar.dates.often import every_line
from qa_calendar.dates.rules import Named, Unit
from qa_calendar.problems import nearest

Canonical = Callable[[str], str | None]
"""The one way to write the rule a phrase stands for, or None when it is no rule."""

_LONGEST = 200
_ANY_POINT = "day 1, or "


def normal(text: str) -> str:
    """*text* as it is read: case and runs of spaces aside."""
    return " ".join(text.casefold().split())


def complaint(text: str, canonical: Canonical, examples: tuple[str, ...]) -> str:
    """Why *text* cannot be read, and what to write instead: the likeliest meaning, else something that looks alike."""
    phrase = normal(text)
    if not phrase:
        return "the rule is empty (write, for example, 'first working day')"
    if len(phrase) > _LONGEST:
        return f"a rule of {len(phrase)} letters cannot be read (write, for example, 'first working day')"
    wrong = f"cannot read the rule '{' '.join(text.split())}'"
    if impossible := _impossible(phrase):
        return f"{wrong}: {impossible}"
    return f"{wrong}: {_reason(phrase, canonical)} ({_offer(phrase, canonical, examples)})"


def if_not_working_offer(text: str, canonical: Canonical, known: tuple[str, ...]) -> str:
    """The end of a message: which of the *known* ways to treat a day that is not worked *text* may mean."""
    # Mended as the end of a rule, where these words stand otherwise.
    rules = map(canonical, _candidates(f"{_ANY_POINT}{normal(text)}"))
    meant = (rule.removeprefix(_ANY_POINT) for rule in rules if rule)
    candidate = next((roll for roll in meant if roll in known), None) or nearest(normal(text), known)
    return f" (did you mean '{candidate}'?)" if candidate else f" (one of: {', '.join(known)})"


def _impossible(phrase: str) -> str | None:
    if (found := re.search(r"\bday ([0-9]+)\b", phrase)) and found[1].lstrip("0") not in map(str, range(1, 32)):
        return f"there is no day {found[1]} in any month (write day 1 to day 31)"
    if (found := re.search(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b", phrase)) and not iso_date(found[0]):
        return f"there is no date {found[0]} (year, month and day, such as 2020-10-14)"
    return None


_REASONS = (
    (
        r"\b(every|each|daily|weekly|fortnightly|monthly|quarterly|annually|yearly)\b",
        r"'\g<1>' is not understood: a rule gives one date in each month the activity is listed in",
    ),
    (
        r"\b((?:quarter|year|hour|minute)s?) (?:after|before|from)\b",
        r"'\g<1>' cannot be counted here, only working days, days, weeks and months",
    ),
    (
        r" (and|&) ",
        r"'\g<1>' is not understood: a rule gives one date; list it twice, each with an `id` and a `rule` of its own",
    ),
    (rf"\b0+(?:{SUFFIX}| working| days?| weeks?)\b", "counting begins at 1"),
    (r"\b[0-9]{5,} (?:working )?(?:day|week)", "10000 is the most that can be counted"),
)


def _reason(phrase: str, canonical: Canonical) -> str:
    for pattern, reason in _REASONS:
        if found := re.search(pattern, phrase):
            return found.expand(reason)
    unknown = [word for word in re.findall(r"[^\s,]+", phrase) if not _is_known(word)]
    if unknown:
        return f"'{unknown[0]}' is not understood"
    rest = next((phrase[cut:].strip(" ,") for cut in _cuts(phrase) if canonical(phrase[:cut].strip(" ,"))), None)
    return f"'{rest}' is not understood here" if rest else "these words do not make a rule"


# What may be left out of a phrase without a change of the day.
_HARMLESS = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "by", "around", "about", "approx", "each", "every", "month", "please")
)


def _offer(phrase: str, canonical: Canonical, examples: tuple[str, ...]) -> str:
    if cadence := every_line(phrase):
        return f"write {cadence}"
    for candidate in _candidates(phrase):
        if legal := canonical(candidate):
            return f"did you mean '{legal}'?"
    # What merely looks alike may mean something else, so it is offered as an example only.
    alike = nearest(phrase, examples)
    return f"for example '{alike}'" if alike else "for example 'first working day' or 'second Tuesday'"


def _is_known(word: str) -> bool:
    # By the word, not by the phrase: "weekday" and "nearest" are refused, and are to be named.
    return word in VOCABULARY or re.fullmatch(rf"[0-9]+({SUFFIX})?|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}", word) is not None


def _cuts(phrase: str) -> list[int]:
    return [found.start() for found in re.finditer(" ", phrase)][::-1]


def _candidates(phrase: str) -> Iterator[str]:
    """Legal phrases *phrase* may stand for, the likeliest first: mended, cut short, then respelt."""
    yield from _mended_and_cut(phrase)
    yield from _mended_and_cut(_all_respelt(phrase))
    *_, best = _mended(phrase)
    yield from _mended_and_cut(_all_respelt(best))


def _mended_and_cut(phrase: str) -> Iterator[str]:
    *mended, best = _mended(phrase)
    yield from (*mended, best)
    yield from _cut_short(best)


def _all_respelt(phrase: str) -> str:
    return re.sub(r"[^\s,]+", lambda word: _respelt(word[0]), phrase)


def _cut_short(phrase: str) -> Iterator[str]:
    """*phrase* without what stands before or behind it for nothing: with other words less it would be another day."""
    cuts = _cuts(phrase)
    yield from (phrase[:cut].strip(" ,") for cut in cuts if _HARMLESS.issuperset(_words(phrase[cut:])))
    yield from (phrase[cut:].strip(" ,") for cut in cuts[::-1] if _HARMLESS.issuperset(_words(phrase[:cut])))


def _words(phrase: str) -> list[str]:
    return re.findall(r"[^\s,]+", phrase)


def _respelt(word: str) -> str:
    return word if _is_known(word) else nearest(word, sorted(VOCABULARY)) or word


def _mended(phrase: str) -> Iterator[str]:
    """*phrase* and, step by step, what it becomes in the manual's own words."""
    yield phrase
    yield (phrase := _iso_dated(phrase))
    for pattern, cure in _MENDS:
        yield (phrase := normal(re.sub(pattern, cure, phrase)))


def _iso_dated(phrase: str) -> str:
    """*phrase* with a date as the British write it (30/09/2020, 30 September 2020) in the manual's way."""
    year_last = rf"\b(?P<d>[0-9]{{1,2}})(?:{SUFFIX})?[-/. ](?P<m>[0-9]{{1,2}}|{_MONTHS})[-/. ](?P<y>[0-9]{{4}})\b"
    year_first = r"\b(?P<y>[0-9]{4})[-/. ](?P<m>[0-9]{1,2})[-/. ](?P<d>[0-9]{1,2})\b"
    return re.sub(year_first, _as_iso, re.sub(year_last, _as_iso, phrase))


def _as_iso(found: re.Match[str]) -> str:
    month = found["m"]
    number = int(month) if month.isdecimal() else [name.casefold() for name in MONTHS].index(month) + 1
    return f"{found['y']}-{number:02d}-{int(found['d']):02d}"


_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_HIGHER = (
    "sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_WORDS = {
    **{word: str(n) for n, word in enumerate(_NUMBERS.split(), 1)},
    **{word: f"{n}th" for n, word in enumerate(_HIGHER.split(), len(ORDINALS) + 1)},
    **{day[:length].casefold(): day.casefold() for day in WEEKDAYS for length in (3, 4, 5)},
    "business": "working",
    "workingday": "working day",
    "workday": "working day",
    "workdays": "working days",
    "weekday": "working day",
    "weekdays": "working days",
    "deadline": "due",
    "closest": "nearest",
    "preceding": "previous",
    "prior": "previous",
    "final": "last",
    "penultimate": "2nd last",
    "calendar": "",
}
_PERIOD = rf"(?P<period>{any_of(PERIODS)})"
_WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAY_NUMBERS)})"
_MONTHS = "|".join(MONTHS).casefold()
_WAY = any_of(WAYS)
_COUNTED = rf"(?:{any_of(Unit)}) (?:{_WAY})\b"

_MENDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"[\"'‘’“”()!?;:]|\.(?![0-9])", " "),
    (r"^(?:by|on) (?:the )?", ""),
    (r"\bhalf[- ]year\b", "half-year"),
    (r"(?<=[a-z])[-_/](?=[a-z])(?!year\b)", " "),
    (r"\bfinancial-?year\b", "financial year"),
    (r"(?<!financial )(?<!half-)\byear\b", "financial year"),
    (r"\b(days?|weeks?) (?:following|from|past)\b", r"\g<1> after"),
    (r"\b(?:prior to|ahead of)\b", "before"),
    (rf"\b(?:{'|'.join(_WORDS)})\b", lambda found: _WORDS[found[0]]),
    (r"\bwork (days?)\b", r"working \g<1>"),
    (r"\bday(?=[0-9])", "day "),
    (rf"\b({any_of(Named)}) date\b", r"\g<1>"),
    (rf"^(?:an?|the) (?={_COUNTED})", "1 "),
    (rf"^(?={_COUNTED})", "1 "),
    (rf"\b0+(?=(?:{SUFFIX})\b| working| days?\b| weeks?\b)", "1"),
    (r"\bsecond to last\b", "2nd last"),
    (r"\b(?:nearest|following) working day", "next working day"),
    (r"\bor the (?=next|previous)", "or "),
    (r"(?<!or),? (?=(?:next|previous) working day|(?:last working day|skip)$)", ", or "),
    (r"\bor, or\b|, or,? or\b", ", or"),
    (r"\bin same month\b", "in the same month"),
    (r",? exactly\b", " exactly"),
    (r"^(?:next|previous) working day$", "first working day"),
    (rf"\b(?:of|in) (?:(?:the|each|every) )?{_PERIOD}\b", r"of the \g<period>"),
    (rf"^(?:the )?end of the {_PERIOD}", r"last working day of the \g<period>"),
    (rf"^{_PERIOD} end\b", r"last working day of the \g<period>"),
    (rf"^(?:the )?(?:start|beginning) of the {_PERIOD}", r"first working day of the \g<period>"),
    (r"^(?:the )?(?:mid|middle of the) month", "day 15"),
    (r"\b(first|last) day of the (?!month)", r"\g<1> working day of the "),
    (
        rf"^(?:the )?({any_of(ORDINALS)}) of (?:the month|{_MONTHS})",
        lambda found: f"day {ORDINALS[found[1]]}",
    ),
    (r"^(?:the )?last of the month", "last day"),
    (rf"^{_WEEKDAY} of (?:the )?(\w+) week$", r"\g<2> \g<weekday>"),
    (r"(?<!working day) of the month\b", ""),
    (rf"\b(?:every|each|on|the) (?!same month|{any_of(PERIODS)})", ""),
    (r"\b(?:first|1st) day\b", "day 1"),
    (
        rf"(^|after |before )([0-9]{{1,2}})(?:{SUFFIX})?(?: day)?(?: (?:of )?(?:{_MONTHS}))?(?=$|,| or)",
        r"\g<1>day \g<2>",
    ),
    (rf"^day ([0-9]{{1,2}})(?:{SUFFIX})\b", r"day \g<1>"),
    (rf"\bworking days(?! (?:{_WAY})\b)", "working day"),
    (rf"\b{_WEEKDAY}s\b", r"\g<weekday>"),
    (rf"^(?:nearest )?{_WEEKDAY}\b", r"first \g<weekday>"),
    (r"^working day$", "first working day"),
    (r"^working day ([0-9]+)\b", r"\g<1>th working day"),
    (r"^([0-9]+) working day(?=$|,| or| of)", r"\g<1>th working day"),
)
