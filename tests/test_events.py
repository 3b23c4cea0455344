"""Occurrences in words: what an event's title and note say, whose feed it is in, and its due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from qa_calendar.dates.months import Month
from qa_calendar.dates.workdays import Nation, WorkCalendar
from qa_calendar.model import (
    Activity,
    Assignment,
    Completion,
    Config,
    Entry,
    Event,
    FeedOptions,
    Framework,
    Occurrence,
    Person,
    Plan,
    ReminderOptions,
)
from qa_calendar.problems import Location
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.templates import Templates

HERE = Location("framework.yaml")
NOON = datetime(2020, 11, 27, 12, tzinfo=UTC)
SOURCES = {
    path.name: path.read_text(encoding="utf-8") for path in (Path(__file__).parent.parent / "templates").glob("*.j2")
}
BUILT_IN = Templates(SOURCES, {name: f"templates/{name}" for name in SOURCES})
KELDA, KARA, STUART, IROS = "Kelda Claire", "Kara Walne", "Stuart Jones", "IROs"
STAFF = (
    Person(name=KELDA, slug="kelda-claire", role="Safeguarding SM", email="kelda.claire@example.gov.uk", location=HERE),
    Person(name=KARA, slug="kara-walne", role="Safeguarding TM", email="kara.walne@example.gov.uk", location=HERE),
    Person(name=STUART, slug="stuart-jones", role="Safeguarding TM", location=HERE),
    Person(name=IROS, slug="iros", role="Independent Reviewing Officers", group=True, location=HERE),
)
FEEDS, REMINDERS = FeedOptions(team_name="Safeguarding QA"), ReminderOptions()
FIRST_OF_NOVEMBER = "first working day of November 2020 (England): not 1 November (weekend), then Monday 2 November"
LAST_OF_NOVEMBER = "last working day of November 2020 (England): Monday 30 November"


def occurrence(
    title: str = "Care Plan Quality Audit",
    *workers: str | Assignment,
    start: date = date(2020, 11, 2),
    due: date | None = None,
    end: date | None = None,
    purpose: str = "To quality assure care plans.",
    period: str | None = None,
    categories: tuple[str, ...] = (),
    **more: object,
) -> Occurrence:
    """*title* done by *workers* from *start* on."""
    activity = Activity(
        id=title.casefold().replace(" ", "-"),
        title=title,
        purpose=purpose,
        workers=(),
        categories=categories,
        location=HERE,
    )
    entry = Entry(id=activity.id, month=Month.of(start), activity=activity, workers=(), period=period, location=HERE)
    assigned = tuple(Assignment(worker) if isinstance(worker, str) else worker for worker in workers)
    values = {"uid": f"2020-{start.month:02d}-{activity.id}@qa.example.gov.uk", "steps": ()} | more
    return Occurrence(entry=entry, start=start, end=end or start, due=due, assignments=assigned, **values)  # type: ignore[arg-type]


def plan_of(
    *occurrences: Occurrence,
    staff: tuple[Person, ...] = STAFF,
    feeds: FeedOptions = FEEDS,
    reminders: ReminderOptions = REMINDERS,
    base_url: str | None = None,
) -> Plan:
    """A plan of these occurrences and nothing else."""
    config = Config(
        calendar_id="qa.example.gov.uk",
        staff=staff,
        calendar=WorkCalendar(nation=Nation.ENGLAND),
        feeds=feeds,
        reminders=reminders,
        base_url=base_url,
        location=HERE,
    )
    framework = Framework(
        title="Quality Assurance learning framework",
        service="Safeguarding and Performance Service",
        year=2020,
        first_month=4,
        activities=(),
        entries=(),
        location=HERE,
    )
    return Plan(frameworks=(framework,), config=config, occurrences=occurrences)


def summaries(*occurrences: Occurrence) -> list[str]:
    """What the events of *occurrences* are called."""
    return [event.summary for event in events_of(plan_of(*occurrences), BUILT_IN)]


def description(work: Occurrence) -> list[str]:
    """The lines of its event's note, without the last, which names the framework."""
    (event,) = events_of(plan_of(work), BUILT_IN)
    *lines, framework = event.description.split("\n")
    assert framework == "Framework: Quality Assurance learning framework 2020-21, Safeguarding and Performance Service"
    return lines


def test_summary_names_the_worker() -> None:
    assert summaries(occurrence("Care Plan Quality Audit", KARA)) == ["Care Plan Quality Audit - Kara Walne"]


def test_summary_names_all_workers_in_the_frameworks_order() -> None:
    work = occurrence("Observation of ROA and CP Conference", KELDA, KARA, STUART)

    assert summaries(work) == ["Observation of ROA and CP Conference - Kelda Claire, Kara Walne, Stuart Jones"]


def test_summary_shows_cover() -> None:
    work = occurrence("Care Plan Quality Audit", Assignment(KELDA, covering=KARA), STUART)

    assert summaries(work) == ["Care Plan Quality Audit - Kelda Claire (covering Kara Walne), Stuart Jones"]


def test_summary_of_a_vacancy_says_unassigned() -> None:
    assert summaries(occurrence("Timeliness ICPC")) == ["Timeliness ICPC - Unassigned"]


def test_summary_keeps_the_period_and_is_one_line_of_plain_text() -> None:
    work = occurrence("Repeat\n Plan\tAudit <b>&", STUART, period="Aug – Oct")

    assert summaries(work) == ["Repeat Plan Audit <b>& (Aug – Oct) - Stuart Jones"]


def test_summary_and_description_hold_no_backslash() -> None:
    work = occurrence(r"Files in S:\Notes", KARA, purpose=r"See \\server\QA", steps=(r"a\b",))

    assert summaries(work) == ["Files in S:/Notes - Kara Walne"]
    assert description(work) == [
        "Purpose: See //server/QA",
        "Who: Kara Walne (Safeguarding TM)",
        "When: Monday 2 November 2020",
        "Why this date? A/b.",
    ]


def test_description_is_complete_on_its_own() -> None:
    work = occurrence(
        "18+ month CP Plan Audit",
        KELDA,
        STUART,
        period="April - July",
        due=date(2020, 11, 30),
        steps=(FIRST_OF_NOVEMBER, "moved to Monday 2 November because half term."),
        due_steps=(LAST_OF_NOVEMBER,),
    )

    assert description(work) == [
        "Purpose: To quality assure care plans.",
        "Who: Kelda Claire (Safeguarding SM) and Stuart Jones (Safeguarding TM)",
        "Looks back on: April - July",
        "When: Monday 2 November 2020",
        "Due: Monday 30 November 2020",
        f"Why this date? F{FIRST_OF_NOVEMBER[1:]}. Moved to Monday 2 November because half term.",
        "Why this due date? Last working day of November 2020 (England): Monday 30 November.",
    ]


def test_description_of_cover_of_a_vacancy_and_of_a_group() -> None:
    covered = occurrence("A", Assignment(KELDA, covering=KARA))

    assert description(covered)[1] == "Who: Kelda Claire (Safeguarding SM, covering Kara Walne)"
    assert description(occurrence("A"))[1] == "Who: nobody yet (unassigned)"
    assert description(occurrence("A", IROS))[1] == "Who: IROs (Independent Reviewing Officers)"


def test_done_work_has_a_check_mark_where_feeds_show_it() -> None:
    done = Completion(
        uid="u", title="A", on=date(2020, 11, 27), by=(KARA, IROS), workers=(), due=date(2020, 11, 30), recorded=NOON
    )
    work = occurrence("A", KARA, due=date(2020, 11, 30), done=done)
    shown = FeedOptions(show_done=True, due_events=True)

    event, due = events_of(plan_of(work, feeds=shown), BUILT_IN)

    assert (event.summary, due.summary) == ("✓ A - Kara Walne", "Due: ✓ A - Kara Walne")
    assert event.description.split("\n")[3:5] == [
        "Due: Monday 30 November 2020",
        "Done: Friday 27 November 2020 by Kara Walne and IROs",
    ]
    assert (event.done, event.done_by) == (due.done, due.done_by) == (date(2020, 11, 27), (KARA, IROS))


def test_done_work_is_as_any_other_where_feeds_do_not_show_it() -> None:
    done = Completion(uid="u", title="A", on=date(2020, 11, 27), by=(KARA,), workers=(), due=None, recorded=NOON)
    work = occurrence("A", KARA)

    assert events_of(plan_of(replace(work, done=done)), BUILT_IN) == events_of(plan_of(work), BUILT_IN)


def test_a_template_is_given_when_it_was_done_and_by_whom() -> None:
    source = "{{ work.done | spoken if work.done else 'open' }} {{ work.done_by | listed }}"
    mine = Templates({**SOURCES, "event.summary.j2": source}, BUILT_IN.places)
    done = Completion(uid="u", title="A", on=date(2020, 11, 27), by=(KARA,), workers=(), due=None, recorded=NOON)
    works = occurrence("A", KARA, done=done), occurrence("B", KARA)

    found = events_of(plan_of(*works, feeds=FeedOptions(show_done=True)), mine)

    assert [event.summary for event in found] == ["Friday 27 November Kara Walne", "open"]


def test_description_of_work_at_a_time_and_over_days() -> None:
    timed = occurrence("A", KARA, at=time(10, 30), minutes=90)
    long = occurrence("A", KARA, end=date(2020, 11, 4))

    assert description(timed)[2:] == ["When: Monday 2 November 2020 at 10:30, 90 minutes"]
    assert description(long)[2:] == ["When: Monday 2 November 2020 to Wednesday 4 November 2020"]


def test_an_event_carries_dates_feeds_categories_and_alarm() -> None:
    feeds = FeedOptions(alarm=1440, categories=("Quality Assurance", "Safeguarding"))
    work = occurrence("A", STUART, KARA, end=date(2020, 11, 4), categories=("Audit", "Safeguarding"))

    (event,) = events_of(plan_of(work, feeds=feeds), BUILT_IN)

    assert event == Event(
        uid="2020-11-a@qa.example.gov.uk",
        start=date(2020, 11, 2),
        end=date(2020, 11, 4),
        summary="A - Stuart Jones, Kara Walne",
        description=event.description,
        title="A",
        feeds=("kara-walne", "stuart-jones"),
        people=(Assignment(STUART), Assignment(KARA)),
        steps=work.steps,
        categories=("Quality Assurance", "Safeguarding", "Audit"),
        alarm=1440,
    )


def test_minutes_count_only_with_a_time_of_day() -> None:
    (all_day,) = events_of(plan_of(occurrence("A", KARA, minutes=60)), BUILT_IN)
    (timed,) = events_of(plan_of(occurrence("A", KARA, at=time(9), minutes=60)), BUILT_IN)

    assert (all_day.at, all_day.minutes) == (None, 0)
    assert (timed.at, timed.minutes) == (time(9), 60)


def test_a_vacancy_is_in_nobodys_feed() -> None:
    (event,) = events_of(plan_of(occurrence("A")), BUILT_IN)

    assert event.feeds == ()


def test_due_dates_become_events_when_asked_for() -> None:
    work = occurrence("A", KARA, due=date(2020, 11, 30), at=time(9))
    without = occurrence("B", KARA, start=date(2020, 12, 1))

    first, due, other = events_of(plan_of(work, without, feeds=FeedOptions(due_events=True)), BUILT_IN)

    assert due == replace(
        first,
        uid="2020-11-a.due@qa.example.gov.uk",
        start=date(2020, 11, 30),
        end=date(2020, 11, 30),
        due=None,
        at=None,
        minutes=0,
        summary="Due: A - Kara Walne",
        steps=work.due_steps,
        due_steps=(),
    )
    assert other.summary == "B - Kara Walne"


def test_events_are_by_date_then_uid_due_dates_among_them() -> None:
    work = (
        occurrence("B", KARA, due=date(2020, 12, 3)),
        occurrence("A", KARA),
        occurrence("C", KARA, start=date(2020, 12, 1)),
    )

    found = events_of(plan_of(*work, feeds=FeedOptions(due_events=True)), BUILT_IN)

    assert [event.uid.partition("@")[0] for event in found] == ["2020-11-a", "2020-11-b", "2020-12-c", "2020-11-b.due"]


def test_no_due_events_unless_asked_for() -> None:
    assert summaries(occurrence("A", KARA, due=date(2020, 11, 30))) == ["A - Kara Walne"]
