"""The verbs about what is published: build, diff, log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import (
    WORLD_FAILED,
    WRONG_INPUT,
    AsJson,
    Now,
    Today,
    here,
    instant,
    london_day,
    numbered,
    read,
    usage,
    verb,
)
from qa_calendar.cli.many import Folders, Jobs, Shard, carry_out, is_of_many
from qa_calendar.delivering.files import LOCK_PATIENCE

if TYPE_CHECKING:
    from datetime import date

    from qa_calendar.delivering.state.builds import Build
    from qa_calendar.model import Config
    from qa_calendar.planning.revisions import Change

By = Annotated[str, typer.Option("--by", metavar="kind|person", help="The headings: kind or person.")]


@verb
def build(
    folders: Folders = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Go on although most of the coming events would vanish.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for another build to end.")
    ] = LOCK_PATIENCE,
    jobs: Jobs = None,
    shard: Shard = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Write the feeds, one for each person in staff and one for the team, and the news of what changed."""
    if is_of_many(folders, jobs, shard):
        how = {"force": force, "dry_run": dry_run, "patience": wait}
        carry_out("build", instant(today, now), folders or [], jobs, shard, as_json=as_json, **how)
        return
    from qa_calendar.delivering.building.unchanged import first_look, recall

    workspace, moment, day = here(), instant(today, now), london_day(today, now)
    contents = first_look(workspace)
    known = recall(contents, day)
    if known is not None and not as_json:
        from qa_calendar.delivering.screen.build_report import show_unchanged

        show_unchanged(known)
        return
    from qa_calendar.delivering.building.build import bring_up_to_date
    from qa_calendar.delivering.screen.build_report import show_built, show_built_json, warnings_of

    snapshot = workspace.read(contents)
    built, _ = bring_up_to_date(snapshot, moment, dry_run=dry_run, force=force, patience=wait)
    for warning in warnings_of(built):
        print(warning, file=sys.stderr)
    if as_json:
        show_built_json(built, day)
    else:
        show_built(built)
    if built.held:
        raise typer.Exit(WORLD_FAILED)


@verb
def diff(
    since: Annotated[
        int | None, typer.Option("--since", metavar="BUILD", help="What this build and those after it changed.")
    ] = None,
    by: By = "kind",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when something differs.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """What the next build would change, or what earlier ones did."""
    from qa_calendar.delivering.building.build import rehearse
    from qa_calendar.planning.revisions import net
    from qa_calendar.rendering.differences import renamed_lines, vanishing_counts

    moment, day = instant(today, now), london_day(today, now)
    _headings(by)
    if since is None:
        found = rehearse(read(), moment)
        config, changes, what = found.plan.config, found.changes, "The next build"
        for line in (line for one in found.renamed for line in renamed_lines(one)):
            print(line, file=sys.stderr)
        if found.vanish:
            print(f"the next build would stop: {vanishing_counts(found.vanish, day)} would vanish", file=sys.stderr)
    else:
        config, builds = _logged()
        numbered(since, builds)
        told = [one for one in builds if one.id >= since]
        changes, day = net(one.changes for one in told), told[0].day
        what = f"Builds {since} to {builds[-1].id}" if since < builds[-1].id else f"Build {since}"
    _show(changes, config, day, what, by=by, as_json=as_json)
    if exit_code and changes:
        raise typer.Exit(WRONG_INPUT)


@verb
def log(
    build: Annotated[int | None, typer.Argument(metavar="BUILD", help="Show what this build changed.")] = None,
    by: By = "kind",
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Every build that changed something: when, from which files, and what."""
    from qa_calendar.delivering.screen.build_report import build_values, show_log, show_logged
    from qa_calendar.delivering.screen.console import show_json
    from qa_calendar.rendering.values import change_values

    _headings(by)
    config, builds = _logged()
    if build is None:
        show_json({"builds": [build_values(one) for one in builds]}) if as_json else show_log(builds)
        return
    found = numbered(build, builds)
    if as_json:
        show_json(build_values(found) | {"changes": change_values(found.changes, found.day)})
        return
    show_logged(found, next((one for one in reversed(builds) if one.id < build), None))
    _show(found.changes, config, found.day, f"Build {build}", by=by, as_json=False)


def _show(changes: tuple[Change, ...], config: Config, day: date, what: str, *, by: str, as_json: bool) -> None:
    from qa_calendar.delivering.screen.build_report import show_differences
    from qa_calendar.delivering.screen.console import show_json
    from qa_calendar.rendering.differences import by_kind, by_person, counts_line
    from qa_calendar.rendering.values import change_values

    if as_json:
        show_json({"changes": change_values(changes, day)})
        return
    grouped = {"kind": by_kind, "person": by_person}[by](changes, config, day)
    show_differences(grouped, f"{what}: {counts_line(changes)}.")


def _headings(by: str) -> None:
    if by not in ("kind", "person"):
        raise usage(f"--by is kind or person, not '{by}'")


def _logged() -> tuple[Config, tuple[Build, ...]]:
    from qa_calendar.delivering.state.builds import opened_store

    snapshot = read()
    with opened_store(snapshot, create=False) as store:
        return snapshot.config, store.builds()
