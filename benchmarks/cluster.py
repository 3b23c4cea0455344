"""A bulk rebuild on Dask: `client.map` of `build_one` on two workers, one of which is killed in the middle.

    python -m pip install ".[cluster]"
    python benchmarks/cluster.py [--services 100] [--workers 2]

It ends with 1 where a service is neither done nor found to have nothing to do, or a feed is missing or torn. Whatever a
worker that is killed was at, or was the only one to know, Dask does again: by then it has nothing to do, or is done.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster, as_completed
from workload import Service, services, write

from qa_calendar import Outcome, build_one
from qa_calendar.delivering.many.outcome import Result

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PEOPLE, YEARS = 5, 2
PATIENCE = 600


def main() -> int:
    """Do it, and print what came of it; 1 where anything is wrong."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        made = list(services(options.services, PEOPLE, YEARS))
        roots = [write(service, Path(name)) for service in made]
        began = time.perf_counter()
        with _cluster(options.workers) as cluster, Client(cluster) as client:
            started = time.perf_counter()
            first, pid = built(client, roots, kill_after=len(roots) // 3)
            done = time.perf_counter()
            again, _ = built(client, roots)
            ended = time.perf_counter()
        wrong = [*wrong_in(first), *wrong_in(again), *missing(made, roots)]
    how = f"{options.workers} workers, one (process {pid}) killed after {len(roots) // 3} outcomes"
    print(f"{len(roots)} services of {PEOPLE} people and {YEARS} years, {how}\n")
    print("| | s | done | nothing to do |\n|---|---|---|---|")
    print(f"| the workers begin | {started - began:.1f} | | |")
    print(_row("first build, killed in the middle", done - started, first))
    print(_row("the same again", ended - done, again))
    print("\n  ".join([f"\nwrong: {len(wrong)}", *wrong[:20]]))
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _cluster(workers: int) -> LocalCluster:
    # A process takes one workspace at a time: most of it is Python, of which one thread runs.
    return LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None)


def built(client: Client, roots: Sequence[Path], kill_after: int | None = None) -> tuple[list[Outcome], int | None]:
    """What comes of each of *roots*, and the process that was killed after so many outcomes."""
    futures = client.map(build_one, roots, now=NOW, pure=False, retries=2)
    killed = None
    if kill_after is not None:
        waiting = as_completed(futures)
        for _ in range(kill_after):
            next(waiting)
        killed = _kill_one(client)
    return client.gather(futures), killed


def _kill_one(client: Client) -> int:
    """End a worker's process as a power cut does; its nanny starts another in its place."""
    pids: dict[str, Any] = client.run(os.getpid)
    pid = int(next(iter(pids.values())))
    os.kill(pid, signal.SIGKILL)
    return pid


def wrong_in(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Each service that is neither done nor found to have nothing to do."""
    for one in outcomes:
        if one.result not in (Result.DONE, Result.NOTHING):
            yield f"{one.calendar_id}: {one.result.value}: {'; '.join(one.troubles)}"


def missing(made: Sequence[Service], roots: Sequence[Path]) -> Iterator[str]:
    """What is missing or torn of the feeds: one for each of a service's people, and the team's."""
    for service, root in zip(made, roots, strict=True):
        feeds = list((root / "out" / "feeds").glob("*.ics"))
        if len(feeds) != len(service.people) + 1 or root / "out" / "feeds" / "team.ics" not in feeds:
            yield f"{service.id} has {len(feeds)} feeds"
        yield from (f"{path} is torn" for path in feeds if not path.read_bytes().endswith(b"END:VCALENDAR\r\n"))


def _row(what: str, seconds: float, outcomes: Sequence[Outcome]) -> str:
    counts = Counter(one.result for one in outcomes)
    return f"| {what} | {seconds:.1f} | {counts[Result.DONE]} | {counts[Result.NOTHING]} |"


if __name__ == "__main__":
    sys.exit(main())
