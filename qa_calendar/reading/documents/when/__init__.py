"""What a cell of somebody's programme says about time: pure functions on strings.

text ─▶ words (`spelling`) ─▶ days, months, parts, cadences (`days` … `cadences`) ─▶ what is said (`understanding`)
"""

from qa_calendar.reading.documents.when.marks import is_nothing, is_tick
from qa_calendar.reading.documents.when.numeric import day_order
from qa_calendar.reading.documents.when.spelling import month_named
from qa_calendar.reading.documents.when.titles import period_in_title
from qa_calendar.reading.documents.when.understanding import understand
from qa_calendar.reading.documents.when.values import (
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
    weekday_agrees,
)
from qa_calendar.reading.documents.when.years import YearSaid, years_in

__all__ = [
    "MONTHS_EVERY",
    "Across",
    "Between",
    "DayOrder",
    "InMonths",
    "MonthNamed",
    "NoTime",
    "NthDay",
    "Often",
    "OnDay",
    "Part",
    "Said",
    "Timing",
    "Undated",
    "Why",
    "YearSaid",
    "day_order",
    "is_nothing",
    "is_tick",
    "month_named",
    "period_in_title",
    "understand",
    "weekday_agrees",
    "years_in",
]
