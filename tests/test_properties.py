"""The properties of an event: written, read back and fingerprinted, each in one place."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from qa_calendar.model import Assignment, Event, FeedOptions
from qa_calendar.planning.revisions import revise
from qa_calendar.rendering.contentlines import printable
from qa_calendar.rendering.feeds import event_lines, render_feed
from qa_calendar.rendering.properties import ALARM, PROPERTIES, read_back

NOW = datetime(2020, 3, 30, 9, tzinfo=UTC)
WRITTEN = tuple(name for one in (*PROPERTIES, ALARM) for name in one.fields)
NOT_WRITTEN = {
    "uid": "a line of its own: a revision goes by it",
    "feeds": "which files it stands in",
    "shared": "as feeds",
    "steps": "of the reason a change is told with; the description says it to people",
    "due_steps": "as steps",
    "brief": "as steps",
    "due_brief": "as steps",
    "staffing": "as steps",
}
AUDIT = Event(
    uid="2020-04-peer-audit@qa.example.gov.uk",
    start=date(2020, 4, 1),
    end=date(2020, 4, 1),
    summary="Peer Audit - Kara Walne",
    description="To share good practice.",
    title="Peer Audit",
    categories=("Quality Assurance", "Audit"),
)


def read(event: Event) -> Event:
    """*event* as it comes out of a feed, parsed by icalendar."""
    revised = revise({}, [event], NOW).revisions
    feed = render_feed("x", [event_lines(event, revised[event.uid])], FeedOptions(), event.at is not None)
    (vevent,) = Calendar.from_ical(feed).walk("VEVENT")
    return Event(uid=str(vevent["UID"]), **read_back(vevent))


def remembered(event: Event) -> Event:
    """*event* less what no feed says."""
    unsaid = {one.name: one.default for one in fields(Event) if one.name in NOT_WRITTEN and one.default is not MISSING}
    return replace(event, **unsaid)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90).map(
    lambda text: " ".join(printable(text).split())
)
some_text = texts.filter(bool)
names = st.sampled_from(["Kara Walne", "Siân O’Neill", "Ann, Lee; Bob", "Łukasz"])
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@st.composite
def events(draw: st.DrawFn) -> Event:
    start, timed = draw(days), draw(st.booleans())
    done = draw(st.none() | days)
    return Event(
        uid="2020-04-peer-audit@qa.example.gov.uk",
        start=start,
        end=start if timed else start + draw(st.integers(0, 40)) * timedelta(days=1),
        at=time(draw(st.integers(0, 23)), draw(st.integers(0, 59))) if timed else None,
        minutes=draw(st.integers(0, 600)) if timed else 0,
        summary=draw(some_text),
        description=draw(st.just("") | some_text),
        title=draw(some_text),
        categories=tuple(draw(st.lists(some_text, max_size=3, unique=True))),
        people=tuple(draw(st.lists(st.builds(Assignment, names, st.none() | names), max_size=3))),
        due=draw(st.none() | days),
        alarm=draw(st.none() | st.integers(0, 20000)),
        done=done,
        done_by=tuple(draw(st.lists(names, max_size=2))) if done else (),
        place=draw(st.just("") | some_text),
        link=draw(st.sampled_from(["", "https://intranet.example.gov.uk/tool?a=1;b,2&c=é#x"])),
    )


@settings(deadline=None, max_examples=200)
@given(events())
def test_what_is_written_is_read_back_and_has_the_same_digest(event: Event) -> None:
    found = read(event)

    assert found == remembered(event)
    assert found.digest == event.digest


def test_every_field_is_written_and_read_back_or_said_not_to_be() -> None:
    assert sorted((*WRITTEN, *NOT_WRITTEN)) == sorted(one.name for one in fields(Event))


def test_a_digest_is_what_it_always_was() -> None:
    # Another one rewords every event that is published, of every service, at once.
    assert AUDIT.digest == "9be3ed6604131c53e63596109b91e898020ac7bda37769d89135879e0f9d74e8"
    assert replace(AUDIT, alarm=1440).digest == "98a98516d314c9dc095c8485e710a393fc01752c258106176fa4af0aa6f632ad"


@pytest.mark.parametrize(
    "said",
    [{"summary": "x"}, {"description": "x"}, {"categories": ("x",)}, {"alarm": 0}],
    ids=lambda said: next(iter(said)),
)
def test_what_is_said_is_in_the_digest(said: dict[str, Any]) -> None:
    assert replace(AUDIT, **said).digest != AUDIT.digest


@pytest.mark.parametrize(
    "other",
    [
        {"uid": "x"},
        {"start": date(2020, 5, 1)},
        {"end": date(2020, 5, 1)},
        {"at": time(9)},
        {"minutes": 5},
        {"title": "x"},
        {"feeds": ("x",)},
        {"people": (Assignment("x"),)},
        {"due": date(2020, 5, 1)},
        {"done": date(2020, 5, 1)},
        {"done_by": ("x",)},
        {"steps": ("x",)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_who_when_and_why_are_not_in_the_digest(other: dict[str, Any]) -> None:
    assert replace(AUDIT, **other).digest == AUDIT.digest
