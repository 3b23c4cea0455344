"""What somebody would write by hand: a workspace's YAML in, dates, two texts an event, feeds out; nothing is checked.

python benchmarks/peers/bare.py WORKSPACE OUT
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import yaml
from icalendar import Calendar, Event
from jinja2 import Environment

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
MONTHS = [f"{date(2000, month, 1):%B}" for month in range(1, 13)]
CLOSED = holidays.country_holidays("GB", subdiv="ENG")
JINJA = Environment(trim_blocks=True, autoescape=False)
SUMMARY = JINJA.from_string("{{ title }} - {{ workers | join(', ') }}")
DESCRIPTION = JINJA.from_string("""\
Purpose: {{ purpose }}
Who: {% for name in workers %}{{ name }} ({{ staff[name].role }}){{ ", " if not loop.last }}{% endfor %}

When: {{ start.strftime("%A %-d %B %Y") }}
Due: {{ due.strftime("%A %-d %B %Y") }}
Framework: {{ framework.title }} {{ framework.year }}, {{ framework.service }}
""")


def events(config: dict[str, Any], framework: dict[str, Any]) -> Iterator[tuple[Event, list[str]]]:
    """Each event of *framework*, and whose it is."""
    begins = MONTHS.index(framework["first_month"])
    people = {also: name for name, one in config["staff"].items() for also in (name, *one.get("also_known_as", ()))}
    for name, entries in framework["months"].items():
        month = MONTHS.index(name)
        days = working_days(framework["year"] + (month < begins), month + 1)
        for entry in entries:
            title, own = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
            said = {**framework["activities"][title], **own}
            rule = said.get("rule", config["rules"]["default"])["start"]
            text = said.get("title", title).replace("{period}", said.get("period", ""))
            start = days[int(number[0]) - 1 if (number := re.match(r"\d+", rule)) else 0]
            workers = [people[name] for name in said["workers"]]
            values = {**said, "title": text, "workers": workers, "start": start, "due": days[-1]}
            yield event(config, {**values, "framework": framework}), workers


def event(config: dict[str, Any], values: dict[str, Any]) -> Event:
    found = Event()
    slug = re.sub(r"\W+", "-", values["title"].lower())
    found.add("uid", f"{values['start']:%Y-%m}-{slug}@{config['calendar_id']}")
    found.add("dtstamp", NOW)
    found.add("dtstart", values["start"])
    found.add("dtend", values["start"] + timedelta(1))
    found.add("summary", SUMMARY.render(values))
    found.add("description", DESCRIPTION.render(values, staff=config["staff"]))
    found.add("categories", config["feeds"]["categories"] + values.get("categories", []))
    found.add("transp", "TRANSPARENT")
    return found


@cache
def working_days(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    days = (first + timedelta(n) for n in range(31))
    return [day for day in days if day.month == month and day.weekday() < 5 and day not in CLOSED]


def calendar(name: str) -> Calendar:
    found = Calendar()
    found.add("prodid", "-//bare//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    return found


def read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))


def main() -> None:
    workspace, out = Path(sys.argv[1]), Path(sys.argv[2])
    config = read(workspace / "config.yaml")
    calendars = {name: calendar(name) for name in config["staff"]}
    team = calendar(config["feeds"]["team_name"])
    for file in config.get("frameworks", ["framework.yaml"]):
        for one, workers in events(config, read(workspace / file)):
            for found in (team, *(calendars[name] for name in workers)):
                found.add_component(one)
    out.mkdir(parents=True, exist_ok=True)
    for name, found in {"team": team, **calendars}.items():
        (out / f"{name}.ics").write_bytes(found.to_ical())


main()
