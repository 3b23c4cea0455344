"""The programs that are compared: ours in its modes, the peers, the floor; how each is run, and whether it is here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
NOW = "2026-11-01T09:00:00Z"
"""The instant of every build, as `peers/ours.py` has it."""

REPEATS = 5
"""How often the feeds alone are rendered in one process, in turn with the floor."""

_NPM = "npm install --no-package-lock --prefix benchmarks/peers"
_SABRE = 'error_reporting(0); require "Sabre/VObject/includes.php"; echo Sabre\\VObject\\Version::VERSION;'


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one run is given: the workspaces, the peers' file of events, and a folder of its own."""

    source: Path
    events: Path
    own: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program: what it is called and run by. One that is not here is None for a *command*, and *install* cures it.

    One that *builds* finds fresh workspaces in its own folder. The *proof* of one that writes nothing while it is timed
    is a command that writes its feeds.
    """

    name: str
    title: str
    command: Callable[[Place], list[str]] | None
    install: str = ""
    builds: bool = False
    writes: bool = True
    proof: Callable[[Place], list[str]] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it is the product, as a whole process."""
        return self.builds or self.proof is not None


def known() -> tuple[Program, ...]:
    """Every program, in the order in which they take turns."""
    return (*_ours(), *_jobs(), _floor(), *_peers())


def _ours() -> tuple[Program, ...]:
    def ours(*words: str) -> list[str]:
        return [sys.executable, str(PEERS / "ours.py"), *words]

    return (
        Program(
            name="whole",
            title="ours, whole: YAML to feeds and state on disk",
            command=lambda place: ours("whole", str(place.own)),
            builds=True,
        ),
        Program(
            name="memory",
            title="ours, in memory: YAML to feeds",
            command=lambda place: ours("memory", str(place.source)),
            writes=False,
            proof=lambda place: ours("memory", str(place.source), str(place.own)),
        ),
        Program(
            name="feeds",
            title="ours, feeds alone",
            command=lambda place: ours("feeds", str(place.source), str(place.events), str(REPEATS)),
            writes=False,
        ),
    )


def _jobs() -> tuple[Program, ...]:
    shown = subprocess.run([sys.executable, "-m", "qa_calendar", "build", "--help"], capture_output=True, check=True)
    return tuple(_job(count, is_here=b"--jobs" in shown.stdout) for count in (1, 2))


def _job(count: int, *, is_here: bool) -> Program:
    def command(place: Place) -> list[str]:
        folders = map(str, sorted(place.own.iterdir()))
        return [sys.executable, "-m", "qa_calendar", "build", *folders, "--jobs", str(count), "--now", NOW]

    title = f"ours, `build FOLDER... --jobs {count}`"
    return Program(
        name=f"jobs-{count}",
        title=title,
        command=command if is_here else None,
        install="a version whose `build` has --jobs",
        builds=True,
    )


def _floor() -> Program:
    return Program(name="floor", title="floor: hand-written templates", command=_reader(sys.executable, "floor.py"))


def _peers() -> tuple[Program, ...]:
    return (
        _peer("ical-generator", _of_node("ical-generator"), "ical_generator.mjs", _NPM),
        _peer("icalendar", _of_python("icalendar"), "icalendar_peer.py", "python -m pip install icalendar"),
        _peer("ics", _of_python("ics"), "ics_py.py", 'python -m pip install "ics<0.8"'),
        _peer("sabre", _of_php(), "sabre.php", "apt-get install php-cli php-sabre-vobject"),
    )


def _peer(name: str, found: str | None, script: str, install: str) -> Program:
    full = {"ics": "ics (ics.py)", "sabre": "sabre/vobject"}.get(name, name)
    program = {".py": sys.executable, ".mjs": "node", ".php": "php"}[Path(script).suffix]
    command = None if found is None else _reader(program, script)
    return Program(name=name, title=f"{full} {found or ''}".strip(), command=command, install=install)


def _reader(program: str, script: str) -> Callable[[Place], list[str]]:
    return lambda place: [program, str(PEERS / script), str(place.events), str(place.own)]


def _of_python(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _of_node(name: str) -> str | None:
    package = PEERS / "node_modules" / name / "package.json"
    if shutil.which("node") is None or not package.is_file():
        return None
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def _of_php() -> str | None:
    if shutil.which("php") is None:
        return None
    said = subprocess.run(["php", "-r", _SABRE], capture_output=True, encoding="utf-8", check=False)
    return said.stdout.strip().splitlines()[-1] if said.returncode == 0 and said.stdout.strip() else None
