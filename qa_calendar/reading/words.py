"""The small words both files share: days, weekdays, rules, names. Each reads text or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from qa_calendar.dates.months import MONTHS, WEEKDAYS, iso_date
from qa_calendar.dates.phrases import EXAMPLES, parse_if_not_working, parse_length, parse_rule
from qa_calendar.dates.rules import Roll, Rule
from qa_calendar.model import Length
from qa_calendar.problems import RulePhraseError, did_you_mean, nearest
from qa_calendar.reading.source import Shape


def wrong(message: str) -> PydanticCustomError:
    """An error whose text is *message* as it stands."""
    return PydanticCustomError("wrong", "{message}", {"message": message})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        found = "a list" if isinstance(value, list) else "`key: value` lines" if isinstance(value, dict) else "nothing"
        raise wrong(f"expected text, found {found}")
    return value


def _one_line(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise wrong("expected text, found nothing")
    return text


def _date(value: Any) -> date:
    text = _text(value)
    day = iso_date(text)
    if day is None:
        raise wrong(f"'{text}' is not a date{_british(text)}")
    return day


def _british(text: str) -> str:
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        written = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
        if iso_date(written):
            return f" (did you mean {written}?)"
    return " (write it as 2020-09-01)"


def _weekday(value: Any) -> int:
    word = _text(value)
    for number, name in enumerate(WEEKDAYS):
        if word.casefold() in (name.casefold(), name[:3].casefold()):
            return number
    raise wrong(f"no weekday '{word}'{did_you_mean(word, [*WEEKDAYS, *(name[:3] for name in WEEKDAYS)])}")


def _month(value: Any) -> int:
    word = _text(value)
    if word in MONTHS:
        return MONTHS.index(word) + 1
    # Short forms are too alike for difflib: 'Sept' is nearer to nothing than to September.
    candidate = next((name for name in MONTHS if len(word) > 2 and name.casefold().startswith(word.casefold())), None)
    hint = f" (did you mean '{candidate}'?)" if candidate else did_you_mean(word, MONTHS)
    raise wrong(f"no month '{word}'{hint}")


def _time(value: Any) -> time:
    text = _text(value)
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        raise wrong(f"'{text}' is not a time of day (write it as 10:30)")
    hour, minute = map(int, text.split(":"))
    return time(hour, minute)


def _email(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text):
        raise wrong(f"'{text}' is not an e-mail address")
    return text


def _number(value: Any) -> int:
    text = _text(value)
    if not re.fullmatch(r"\d{1,6}", text):
        raise wrong(f"expected a whole number, found '{text}'")
    return int(text)


def _boolean(value: Any) -> bool:
    text = _text(value)
    if text not in ("true", "false"):
        raise wrong(f"expected true or false, found '{text}'")
    return text == "true"


def _phrase(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def validator(value: Any) -> Any:
        try:
            return read(_text(value))
        except RulePhraseError as error:
            raise wrong(str(error)) from None

    return validator


def _known(kind: str, where: str) -> Callable[[str, ValidationInfo], str]:
    def validator(value: str, info: ValidationInfo) -> str:
        known: Mapping[str, str] | None = (info.context or {}).get(kind)
        if known is None or value in known:
            return known[value] if known else value
        raise wrong(f"no {where} '{value}'{did_you_mean(value, known)}")

    return validator


def one_of(*words: str) -> BeforeValidator:
    """A validator for text that is one of *words*, case aside."""

    def validator(value: Any) -> str:
        text = _text(value)
        folded = {word.casefold(): word for word in words}
        if text.casefold() in folded:
            return folded[text.casefold()]
        candidate = nearest(text, words)
        raise wrong(
            f"'{text}' is not one of {', '.join(words)}" + (f" (did you mean '{candidate}'?)" if candidate else "")
        )

    return BeforeValidator(validator)


Text = Annotated[str, BeforeValidator(_text), AfterValidator(_one_line)]
Day = Annotated[date, BeforeValidator(_date)]
WeekdayName = Annotated[
    int, BeforeValidator(_weekday), WithJsonSchema({"enum": [*(name[:3] for name in WEEKDAYS), *WEEKDAYS]})
]
MonthName = Annotated[int, BeforeValidator(_month), WithJsonSchema({"enum": list(MONTHS)})]
TimeOfDay = Annotated[time, BeforeValidator(_time), WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d\d$"})]
Email = Annotated[str, BeforeValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
Number = Annotated[int, BeforeValidator(_number), WithJsonSchema({"type": "integer", "minimum": 0})]
Flag = Annotated[bool, BeforeValidator(_boolean), WithJsonSchema({"type": "boolean"})]
RuleText = Annotated[
    Rule, BeforeValidator(_phrase(parse_rule)), WithJsonSchema({"type": "string", "examples": list(EXAMPLES)})
]
RollText = Annotated[
    Roll,
    BeforeValidator(_phrase(parse_if_not_working)),
    WithJsonSchema({"type": "string", "examples": [roll.value.removeprefix("or ") for roll in Roll]}),
]
LengthText = Annotated[
    Length,
    BeforeValidator(_phrase(lambda text: Length(*parse_length(text)))),
    WithJsonSchema({"type": "string", "examples": ["5 working days", "2 hours", "90 minutes"]}),
]
WorkerName = Annotated[
    str, BeforeValidator(_text), AfterValidator(_one_line), AfterValidator(_known("staff", "worker"))
]
ActivityTitle = Annotated[
    str, BeforeValidator(_text), AfterValidator(_one_line), AfterValidator(_known("activities", "activity"))
]


class DateRulesShape(Shape):
    """When the work of an activity starts, is due and is reminded of, how long it lasts, and at what time."""

    start: RuleText | None = None
    due: RuleText | None = None
    remind: RuleText | None = None
    lasts: LengthText | None = None
    at: TimeOfDay | None = None


class SpanShape(Shape):
    """Days from one date to another, both included."""

    since: Day = Field(alias="from")
    until: Day
    because: Text | None = None
