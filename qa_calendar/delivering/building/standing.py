"""How a workspace stands: what was built and run last, what waits, what needs a person; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.site import path_of
from qa_calendar.delivering.publishing.target import name_of
from qa_calendar.delivering.state.builds import Build, Unsure, opened_store
from qa_calendar.delivering.state.ledger import Ledger, Mail, State, each_mail
from qa_calendar.delivering.state.links import LinkStore
from qa_calendar.delivering.state.memory import remembered
from qa_calendar.delivering.state.runs import LastRun, last_run
from qa_calendar.delivering.workspace import SERVE, Snapshot, sqlite_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands. *state* is where it lies, *edited* the files that were edited since the last *build*.

    *held* are the feeds on disk that are not as they were built last, *waiting* what is planned to be sent, *needing*
    the mail that needs a person, *unsure* why it is not known who was sent what. *published* is everywhere feeds were
    put for people to subscribe to, *unpublished* how many people there is no link for or it is not there yet.
    """

    state: str
    calendar_id: str
    build: Build | None
    edited: tuple[str, ...]
    run: LastRun
    waiting: tuple[Mail, ...]
    needing: tuple[Mail, ...]
    held: tuple[str, ...]
    unsure: Unsure | None
    published: tuple[str, ...] = ()
    unpublished: int = 0

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody should look."""
        return bool(self.needing or self.held or self.unsure or self.run.troubles)


def standing_of(snapshot: Snapshot) -> Standing:
    """How the workspace of *snapshot* stands; raises DeliveryError where its state cannot be looked at."""
    config = snapshot.config
    with opened_store(snapshot, create=False) as store:
        build, known = store.last_build(), remembered(store, snapshot.out, config)
        lines = tuple(Ledger(store.database).lines().values())
        links = LinkStore(store.database)
        published = links.targets()
        paths = links.written(name_of(config.publish_to or next(iter(published), SERVE), snapshot.root))
        there = {slug for slug, token in links.links().tokens.items() if path_of(slug, token) in paths}
        without = links.links().without
    feeds = {name.removesuffix(".ics") for name in known.manifest}
    inputs: Mapping[str, str] = snapshot.digests
    return Standing(
        state=place_of(config.state, snapshot.root),
        calendar_id=config.calendar_id,
        build=build,
        edited=tuple(name for name in inputs if build and build.inputs.get(name) != inputs[name]),
        run=last_run(snapshot.contents.workspace),
        waiting=each_mail(line for line in lines if line.state in (State.PLANNED, State.CLAIMED)),
        needing=tuple(line for line in lines if line.needs_a_person),
        held=tuple(
            name
            for name, digest in known.manifest.items()
            if files.digest(known.on_disk.get(name, b"")) != digest and _is_wanted(name, snapshot)
        ),
        unsure=known.unsure,
        published=published,
        unpublished=len(feeds - there - without) if config.publish_to or published else 0,
    )


def _is_wanted(name: str, snapshot: Snapshot) -> bool:
    return name.removesuffix(".ics") in {*snapshot.config.names, "team"}


def place_of(url: str, root: Path) -> str:
    """Where the state at *url* lies, as may be shown: no user, and no password."""
    file = sqlite_file(url, root)
    return str(file) if file is not None else f"postgresql://{url.partition('://')[2].rpartition('@')[2]}"
