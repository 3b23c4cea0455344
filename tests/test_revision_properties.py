"""What holds of the feeds whatever is edited, in whatever order, and whenever the database is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from builders import config
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from test_plan_properties import BEGINNING, EXAMPLES, edits, events_of, frameworks, people

from qa_calendar.model import TEAM, Config, Framework
from qa_calendar.planning.news import news_of, team_news, worth_telling
from qa_calendar.planning.plan import expand
from qa_calendar.planning.revisions import Change, Kind, Revised, Revision, apply, net, revise
from qa_calendar.rendering.feeds import render_feeds
from qa_calendar.rendering.notes import with_notes
from qa_calendar.rendering.readback import Recovered, recover

QA = "qa.example.gov.uk"


@dataclass
class Team:
    """A workspace in memory: what is built, and what it remembers."""

    of: Config
    known: Recovered = field(default_factory=lambda: Recovered({}))
    feeds: Mapping[str, bytes] = field(default_factory=dict)

    def build(self, listed: Framework, of: Config, now: datetime) -> tuple[Mapping[str, Revision], Revised]:
        events = events_of(expand([listed], of))
        every = with_notes(events, of.staff, QA, self.known.revisions, now.date())
        before, revised = self.known, revise(self.known.revisions, every, now, floor=self.known.floor)
        found = render_feeds(every, revised, of.staff, of.feeds, "2020-21")
        self.feeds = {name.removesuffix(".ics"): raw for name, raw in found.items()}
        self.known = Recovered(revised.revisions, before.floor)
        return before.revisions, revised

    def lose_the_database(self) -> None:
        self.known = recover(self.feeds, QA)


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), edits)
def test_applying_what_a_build_changed_gives_what_it_published(
    listed: Framework, staff: list[Any], edited: list[Any]
) -> None:
    team, now = Team(config(*staff)), BEGINNING
    beginning, history = None, []
    for edit, entry_at, day, change, _ in edited:
        listed, team.of = edit(listed, team.of, entry_at, day, change)
        now += timedelta(days=1)

        before, revised = team.build(listed, team.of, now)

        assert apply(revised.changes, before) == revised.revisions
        beginning = before if beginning is None else beginning
        history.append(revised.changes)
    summed_up = apply(net(history), beginning or {})
    assert seen(summed_up) == seen(team.known.revisions)


def seen(revisions: Mapping[str, Revision]) -> dict[str, tuple[object, ...]]:
    """What people see of each."""
    return {
        uid: (one.start, one.end, one.due, one.feeds, one.summary, one.description)
        for uid, one in revisions.items()
        if one.live
    }


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), edits, st.sets(st.integers(0, 7)))
def test_sequence_never_falls_whatever_is_edited_and_whenever_the_database_is_lost(
    listed: Framework, staff: list[Any], edited: list[Any], lost: set[int]
) -> None:
    team, now = Team(config(*staff)), BEGINNING
    highest: dict[str, tuple[int, datetime]] = {}
    for number, (edit, entry_at, day, change, minutes) in enumerate(edited):
        if number in lost and number:
            team.lose_the_database()
        listed, team.of = edit(listed, team.of, entry_at, day, change)
        now += timedelta(minutes=abs(minutes))
        before = published(team.feeds)

        team.build(listed, team.of, now)

        for uid, (sequence, stamp, said) in published(team.feeds).items():
            known = highest.get(uid, (-1, BEGINNING))
            assert sequence >= known[0], (uid, "fell")
            assert stamp >= known[1] or uid not in before
            if uid not in before and uid in highest:
                assert sequence > known[0], (uid, "came back no higher")
            if uid in before and before[uid][2] == said:
                assert before[uid] == (sequence, stamp, said), (uid, "is stamped anew without a change")
            highest[uid] = sequence, stamp


def published(feeds: Mapping[str, bytes]) -> dict[str, tuple[int, datetime, bytes]]:
    """SEQUENCE, DTSTAMP and all the rest of each event, by UID."""
    found = {}
    for slug, raw in feeds.items():
        for event in Calendar.from_ical(raw).walk("VEVENT"):
            sequence, stamp = int(event.pop("SEQUENCE")), event.decoded("DTSTAMP")
            del event["DTSTAMP"], event["LAST-MODIFIED"]
            own = slug if str(event["UID"]).startswith("nothing") else ""
            found[own + str(event["UID"])] = sequence, stamp, event.to_ical()
    return found


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), edits)
def test_the_workers_feeds_together_are_the_team_s_less_what_nobody_does(
    listed: Framework, staff: list[Any], edited: list[Any]
) -> None:
    team, now = Team(config(*staff)), BEGINNING
    for edit, entry_at, day, change, _ in edited:
        listed, team.of = edit(listed, team.of, entry_at, day, change)

        _, revised = team.build(listed, team.of, now)

        held = {slug: blocks(raw) for slug, raw in team.feeds.items()}
        theirs = {uid: block for slug, own in held.items() if slug != TEAM for uid, block in own.items()}
        work = {uid: block for uid, block in theirs.items() if not uid.startswith("nothing")}
        vacant = {uid for uid, one in revised.revisions.items() if one.live and not one.feeds}
        assert work == {uid: block for uid, block in held[TEAM].items() if uid not in vacant | {nobody(uid)}}


def nobody(uid: str) -> str:
    """The team's own note, which is nobody's work."""
    return uid if uid.startswith("nothing") else ""


def blocks(raw: bytes) -> dict[str, bytes]:
    return {str(event["UID"]): event.to_ical() for event in Calendar.from_ical(raw).walk("VEVENT")}


@settings(deadline=None, max_examples=EXAMPLES)
@given(frameworks(), people(), edits)
def test_everybody_is_told_everything_of_theirs_and_nothing_else(
    listed: Framework, staff: list[Any], edited: list[Any]
) -> None:
    team, now = Team(config(*staff)), BEGINNING
    team.build(listed, team.of, now)
    for edit, entry_at, day, change, _ in edited:
        listed, team.of = edit(listed, team.of, entry_at, day, change)
        _, revised = team.build(listed, team.of, now + timedelta(days=1))
        today = now.date() + timedelta(days=60)

        told, names = worth_telling(revised.changes, today), team.of.names

        assert {one.change.uid for one in team_news(told, names)} == {one.uid for one in told}
        for one in revised.changes:
            assert (one in told) == (coming(one, today) and not one.uid.startswith("nothing") and not silent(one))
        for person in team.of.staff:
            theirs = {one.uid for one in told if person.slug in touched(one)}
            assert [one.change.uid for one in news_of(person, told, names)] == sorted(
                theirs, key=lambda uid: next((c.shown.start, uid) for c in told if c.uid == uid)
            )


def coming(change: Change, today: date) -> bool:
    ends = [max(one.end, one.due or one.end) for one in (change.before, change.after) if one and one.live]
    return max(ends) >= today


def silent(change: Change) -> bool:
    before, after = change.before, change.after
    if change.kind is not Kind.REWORDED or not (before and after):
        return False
    return (before.summary, before.description) == (after.summary, after.description)


def touched(change: Change) -> set[str]:
    return {slug for one in (change.before, change.after) if one and one.live for slug in one.feeds}
