"""What a command costs for one small workspace, in turn with a bare script that does the same with the same libraries.

    python benchmarks/startup.py [--workspace starter|small] [--rounds 9]

The workspace is the one `init` writes, or that of the workload; each command has one of its own, so that none meets
what another left. Whole processes; a ratio is the median of what each round says. `--help` is beside an empty Typer
program.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workload import SIZES, services, write

PEERS = Path(__file__).parent / "peers"
BARE, EMPTY = "bare script", "empty Typer program"
NOW = {"starter": "2020-09-07T09:00:00Z", "small": "2026-11-02T09:00:00Z"}
"""The instant of every command, a Monday in each workspace's year."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, how many times what it is measured *beside* it may take, and what is run before anything is timed."""

    name: str
    words: tuple[str, ...]
    bound: float
    before: tuple[tuple[str, ...], ...] = ()
    beside: str = BARE


BUILD, RUN = ("build",), ("run",)
# What is left to be sent by hand is something to do.
SETTLE = ("sent", "--settle", "everybody", "--because", "handed over")
COMMANDS = (
    Command("first build", BUILD, 3),
    Command("check", ("check",), 3, (BUILD,)),
    Command("remind", ("remind",), 3, (BUILD,)),
    Command("run, nothing to do", RUN, 1.5, (RUN, SETTLE, RUN)),
    Command("repeated build", BUILD, 0.9, (BUILD,)),
    Command("--help", ("--help",), 1.5, beside=EMPTY),
)


def main() -> None:
    options = _options()
    # Where the environment has it, every process compiles anew all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # noqa: TID251
    found: dict[str, list[tuple[float, float]]] = {command.name: [] for command in COMMANDS}
    with tempfile.TemporaryDirectory() as name:
        for turn in range(options.rounds + 1):
            for command, pair in _round(Path(name) / str(turn), options.workspace):
                if turn:  # the first compiles what is imported
                    found[command.name].append(pair)
    print(f"the {options.workspace} workspace, {options.rounds} rounds, medians\n")
    print("| | ms | beside | ms | ratio | bound | |\n|---|---|---|---|---|---|---|")
    for command in COMMANDS:
        print(_row(command, found[command.name]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", choices=NOW, default="starter")
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


def _round(folder: Path, kind: str) -> Iterator[tuple[Command, tuple[float, float]]]:
    """Seconds of each command, and of what it is beside just before it, in workspaces made before."""
    places = {command.name: _workspace(folder / command.name, kind) for command in COMMANDS}
    bare = _workspace(folder / BARE, kind)
    for command in COMMANDS:
        for words in command.before:
            _ours(places[command.name], words, NOW[kind], may_fail=words == RUN)
    others = {BARE: ["bare.py", str(bare), str(folder / "feeds")], EMPTY: ["empty.py", "--help"]}
    for command in COMMANDS:
        script, *rest = others[command.beside]
        theirs = _seconds([sys.executable, str(PEERS / script), *rest])
        yield command, (_ours(places[command.name], command.words, NOW[kind]), theirs)
    _stop_unless_alike(folder / "feeds", places["first build"] / "out" / "feeds")


def _workspace(folder: Path, kind: str) -> Path:
    if kind == "starter":
        _seconds([sys.executable, "-m", "qa_calendar", "init", str(folder)])
        return folder
    (service,) = services(*SIZES[kind])
    return write(service, folder)


def _ours(workspace: Path, words: tuple[str, ...], now: str, *, may_fail: bool = False) -> float:
    at = () if "--help" in words else ("--now", now)
    return _seconds([sys.executable, "-m", "qa_calendar", "-C", str(workspace), *words, *at], may_fail=may_fail)


def _seconds(command: list[str], *, may_fail: bool = False) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=not may_fail, capture_output=True)
    return time.perf_counter() - began


def _stop_unless_alike(bare: Path, ours: Path) -> None:
    """Raise SystemExit unless both wrote as many events, on the same days."""
    theirs, made = _days(bare), _days(ours)
    if theirs != made:
        raise SystemExit(f"the bare script wrote {len(theirs)} events, we {len(made)}, or they are on other days")


def _days(folder: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.ics")]
    return sorted(line for text in texts for line in text.splitlines() if line.startswith("DTSTART"))


def _row(command: Command, found: list[tuple[float, float]]) -> str:
    ratio = statistics.median(ours / theirs for ours, theirs in found)
    kept = "ok" if ratio <= command.bound else "over"
    times = [f"{statistics.median(seconds) * 1e3:.0f}" for seconds in zip(*found, strict=True)]
    return f"| {command.name} | {times[0]} | {command.beside} | {times[1]} | {ratio:.2f} | ≤ {command.bound} | {kept} |"


main()
