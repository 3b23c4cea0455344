"""Cut a build off at every point where it is about to touch the disk, and see what is left. Run by test_build.py.

Every audit event of a file opened for writing, renamed or removed, every statement that changes the database and every
commit is such a point; `os._exit` there leaves what a SIGKILL would, buffers lost.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine
from stores import opened_store
from workspaces import MONDAY, TUESDAY, WEDNESDAY, built, edit, files, small

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.rendering.templates import TEMPLATES

CUT = 9
TOUCHING = {"open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
WORDS = ("INSERT", "UPDATE", "DELETE", "CREATE")


class Fuse:
    """Ends the process at the *count*-th point, counted from when it is lit."""

    def __init__(self) -> None:
        self.count: int | None = None

    def burn(self, *_: object) -> None:
        if self.count is not None:
            self.count -= 1
            if self.count == 0:
                os._exit(CUT)

    def statement(self, _connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.lstrip().startswith(WORDS):
            self.burn()

    def audit(self, name: str, arguments: tuple[object, ...]) -> None:
        reads = name == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING)
        if name in TOUCHING and not reads:
            self.burn()


fuse = Fuse()
sys.addaudithook(fuse.audit)
event.listen(Engine, "before_cursor_execute", fuse.statement)
event.listen(Engine, "commit", fuse.burn)


def prepared(folder: Path, story: str) -> Workspace:
    """A workspace about to be built: for the first time, with changes, or with somebody gone."""
    folder.mkdir()
    workspace = small(folder)
    (workspace.root / "templates").mkdir()
    for name in TEMPLATES:  # short ones, as compiling them is most of a build
        (workspace.root / "templates" / name).write_text("{{ work.purpose }}" if name.startswith("event") else "x")
    if story == "first":
        return workspace
    built(workspace, MONDAY)
    if story == "changed":
        edit(workspace, "config.yaml", "start: first working day", "start: second working day")
        edit(workspace, "framework.yaml", "To share good practice", "To share practice")
    else:
        edit(workspace, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
        edit(workspace, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")
    return workspace


def cut_off(workspace: Workspace, point: int) -> bool:
    """Whether a build in a process of its own was cut off at *point*, rather than ending before it."""
    child = os.fork()
    if child == 0:
        fuse.count = point
        built(workspace, TUESDAY)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, CUT), f"point {point}: the build failed"
    return code == CUT


def on_disk(workspace: Workspace) -> dict[str, bytes]:
    """Every feed and every message, by its place below out/."""
    found = files(workspace.root / "out") if (workspace.root / "out").is_dir() else {}
    return {name: raw for name, (raw, _) in found.items() if name.endswith((".ics", ".txt", ".html", ".eml"))}


def logged(workspace: Workspace) -> list[tuple[str, str]]:
    """Every change in the log, whichever build it is of, and nothing left untold."""
    with opened_store("sqlite:///state/qa-calendar.db", workspace.root, create=False) as store:
        assert store.untold() == ()
        return [(change.kind, change.uid) for build in store.builds() for change in build.changes]


def main(story: str, folder: Path) -> int:
    """How many points there were; raises AssertionError at one that leaves something torn."""
    untouched = prepared(folder / "before", story)
    before = on_disk(untouched)
    ends = []
    for now in (TUESDAY, WEDNESDAY):
        workspace = Workspace(folder / str(now.day))
        shutil.copytree(untouched.root, workspace.root)
        built(workspace, now)
        ends.append((on_disk(workspace), logged(workspace)))
    point = 1
    while True:
        workspace = Workspace(folder / f"cut at {point}")
        shutil.copytree(untouched.root, workspace.root)
        went_off = cut_off(workspace, point)
        for name, raw in on_disk(workspace).items():
            assert raw in (before.get(name), ends[0][0].get(name)), f"point {point}: {name} is torn"
        built(workspace, WEDNESDAY)
        # Whether the stamps are those of the build that was cut off is for the database to say: it is first.
        assert (on_disk(workspace), logged(workspace)) in ends, f"point {point}: the next build did not mend it"
        if not went_off:
            assert on_disk(workspace) == ends[0][0]
            return point
        shutil.rmtree(workspace.root)
        point += 1


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
