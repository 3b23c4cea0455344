"""What is done before anything is timed: the workspaces, the peers' events, and a check of both against the workload.

The product makes the texts, so that all say the same; who does what on which day is worked out here once more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from days import working_day
from workload import SIZES, Activity, Service, services, write

OURS = Path(__file__).parent / "peers" / "ours.py"

_Row = tuple[str, str, str, tuple[str, ...]]
"""An event's summary, its first day, the day after it, and the calendars that hold it, by their names."""


class PreparationError(Exception):
    """The events that the product made are not those of the workload."""


def workspaces(size: str, folder: Path) -> None:
    """Write the workspaces of *size* into *folder*, each fresh: no state, no feeds."""
    for service in services(*SIZES[size]):
        write(service, folder)


def events(size: str, source: Path, target: Path) -> dict[str, int]:
    """Write what peers read to *target*, from the workspaces in *source*; and how many events and feeds there are.

    Raises PreparationError with the first service that differs from the workload.
    """
    subprocess.run([sys.executable, str(OURS), "events", str(source), str(target)], check=True)
    counts = Counter[str]()
    with target.open(encoding="utf-8") as lines:
        for service, line in zip(services(*SIZES[size]), lines, strict=True):
            said = json.loads(line)
            _check(service, said)
            counts["events"] += len(said["events"])
            counts["feeds"] += len(said["calendars"])
            counts["vevents"] += sum(len(event["feeds"]) for event in said["events"])
    return dict(counts)


def _check(service: Service, said: dict[str, Any]) -> None:
    wanted, found = Counter(_wanted(service, date.fromisoformat(said["stamp"][:10]))), Counter(_found(said))
    if wanted != found:
        missing, extra = list((wanted - found).elements())[:1], list((found - wanted).elements())[:1]
        raise PreparationError(f"{service.id}: the workload has {missing}, the product {extra}")
    purposes = {_summary(one): one.purpose.replace("\\", "/") for one in service.activities}
    for event in said["events"]:
        purpose = purposes.get(event["summary"])
        if purpose is not None and not event["description"].startswith(f"Purpose: {purpose}\nWho: "):
            raise PreparationError(f"{event['uid']}: the workload's purpose is '{purpose}'")


def _wanted(service: Service, today: date) -> Iterator[_Row]:
    years = service.years
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1] % 100:02d}"
    team = f"{service.name} {span}"
    for year in years:
        for one in service.activities:
            day = working_day(year, one.month, one.working_day)
            calendars = sorted([team, *(f"QA - {name} {span}" for name in one.workers)])
            yield _summary(one), day.isoformat(), (day + timedelta(1)).isoformat(), tuple(calendars)
    busy = {name for one in service.activities for name in one.workers}
    for name in set(service.people) - busy:
        # A feed is never empty: it says so, on the day of the build.
        after = today + timedelta(1)
        yield "No QA work planned for you", today.isoformat(), after.isoformat(), (f"QA - {name} {span}",)


def _found(said: dict[str, Any]) -> Iterator[_Row]:
    for event in said["events"]:
        calendars = sorted(said["calendars"][name] for name in event["feeds"])
        yield event["summary"], event["start"], event["end"], tuple(calendars)


def _summary(activity: Activity) -> str:
    return f"{activity.title} - {', '.join(activity.workers)}"
