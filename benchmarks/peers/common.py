"""What every Python program here shares: reading the events, writing the feeds, and the clock."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

TYPE_CHECKING = False  # typing's own would have to be imported, which the floor would pay for
if TYPE_CHECKING:
    from shapes import Service

_START = time.perf_counter()
PRODID = "-//qa-calendar benchmarks//EN"


class Clock:
    """Adds up seconds by phase: `lap` charges what has passed since the lap before to one of them."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}
        self._mark = _START

    def lap(self, phase: str) -> None:
        """Charge the time since the previous lap, or since the start, to *phase*."""
        now = time.perf_counter()
        self.phases[phase] = self.phases.get(phase, 0.0) + now - self._mark
        self._mark = now

    def report(self) -> None:
        """Print the phases, in seconds, as the line of JSON that the runner reads."""
        print(json.dumps({name: round(seconds, 6) for name, seconds in self.phases.items()}))


def arguments() -> tuple[Path, Path]:
    """EVENTS.jsonl and the folder to write to, as they were given."""
    return Path(sys.argv[1]), Path(sys.argv[2])


def services(source: Path) -> Iterator[Service]:
    """What is in *source*, a service a line: nobody has to hold more than one of them."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write(feeds: Mapping[str, bytes], folder: Path) -> None:
    """Write each of *feeds* as NAME.ics into *folder*, which is not there yet."""
    folder.mkdir(parents=True)
    for name, content in feeds.items():
        (folder / f"{name}.ics").write_bytes(content)
