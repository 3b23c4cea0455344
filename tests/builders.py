"""Small frameworks and configurations for tests, as values.

Activities stand in framework.yaml from line 11 on, entries from line 101 on, one to a line; staff in config.yaml from
line 11 on, so that a test can say where a finding points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from qa_calendar.dates.months import Month
from qa_calendar.dates.person import PersonDays
from qa_calendar.dates.phrases import parse_rule
from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.model import (
    Activity,
    ActivityRules,
    Config,
    DateChange,
    DateRules,
    Entry,
    Framework,
    Length,
    Person,
    Phrase,
    StaffChange,
)
from qa_calendar.planning.lint.checks import lint
from qa_calendar.planning.plan import expand
from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.load import load

NAMES = ("Kelda", "Kara", "Stuart", "Claire")
MONTHS_2020 = (*(f"2020-{month:02d}" for month in range(4, 13)), "2021-01", "2021-02", "2021-03")
"""April 2020 to March 2021."""


def phrase(text: str, line: int = 1) -> Phrase:
    """*text* read as a rule, standing in a line of config.yaml."""
    return Phrase(parse_rule(text), text, Location("config.yaml", line))


def rules(
    start: str | None = None,
    due: str | None = None,
    remind: str | None = None,
    *,
    lasts: tuple[int, str] | None = None,
    at: time | None = None,
    line: int = 50,
) -> DateRules:
    """Rules in the given words; start stands in *line* of config.yaml, due and remind in the next two."""
    return DateRules(
        start=phrase(start, line) if start else None,
        due=phrase(due, line + 1) if due else None,
        remind=phrase(remind, line + 2) if remind else None,
        lasts=Length(*lasts) if lasts else None,
        at=at,
    )


def activity(
    title: str = "Peer Audit", *workers: str, rule: DateRules | None = None, shown_as: str | None = None
) -> Activity:
    """An activity that Kara does, unless others are named."""
    return Activity(
        id="-".join(title.casefold().split()),
        title=title,
        purpose=f"The purpose of {title}.",
        workers=workers or ("Kara",),
        location=Location("framework.yaml"),
        shown_as=shown_as,
        rules=rule or DateRules(),
    )


def entry(month: str, of: Activity, *workers: str, period: str | None = None, own_id: str | None = None) -> Entry:
    """*of* listed in *month* (`2020-04`), by *workers* this once if any are named."""
    return Entry(
        id=own_id or of.id,
        month=Month.parse(month),
        activity=of,
        workers=workers or of.workers,
        period=period,
        location=Location("framework.yaml"),
    )


def entries(of: Activity, *months: str) -> Iterator[Entry]:
    """*of* listed in each of *months*."""
    return (entry(month, of) for month in months)


def framework(
    *listed: Entry,
    unlisted: Iterable[Activity] = (),
    year: int = 2020,
    first_month: int = 4,
    month_lines: Mapping[int, int] | None = None,
) -> Framework:
    """A framework of these entries, put in order of months, and of their activities in order of appearance."""
    found = dict.fromkeys([*(one.activity for one in listed), *unlisted])
    placed = {one: replace(one, location=Location("framework.yaml", 11 + n, 3)) for n, one in enumerate(found)}
    in_order = sorted(listed, key=lambda one: one.month)
    return Framework(
        title="Quality Assurance learning framework",
        service="Safeguarding",
        year=year,
        first_month=first_month,
        activities=tuple(placed.values()),
        entries=tuple(
            replace(one, activity=placed[one.activity], location=Location("framework.yaml", 101 + n, 7))
            for n, one in enumerate(in_order)
        ),
        location=Location("framework.yaml", 3, 1),
        month_locations={month: Location("framework.yaml", line, 3) for month, line in (month_lines or {}).items()},
    )


def person(
    name: str,
    *,
    works: Iterable[int] | None = None,
    away: Mapping[date, str] | None = None,
    group: bool = False,
    since: date | None = None,
    until: date | None = None,
) -> Person:
    """Somebody on staff; *works* holds weekdays, Monday 0."""
    days = PersonDays(name, None if works is None else frozenset(works), away or {})
    slug = "-".join(name.casefold().split())
    place = Location("config.yaml")
    return Person(name=name, slug=slug, role="", location=place, group=group, days=days, since=since, until=until)


def away(first: date, last: date, because: str = "leave") -> dict[date, str]:
    """Every day from *first* to *last*, with the reason."""
    return {first + timedelta(n): because for n in range((last - first).days + 1)}


def config(
    *staff: str | Person,
    default: DateRules | None = None,
    by_activity: Mapping[str, DateRules] | None = None,
    staff_changes: Iterable[StaffChange] = (),
    date_changes: Iterable[DateChange] = (),
    calendar: WorkCalendar | None = None,
    ignored: Mapping[str, str] | None = None,
) -> Config:
    """A workspace in England whose work starts on the first and is due on the last working day."""
    people = [person(one) if isinstance(one, str) else one for one in staff or NAMES]
    return Config(
        calendar_id="qa.example.gov.uk",
        staff=tuple(replace(one, location=Location("config.yaml", 11 + n, 3)) for n, one in enumerate(people)),
        calendar=calendar or WorkCalendar(nation=Nation.ENGLAND),
        location=Location("config.yaml"),
        default_rules=(default or DateRules()).over(rules("first working day", "last working day", line=40)),
        activity_rules={
            title: ActivityRules(rule, Location("config.yaml", 60, 5)) for title, rule in (by_activity or {}).items()
        },
        staff_changes=tuple(staff_changes),
        date_changes=tuple(date_changes),
        lint_ignored=ignored or {},
    )


def goes(
    work_of: str,
    goes_to: str | None,
    since: date,
    until: date | None = None,
    *,
    only: Iterable[str] = (),
    excluding: Iterable[str] = (),
    line: int = 20,
) -> StaffChange:
    """A handover; a cover when there is an *until*; a vacancy when it goes to None."""
    return StaffChange(
        since=since,
        until=until,
        work_of=work_of,
        goes_to=goes_to,
        only=frozenset(only),
        excluding=frozenset(excluding),
        location=Location("config.yaml", line, 5),
    )


def moved(title: str, month: int, to: date | None, because: str = "half term", line: int = 30) -> DateChange:
    """A one-off move of an activity, or its skip when *to* is None."""
    return DateChange(activity=title, month=month, move_to=to, because=because, location=Location("config.yaml", line))


def starts(framework: Framework, config: Config) -> list[date]:
    """When each entry starts, in the plan's order."""
    return [occurrence.start for occurrence in expand([framework], config).occurrences]


def problems_of(framework: Framework, config: Config) -> list[str]:
    """What `expand` says is wrong."""
    try:
        expand([framework], config)
    except InvalidInputError as error:
        return [str(problem) for problem in error.problems]
    return []


def findings(framework: Framework, config: Config, *ids: str) -> list[str]:
    """What `lint` says of the plan, of the checks *ids* only when any are given."""
    return [str(found) for found in lint(expand([framework], config)) if not ids or found.id in ids]


def read_both(
    config: str | bytes | None, framework: str | bytes | None, unreadable: Iterable[Problem] = ()
) -> tuple[Config, Framework]:
    """The content of config.yaml and framework.yaml, read."""
    read, (programme,) = load(config, {"framework.yaml": framework}, unreadable)
    return read, programme
