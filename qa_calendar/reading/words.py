"""The small words both files share: days, weekdays, rules, names. Each reads text or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError, core_schema

from qa_calendar.dates.months import (
    MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    Month,
    date_parts,
    iso_date,
    listed,
    month_beginning_with,
)
from qa_calendar.dates.phrases import EXAMPLES, parse_due, parse_if_not_working, parse_length, parse_rule
from qa_calendar.dates.rules import Roll, Rule
from qa_calendar.dates.workdays import FIRST_YEAR, LAST_YEAR
from qa_calendar.model import Alarm, Length
from qa_calendar.names import Names, slug
from qa_calendar.problems import RulePhraseError, did_you_mean, nearest
from qa_calendar.reading.clashes import MAX_ID, MAX_NAME, MAX_SLUG
from qa_calendar.reading.shape import FREE, Shape, expected, in_a_list, unseen_in, wrong
from qa_calendar.reading.source import tidy

_LONGEST_PHRASE = 200
_TEN_YEARS = 3660


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Reads one word of a file: *read* makes a value of text, or says what is wrong; *schema* is for editors."""

    what: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    several: Callable[[str], list[str]] | None = None
    """Reads several in one, such as `Mon-Wed`, as the words to write in a list; none where they are not several."""
    _known: Callable[[str], Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Most of a programme says the same few things again and again, and so do the programmes of many services.
        object.__setattr__(self, "_known", lru_cache(maxsize=2048)(self._of))

    def __call__(self, value: Any) -> Any:
        """The value that *value*, which must be text, stands for."""
        if isinstance(value, str):
            return self._known(value)
        raise expected(self.what, value)

    def _of(self, written: str) -> Any:
        text = tidy(written)
        if not text:
            raise expected(self.what, None)
        try:
            return self.read(text)
        except PydanticCustomError:
            # Any other word for it would be a lie: it looks right.
            if unseen := unseen_in(text):
                raise wrong(unseen) from None
            raise

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(self.schema)


@dataclass(frozen=True, slots=True)
class OrNothing:
    """Nothing behind the key or dash means *empty*."""

    empty: type

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        def fill(value: Any) -> Any:
            return self.empty() if value is None else value

        return core_schema.no_info_before_validator_function(fill, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        made = handler(schema["schema"])
        resolved = handler.resolve_ref_schema(made)
        if "type" not in resolved:
            return {"anyOf": [resolved, {"type": "null"}]}
        resolved["type"] = [resolved["type"], "null"]
        return made


def _date(text: str) -> date:
    day = iso_date(text)
    if day is None:
        raise wrong(f"'{text}' is not a date{_no_date(text)}")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise wrong(f"'{text}' is out of range: bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _no_date(text: str) -> str:
    parts = date_parts(text)
    if parts is None:
        return " (write it as 2020-09-01)"
    written = "{:04d}-{:02d}-{:02d}".format(*parts)
    if iso_date(written):
        return f" (did you mean {written}?)"
    year, month, day = parts
    american = "" if text[:4].isdecimal() else f"{year:04d}-{day:02d}-{month:02d}"
    return _no_such_day(*parts) + (f" (did you mean {american}?)" if iso_date(american) else "")


def _no_such_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f": there is no month {month}"
    last = Month(year, month).last.day if year else 31
    return f": {MONTHS[month - 1]} {year} has {last} days" if day > last else ": there is no such day"


def _weekday(text: str) -> int:
    for number, forms in enumerate(zip(WEEKDAYS, SHORT_WEEKDAYS, strict=True)):
        if text.casefold() in map(str.casefold, forms):
            return number
    if days := _weekdays(text):
        raise wrong(f"'{text}' is {len(days)} weekdays: {', '.join(days)}")
    if day := _weekday_beginning(text):
        raise wrong(f"no weekday '{text}' (did you mean '{day}'?)")
    raise wrong(f"no weekday '{text}'{did_you_mean(text, [*WEEKDAYS, *SHORT_WEEKDAYS])}")


def _weekday_beginning(text: str) -> str | None:
    """`Tue` for what begins a weekday or its short form, in the singular or plural; None where nothing tells which."""
    word = text.casefold().rstrip(".")
    begun = (day for day in WEEKDAYS if len(word) > 2 and f"{day}s".casefold().startswith(word))
    return next((day[:3] for day in begun), "Wed" if word == "weds" else None)


def _weekdays(text: str) -> list[str]:
    """`Mon`, `Tue` and `Wed` for `Mon-Wed`; nothing for what is not several."""
    if text.casefold() in ("weekdays", "every weekday", "m-f", "m–f"):
        return list(SHORT_WEEKDAYS[:5])
    return _spread(text, _weekday_beginning, SHORT_WEEKDAYS)


_TO = re.compile(r" *[-–—] *| +(?:to|until|till|through) +", re.IGNORECASE)
_AND = re.compile(r" *[,;/&+] *(?:and +)?| +and +", re.IGNORECASE)


def _spread(text: str, read: Callable[[str], str | None], words: tuple[str, ...]) -> list[str]:
    """Those of *words* that *text* names, from one to another or one by one; nothing for one, or for other text."""
    found: list[str] = []
    for part in _AND.split(text):
        ends = [read(word) for word in _TO.split(part)]
        if None in ends or len(ends) > 2:
            return []
        first, last = (words.index(str(end)) for end in (ends[0], ends[-1]))
        found += [words[(first + n) % len(words)] for n in range((last - first) % len(words) + 1)]
    return list(dict.fromkeys(found)) if len(found) > 1 else []


def _month_of_year(text: str) -> tuple[int, int | None]:
    name, _, year = text.rpartition(" ")
    if not re.fullmatch(r"[0-9]{4}", year):
        if meant := month_with_year(text):
            raise wrong(f"no month '{text}' (did you mean '{meant[0]} {meant[1]}'?)")
        return _month(text), None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise wrong(f"'{text}' is out of range: bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}")
    if name not in MONTHS and (candidate := month_beginning_with(name)):
        raise wrong(f"no month '{text}' (did you mean '{candidate} {year}'?)")
    return _month(name), int(year)


def month_with_year(text: str) -> tuple[str, int] | None:
    """The month and year of `Apr-26`, `April 2026`, `04/2026` or `2026-04`; None for anything else."""
    if found := re.fullmatch(r"([a-z]{3,9})\.?[ ,'’/–-]+((?:20)?[0-9]{2})", text, re.IGNORECASE):
        name = month_beginning_with(found[1])
        return (name, 2000 + int(found[2]) % 100) if name else None
    found = re.fullmatch(r"(?P<month>[0-9]{1,2})[/.-](?P<year>20[0-9]{2})", text) or re.fullmatch(
        r"(?P<year>20[0-9]{2})[/.-](?P<month>[0-9]{1,2})", text
    )
    if found and 1 <= int(found["month"]) <= 12:
        return MONTHS[int(found["month"]) - 1], int(found["year"])
    return None


def _month(text: str) -> int:
    if text in MONTHS:
        return MONTHS.index(text) + 1
    if several := months_named(text):
        raise wrong(f"'{text}' is {len(several)} months; write them one by one: {', '.join(several)}")
    if meant := month_with_year(text):
        raise wrong(f"no month '{text}' (did you mean '{meant[0]}'? Which year it is in is said by `year`)")
    # Short forms are too alike for difflib: 'Sept' is nearer to nothing than to September.
    candidate = month_beginning_with(text) or _month_numbered(text)
    raise wrong(f"no month '{text}'" + (f" (did you mean '{candidate}'?)" if candidate else did_you_mean(text, MONTHS)))


def _month_numbered(text: str) -> str | None:
    return MONTHS[int(text) - 1] if re.fullmatch("0?[1-9]|1[0-2]", text) else None


def months_named(text: str) -> list[str]:
    """`April`, `May` and `June` for `Apr-Jun`; nothing for what is not several."""
    return _spread(text, month_beginning_with, MONTHS)


def _time(text: str) -> time:
    if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", text):
        hour, minute = map(int, text.split(":"))
        return time(hour, minute)
    raise wrong(f"'{text}' is not a time of day{_no_time(text)}")


def _no_time(text: str) -> str:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])(?:[.: ]([0-5][0-9]))? ?(am|pm)?", text.casefold())
    if not found or not (found[2] or found[3]):
        return " (write it as 10:30)"
    hour = int(found[1]) % 12 + (12 if found[3] == "pm" else 0) if found[3] else int(found[1])
    return f" (did you mean {hour}:{found[2] or '00'}?)"


LONGEST_TITLE = 200


def _named(what: str, longest: int) -> Callable[[str], str]:
    """Reads a name that people see: as long as a feed's file and a table can hold, and nothing unseen in it."""

    def read(text: str) -> str:
        if unseen := unseen_in(text):
            raise wrong(unseen)
        if len(text) > longest:
            raise wrong(f"'{text[:20]}…' has {len(text)} letters; {what} has {longest} at most")
        return text

    return read


def _id(longest: int) -> Word:
    def read(text: str) -> str:
        if text != slug(text) or len(text) > longest:
            hint = slug(text, longest)
            example = f" (for example '{hint}')" if hint else ""
            raise wrong(f"'{text}' is not an id: at most {longest} small letters, digits and dashes{example}")
        return text

    schema = {"type": ["string", "integer"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": longest}
    return Word("text", read, schema)


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"


def _email(text: str) -> str:
    if not re.fullmatch(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text):
        raise wrong(f"'{text}' is not an e-mail address")
    return text


def _mailbox(text: str) -> str:
    found = re.fullmatch(r'("?)([^<>"]*)\1 *<([^<>]*)>', text)
    if not found:
        return _email(text)
    shown = " ".join(found[2].split())
    return f"{shown} <{_email(found[3].strip())}>" if shown else _email(found[3].strip())


_ALARM = r"(\d{1,3}) (minute|hour|day|week)s? before"


def _alarm(text: str) -> Alarm:
    if text.casefold() == "none":
        return Alarm(None)
    found = re.fullmatch(_ALARM, text.casefold())
    if not found:
        raise wrong(f"cannot read the alarm '{text}' (write none, or for example '1 day before')")
    return Alarm(int(found[1]) * {"minute": 1, "hour": 60, "day": 1440, "week": 10080}[found[2]])


_LINK = r"https?://[^\s<>\"]+"


def _link(text: str) -> str:
    if not re.fullmatch(_LINK, text):
        example = "https://intranet.example.gov.uk/tool"
        raise wrong(f"'{text}' is not an address such as {example}; what is none goes into details")
    return text


_HOST = r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"


def _host(text: str) -> str:
    if re.fullmatch(_HOST, text) or re.fullmatch("[0-9a-fA-F:]*:[0-9a-fA-F:.]*", text):
        return text
    bare = re.sub("^[a-z]+://|[:/].*$", "", text)
    meant = f" (did you mean '{bare}'?)" if bare != text and re.fullmatch(_HOST, bare) else ""
    raise wrong(
        f"'{text}' is not the name of a server, such as smtp.example.gov.uk{meant}; the port is a key of its own"
    )


def _lead_time(text: str) -> Rule:
    if found := re.fullmatch("([0-9]{1,3})( working days?| days?| weeks?)?", " ".join(text.casefold().split())):
        raise wrong(f"cannot read '{text}' (did you mean '{found[1]}{found[2] or ' working days'} before due'?)")
    rule: Rule = _phrase(parse_rule)(text)
    return rule


def number(least: int, most: int) -> Word:
    """Reads a whole number from *least* to *most*."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise expected("a whole number", text, _no_number(text, least, most))
        if not least <= int(text) <= most:
            raise wrong(f"{int(text)} is out of range: write a number from {least} to {most}")
        return int(text)

    return Word("a whole number", read, {"type": "integer", "minimum": least, "maximum": most})


def _no_number(text: str, least: int, most: int) -> str:
    """`2026` for `2026-27`, and a number for one in curly quotes; only what is in range."""
    found = re.fullmatch(r"([0-9]{4})(?: ?[-–—/] ?(?:[0-9]{2}|[0-9]{4})){1,2}|[“”‘’]([0-9]{1,9})[“”‘’]", text)
    meant = int(found[1] or found[2]) if found else None
    return f" (did you mean {meant}?)" if meant is not None and least <= meant <= most else ""


_SPOKEN = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word not in ("true", "false"):
        raise expected("true or false", text, f" (did you mean {_SPOKEN[word]}?)" if word in _SPOKEN else "")
    return word == "true"


def _phrase(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def validator(text: str) -> Any:
        if len(text) > _LONGEST_PHRASE:
            raise wrong(f"cannot read '{text[:20]}…': {len(text)} characters are too long")
        try:
            return read(text)
        except RulePhraseError as error:
            raise wrong(str(error)) from None

    return validator


_BETWEEN = re.compile(r" *[,/;&] *| +and +", re.IGNORECASE)


def _suggested(written: str, known: Names) -> str:
    """The end of a message: several names in one, what it may be short for, else what comes closest."""
    parts = _BETWEEN.split(written)
    found = [known.find(part) or _only(known.loosely(part)) for part in parts]
    if len(set(found)) > 1 and None not in found:
        return f" (these are {len(parts)}: write [{', '.join(in_a_list(str(name)) for name in found)}])"
    if short := known.loosely(written):
        choices = listed([f"'{name}'" for name in short[:_MOST_CHOICES]], "or")
        return f" (did you mean {choices}?)"
    closest = nearest(written, known)
    if len(parts) > 1 and any(found) and (closest is None or known.find(closest) in found):
        missing = listed([f"'{part}'" for part, name in zip(parts, found, strict=True) if name is None], "or")
        return f" (these are {len(parts)}, each an entry of its own, and none is called {missing})"
    return f" (did you mean '{closest}'?)" if closest else ""


def _only(found: tuple[str, ...]) -> str | None:
    return found[0] if len(found) == 1 else None


_MOST_CHOICES = 4
# What people write where nobody is named yet, and what they call all of them.
_NOBODY_YET = "tbc|tba|tbd|to be (?:confirmed|agreed|advised|decided|determined)|n/?a|none|unassigned|vacant|vacancy"
_NOBODY_YET += r"|nobody|no[ -]one|not applicable|[?–—.-]+"
_EVERYBODY = (
    "all|(?:all|whole|entire) (?:the )?(?:team|staff|of us)|(?:the )?(?:whole )?team|everybody|everyone|various"
)


def _nobody(written: str, key: str, where: str) -> str:
    """What is said of a word in place of a name in the list *key*; empty for one that may be a name."""
    if re.fullmatch(_NOBODY_YET, written.casefold()):
        return f"'{written}' names nobody yet: leave it out, and with nobody else in it `{key}` as well"
    if re.fullmatch(_EVERYBODY, written.casefold()):
        return f"no worker '{written}': name a group of {where}, one with group: true and members: […]"
    return ""


def _known(kind: str, noun: str, where: str) -> AfterValidator:
    def validator(value: str, info: ValidationInfo) -> str:
        context = info.context or {}
        known: Names | None = context.get(kind)
        if known is None:
            return value
        if (found := known.find(value)) is not None:
            return found
        if hidden := next((name for name in known if unseen_in(name) and _seen(name) == value), None):
            raise wrong(f"no {noun} '{value}': in {where}, {unseen_in(hidden)}")
        key = info.field_name or context.get("key")
        said = _nobody(value, key, where) if key in ("workers", "members") else ""
        raise wrong(said or f"no {noun} '{value}'" + (_suggested(value, known) or f" in {where}"))

    return AfterValidator(validator)


def _seen(name: str) -> str:
    return tidy("".join(letter for letter in name if not unseen_in(letter)))


def one_of(*words: str) -> Word:
    """Reads one of *words*, case aside."""
    folded = {word.casefold(): word for word in words}
    choice = f"one of {', '.join(words)}" if len(words) > 1 else f"'{words[0]}', the only choice"

    def read(text: str) -> str:
        if text.casefold() not in folded:
            raise wrong(f"'{text}' is not {choice}{did_you_mean(text, words) if len(words) > 1 else ''}")
        return folded[text.casefold()]

    return Word("text", read, {"enum": list(words)})


# Text may look like a number or a yes-or-no to a plain YAML reader; to ours it is text all the same.
TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_WEEKDAY_SCHEMA = {"enum": [*SHORT_WEEKDAYS, *WEEKDAYS]}
_MONTH_OF_YEAR_SCHEMA = {"type": "string", "pattern": f"^({'|'.join(MONTHS)})( [0-9]{{4}})?$", "examples": list(MONTHS)}
# 10:30 without quotes is the number 630 to a YAML 1.1 reader.
_TIME_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"},
        {"type": "integer", "minimum": 60, "maximum": 1439},
    ],
    "examples": ["10:30"],
}
_ROLL_SCHEMA = {"type": "string", "examples": [roll.value.removeprefix("or ") for roll in Roll]}
_LENGTH_SCHEMA = {"type": "string", "examples": ["5 working days", "2 hours", "90 minutes"]}

Text = Annotated[str, FREE, Word("text", str, TEXT_SCHEMA)]
Name = Annotated[str, FREE, Word("text", _named("a name", MAX_NAME), TEXT_SCHEMA)]
Title = Annotated[str, FREE, Word("text", _named("a title", LONGEST_TITLE), TEXT_SCHEMA)]
Day = Annotated[date, Word("a date", _date, {"type": "string", "format": "date"})]
WeekdayName = Annotated[int, Word("a weekday", _weekday, _WEEKDAY_SCHEMA, _weekdays)]
MonthName = Annotated[int, Word("a month", _month, {"enum": list(MONTHS)}, months_named)]
MonthOfYear = Annotated[tuple[int, int | None], Word("a month", _month_of_year, _MONTH_OF_YEAR_SCHEMA)]
TimeOfDay = Annotated[time, Word("a time of day", _time, _TIME_SCHEMA)]
Email = Annotated[str, Word("an e-mail address", _email, {"type": "string", "format": "email"})]
MailboxText = Annotated[
    str, Word("an e-mail address", _mailbox, {"type": "string", "examples": ["Safeguarding QA <qa@example.gov.uk>"]})
]
Flag = Annotated[bool, Word("true or false", _boolean, {"type": "boolean"})]
_DUE_SCHEMA = {"type": "string", "examples": [*EXAMPLES, "none"]}
RuleText = Annotated[Rule, Word("a rule", _phrase(parse_rule), {"type": "string", "examples": list(EXAMPLES)})]
DueText = Annotated[Rule, Word("a rule", _phrase(parse_due), _DUE_SCHEMA)]
LeadTime = Annotated[
    Rule, Word("a rule", _lead_time, {"type": "string", "examples": ["5 working days before due", "day 15"]})
]
AlarmText = Annotated[Alarm, Word("text", _alarm, {"type": "string", "pattern": f"^(none|{_ALARM})$"})]
Link = Annotated[str, Word("text", _link, {"type": "string", "pattern": f"^{_LINK}$"})]
HostName = Annotated[str, Word("text", _host, {"type": "string", "examples": ["smtp.example.gov.uk"]})]
RollText = Annotated[Roll, Word("text", _phrase(parse_if_not_working), _ROLL_SCHEMA)]
LengthText = Annotated[Length, Word("a length", _phrase(lambda text: Length(*parse_length(text))), _LENGTH_SCHEMA)]
Id = Annotated[str, _id(MAX_ID)]
PersonId = Annotated[str, _id(MAX_SLUG)]
WorkerName = Annotated[Name, _known("staff", "worker", "config.yaml's staff")]
ActivityTitle = Annotated[Title, _known("activities", "activity", "framework.yaml")]


class SpanShape(Shape):
    """Days from one date to another, both included."""

    since: Day = Field(alias="from", description="The first day.")
    until: Day = Field(description="The last day.")
    because: Text | None = Field(None, description="The reason, as people are to see it.")

    @model_validator(mode="after")
    def _in_order(self) -> SpanShape:
        in_order(self.since, self.until)
        if (self.until - self.since).days > _TEN_YEARS:
            raise wrong(f"from {self.since} until {self.until} is more than ten years", "until")
        return self


def in_order(since: date, until: date | None) -> None:
    """Refuse a span that ends before it begins."""
    if until is not None and until < since:
        raise wrong(f"until {until} is before from {since}", "until")


def unfit_target(text: str) -> str:
    """Why *text* is no place to publish to, whatever is there; empty where it may be."""
    scheme, found, rest = text.partition("://")
    if found and scheme.casefold() in ("http", "https"):
        return f"'{text}' is an address to read from; write the folder or the store that is behind it"
    if found and ":" in rest.rpartition("@")[0]:
        return "a password does not belong in a place to publish to: docs/hosting.md says where it is looked for"
    return ""
