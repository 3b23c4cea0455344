"""Whole programmes of two kinds in the framework's words, and what becomes of them when a word changes.

`python tests/test_programmes.py` writes their plans in tests/data/ anew; read the difference afterwards.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import CalendarStream
from icalendar import Calendar, Event
from test_cli import invoke
from test_feed_properties import read_by_ical
from workspaces import built, edit, feeds

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import Plan
from qa_calendar.planning.revisions import Kind
from qa_calendar.problems import LosesIdentityError

DATA = Path(__file__).parent / "data"
PROGRAMMES = ("programme-a", "programme-b")
EARLY = datetime(2025, 8, 1, 9, tzinfo=UTC)


def workspace(folder: Path, name: str) -> Workspace:
    """A copy of a programme to work on."""
    root = folder / name
    shutil.copytree(DATA / name, root)
    return Workspace(root)


def lines(plan: Plan) -> list[str]:
    """A plan as it is kept: the UID's stem, when it is and is due, its title, who does it, and what is skipped."""
    dated = [
        f"{one.uid.partition('@')[0]}: {one.start:%a} {one.start}{f' {one.at:%H:%M}' if one.at else ''} to {one.end},"
        f" due {one.due}: {one.title}: {', '.join(map(str, one.assignments)) or 'nobody'}"
        for one in plan.occurrences
    ]
    return [*dated, *(f"{one.uid.partition('@')[0]}: {one.because}" for one in plan.skipped)]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_means_what_its_table_says(name: str) -> None:
    expected = (DATA / name / "plan.txt").read_text(encoding="utf-8").splitlines()

    assert lines(Workspace(DATA / name).read().plan) == expected


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_check_page_message_and_feed_of_it_is_sound(name: str, tmp_path: Path) -> None:
    here = workspace(tmp_path, name)

    ended = invoke("check", "--today", "2025-08-01", folder=here.root)
    built(here, EARLY)

    assert (ended.exit_code, ended.stderr) == (0, "")
    for content in feeds(here).values():
        first = {str(one["UID"]) for one in Calendar.from_ical(content).walk("VEVENT")}
        assert first == set(read_by_ical(content)[1])


def events(here: Workspace, slug: str = "team") -> dict[str, Event]:
    """The events of a feed by the stem of their UIDs."""
    found = Calendar.from_ical(feeds(here)[f"{slug}.ics"]).walk("VEVENT")
    return {str(one["UID"]).partition("@")[0]: one for one in found}


def test_place_link_and_details_are_in_the_event(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)

    conference, circle = (
        events(here)[stem] for stem in ("2025-11-learning-conference", "2025-W38-reflective-learning-circle")
    )
    assert str(conference["URL"]) == "https://learning.example.org/conference?year=2026"
    assert "Audience: all teams\nReports to: Adults Board\nMore: https://learning" in str(conference["DESCRIPTION"])
    assert "Who: nobody yet (unassigned)" in str(conference["DESCRIPTION"])
    assert "Purpose" not in str(conference["DESCRIPTION"])
    assert str(circle["LOCATION"]) == "Civic Centre, room 4"
    (calendar,) = CalendarStream.from_ics(feeds(here)["team.ics"].decode()).calendars
    second = calendar.events
    assert {one.location for one in second if one.location} == {"Civic Centre, room 4"}
    assert {str(one.url) for one in second if one.url} == {"https://learning.example.org/conference?year=2026"}


def test_an_alarm_and_a_due_event_may_be_one_activity_s_own(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)

    alarms = {stem for stem, one in events(here).items() if one.walk("VALARM")}
    assert {stem.partition("-reflective")[2] for stem in alarms} == {"-learning-circle"}
    due = sorted(stem for stem in events(here) if stem.endswith(".due"))
    assert due == ["2025-11-learning-conference.due", "2026-03-learning-conference.due"]


def test_a_count_of_weeks_keeps_its_time_on_the_wall_when_clocks_change(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)

    starts = [one.decoded("DTSTART") for stem, one in sorted(events(here).items()) if "circle" in stem]
    assert {start.timetz().replace(tzinfo=None) for start in starts} == {time(14)}
    assert {start.astimezone(UTC).hour for start in starts} == {13, 14}
    assert all(start.tzinfo == ZoneInfo("Europe/London") for start in starts)
    # Over New Year and half term; one was put on another day.
    assert [f"{start:%m-%d}" for start in starts[3:7]] == ["12-10", "01-07", "02-05", "03-04"]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("theme: Self-neglect", "theme: Hoarding", {"2025-11-learning-conference", "2025-11-learning-conference.due"}),
        (
            "on: 2025-11-20",
            "on: 2025-11-19",
            {"2025-11-learning-conference", "2025-11-learning-conference.due", "2025-10-thematic-report"},
        ),
        ("start: third Friday", "start: third Thursday", {"2026-03-thematic-report"}),
        ("14:00", "15:00", None),
        ("room 4", "room 5", None),
    ],
)
def test_a_uid_stays_when_a_date_a_theme_a_weekday_or_a_place_changes(
    tmp_path: Path, old: str, new: str, changed: set[str] | None
) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)
    before = events(here)
    edit(here, "framework.yaml", old, new)

    built(here, EARLY)

    after = events(here)
    assert set(after) == set(before)
    differ = {stem for stem in before if before[stem].to_ical() != after[stem].to_ical()}
    assert differ == (changed or {stem for stem in before if "circle" in stem})


def test_a_rule_that_begins_later_leaves_every_earlier_event_s_bytes_alone(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-a")
    built(here, EARLY)
    before = events(here)
    edit(
        here,
        "framework.yaml",
        'rule: {start: third Wednesday, at: "10:00", lasts: 2 hours}',
        'rule: [{start: third Wednesday, at: "10:00", lasts: 2 hours}, '
        '{from: September 2026, start: first Tuesday, at: "09:30", lasts: 2 hours}]',
    )

    found = built(here, EARLY)

    after = events(here)
    differ = {stem for stem in before if before[stem].to_ical() != after[stem].to_ical()}
    assert differ == {stem for stem in before if stem.endswith("moderation-panel") and stem >= "2026-09"}
    assert {change.kind for change in found.changes} == {Kind.MOVED}


def test_naming_somebody_is_news_to_them(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)
    edit(here, "framework.yaml", "  Learning conference:\n", "  Learning conference:\n    workers: [Lena Holt]\n")

    built(here, EARLY)

    told = next((here.root / "out" / "news").rglob("lena-holt.txt")).read_text(encoding="utf-8")
    assert "NEW TO YOU" in told
    assert "Learning conference (Self-neglect)" in told
    assert "Audience: all teams" in told


def test_what_is_past_keeps_its_day_when_a_date_before_it_is_taken_out(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    edit(here, "framework.yaml", "{on: 2025-11-27, skip: true, because: no speaker}", "2025-11-27")
    built(here, EARLY)
    edit(here, "framework.yaml", "      - {on: 2025-11-20, theme: Self-neglect}\n", "")

    with pytest.raises(LosesIdentityError) as caught:
        built(here, datetime(2025, 12, 1, 9, tzinfo=UTC))

    assert str(caught.value).splitlines() == [
        "nothing written:",
        (
            "'Learning conference' of November 2025 was on Thursday 20 November 2025, and would be on Thursday 27 "
            "November."
        ),
        (
            "Dates are told apart by their place in the list: put the old one back, as {on: …, skip: true, "
            "because: …} if it did not take place."
        ),
        "If that is what happened, run `qa-calendar build --force`.",
    ]
    assert built(here, EARLY).changes != ()


def test_done_and_explain_take_the_day_that_was_meant(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-a")

    several = invoke("done", "MASH threshold dip sample", "--month", "April", "--today", "2026-05-01", folder=here.root)
    one = invoke("done", "MASH threshold dip sample", "--date", "2026-04-03", "--today", "2026-04-09", folder=here.root)
    why = invoke("explain", "MASH threshold dip sample", "--date", "2026-04-03", folder=here.root)
    named = invoke("explain", "LADO annual audit", "--month", "October", folder=here.root)

    said = " ".join(several.output.replace("│", " ").split())
    assert "is in April 2026 2 times: say which, with --date 2026-04-03 or 2026-04-17" in said
    assert "done on Thursday 9 April 2026 by Gareth Hughes, on time. `qa-calendar done" in one.stdout
    assert "--date 2026-04-03 --undo` takes it back" in one.stdout
    assert named.stdout.startswith("LADO annual audit, October 2026: nobody\n")
    assert why.stdout.splitlines()[1:3] == [
        "  2026-04-07  Tuesday 7 April 2026",
        "    every 2 weeks from Friday 3 April 2026: Friday 3 April 2026",
    ]


def test_the_planner_shows_what_has_no_date_and_what_is_said_beside(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")

    ended = invoke("plan", "--html", str(here.root / "planner.html"), "--today", "2025-11-03", folder=here.root)

    page = (here.root / "planner.html").read_text(encoding="utf-8")
    assert ended.exit_code == 0
    assert "As required, without a date: Safeguarding Adults Review." in page
    assert '<a href="https://learning.example.org/conference?year=2026" rel="noreferrer">' in page
    assert "Civic Centre, room 4" in page


@pytest.mark.parametrize(
    ("argv", "count"),
    [(("--only", "L17"), 2), (("--only", "l09", "--only", "L17"), 3), ((), 5)],
)
def test_check_shows_only_what_is_asked_for(tmp_path: Path, argv: tuple[str, ...], count: int) -> None:
    here = workspace(tmp_path, "programme-b")

    ended = invoke("check", *argv, "--today", "2025-08-01", folder=here.root)

    assert sum(": L" in line for line in ended.stdout.splitlines()) == count


def test_a_remark_is_silenced_for_one_activity(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    with (here.root / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("lint: {ignore: {L09: {Deep dive: it goes round}, L17: {Nobody: x}}}\n")

    wrong = invoke("check", "--only", "L09", folder=here.root)
    edit(here, "config.yaml", ", L17: {Nobody: x}", "")
    right = invoke("check", "--only", "L09", "--today", "2025-08-01", folder=here.root)

    assert "no activity 'Nobody' in framework.yaml" in wrong.stderr
    assert right.stdout == "No errors, 0 warnings, 0 notes.\n"


def test_check_shows_fifty_lines_at_most_unless_told_to_show_all(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    months = "".join(f"  Audit {n}: {{workers: [Nobody {n}]}}\n" for n in range(60))
    edit(here, "framework.yaml", "activities:\n", f"activities:\n{months}")

    some = invoke("check", folder=here.root).stderr.splitlines()
    whole = invoke("check", "--all", folder=here.root).stderr.splitlines()

    assert (len(some), some[-1]) == (51, "… and 10 more; `qa-calendar check --all` shows them")
    assert len(whole) == 60


def test_a_year_in_the_title_is_said_once(tmp_path: Path) -> None:
    here = workspace(tmp_path, "programme-b")
    built(here, EARLY)

    assert "Framework: Learning and Audit Calendar 2025-26, Adult Safeguarding" in str(
        events(here)["2025-09-deep-dive"]["DESCRIPTION"]
    )


if __name__ == "__main__":
    for programme in PROGRAMMES:
        text = "\n".join(lines(Workspace(DATA / programme).read().plan)) + "\n"
        (DATA / programme / "plan.txt").write_text(text, encoding="utf-8", newline="\n")
