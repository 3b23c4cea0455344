"""The small words both files share: days, weekdays, rules, names. Each reads text or says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import core_schema

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
from qa_calendar.problems import RulePhraseError, did_you_mean
from qa_calendar.reading.clashes import MAX_ID, MAX_NAME, MAX_SLUG
from qa_calendar.reading.shape import FREE, Shape, expected, wrong
from qa_calendar.reading.source import tidy

_LONGEST_PHRASE = 200
_TEN_YEARS = 3660


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Reads one word of a file: *read* makes a value of text, or says what is wrong; *schema* is for editors."""

    what: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]

    def __call__(self, value: Any) -> Any:
        """The value that *value*, which must be text, stands for."""
        text = tidy(value) if isinstance(value, str) else None
        if not text:
            raise expected(self.what, None if text == "" else value)
        return self.read(text)

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
    return f" (did you mean {written}?)" if iso_date(written) else _no_such_day(*parts)


def _no_such_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f": there is no month {month}"
    last = Month(year, month).last.day if year else 31
    return f": {MONTHS[month - 1]} {year} has {last} days" if day > last else ": there is no such day"


def _weekday(text: str) -> int:
    for number, forms in enumerate(zip(WEEKDAYS, SHORT_WEEKDAYS, strict=True)):
        if text.casefold() in map(str.casefold, forms):
            return number
    raise wrong(f"no weekday '{text}'{did_you_mean(text, [*WEEKDAYS, *SHORT_WEEKDAYS])}")


def _month_of_year(text: str) -> tuple[int, int | None]:
    name, _, year = text.rpartition(" ")
    if not re.fullmatch(r"[0-9]{4}", year):
        return _month(text), None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise wrong(f"'{text}' is out of range: bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}")
    return _month(name), int(year)


def _month(text: str) -> int:
    if text in MONTHS:
        return MONTHS.index(text) + 1
    # Short forms are too alike for difflib: 'Sept' is nearer to nothing than to September.
    candidate = month_beginning_with(text)
    raise wrong(f"no month '{text}'" + (f" (did you mean '{candidate}'?)" if candidate else did_you_mean(text, MONTHS)))


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


_LONGEST_TITLE = 200
# Letters that show nothing and are no format character to Unicode, but fill a place.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"


def _named(what: str, longest: int) -> Callable[[str], str]:
    """Reads a name that people see: as long as a feed's file and a table can hold, and nothing unseen in it."""

    def read(text: str) -> str:
        for at, letter in enumerate(text):
            if unicodedata.category(letter) == "Cf" or letter in _BLANK:
                where = f"behind '{text[:at]}'" if text[:at].strip() else f"before '{text[at + 1 :]}'"
                name = unicodedata.name(letter, "a letter without a name")
                raise wrong(f"there is a letter nobody sees {where}: U+{ord(letter):04X} {name}; type this anew")
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
            raise expected("a whole number", text)
        if not least <= int(text) <= most:
            raise wrong(f"{int(text)} is out of range: write a number from {least} to {most}")
        return int(text)

    return Word("a whole number", read, {"type": "integer", "minimum": least, "maximum": most})


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


_BETWEEN = re.compile(r" */ *| *; *| *& *| +and +", re.IGNORECASE)


def _suggested(written: str, known: Names) -> str:
    """The end of a message: several names in one, what it may be short for, else what comes closest."""
    parts = [known.find(part) for part in _BETWEEN.split(written)]
    if len(parts) > 1 and None not in parts:
        return f" (these are {len(parts)}: write [{', '.join(map(str, parts))}])"
    if short := known.loosely(written):
        choices = listed([f"'{name}'" for name in short[:_MOST_CHOICES]], "or")
        return f" (did you mean {choices}?)"
    return did_you_mean(written, known)


_MOST_CHOICES = 4


def _known(kind: str, noun: str, where: str) -> AfterValidator:
    def validator(value: str, info: ValidationInfo) -> str:
        known: Names | None = (info.context or {}).get(kind)
        if known is None:
            return value
        if (found := known.find(value)) is None:
            raise wrong(f"no {noun} '{value}'" + (_suggested(value, known) or f" in {where}"))
        return found

    return AfterValidator(validator)


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
Title = Annotated[str, FREE, Word("text", _named("a title", _LONGEST_TITLE), TEXT_SCHEMA)]
Day = Annotated[date, Word("a date", _date, {"type": "string", "format": "date"})]
WeekdayName = Annotated[int, Word("a weekday", _weekday, _WEEKDAY_SCHEMA)]
MonthName = Annotated[int, Word("a month", _month, {"enum": list(MONTHS)})]
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
