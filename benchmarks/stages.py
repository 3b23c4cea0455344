"""Where the time of a build goes: processor time of each stage, for one service of the workload, in one process.

    python benchmarks/stages.py [SERVICES [postgresql://…]]

The state is in a SQLite file of each service, or in that database. The stages in memory are medians over services, each
seen once; the rest of a whole build is its state and its files, which are also written with nothing around it.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from workload import services, write

from qa_calendar import Workspace, build_one, events_of, expand, load, render_feeds, revise, with_notes
from qa_calendar.delivering.state.kept import engines_are_kept

NOW = datetime(2025, 12, 1, 9, tzinfo=UTC)
Made = TypeVar("Made")


class Stages:
    """How many seconds each stage took, by its name, service by service."""

    def __init__(self) -> None:
        self.took: defaultdict[str, list[float]] = defaultdict(list)

    def time(self, stage: str, make: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = make()
        self.took[stage].append(time.process_time() - began)
        return made


def in_memory(root: Path, stages: Stages) -> None:
    """Everything up to the feeds' bytes, nothing written."""
    files = {path.name: path.read_bytes() for path in sorted(root.glob("framework-*.yaml"))}
    content, templates = (root / "config.yaml").read_bytes(), Workspace(root).read().templates
    config, frameworks = stages.time("YAML and its checks", lambda: load(content, files))
    plan = stages.time("rules", lambda: expand(frameworks, config))
    planned = stages.time("texts", lambda: events_of(plan, templates))
    events = with_notes(planned, config.staff, config.calendar_id, {}, NOW.date())
    revised = stages.time("revisions", lambda: revise({}, events, NOW))
    stages.time("feeds", lambda: render_feeds(events, revised, config.staff, config.feeds, plan.years))


def kept(root: Path, target: Path, stages: Stages) -> None:
    """Write what a build of *root* has left once more into *target*, as safely, and do nothing else."""
    feeds = {path.name: path.read_bytes() for path in sorted((root / "out" / "feeds").iterdir())}
    with closing(sqlite3.connect(root / "state" / "qa-calendar.db")) as found:
        tables = found.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'").fetchall()
        rows = {name: found.execute(f"SELECT * FROM {name}").fetchall() for name, _ in tables}

    def write() -> None:
        (target / "state").mkdir(parents=True)
        with closing(sqlite3.connect(target / "state" / "qa-calendar.db")) as made, made:
            made.execute("BEGIN")
            for name, sql in tables:
                made.execute(sql)
                if some := rows[name]:
                    made.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
        (target / "feeds").mkdir()
        for name, content in feeds.items():
            beside = target / "feeds" / f"{name}.tmp"
            with beside.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(target / "feeds" / name)

    stages.time("feeds and rows written, at the least", write)


def main() -> None:
    count, state, stages = int(sys.argv[1]) if len(sys.argv) > 1 else 100, next(iter(sys.argv[2:]), None), Stages()
    with tempfile.TemporaryDirectory() as name, engines_are_kept():
        for number, service in enumerate(services(count + 1, 5, 2)):
            root = write(service, Path(name))
            told = stages if number else Stages()  # the first loads and compiles
            told.time("whole, first build", lambda root=root: build_one(root, NOW, state=state))
            told.time("whole, nothing changed", lambda root=root: build_one(root, NOW, state=state))
            in_memory(root, told)
            if state is None:
                kept(root, Path(name) / "kept" / root.name, told)
    for stage, took in stages.took.items():
        print(f"{stage:36} {statistics.median(took) * 1e3:7.2f} ms a service")
    first, same = (statistics.median(stages.took[f"whole, {what}"]) for what in ("first build", "nothing changed"))
    print(f"nothing changed: {first / same:.0f} x faster than the first build")


main()
