"""The verbs about how people subscribe: links, publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import WORLD_FAILED, AsJson, Now, Today, instant, read, taken, usage, verb
from qa_calendar.cli.correspondence import tell_how_to_subscribe
from qa_calendar.cli.many import Folders, Jobs, Shard, carry_out, is_of_many

if TYPE_CHECKING:
    from qa_calendar.delivering.publishing.publish import Linked, Publisher
    from qa_calendar.delivering.publishing.target import Target
    from qa_calendar.delivering.workspace import Snapshot

Sure = Annotated[
    bool, typer.Option("--yes", help="Go on although the published site, which has the links, cannot be read.")
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="TARGET", help="A folder, or a store such as s3://bucket/qa; else config.yaml says."),
]


@verb
def links(
    do: Annotated[str, typer.Argument(metavar="[rotate|revoke|welcome]", help="What to do with one; see above.")] = "",
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Whose: a name from staff, or the team's.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print them as CSV, for Excel or a mail merge.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Of welcome: send what was not sent yet.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Of welcome: write what --send would send.")] = False,
    yes: Sure = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """The secret address of each person, group and team, and whether it is read.

    `links rotate NAME` gives another in its place, `links revoke NAME` takes it away, and `links welcome` tells people
    how to subscribe: everybody, or NAME; as drafts, or with --send by mail.
    """
    from qa_calendar.delivering.screen.links_report import show_links, show_links_csv, show_links_json
    from qa_calendar.model import LEAD

    if as_csv and as_json:
        raise usage("--csv or --json, not both")
    if (send or dry_run) and do != "welcome":
        raise usage("--send and --dry-run are of welcome: links welcome --send")
    snapshot, moment = read(), instant(today, now)
    publisher = _publisher(snapshot, moment, sure=yes)
    if do == "welcome":
        only = frozenset([_slug_of(publisher, name)]) if name else None
        if only and LEAD in only:
            raise usage("nobody is written to about that page: `qa-calendar links` shows its address")
        tell_how_to_subscribe(snapshot, only, today, now, send=send, dry_run=dry_run, yes=yes, as_json=as_json)
        return
    linked = _changed(publisher, do, name) if do else publisher.links()
    show = show_links_json if as_json else show_links_csv if as_csv else show_links
    show(snapshot, linked, moment)
    if do and linked.published:
        _publish(publisher, as_json=False, quiet=as_json or as_csv)
    elif linked.lacking:
        raise typer.Exit(WORLD_FAILED)


@verb
def publish(
    folders: Folders = None,
    to: To = None,
    drop: Annotated[
        str | None, typer.Option("--drop", metavar="TARGET", help="What was put there before is gone: forget it.")
    ] = None,
    yes: Sure = False,
    jobs: Jobs = None,
    shard: Shard = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Put the feeds as built where people subscribe to them, each at its secret address; only what changed."""
    from qa_calendar.delivering.screen.console import show_line

    if is_of_many(folders, jobs, shard):
        if to or drop or yes:
            raise usage("--to, --drop and --yes are of one workspace: each has its own place to publish to")
        carry_out("publish", instant(today, now), folders or [], jobs, shard, as_json=as_json)
        return
    snapshot = read()
    if drop is not None:
        if not _publisher(snapshot, instant(today, now), sure=yes).drop(drop):
            raise usage(f"nothing was ever published to {drop}; `qa-calendar status` says where")
        show_line(f"Forgotten: what was published to {drop}. Nothing there is touched.")
        return
    _publish(_publisher(snapshot, instant(today, now), to, sure=yes), as_json=as_json)


def _publish(publisher: Publisher, *, as_json: bool, quiet: bool = False) -> None:
    from qa_calendar.delivering.screen.links_report import publishing, show_published, show_published_json

    with publishing() as told:
        done = replace(publisher, told=told).publish()
    if not quiet:
        show_published_json(done) if as_json else show_published(done)
    if done.troubles:
        raise typer.Exit(WORLD_FAILED)


def _publisher(snapshot: Snapshot, now: datetime, to: str | None = None, *, sure: bool) -> Publisher:
    from qa_calendar.delivering.publishing.publish import Publisher

    return Publisher(snapshot=snapshot, now=now, to=None if to is None else _target(snapshot, to), sure=sure)


def _target(snapshot: Snapshot, written: str) -> Target:
    from qa_calendar.delivering.publishing.target import target_at
    from qa_calendar.delivering.workspace import misplaced_target
    from qa_calendar.reading.words import unfit_target

    if why := unfit_target(written) or misplaced_target(written, Path.cwd(), snapshot):
        raise usage(why)
    return target_at(written, Path.cwd())


def _changed(publisher: Publisher, do: str, name: str) -> Linked:
    if do not in ("rotate", "revoke"):
        raise usage(f"links rotate NAME or links revoke NAME, not 'links {do}'")
    if not name:
        raise usage(f"say whose: links {do} NAME")
    slug = _slug_of(publisher, name)
    if do == "rotate" and slug not in publisher.wanted:
        raise usage(f"the calendar of '{name}' has ended: there is no other link to give")
    return publisher.rotate(slug) if do == "rotate" else publisher.revoke(slug)


def _slug_of(publisher: Publisher, written: str) -> str:
    """Whose link is meant: somebody in staff, the team, or a feed that has ended, by the name of its file."""
    from qa_calendar.model import LEAD, TEAM
    from qa_calendar.names import Names, slug
    from qa_calendar.problems import did_you_mean

    config = publisher.snapshot.config
    people = {spelling: one.name for spelling, one in config.spellings.items()}
    team = config.feeds.team_name
    # Somebody in staff may be called as the team is, and goes before it.
    others = {team: TEAM, TEAM: TEAM, "What needs a person": LEAD}
    known = people | {word: whose for word, whose in others.items() if word not in people}
    found = taken(Names(known), written)
    if found is not None:
        return config.people[found].slug if found in config.people else found
    if slug(written) in (TEAM, *publisher.links().links.by_slug):
        return slug(written)
    raise usage(f"no link of '{written}'{did_you_mean(written, known)}")
