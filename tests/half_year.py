"""Half a year of a service that is not ours, and what its mail has to be: an oracle that shares no code.

The dates are worked out anew from a table of bank holidays, who does what is a table, and what goes to whom is the
prose of docs/mail.md once more, so that the two can only agree by being right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
HOLIDAYS = {date(2020, 8, 31), date(2020, 12, 25), date(2020, 12, 28), date(2021, 1, 1)}
FIRST, LAST = date(2020, 9, 1), date(2021, 2, 26)
BOSS, SIAN, GEMMA, OMAR, ANN, BOB, IROS = "boss", "sian", "gemma", "omar", "ann", "bob", "iros"
PEOPLE = (SIAN, GEMMA, OMAR, ANN, BOB, IROS)
GONE_AFTER, HERE_FROM = {ANN: date(2020, 10, 9)}, {BOB: date(2020, 11, 2)}

HANDED_OVER, COVERED = date(2020, 9, 28), date(2020, 10, 21)
CURLED, LISTED = date(2020, 10, 14), date(2020, 10, 19)
MOVED, MOVED_BACK = date(2020, 11, 18), date(2020, 11, 19)
REWORDED, RENAMED = date(2020, 12, 2), date(2021, 1, 13)
KEPT, PUT_BACK = date(2020, 12, 21), date(2020, 12, 24)
SERVER_AWAY = {date(2020, 9, 14), date(2020, 9, 15)}
REFUSED = (date(2020, 10, 1), date(2020, 10, 31))
ASKED_AGAIN = date(2020, 11, 3)

CONFIG = """\
calendar_id: qa.example.gov.uk
staff:
  Siân Hughes: {{role: Safeguarding SM, email: sian@example.gov.uk}}
  Gemma O'Neill: {{role: Safeguarding TM, email: gemma@example.gov.uk}}
  Omar Khan: {{role: Safeguarding TM, email: omar@example.gov.uk}}
  Ann Old: {{role: Safeguarding TM, email: ann@example.gov.uk}}
  Bob New: {{role: Safeguarding TM, email: bob@example.gov.uk, from: 2020-11-02}}
  Rita Moss: {{role: Business support}}
  IROs: {{role: Independent Reviewing Officers, email: iros@example.gov.uk, group: true}}
working_days: {{nation: England}}
rules:
  default: {{start: first working day, due: last working day, remind: 5 working days before due}}
  activities:
    Panel: {{start: second Wednesday, at: "10:00", lasts: 2 hours}}
    Annual return: {{due: 2021-02-26}}
reminders: {{from: qa-team@example.gov.uk, weekly_on: Monday, look_ahead_weeks: 4, digest_to: [boss@example.gov.uk]}}
overdue: {{since: 2020-09-01, tell_worker: [1, 5], tell_coordinator: [10]}}
smtp: {{host: 127.0.0.1, port: {port}, security: none, pause: 0, timeout: 2}}
"""
LISTINGS = {
    "Care Plan Audit": ("Siân Hughes", (9, 10, 11, 12, 1, 2)),
    "Child's Plan Audit": ("Gemma O'Neill", (10, 12, 2)),
    "Peer Audit": ("Gemma O'Neill, Omar Khan", (9, 11, 1)),
    "Dip Sample": ("Omar Khan", (9, 10, 11, 12, 1, 2)),
    "Old Audit": ("Ann Old", (9, 10, 11, 12)),
    "New Audit": ("Bob New", (11, 12, 1, 2)),
    "Panel": ("Siân Hughes, Rita Moss", (10, 1)),
    "Annual return": ("Rita Moss", (9,)),
    "Team Review": ("IROs", (10, 1)),
    "Second Look": ("Bob New", ()),
}
SECOND_LOOK = (11, 1)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def framework(second_look: tuple[int, ...] = (), quote: str = "'") -> str:
    """framework.yaml, with or without what is listed later, and the apostrophe that Word makes of a straight one."""
    listed = {**LISTINGS, "Second Look": ("Bob New", second_look)}
    activities = (f"  {title}: {{purpose: p, workers: [{workers}]}}" for title, (workers, _) in listed.items())
    months = (
        f"  {MONTHS[month - 1]}: [{', '.join(title for title, (_, when) in listed.items() if month in when)}]"
        for month in (9, 10, 11, 12, 1, 2)
    )
    lines = ["title: F", "service: S", "year: 2020", "activities:", *activities, "months:", *months, ""]
    return "\n".join(lines).replace("Child's", f"Child{quote}s")


def is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def _worked(day: date, step: int) -> date:
    while not is_worked(day):
        day += step * DAY
    return day


def worked_before(day: date, count: int) -> date:
    for _ in range(count):
        day = _worked(day - DAY, -1)
    return day


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def reminder_day(of: date) -> date:
    """The day on which the reminder of the week that begins on the Monday *of* goes out."""
    return _worked(of, -1)


def spoken(day: date, today: date) -> str:
    year = f" {day.year}" if day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


@dataclass(frozen=True)
class Work:
    """A piece of work: *due* and *remind* are None for the meeting, which is over when its day is."""

    title: str
    month: int
    start: date
    due: date | None
    remind: date

    @property
    def last(self) -> date:
        return self.due or self.start


def _work(title: str, month: int) -> Work:
    first = date(2021 if month < 4 else 2020, month, 1)
    end = (first + 31 * DAY).replace(day=1) - DAY
    start, due = _worked(first, 1), _worked(end, -1)
    if title == "Panel":
        second = first + ((2 - first.weekday()) % 7 + 7) * DAY
        return Work(title, month, second, None, worked_before(second, 5))
    if title == "Annual return":
        due = date(2021, 2, 26)
    return Work(title, month, start, due, worked_before(due, 5))


def planned(today: date) -> list[Work]:
    """All there is on a day: what is listed later comes then, what is moved is so for a day."""
    months = {title: when for title, (_, when) in LISTINGS.items()}
    months["Second Look"] = SECOND_LOOK if today >= LISTED else ()
    return [_work(title, month) for title, when in months.items() for month in when]


def workers(work: Work, today: date) -> list[str]:
    """Who has it, by the start of their address; those who have none do not count."""
    initial = {
        "Care Plan Audit": [SIAN],
        "Child's Plan Audit": [GEMMA],
        "Peer Audit": [GEMMA, OMAR],
        "Dip Sample": [OMAR],
        "Old Audit": [ANN],
        "New Audit": [BOB],
        "Panel": [SIAN],
        "Annual return": [],
        "Team Review": [IROS],
        "Second Look": [BOB],
    }[work.title]
    if work.title == "Old Audit" and today >= HANDED_OVER and work.start >= date(2020, 10, 10):
        return [SIAN]
    if today >= COVERED and work.month == 11 and OMAR in initial:
        return [GEMMA]
    return initial


def done_on(work: Work) -> date | None:
    """The day after whose run it is recorded; None for what never is."""
    late = {("Dip Sample", 9): date(2020, 10, 8), ("Dip Sample", 10): date(2020, 11, 20)}
    if (work.title, work.month) in late:
        return late[work.title, work.month]
    if work.due is None or work.title in ("Annual return",) or (work.title, work.month) == ("Old Audit", 10):
        return None
    return worked_before(work.due, 3)


def is_open(work: Work, today: date) -> bool:
    done = done_on(work)
    return not (done and done < today) and not (work.due is None and work.last < today)


def is_here(person: str, today: date) -> bool:
    return HERE_FROM.get(person, today) <= today <= GONE_AFTER.get(person, today)


@dataclass
class View:
    """What a reminder names, under its three headings."""

    overdue: list[Work] = field(default_factory=list)
    this_week: list[Work] = field(default_factory=list)
    coming: list[Work] = field(default_factory=list)

    @property
    def all(self) -> set[Work]:
        return {*self.overdue, *self.this_week, *self.coming}


def view(person: str, week: date, today: date, told: set[object]) -> View:
    """What *person* sees of the week that begins on the Monday *week*; BOSS sees everything."""
    end, found = week + 6 * DAY, View()
    for work in planned(today):
        if (person != BOSS and person not in workers(work, today)) or not is_open(work, today):
            continue
        days = [work.start] if work.due is None else [work.start, work.due]
        if work.due is not None and work.last < today:
            found.overdue.append(work)
        elif any(week <= day <= end for day in days):
            found.this_week.append(work)
        elif (
            any(end < day <= end + 28 * DAY for day in days)
            or week <= work.remind <= end
            or work.start < week <= end < work.last
            or (work.remind <= today and ("due", person, work) not in told)
        ):
            found.coming.append(work)
    return found


@dataclass
class Expected:
    """A mail that has to come: to whom, of which kind; a reminder with what it names."""

    person: str
    kind: str
    view: View | None = None


@dataclass
class Oracle:
    """What was told so far. *told* are the things no mail may tell a second time."""

    told: set[object] = field(default_factory=set)
    views: dict[str, set[Work]] = field(default_factory=dict)

    def run(self, today: date, hour: int) -> list[Expected]:
        """What a run on that day has to send, news apart; nothing where the server is away."""
        if not is_worked(today) or not 7 <= hour < 19 or today in SERVER_AWAY:
            return []
        following = monday(today) + 7 * DAY
        week = following if reminder_day(following) <= today else monday(today)
        mails = [mail for person in PEOPLE if is_here(person, today) for mail in self._to(person, week, today)]
        return [*mails, *self._to_boss(week, today)]

    def _to(self, person: str, week: date, today: date) -> Iterator[Expected]:
        is_refused = person == OMAR and REFUSED[0] <= today <= REFUSED[1]
        due, steps = list(self._due(person, today)), list(self._steps(person, today))
        if ("reminder", person, week) not in self.told:
            found = view(person, week, today, self.told)
            if found.overdue or found.this_week or set(found.coming) - self.views.get(person, set()):
                self.told |= {("reminder", person, week), *due, *steps}
                if not is_refused:
                    self.views[person] = found.all
                    yield Expected(person, "reminder", found)
                return
        self.told |= {*due, *steps}
        if not is_refused:
            yield from [Expected(person, "due")] if due else []
            yield from [Expected(person, "overdue")] if steps else []

    def _to_boss(self, week: date, today: date) -> Iterator[Expected]:
        steps = list(self._steps(BOSS, today))
        self.told |= set(steps)
        if ("digest", week) not in self.told:
            self.told.add(("digest", week))
            yield Expected(BOSS, "digest", view(BOSS, week, today, self.told))
        elif steps:
            yield Expected(BOSS, "overdue")

    def _due(self, person: str, today: date) -> Iterator[object]:
        for work in planned(today):
            key, is_theirs = ("due", person, work), person in workers(work, today) and is_open(work, today)
            if is_theirs and work.remind <= today <= work.last and key not in self.told:
                yield key

    def _steps(self, person: str, today: date) -> Iterator[object]:
        for work in planned(today):
            passed = sum(is_worked(work.last + n * DAY) for n in range(1, (today - work.last).days + 1))
            rungs = [rung for rung in ((10,) if person == BOSS else (1, 5)) if rung <= passed]
            mine = workers(work, today)
            if person == BOSS and passed and any(today > GONE_AFTER.get(one, today) for one in mine):
                rungs = rungs or [1]
            key = "step", person, work, max(rungs, default=0)
            if work.due and is_open(work, today) and rungs and person in (BOSS, *mine) and key not in self.told:
                yield key


NEWS = {
    HANDED_OVER: {SIAN, ANN, BOSS},
    CURLED: {BOSS},
    LISTED: {BOSS},  # Bob's waits for his first day
    COVERED: {GEMMA, BOSS},  # Omar's is refused
    date(2020, 11, 2): {BOB},
    ASKED_AGAIN: {OMAR},
    MOVED: {OMAR, BOSS},
    MOVED_BACK: {OMAR, BOSS},
    REWORDED: {BOSS},
    RENAMED: {BOSS},
}
"""Who is told on which day what a build changed."""
