"""Two processes share many services by `--shard`, the first is killed on the way and started again: is all of it there?

`python tests/shards.py SERVICES POSTGRESQL S3 [KILLS]` makes a database and a bucket of its own on two real servers,
runs `qa-calendar run 'services/*' --shard 1/2` and `2/2`, prints what it found, and fails if a service was built twice
or by both, if anything is missing in the bucket, or is other bytes than those it was made from. Then some services are
taken over by a machine that has their files and nothing else, and all has to stay as it is.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
from sqlalchemy import create_engine, select, text
from workspaces import environment

from qa_calendar.delivering.many.folders import shard_of
from qa_calendar.delivering.publishing.copies import read_copy, record_of, record_path
from qa_calendar.delivering.publishing.site import INDEX, path_of
from qa_calendar.delivering.state import tables
from qa_calendar.delivering.state.links import Links
from qa_calendar.model import LEAD
from qa_calendar.rendering.pages import NOTHING_HERE

AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_DEFAULT_REGION": "us-east-1"}
MONDAY = datetime(2020, 1, 6, 9, tzinfo=UTC)
"""So long before the first of the work that there is nobody to remind, and so nothing for a person to do."""

SHARDS = 2
MOVED = 5
PATIENCE = 300
_CONFIG = """\
calendar_id: {name}.example.gov.uk
timezone: Europe/London
staff:
  {worker}: {{role: Auditor, email: {name}@example.gov.uk}}
working_days: {{nation: England}}
state: {state}
publish: {{to: 's3://{bucket}/services/{name}'}}
"""
_FRAMEWORK = """\
title: The framework
service: {name}
year: 2020
first_month: April
activities:
  File Audit: {{purpose: To see that files are in order., workers: [{worker}]}}
months: {{April: [File Audit], May: [File Audit]}}
"""
FEEDS, EVENTS = 2, 2
"""What each service has: the worker's feed and the team's; and what was planned for April and May."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The *folder* that services are below, and what they share: a database, a *bucket* and the *store* it is in."""

    folder: Path
    state: str
    bucket: str
    store: str

    @property
    def environment(self) -> dict[str, str]:
        """That of a process which is to find the store."""
        return environment(**AWS, AWS_ENDPOINT_URL=self.store)

    @property
    def system(self) -> Any:
        """The store, as fsspec has it."""
        key, secret, _ = AWS.values()
        return fsspec.filesystem("s3", key=key, secret=secret, endpoint_url=self.store)

    def write(self, count: int) -> list[str]:
        """Make so many services, each with a calendar of its own; their names."""
        names = [f"s{number:04d}" for number in range(1, count + 1)]
        for number, name in enumerate(names):
            root = self.root(name)
            root.mkdir(parents=True)
            worker = ("Anna Bell", "Cem Dora", "Eve Fox")[number % 3]
            config = _CONFIG.format(name=name, worker=worker, state=self.state, bucket=self.bucket)
            (root / "config.yaml").write_text(config, encoding="utf-8")
            (root / "framework.yaml").write_text(_FRAMEWORK.format(name=name, worker=worker), encoding="utf-8")
        return names

    def root(self, name: str) -> Path:
        """The folder of a service."""
        return self.folder / "services" / name


def calendar_id(name: str) -> str:
    """Whose calendar that of a service is."""
    return f"{name}.example.gov.uk"


@contextmanager
def place(server: str, store: str) -> Iterator[Place]:
    """A new database on the PostgreSQL *server*, a new bucket in *store*, and a folder, all gone afterwards."""
    name = f"qa_{secrets.token_hex(8)}"
    engine = create_engine(_driver(server), isolation_level="AUTOCOMMIT")
    with tempfile.TemporaryDirectory() as folder:
        state = f"{server.rpartition('/')[0]}/{name}"
        found = Place(folder=Path(folder), state=state, bucket=name.replace("_", "-"), store=store)
        found.system.mkdir(found.bucket)
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield found
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            engine.dispose()
            found.system.rm(found.bucket, recursive=True)


def _driver(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


_RUN = [sys.executable, "-m", "qa_calendar", "run", "services/*", "--json", "--now", MONDAY.isoformat()]


@dataclass(slots=True)
class Process:
    """One of those that share the work, with all it says in a file."""

    share: int
    said: Path
    child: subprocess.Popen[bytes] = field(repr=False)

    @classmethod
    def started(cls, where: Place, share: int) -> Process:
        """`qa-calendar run` for that share of the services, or with 0 for all of them."""
        said = where.folder / f"said-{share}.json"
        shard = ["--shard", f"{share}/{SHARDS}"] if share else []
        with said.open("wb") as file:
            child = subprocess.Popen([*_RUN, *shard], cwd=where.folder, env=where.environment, stdout=file)
        return cls(share, said, child)

    def ended(self) -> dict[str, str]:
        """Wait for it; the outcome of each service by name. Raises AssertionError where it did not end with 0."""
        code = self.child.wait(timeout=PATIENCE)
        assert code == 0, f"share {self.share} ended with {code}: {self.said.read_text(encoding='utf-8')}"
        told = json.loads(self.said.read_text(encoding="utf-8"))["workspaces"]
        return {one["workspace"].removeprefix("services/"): one["outcome"] for one in told}

    def killed(self) -> None:
        """End it as a power cut does."""
        assert self.child.poll() is None, f"share {self.share} ended before it was killed"
        os.kill(self.child.pid, signal.SIGKILL)
        assert self.child.wait() == -signal.SIGKILL


def kill_and_start_again(where: Place, names: list[str], kills: int) -> Process:
    """The first share, killed *kills* times on the way through *names*, which are its own, and started once more."""
    chance = random.Random(kills)
    for number in range(1, kills + 1):
        process = Process.started(where, 1)
        _wait_for_feeds(process, where, names, len(names) * number // (kills + 1))
        # Anywhere in a service: while it is built, or while it is published.
        time.sleep(chance.random() * 0.5)
        process.killed()
    return Process.started(where, 1)


def _wait_for_feeds(process: Process, where: Place, names: list[str], count: int) -> None:
    left = set(names)
    while len(names) - len(left) < count:
        assert process.child.poll() is None, "it ended before it was killed"
        left = {name for name in left if not (where.root(name) / "out" / "feeds" / "team.ics").exists()}
        time.sleep(0.1)


def went_through(where: Place, names: list[str]) -> set[str]:
    """Those that `run` came to the end of."""
    return {name for name in names if (where.root(name) / "state" / "last-run.json").exists()}


def wrong_in_outcomes(
    told: Mapping[int, Mapping[str, str]], shares: Mapping[int, list[str]], before: set[str]
) -> Iterator[str]:
    """What is wrong with what both processes *told*; those gone through *before* the last kill had nothing to do."""
    for share, names in shares.items():
        if sorted(told[share]) != names:
            yield f"share {share} took {len(told[share])} services, and not the {len(names)} that are its own"
    taken = Counter(name for outcomes in told.values() for name in outcomes)
    yield from (f"{name} was taken by {count} shares" for name, count in taken.items() if count != 1)
    for outcomes in told.values():
        for name, outcome in outcomes.items():
            if outcome not in (("nothing to do",) if name in before else ("done", "nothing to do")):
                yield f"{name}: {outcome}"


def wrong_in_database(state: str, names: list[str]) -> Iterator[str]:
    """What is wrong with the log: one build of each, and each event as it was first published."""
    engine = create_engine(_driver(state))
    with engine.connect() as connection:
        builds = connection.execute(select(tables.builds.c.calendar_id, tables.builds.c.id)).all()
        stored = connection.execute(select(tables.revisions.c.calendar_id, tables.revisions.c.sequence)).all()
    engine.dispose()
    of_each = Counter(tuple(row) for row in builds)
    if of_each != (wanted := Counter((calendar_id(name), 1) for name in names)):
        yield f"the log holds {(of_each - wanted) or 'nothing more'}, and lacks {(wanted - of_each) or 'nothing'}"
    events = Counter(tuple(row) for row in stored)
    if events != Counter({(calendar_id(name), 0): EVENTS for name in names}):
        yield "events are missing, or not as they were first published"


def wrong_in_bucket(where: Place, names: list[str], found: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with the objects that were *found*: each is to be the file it was made from, and no other there."""
    wanted = {f"{name}/{path}": content for name in names for path, content in site_of(where, name).items()}
    yield from (f"{path} is missing in the bucket" for path in sorted(wanted.keys() - found.keys()))
    yield from (f"{path} is in the bucket, and nobody's" for path in sorted(found.keys() - wanted.keys()))
    for path in sorted(wanted.keys() & found.keys()):
        if wanted[path] != found[path]:
            yield f"{path} is other bytes than the file it was made from"


def site_of(where: Place, name: str) -> dict[str, bytes]:
    """Every file that is to be published of a service, by its path, made of its out/ and its links."""
    out = where.root(name) / "out"
    links = links_of(where, name)
    feeds = {path_of(slug, token): out / "feeds" / f"{slug}.ics" for slug, token in links.tokens.items()}
    del feeds[path_of(LEAD, links.tokens[LEAD])]
    assert len(feeds) == FEEDS
    pages = {
        f"{token}/{page.name}": page
        for slug, token in links.tokens.items()
        for page in (out / "pages" / slug).iterdir()
    }
    made = {path: file.read_bytes() for path, file in (feeds | pages).items()}
    return made | {INDEX: NOTHING_HERE, record_path(calendar_id(name)): record_of(links, calendar_id(name))}


def wrong_elsewhere(where: Place, names: list[str]) -> Iterator[str]:
    """What is wrong once a machine that has nothing but their files took *names* over: its out/ is to be the same."""
    there = replace(where, folder=where.folder / "another machine")
    for name in names:
        there.root(name).mkdir(parents=True)
        for file in where.root(name).glob("*.yaml"):
            shutil.copy(file, there.root(name))
    told = Process.started(there, 0).ended()
    if sorted(told) != names:
        yield f"another machine took {len(told)} services, and not {len(names)}"
    for name in names:
        if site_of(there, name) != site_of(where, name):
            yield f"{name} is another on another machine"


def links_of(where: Place, name: str) -> Links:
    """The links of a service, as its out/ has them."""
    copy = read_copy(where.root(name) / "out", calendar_id(name), MONDAY)
    assert copy is not None, f"{name} has no links"
    return copy.links


def wrong_in_links(where: Place, names: list[str]) -> Iterator[str]:
    """What is wrong with the links that the database has: they are to be those of out/, each token used once."""
    engine = create_engine(_driver(where.state))
    with engine.connect() as connection:
        table = tables.links.c
        rows = connection.execute(select(table.calendar_id, table.slug, table.token)).all()
    engine.dispose()
    wanted = {
        (calendar_id(name), slug, token) for name in names for slug, token in links_of(where, name).tokens.items()
    }
    if {tuple(row) for row in rows} != wanted or len({row.token for row in rows}) != len(rows):
        yield "the links in the database are not those in out/"


def objects(where: Place) -> dict[str, bytes]:
    """All that is in the bucket, below its `services/`."""
    system, top = where.system, f"{where.bucket}/services/"
    return {path.removeprefix(top): content for path, content in system.cat(system.find(where.bucket)).items()}


def shared(where: Place, shares: Mapping[int, list[str]], kills: int) -> tuple[dict[int, dict[str, str]], set[str]]:
    """What both processes told in the end, and what the first had gone through when it was killed last."""
    second = Process.started(where, 2)
    try:
        first = kill_and_start_again(where, shares[1], kills)
        before = went_through(where, shares[1])
        try:
            return {1: first.ended(), 2: second.ended()}, before
        finally:
            first.child.kill()
    finally:
        second.child.kill()


def main(services: int, server: str, store: str, kills: int = 1) -> int:
    """Do it, and print what was found; 1 where anything is wrong."""
    with place(server, store) as where:
        names = where.write(services)
        shares = {
            share: [name for name in names if shard_of(calendar_id(name), SHARDS) == share]
            for share in range(1, SHARDS + 1)
        }
        began = time.monotonic()
        told, before = shared(where, shares, kills)
        took = time.monotonic() - began
        elsewhere = list(wrong_elsewhere(where, names[:MOVED]))
        found = objects(where)
        wrong = [
            *elsewhere,
            *wrong_in_outcomes(told, shares, before),
            *wrong_in_database(where.state, names),
            *wrong_in_links(where, names),
            *wrong_in_bucket(where, names, found),
        ]
        if not 0 < len(before) < len(shares[1]):
            wrong.append(f"it was killed after {len(before)} of {len(shares[1])} services, and not on the way")
    times = "once" if kills == 1 else f"{kills} times"
    print(f"{services} services, {SHARDS} processes, the first killed {times}: {took:.0f} s")
    print(f"  gone through before the last kill: {len(before)} of its {len(shares[1])}; objects: {len(found)}")
    print(f"  taken over by a machine that has nothing but their files: {MOVED}")
    print("\n    ".join([f"  wrong: {len(wrong)}", *wrong[:20]]))
    return 1 if wrong else 0


if __name__ == "__main__":
    _, how_many, database, bucket, *rest = sys.argv
    sys.exit(main(int(how_many), database, bucket, *map(int, rest)))
