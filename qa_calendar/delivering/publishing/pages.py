"""The pages of a workspace: rendered from its plan and what the database knows, and kept in out/ for `serve`.

plan, completions, log, ledger, fetches ─▶ Page, by slug and name ─▶ out/pages/<slug>/<name>, if it says another thing
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering import files
from qa_calendar.delivering.publishing.site import INDEX, address_of
from qa_calendar.delivering.publishing.target import lead_page
from qa_calendar.delivering.state.builds import Store
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.fetches import fetched_of
from qa_calendar.delivering.state.ledger import Ledger, Mail, State
from qa_calendar.delivering.state.links import TOKEN, Links
from qa_calendar.delivering.workspace import PAGES, SERVE, Snapshot
from qa_calendar.model import LEAD, TEAM, Config, Framework
from qa_calendar.planning.mailing import PieceOfWork
from qa_calendar.problems import DeliveryError, InvalidInputError
from qa_calendar.rendering.letters import MailKind
from qa_calendar.rendering.pages import (
    Beside,
    Failed,
    Link,
    Observed,
    Page,
    Pieces,
    Planner,
    Subscribed,
    framework_now,
    render_attention,
    render_ended,
    render_loads,
    render_personal,
    render_planner,
)
from qa_calendar.rendering.templates import Templates

Written = Mapping[str, Mapping[str, bytes]]
"""The pages as they are in out/, by the slug of their link and by name."""


Make = Callable[[], Page]
Elsewhere = Callable[[str, bytes], bytes | None]
"""What the site has at a path, where that is known to be another than some bytes; None where it is not."""


@dataclass(frozen=True, slots=True)
class Paged:
    """The pages, and what is wrong with what some are made of."""

    pages: Written
    trouble: str = ""


def bring_pages_up_to_date(
    snapshot: Snapshot, links: Links, store: Store, now: datetime, elsewhere: Elsewhere | None = None
) -> Paged:
    """Write the pages of *links* that say another thing than those in out/, or than those *elsewhere*.

    A page that cannot be made keeps nothing else back: the one that was there stays. Raises DeliveryError.
    """
    folder, today = snapshot.out / PAGES, day_in_london(now)
    made, troubles = _made(snapshot, links, store, today)
    written: dict[str, dict[str, bytes]] = {}
    for slug, pages in made.items():
        for name, make in pages.items():
            there = files.content_of(folder / slug / name)
            try:
                page = make()
            except InvalidInputError as error:
                troubles += [f"no page was made: {problem}" for problem in error.problems]
                if there is None or not _is_current(there, links):
                    continue
                content = there
            else:
                content = there if there is not None and page.says(there) else page.on(today)
                other = elsewhere(f"{links.tokens[slug]}/{name}", content) if elsewhere else None
                content = other if other is not None and page.says(other) else content
            files.replace(folder / slug / name, content, private=True)
            written.setdefault(slug, {})[name] = content
    wanted = {folder / slug / name for slug, pages in written.items() for name in pages}
    for stale in sorted({*folder.glob("*.html"), *folder.glob("*/*.html")} - wanted):
        files.remove(stale)
        if stale.parent != folder:
            # Somebody who has been forgotten leaves no folder of their name.
            with suppress(OSError):
                stale.parent.rmdir()
    return Paged(written, "; ".join(dict.fromkeys(troubles)))


def _is_current(page: bytes, links: Links) -> bool:
    """Whether *page* leads to no address that is not in use any more."""
    return set(TOKEN.findall(page.decode(errors="replace"))) <= set(links.tokens.values())


def planner_name(framework: Framework) -> str:
    """What the page of that year is called."""
    return f"planner-{framework.years}.html"


def loads_name(framework: Framework) -> str:
    """What the page of who has how much in that year is called."""
    return f"load-{framework.years}.html"


def pieces_of(snapshot: Snapshot, store: Store, today: date) -> Pieces:
    """All the work of a workspace as it stands, with what was moved since it was first published."""
    plan = snapshot.plan_with(Completions(store.database).current())
    dates = {one.uid: (one.start, one.due, one.at) for one in plan.occurrences}
    moved = {
        change.uid
        for build in store.builds()
        for change in build.changes
        if change.is_move and change.was and dates.get(change.uid) != (change.was.start, change.was.due, change.was.at)
    }
    return Pieces(plan, today, frozenset(moved))


def _made(snapshot: Snapshot, links: Links, store: Store, today: date) -> tuple[dict[str, dict[str, Make]], list[str]]:
    """What makes each page, by slug and name, and what is wrong with what they are made of."""
    pieces, templates, config = pieces_of(snapshot, store, today), snapshot.templates, snapshot.config
    planners = {planner_name(one): _planner(one, pieces, templates) for one in pieces.plan.frameworks}
    now, troubles = framework_now(pieces), list[str]()
    found: dict[str, dict[str, Make]] = {}
    people = {person.slug: person for person in config.staff}
    for slug, token in links.tokens.items():
        beside = _beside(slug, token, config, planner_name(now))
        if slug == LEAD:
            observed, trouble = _observed(snapshot, links, store, today)
            troubles += [trouble] if trouble else []
            found[slug] = {lead_page(config.calendar_id): partial(render_attention, pieces, observed, templates)}
        elif slug == TEAM:
            found[slug] = dict(_of_team(pieces, beside, templates))
        elif slug in people and not people[slug].has_left(today):
            found[slug] = {INDEX: partial(render_personal, people[slug], pieces, beside, templates), **planners}
        else:
            found[slug] = {INDEX: partial(render_ended, pieces, templates)}
    return found, troubles


def _of_team(pieces: Pieces, beside: Beside, templates: Templates) -> Iterator[tuple[str, Make]]:
    """The pages beside the team's feed, the planner of this year being the one that says how to subscribe."""
    now = framework_now(pieces)
    names = {one.years: INDEX if one == now else planner_name(one) for one in pieces.plan.frameworks}
    for one in pieces.plan.frameworks:
        others = [Link(name, years) for years, name in names.items() if years != one.years]
        of_now = beside if one == now else None
        planner = Planner(frameworks=[one], beside=of_now, others=others, loads=loads_name(one))
        yield names[one.years], partial(render_planner, planner, pieces, templates)
        yield loads_name(one), partial(render_loads, one, pieces, templates, names[one.years])


def _planner(framework: Framework, pieces: Pieces, templates: Templates) -> Make:
    """What makes the planner of that year, once: it lies beside every feed."""
    planner = Planner(frameworks=[framework], others=_others(framework, pieces))
    return lru_cache(maxsize=1)(partial(render_planner, planner, pieces, templates))


def _others(framework: Framework, pieces: Pieces) -> list[Link]:
    return [Link(planner_name(one), one.years) for one in pieces.plan.frameworks if one != framework]


def _beside(slug: str, token: str, config: Config, planner: str) -> Beside:
    if config.base_url is None:
        return Beside(planner=planner)
    return Beside(address_of(slug, token, config), _page_address(token, config), planner)


def _page_address(token: str, config: Config) -> str:
    return f"{config.base_url}{token}/{INDEX}"


def _observed(snapshot: Snapshot, links: Links, store: Store, today: date) -> tuple[Observed, str]:
    config, lines = snapshot.config, tuple(Ledger(store.database).lines().values())
    names = {one.slug: one.name for one in config.staff if one.is_here(today)} | {TEAM: config.feeds.team_name}
    ours = {slug: one for slug, one in links.by_slug.items() if slug in names and one.token is not None}
    trouble, subscribed = "", None
    try:
        fetched = fetched_of(snapshot, {slug: token for slug, token in links.tokens.items() if slug in ours})
    except DeliveryError as error:
        # How often feeds were fetched is no reason to keep them back.
        fetched, trouble = None, str(error)
    if fetched is not None:
        last = {slug: some[0] for slug, some in fetched.items() if some}
        subscribed = tuple(
            Subscribed(
                name=names[slug],
                made=day_in_london(one.made),
                last=day_in_london(last[slug].last) if slug in last else None,
                client=last[slug].client if slug in last else "",
            )
            for slug, one in ((slug, ours[slug]) for slug in names if slug in ours)
        )
    observed = Observed(
        told=_told(lines, config),
        subscribed=subscribed,
        is_served=config.publish_to == SERVE,
        failed=tuple(_failed(line) for line in lines if line.needs_a_person),
        pages={
            names[slug]: _page_address(one.token, config)
            for slug, one in ours.items()
            if one.token is not None and config.base_url is not None
        },
    )
    return observed, trouble


def _told(lines: Iterable[Mail], config: Config) -> dict[str, date]:
    """When the people of overdue work were last told of it, by UID."""
    told: dict[str, date] = {}
    for line in lines:
        period = line.key.period
        is_told = line.key.kind is MailKind.OVERDUE and line.state is State.SENT
        if is_told and isinstance(period, PieceOfWork) and line.key.person in config.names:
            uid = f"{period.work}@{config.calendar_id}"
            told[uid] = max(told.get(uid, date.min), day_in_london(line.at))
    return told


def _failed(line: Mail) -> Failed:
    return Failed(
        kind=line.key.kind.value,
        name=line.name,
        state=line.state.value,
        since=day_in_london(line.at),
        detail=line.detail,
    )
