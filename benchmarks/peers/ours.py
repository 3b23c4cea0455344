"""The product, by its public API and in one process, as the comparison needs it.

    ours.py whole WORKSPACES                    each is built: YAML, checks, rules, texts, revisions, feeds, state
    ours.py memory WORKSPACES [OUT]             the same as values, no state and nothing written; with OUT, its feeds
    ours.py feeds WORKSPACES EVENTS.jsonl N     rendering the feeds alone, in turn with the floor, N times
    ours.py events WORKSPACES EVENTS.jsonl      what the peers are given: dates and texts, ready

Each but the last prints one line of JSON with seconds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import floor
from common import Clock, services, write

from qa_calendar import (
    Config,
    Event,
    Revised,
    Templates,
    Workspace,
    build,
    events_of,
    expand,
    load,
    render_feeds,
    with_notes,
)
from qa_calendar import revise as revised_by
from qa_calendar.delivering.state.kept import engines_are_kept
from qa_calendar.delivering.workspace import starter
from qa_calendar.model import TEAM, EventKind
from qa_calendar.rendering.feeds import calendar_name, team_calendar_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shapes import Said, Service

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
MOST = 100
"""Of so many services the feeds alone are measured: all their events are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The events of one workspace with their revisions, before they are rendered."""

    config: Config
    years: str
    events: tuple[Event, ...]
    revised: Revised

    def feeds(self) -> dict[str, bytes]:
        """Every feed, by its file's name."""
        return render_feeds(self.events, self.revised, self.config.staff, self.config.feeds, self.years)


def whole(workspaces: Path) -> None:
    clock = Clock()
    clock.lap("import")
    with engines_are_kept():
        for root in sorted(workspaces.iterdir()):
            build(Workspace(root), NOW)
    clock.lap("build")
    clock.report()


def memory(workspaces: Path, out: Path | None) -> None:
    clock = Clock()
    clock.lap("import")
    for name, ready in _all_ready(workspaces, clock):
        feeds = ready.feeds()
        clock.lap("feeds")
        if out:
            write({file.removesuffix(".ics"): content for file, content in feeds.items()}, out / name)
    clock.report()


def feeds(workspaces: Path, source: Path, repeats: int) -> None:
    ready = [one for _, one in islice(_all_ready(workspaces, Clock()), MOST)]
    said = list(islice(services(source), MOST))
    # So many events at once are of this measurement; no build pays for walking them over and over.
    gc.collect()
    gc.freeze()
    found: dict[str, list[float]] = {"ours": [], "floor": []}
    for _ in range(repeats):
        found["ours"].append(_seconds(lambda: [one.feeds() for one in ready]))
        found["floor"].append(_seconds(lambda: [floor.serialise(one) for one in said]))
    print(json.dumps(found))


def events(workspaces: Path, source: Path) -> None:
    with source.open("w", encoding="utf-8") as lines:
        for name, ready in _all_ready(workspaces, Clock()):
            lines.write(json.dumps(_service(name, ready), ensure_ascii=False) + "\n")


def _all_ready(workspaces: Path, clock: Clock) -> Iterator[tuple[str, Ready]]:
    templates = Templates(
        {path.name: path.read_text(encoding="utf-8") for path in (starter() / "templates").glob("*.j2")}, {}
    )
    clock.lap("templates")
    for root in sorted(workspaces.iterdir()):
        yield root.name, _ready(root, templates, clock)


def _ready(root: Path, templates: Templates, clock: Clock) -> Ready:
    frameworks = {path.name: path.read_bytes() for path in sorted(root.glob("framework-*.yaml"))}
    config, programmes = load((root / "config.yaml").read_bytes(), frameworks)
    clock.lap("load")
    plan = expand(programmes, config)
    clock.lap("expand")
    planned = events_of(plan, templates)
    clock.lap("events")
    noted = with_notes(planned, config.staff, config.calendar_id, {}, NOW.date())
    revised = revised_by({}, noted, NOW)
    clock.lap("revise")
    return Ready(config=config, years=plan.years, events=noted, revised=revised)


def _service(name: str, ready: Ready) -> Service:
    calendars = {person.slug: calendar_name(person, ready.years) for person in ready.config.staff}
    return {
        "id": name,
        "stamp": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "calendars": calendars | {TEAM: team_calendar_name(ready.config.feeds, ready.years)},
        "events": [_said(event, ready.revised) for event in ready.events],
    }


def _said(event: Event, revised: Revised) -> Said:
    assert event.at is None, "the workload has days only"
    assert event.alarm in (None, 24 * 60), "its alarms are a day before"
    return {
        "uid": event.uid,
        "start": event.start.isoformat(),
        "end": (event.end + timedelta(1)).isoformat(),
        "summary": event.summary,
        "description": event.description,
        "categories": list(event.categories),
        "sequence": revised.revisions[event.uid].sequence,
        "alarm": event.alarm is not None,
        "feeds": [*event.feeds, *(() if event.kind is EventKind.NOTE else (TEAM,))],
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    mode, workspaces, *rest = sys.argv[1:]
    match mode:
        case "whole":
            whole(Path(workspaces))
        case "memory":
            memory(Path(workspaces), Path(rest[0]) if rest else None)
        case "feeds":
            feeds(Path(workspaces), Path(rest[0]), int(rest[1]))
        case "events":
            events(Path(workspaces), Path(rest[0]))
        case _:
            raise SystemExit(f"no mode '{mode}'; see the top of this file")


if __name__ == "__main__":
    main()
