"""Plans of 6, 12 and 24 years: what planning, and rendering events, cost for an event, beside that of 6 years."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

from qa_calendar.delivering.workspace import starter
from qa_calendar.model import Framework
from qa_calendar.planning.plan import expand
from qa_calendar.reading.load import load
from qa_calendar.rendering.events import events_of
from qa_calendar.rendering.templates import Templates

YEARS, ROUNDS = (6, 12, 24), 5


def of_year(framework: Framework, year: int) -> Framework:
    entries = (replace(one, month=one.month.plus(12 * (year - framework.year))) for one in framework.entries)
    return replace(framework, year=year, entries=tuple(entries))


def main() -> None:
    source: Path = starter()
    files = [(source / name).read_text(encoding="utf-8") for name in ("config.yaml", "framework.yaml")]
    config, (framework,) = load(files[0], {"framework.yaml": files[1]})
    sources = {path.name: path.read_text(encoding="utf-8") for path in (source / "templates").glob("*.j2")}
    templates = Templates(sources, {})
    found: dict[int, list[tuple[float, float]]] = {years: [] for years in YEARS}
    for _ in range(ROUNDS):
        for years in YEARS:
            programmes = [of_year(framework, framework.year + n) for n in range(years)]
            began = time.perf_counter()
            plan = expand(programmes, config)
            planned = time.perf_counter()
            made = len(events_of(plan, templates))
            ended = time.perf_counter()
            found[years].append(((planned - began) / made, (ended - planned) / made))
    of_six = [statistics.median(times) for times in zip(*found[YEARS[0]], strict=True)]
    for years, each in found.items():
        planning, rendering = (statistics.median(times) for times in zip(*each, strict=True))
        costs = f"planning {planning * 1e6:6.1f} us, rendering {rendering * 1e6:6.1f} us an event"
        print(f"{years:3} years: {costs}, {planning / of_six[0]:5.2f} x and {rendering / of_six[1]:5.2f} x that of 6")


main()
