"""Our product beside its peers and the floor: the same workload, in turn (A B C A B C), whole processes.

    python benchmarks/compare.py [--sizes small,medium,large] [--rounds 5] [--only NAME,...] [--keep FOLDER]

Prints medians, ratios (the median of what each round says), peak memory and growth as Markdown, and what the product is
held to. Before that every program's feeds are read by a reader of its own and compared event by event: where any says
something else, the exit code is 1 and what differs is named, and there is no table.

Everything is prepared before the first run, and nothing is deleted before the last one has ended: for minutes after
thousands of files were deleted, a file system may be slow to create others near by. A round of large takes 3 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import prepare
import table
from programs import Place, Program, known
from table import Results, Run
from verify import Findings, compared
from workload import SIZES

LAUNCH = Path(__file__).parent / "launch.py"
WARM = "warm"


def main() -> None:
    # Where the environment has it, every process compiles anew all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # noqa: TID251
    programs = known()
    options = _options([one.name for one in programs])
    chosen = [one for one in programs if not options.only or one.name in options.only.split(",")]
    here, away = [one for one in chosen if one.command], [one for one in chosen if not one.command]
    sizes = [size for size in SIZES if size in options.sizes.split(",")]
    with _folder(options.keep) as folder:
        counts = {size: _prepared(size, folder / size, here, options.rounds) for size in sizes}
        _warm_up(sizes[0], here, folder)
        load = os.getloadavg()[0]
        runs = list(_runs(sizes, here, folder, options.rounds))
        form = {(size, one.name): _verified(one, folder / size, options.rounds).form for size in sizes for one in here}
    # Preparing keeps one core busy; more than that, and others were at work.
    print(f"{_machine()}, load {load:.1f}; rounds in turn: {options.rounds}; medians, and ratios round by round\n")
    for line in table.lines(Results(runs=runs, programs=here, counts=counts, form=form)):
        print(line)
    for program in away:
        print(f"\nleft out, as it is not here: {program.title} (`{program.install}`)")


def _options(names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="small,medium", help=f"of {', '.join(SIZES)}; small and medium by default")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help=f"of {', '.join(names)}; all by default")
    parser.add_argument("--keep", type=Path, help="an empty folder, or none yet, for everything that is written")
    options = parser.parse_args()
    if unknown := set(options.sizes.split(",")) - SIZES.keys():
        parser.error(f"no size '{unknown.pop()}'; there are {', '.join(SIZES)}")
    if options.only and (unknown := set(options.only.split(",")) - set(names)):
        parser.error(f"no program '{unknown.pop()}'; there are {', '.join(names)}")
    if options.keep and options.keep.exists() and any(options.keep.iterdir()):
        parser.error(f"{options.keep} is not empty")
    return options


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    folder = keep or Path(tempfile.mkdtemp(prefix="compare-"))
    try:
        yield folder
    finally:
        if keep is None:
            shutil.rmtree(folder)


def _place(program: Program, folder: Path, turn: int | str) -> Place:
    own = folder / f"{program.name}-{turn}"
    return Place(source=folder / "source", events=folder / "events.jsonl", own=own)


def _prepared(size: str, folder: Path, programs: Iterable[Program], rounds: int) -> Mapping[str, int]:
    """Write all that the runs on *size* need; and how many events, feeds and VEVENTs it has."""
    prepare.workspaces(size, folder / "source")
    try:
        counts = prepare.events(size, folder / "source", folder / "events.jsonl")
    except prepare.PreparationError as error:
        raise SystemExit(f"{size}: {error}") from None
    for program in programs:
        if program.builds:
            for turn in (WARM, *range(rounds)):
                prepare.workspaces(size, _place(program, folder, turn).own)
    return counts


def _warm_up(size: str, programs: Iterable[Program], folder: Path) -> None:
    """Run each once, which compiles what it imports."""
    for program in programs:
        _timed(program, size, _place(program, folder / size, WARM), 0)


def _runs(sizes: Sequence[str], programs: Sequence[Program], folder: Path, rounds: int) -> Iterator[Run]:
    for turn in range(rounds):
        for size in sizes:
            for program in programs:
                run = _timed(program, size, _place(program, folder / size, turn), turn)
                told = f"round {turn + 1}, {size}: {program.name} {run.seconds:.3f} s, {run.peak:.0f} MB"
                print(told, file=sys.stderr, flush=True)
                yield run


def _timed(program: Program, size: str, place: Place, turn: int) -> Run:
    assert program.command
    said, told, took = (place.own.with_suffix(end) for end in (".stdout", ".stderr", ".took"))
    command = [sys.executable, "-I", "-S", str(LAUNCH), str(took), *program.command(place)]
    os.sync()
    with said.open("wb") as out, told.open("wb") as err:
        subprocess.run(command, check=True, stdout=out, stderr=err)
    seconds, cpu, peak, code = map(float, took.read_text(encoding="ascii").split())
    if code:
        raise SystemExit(f"{size}: {program.name} ended with {code:.0f}\n{told.read_text(encoding='utf-8')[-2000:]}")
    phases = _phases(said.read_text(encoding="utf-8"))
    return Run(size=size, turn=turn, program=program.name, seconds=seconds, cpu=cpu, peak=peak / 1024, said=phases)


def _phases(stdout: str) -> dict[str, float]:
    last = stdout.strip().rpartition("\n")[2]
    return dict(json.loads(last)) if last.startswith("{") else {}


def _verified(program: Program, folder: Path, rounds: int) -> Findings:
    """Compare the feeds of every round with the events, the same bytes once; ends the process if they say otherwise."""
    places = [_place(program, folder, turn) for turn in range(rounds)] if program.writes else []
    if program.proof:
        places = [_place(program, folder, "proof")]
        subprocess.run(program.proof(places[0]), check=True, capture_output=True)
    found = Findings()
    for place in {_digest(place.own): place for place in reversed(places)}.values():
        found = compared(place.events, place.own)
        if found.wrong:
            told = "\n".join(found.lines())
            raise SystemExit(f"{folder.name}: {program.name} says something else than it was given\n{told}")
    return found


def _digest(folder: Path) -> str:
    known = hashlib.sha256()
    for path in sorted(folder.rglob("*.ics")):
        known.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        known.update(path.read_bytes())
    return known.hexdigest()


def _machine() -> str:
    said = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    if shutil.which("node") is None:
        return said
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, encoding="utf-8").stdout
    return f"{said}, Node {node.strip().removeprefix('v')}"


if __name__ == "__main__":
    main()
