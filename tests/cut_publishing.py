"""Cut publishing off at every point where it is about to write, and see what is left. Run by test_publish.py.

The points are those of cut_off.py: every file and folder made, renamed or removed, every statement that changes the
database and every commit. A write to a store stands between two statements. `python tests/cut_publishing.py FOLDER
[s3://BUCKET]`
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from cut_off import CUT, fuse
from workspaces import MONDAY, SMALL_CONFIG, TUESDAY, WEDNESDAY, built, edit, small

from qa_calendar.delivering.publishing.publish import Publisher
from qa_calendar.delivering.publishing.target import Folder, Store, Target, target_at
from qa_calendar.delivering.state.links import Links
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import LEAD

THEIRS = "theirs/index.html"


def publisher(root: Path, target: Target) -> Publisher:
    return Publisher(snapshot=Workspace(root).read(), now=WEDNESDAY, to=target)


def prepared(folder: Path, target: Target) -> Path:
    """A workspace that was published, and since then built anew with changes, one link replaced and one taken away."""
    folder.mkdir(parents=True)
    workspace = small(folder, SMALL_CONFIG.replace("working_days", "  Eve Fox: {role: Auditor}\nworking_days"))
    built(workspace, MONDAY)
    target.write(THEIRS, b"somebody else's")
    publisher(workspace.root, target).publish()
    edit(workspace, "config.yaml", "start: first working day", "start: second working day")
    built(workspace, TUESDAY)
    publisher(workspace.root, target).rotate("anna-bell")
    publisher(workspace.root, target).revoke("eve-fox")
    return workspace.root


_ENDS = {"ics": (b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"), "html": (b"<!DOCTYPE html>\n", b"</html>\n")}


def on_site(target: Target) -> dict[str, bytes]:
    """Every feed on the site, and the pages beside it, by path; raises AssertionError for one that is torn."""
    found = {path: target.read(path) or b"" for _, path in target.found()}
    for path, raw in found.items():
        begin, end = _ENDS[path.rpartition(".")[2]]
        assert raw.startswith(begin), f"{path} is torn"
        assert raw.endswith(end), f"{path} is torn"
    return found


def cut_off(root: Path, target_of: str, point: int) -> bool:
    """Whether publishing in a process of its own was cut off at *point*, rather than ending before it."""
    child = os.fork()
    if child == 0:
        work = publisher(root, target_at(target_of, root))
        fuse.count = point
        work.publish()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, CUT), f"point {point}: publishing failed"
    return code == CUT


class Saved:
    """What a workspace and a site were when they were saved, to be put back at the same place."""

    def __init__(self, here: Path, target: Target) -> None:
        self.here, self.target = here, target
        self.copy = shutil.copytree(here, here.with_name("saved"))
        self.objects = {} if isinstance(target, Folder) else self._objects()

    def put_back(self) -> None:
        shutil.rmtree(self.here)
        shutil.copytree(self.copy, self.here)
        if isinstance(self.target, Store):
            for path in self._objects().keys() - self.objects.keys():
                self.target.system.rm_file(path)
            for path, content in self.objects.items():
                self.target.system.pipe_file(path, content, ContentType="text/plain")

    def _objects(self) -> dict[str, bytes]:
        assert isinstance(self.target, Store)
        return {path: self.target.system.cat_file(path) for path in self.target.system.find(self.target.root)}


def main(folder: Path, store: str | None) -> int:
    """How many points there were; raises AssertionError at one that leaves something torn, missing or forgotten."""
    here = folder / "here"
    where = store or str(here / "site")
    target = target_at(where, here)
    root = prepared(here, target)
    before, links = on_site(target), publisher(root, target).links().links
    saved, point = Saved(here, target), 1
    while cut_off(root, where, point):
        check(root, target, links, before, point)
        saved.put_back()
        point += 1
    check(root, target, links, before, point)
    return point


def check(root: Path, target: Target, links: Links, before: dict[str, bytes], point: int) -> None:
    """That nobody's feed is missing now, and that the next publishing, with a state or without, mends all of it."""
    feeds = {
        f"{token}/qa-{slug}.ics": root / "out" / "feeds" / f"{slug}.ics"
        for slug, token in links.tokens.items()
        if slug != LEAD
    }
    left = on_site(target)
    for path in before.keys() & feeds.keys():
        assert path in left, f"point {point}: {path} is missing"
    if point % 3 == 0:
        shutil.rmtree(root / "state")
        built(Workspace(root), WEDNESDAY)
    again = publisher(root, target).publish()
    assert again.linked.links.tokens == links.tokens, f"point {point}: a link is another"
    pages = {
        f"{token}/{file.name}": file
        for slug, token in links.tokens.items()
        for file in (root / "out" / "pages" / slug).iterdir()
    }
    wanted = {path: file.read_bytes() for path, file in (feeds | pages).items()}
    assert on_site(target) == wanted, f"point {point}: not mended"
    assert target.read(THEIRS) == b"somebody else's"
    assert not again.troubles
    if isinstance(target, Folder):
        assert not list(target.root.rglob("*.qa-calendar-tmp")), f"point {point}: half a file is left"
        folders = {path.name for path in target.root.iterdir() if len(path.name) == 32}
        assert folders == set(links.tokens.values()), f"point {point}: a folder is left"


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
