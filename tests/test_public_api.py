"""The package's own names, as a program that uses it would import them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import qa_calendar

ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there() -> None:
    assert [name for name in qa_calendar.__all__ if not hasattr(qa_calendar, name)] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'qa_calendar' has no attribute 'parse'"):
        _ = qa_calendar.parse


def test_the_docstring_is_the_way_to_use_it() -> None:
    config_text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    framework_text = (ROOT / "framework.yaml").read_text(encoding="utf-8")
    sources = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "templates").glob("*.j2")}

    config, frameworks = qa_calendar.load(config_text, {"framework.yaml": framework_text})
    plan = qa_calendar.expand(frameworks, config)
    events = qa_calendar.events_of(plan, qa_calendar.Templates(sources, {}))
    revised = qa_calendar.revise({}, events, datetime(2020, 3, 30, tzinfo=UTC))
    feeds = qa_calendar.render_feeds(events, revised, config.staff, config.feeds, plan.years)

    counted = {name: raw.count(b"BEGIN:VEVENT") for name, raw in feeds.items()}
    assert counted == {
        "kelda-claire.ics": 23,
        "kara-walne.ics": 12,
        "stuart-jones.ics": 15,
        "claire-turnbull.ics": 2,
        "iros.ics": 2,
        "team.ics": 40,
    }
