"""What was measured, as Markdown: a table for each size, one for growth, and what the product is held to."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from programs import Program

MOST_MEMORY = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a whole process: seconds of wall and processor, peak memory (MB, 2^20 bytes), and what it *said*."""

    size: str
    turn: int
    program: str
    seconds: float
    cpu: float
    peak: float
    said: Mapping[str, float | Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All runs; *counts* are the events, feeds and VEVENTs of each size, *form* what is odd, by size and program."""

    runs: Sequence[Run]
    programs: Sequence[Program]
    counts: Mapping[str, Mapping[str, int]]
    form: Mapping[tuple[str, str], Mapping[str, int]]

    def of(self, size: str, program: str) -> list[Run]:
        """The runs of *program* on *size*, by turn."""
        return [run for run in self.runs if (run.size, run.program) == (size, program)]

    def ratio(self, size: str, program: str, other: str) -> float | None:
        """How many times as long as *other* it takes: the median of what each turn says."""
        return _median(
            one.seconds / two.seconds for one, two in zip(self.of(size, program), self.of(size, other), strict=False)
        )

    def an_event(self, size: str, program: str) -> float | None:
        """Microseconds of the whole process for an event."""
        return _median(run.seconds / self.counts[size]["events"] * 1e6 for run in self.of(size, program))

    def growth(self, program: str, smaller: str, larger: str) -> float | None:
        """How many times as long an event takes on *larger* as on *smaller*: the median of what each turn says."""
        pairs = zip(self.of(larger, program), self.of(smaller, program), strict=False)
        return _median(
            (one.seconds / self.counts[larger]["events"]) / (two.seconds / self.counts[smaller]["events"])
            for one, two in pairs
        )

    def peak(self, size: str, program: str) -> float | None:
        """Peak memory, in MB."""
        return _median(run.peak for run in self.of(size, program))

    def feeds_alone(self, size: str) -> list[tuple[float, float]]:
        """Seconds for the feeds, ours and the floor's, of each time they were rendered in turn."""
        pairs: list[tuple[float, float]] = []
        for run in self.of(size, "feeds"):
            ours, floor = run.said["ours"], run.said["floor"]
            assert isinstance(ours, Sequence)
            assert isinstance(floor, Sequence)
            pairs += zip(ours, floor, strict=True)
        return pairs

    def feeds_ratio(self, size: str) -> float | None:
        """How many times as long as the floor our feeds take, without all that leads to them."""
        return _median(ours / floor for ours, floor in self.feeds_alone(size))


def lines(results: Results) -> Iterator[str]:
    """All of it."""
    for size in results.counts:
        yield from (*_of_size(results, size), "")
    if len(results.counts) > 1:
        yield from (*_growth(results), "")
    yield from _held_to(results)


def _of_size(results: Results, size: str) -> Iterator[str]:
    counts = results.counts[size]
    said = f"{counts['events']:,} events, {counts['vevents']:,} VEVENTs in {counts['feeds']:,} feeds"
    yield f"### {size}: {said}\n"
    others = ("floor", "ical-generator", "icalendar")
    heads = ["program", "s", "CPU s", "of it serialising, s", "peak MB", *(f"× {name}" for name in others)]
    yield from _head(heads)
    for program in results.programs:
        if (runs := results.of(size, program.name)) and program.name != "feeds":
            serialising = [run.said.get("serialise", run.said.get("feeds")) for run in runs]
            times = [one for one in serialising if isinstance(one, float)]
            yield _row(
                program.title,
                _median(run.seconds for run in runs),
                _median(run.cpu for run in runs),
                _median(times),
                _median(run.peak for run in runs),
                *(results.ratio(size, program.name, other) for other in others),
            )
    yield from _notes(results, size)


def _notes(results: Results, size: str) -> Iterator[str]:
    if pairs := results.feeds_alone(size):
        ours, floor = (_short(statistics.median(times) * 1e3) for times in zip(*pairs, strict=True))
        ratio, first = _short(results.feeds_ratio(size)), _short(_median(_first_ratios(results, size)))
        yield f"\nfeeds alone: ours {ours} ms, the floor {floor} ms: {ratio} ×; {first} × the first time in a process"
    for program in results.programs:
        if odd := results.form.get((size, program.name)):
            yield f"\nform, {program.title}: " + "; ".join(f"{kind} ({count:,})" for kind, count in sorted(odd.items()))


def _first_ratios(results: Results, size: str) -> Iterator[float]:
    pairs = results.feeds_alone(size)
    each = len(pairs) // len(results.of(size, "feeds"))
    yield from (ours / floor for ours, floor in pairs[::each])


def _growth(results: Results) -> Iterator[str]:
    sizes = list(results.counts)
    steps = list(pairwise(sizes))
    yield "### growth\n"
    heads = [f"µs an event, {size}" for size in sizes] + [f"{two} / {one}" for one, two in steps]
    yield from _head(["program", *heads, *(f"peak MB, {size}" for size in sizes)])
    for program in results.programs:
        if program.name != "feeds" and any(results.of(size, program.name) for size in sizes):
            yield _row(
                program.title,
                *(results.an_event(size, program.name) for size in sizes),
                *(results.growth(program.name, one, two) for one, two in steps),
                *(results.peak(size, program.name) for size in sizes),
            )


@dataclass(frozen=True, slots=True)
class Held:
    """What was *measured*, None where it was not, beside its *bound*, which is the most it may be, or the least."""

    what: str
    measured: float | None
    bound: float
    is_least: bool = False

    def row(self) -> str:
        """Its row of the table."""
        sign = "≥" if self.is_least else "≤"
        if self.measured is None:
            return f"| {self.what} | not measured | {sign} {self.bound} | |"
        is_kept = self.measured >= self.bound if self.is_least else self.measured <= self.bound
        return f"| {self.what} | {_short(self.measured)} | {sign} {self.bound} | {'ok' if is_kept else 'over'} |"


def bounds(results: Results) -> Iterator[Held]:
    """What the product is held to, with what these runs say of it."""
    yield Held("medium, whole / ical-generator", results.ratio("medium", "whole", "ical-generator"), 4.0)
    yield Held("medium, whole / icalendar", results.ratio("medium", "whole", "icalendar"), 0.40)
    yield Held("medium, in memory / ical-generator", results.ratio("medium", "memory", "ical-generator"), 3.0)
    yield Held("medium, feeds alone / the floor's serialising", results.feeds_ratio("medium"), 2.5)
    yield Held("whole, time of an event on large / on medium", results.growth("whole", "medium", "large"), 1.1)
    yield Held("large, one job / two jobs", results.ratio("large", "jobs-1", "jobs-2"), 1.7, is_least=True)
    ours = [one.name for one in results.programs if one.is_ours]
    peaks = [peak for size in results.counts for name in ours if (peak := results.peak(size, name)) is not None]
    yield Held("peak memory of a process, MB", max(peaks, default=None), MOST_MEMORY)
    yield Held("whole, peak memory on large / on medium", _over(results, "whole"), 1.1)


def _over(results: Results, program: str) -> float | None:
    pairs = zip(results.of("large", program), results.of("medium", program), strict=False)
    return _median(one.peak / two.peak for one, two in pairs)


def _held_to(results: Results) -> Iterator[str]:
    yield "### held to\n"
    yield from _head(["", "measured", "bound", ""])
    yield from (one.row() for one in bounds(results))


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield "| " + " | ".join(cells) + " |"
    yield "|---" * len(cells) + "|"


def _row(title: str, *values: float | None) -> str:
    return f"| {title} | " + " | ".join(map(_short, values)) + " |"


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None


def _short(value: float | None) -> str:
    """*value* with three figures that count, nothing for None."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
