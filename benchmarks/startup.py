"""What a command costs for one small workspace, in turn with a bare script that does the same with the same libraries.

    python benchmarks/startup.py [--workspace starter|small] [--rounds 9]

The workspace is the one `init` writes, or that of the workload; each command has one of its own, so that none meets
what another left. Whole processes; a ratio is the median of what each round says. `--help` is beside an empty Typer
program.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
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
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for turn in range(options.rounds + 1):
            timed = _round(Path(name) / str(turn), options.workspace)
            if turn:  # the first compiles what is imported
                for what, seconds in timed.items():
                    found.setdefault(what, []).append(seconds)
    print(f"the {options.workspace} workspace, {options.rounds} rounds, medians\n")
    print("| | ms | beside | ms | ratio | bound | |\n|---|---|---|---|---|---|---|")
    for command in COMMANDS:
        print(_row(command, found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", choices=NOW, default="starter")
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


def _round(folder: Path, kind: str) -> dict[str, float]:
    """Seconds of each command and of what it is beside, one after the other, in workspaces made before."""
    places = {command.name: _workspace(folder / command.name, kind) for command in COMMANDS}
    bare = _workspace(folder / BARE, kind)
    for command in COMMANDS:
        for words in command.before:
            _ours(places[command.name], words, NOW[kind], may_fail=words == RUN)
    timed = {BARE: _seconds([sys.executable, str(PEERS / "bare.py"), str(bare), str(folder / "feeds")])}
    for command in COMMANDS:
        timed[command.name] = _ours(places[command.name], command.words, NOW[kind])
    timed[EMPTY] = _seconds([sys.executable, str(PEERS / "empty.py"), "--help"])
    _stop_unless_alike(folder / "feeds", places["first build"] / "out" / "feeds")
    return timed


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
    said = [
        sorted(
            line
            for path in folder.glob("*.ics")
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith("DTSTART")
        )
        for folder in (bare, ours)
    ]
    if said[0] != said[1]:
        raise SystemExit(f"the bare script wrote {len(said[0])} events, we {len(said[1])}, or on other days")


def _row(command: Command, found: dict[str, list[float]]) -> str:
    ours, theirs = found[command.name], found[command.beside]
    ratio = statistics.median(one / two for one, two in zip(ours, theirs, strict=True))
    kept = "ok" if ratio <= command.bound else "over"
    times = [f"{statistics.median(seconds) * 1e3:.0f}" for seconds in (ours, theirs)]
    return f"| {command.name} | {times[0]} | {command.beside} | {times[1]} | {ratio:.2f} | ≤ {command.bound} | {kept} |"


main()
