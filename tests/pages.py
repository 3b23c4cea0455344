"""Workspaces whose pages have much to show, made as people make them: edited files, a build, work recorded, links."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from mail_server import mail_server
from workspaces import SMALL_CONFIG, built, edit, run, small, starter

from qa_calendar.dates.months import MONTHS
from qa_calendar.delivering.building.recording import Said, mark_done
from qa_calendar.delivering.building.rollover import draft_year
from qa_calendar.delivering.publishing.pages import loads_name, planner_name
from qa_calendar.delivering.publishing.publish import Publisher
from qa_calendar.delivering.publishing.target import lead_page
from qa_calendar.delivering.state.fetches import fetches_of
from qa_calendar.delivering.state.links import digest_of
from qa_calendar.delivering.workspace import PAGES, Snapshot, Workspace
from qa_calendar.model import LEAD, TEAM
from qa_calendar.planning.lookup import Meant

NOW = datetime(2020, 10, 12, 8, tzinfo=UTC)
"""A Monday in the middle of the starter's year."""

BASE_URL = "https://qa.example.gov.uk/"
KARA = "kara-walne"

_SINCE = {
    "staff_changes: []": """\
staff_changes:
  - {from: 2020-10-26, until: 2020-11-27, work_of: Stuart Jones, goes_to: Kara Walne}
  - {from: 2021-01-01, work_of: Kelda Claire, goes_to: nobody, only: [Timeliness ICPC]}
""",
    "  activities: {}": """\
  activities:
    Peer Audit: {start: second Tuesday, due: 10 working days after start}
    Timeliness ICPC: {start: day 15, due: last working day}
    Monthly QA escalation - Audit: {start: first working day, due: 10 working days after start}
    Thematic audit - HSB: {start: third Monday, due: 15 working days after start}
    Dip Audit – 5 day decisions: {start: first Monday, at: "10:30", lasts: 2 hours}
""",
    "date_changes: []": """\
date_changes:
  - {activity: Peer Audit, month: October 2020, move_to: 2020-10-14, because: half term}
  - {activity: CIN outcome at CPC Audit, month: January 2021, skip: true, because: merged with another}
""",
    "  # reply_to: ": "  reply_to: ",
    "# overdue: ": "overdue:\n  since: 2020-04-01\n#",
}
"""What happened to the starter's config.yaml: cover, a vacancy, rules of its own, a move, something left out."""

_LATE = {("Care Plan Quality Audit", 9), ("Repeat Plan Audit", 8), ("Dip Audit – 5 day decisions", 6)}
"""What nobody recorded as done: two pieces of work that are overdue now, and a meeting that is over."""


@dataclass(frozen=True)
class Site:
    """A workspace's pages, as they lie in out/ *now*."""

    workspace: Workspace
    now: datetime = NOW

    def page(self, slug: str, name: str = "index.html") -> Path:
        """The page *name* beside the feed called *slug*."""
        return self.workspace.root / "out" / PAGES / slug / name

    @property
    def planner(self) -> Path:
        """The team's year that is now."""
        return self.page(TEAM)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The workspace's files."""
        return self.workspace.read()

    def other_planner(self, at: int = -1) -> Path:
        """The planner of a year that is not now."""
        return self.page(TEAM, planner_name(self.snapshot.frameworks[at]))

    def loads(self, at: int = 0) -> Path:
        """Who has how much in a year."""
        return self.page(TEAM, loads_name(self.snapshot.frameworks[at]))

    @property
    def lead(self) -> Path:
        """What needs a person."""
        return self.page(LEAD, lead_page(self.snapshot.config.calendar_id))

    @cached_property
    def tokens(self) -> dict[str, str]:
        """The secret part of each address, by slug."""
        return dict(Publisher(snapshot=self.snapshot, now=self.now).links().links.tokens)

    def all(self) -> list[Path]:
        """Every page there is."""
        return sorted((self.workspace.root / "out" / PAGES).glob("*/*.html"))


def paged(workspace: Workspace, now: datetime = NOW) -> Site:
    """*workspace* built, with its pages."""
    built(workspace, now)
    Publisher(snapshot=workspace.read(), now=now).links()
    return Site(workspace, now)


def shipped(
    folder: Path, base_url: str | None = BASE_URL, *, years: int = 1, more: Iterable[tuple[str, str]] = ()
) -> Workspace:
    """The starter workspace half a year on; *more* is what else changed in its config.yaml, old and new."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = starter(folder)
    for old, new in (*_SINCE.items(), *more):
        edit(workspace, "config.yaml", old, new)
    edit(workspace, "config.yaml", "# base_url: https://qa.example.gov.uk/", f"base_url: {base_url}\n#")
    for at in range(1, years):
        draft = draft_year(workspace.read(), 2020 + at)
        listed = ", ".join(draft.frameworks)
        config = (workspace.root / "config.yaml").read_bytes().decode()
        line = next(line for line in config.splitlines() if line.startswith(("frameworks:", "# frameworks:")))
        edit(workspace, "config.yaml", line, f"frameworks: [{listed}]")
    return workspace


def busy(folder: Path) -> Site:
    """`shipped` with a year to come, where everything happened that a page can show.

    Work was done, late too and by somebody else; mail failed; some calendars were fetched, one long ago, some never.
    """
    with mail_server(lambda address: "gone" if address.startswith("iros") else "fine") as box:
        smtp = f"smtp: {{host: 127.0.0.1, port: {box.port}, security: none, pause: 0, timeout: 2}}\n#"
        workspace = shipped(folder, years=2, more=[("# smtp: ", smtp)])
        do_what_was_due(workspace)
        site = paged(workspace)
        assert run("remind", "--send", "--today", "2020-10-12", cwd=workspace.root).returncode == 3
    fetch(site, {KARA: 0, "kelda-claire": 3, "stuart-jones": 19})
    return paged(workspace)


def do_what_was_due(workspace: Workspace, now: datetime = NOW) -> None:
    """Record what was due before *now* as done, but for what is late."""
    snapshot, today = workspace.read(), now.date()
    for one in snapshot.plan.occurrences:
        activity, month = one.entry.activity.title, one.month
        if one.last < today and (activity, month.month) not in _LATE and one.assignments:
            on, by = one.last - timedelta(days=2), tuple[str, ...]()
            if (activity, month.month) == ("Observation of ROA and CP Conference", 6):
                on = date(2020, 7, 7)
            if (activity, month.month) == ("Timeliness ICPC", 7):
                by = ("Stuart Jones",)
            mark_done(snapshot, Meant(activity, month.month, month.year, one.entry.id), Said(on, by), now)


def fetch(site: Site, days_ago: dict[str, int]) -> None:
    """Somebody counts who fetches from now on; each of those slugs was fetched so many days ago."""
    tokens, fetches = site.tokens, fetches_of(site.snapshot)
    fetches.begin()
    fetches.add(
        {(digest_of(tokens[slug]), "Outlook"): (3, site.now - timedelta(days=days)) for slug, days in days_ago.items()}
    )


def quiet(folder: Path, base_url: str | None = BASE_URL) -> Workspace:
    """`shipped` with somebody who has nothing to do, Ida Idle, and somebody who left in September, Lea Left."""
    role = "role: Safeguarding TM"
    people = (
        f"  Ida Idle: {{{role}, email: ida.idle@example.gov.uk}}\n  Lea Left: {{{role}, until: 2020-09-30}}\n  # B N"
    )
    return shipped(folder, base_url, more=[("  # B N", people)])


def bare(folder: Path) -> Workspace:
    """The starter workspace with its activities, none of which is listed in any month yet."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = starter(folder)
    path = workspace.root / "framework.yaml"
    activities, _, _ = path.read_bytes().decode().partition("\nmonths:")
    path.write_bytes(f"{activities}\nmonths:\n  April: []\n".encode())
    return workspace


def tiny(folder: Path, more: str = "") -> Workspace:
    """Two people and three pieces of work, of April and May 2020; *more* stands in its config.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    return small(folder, f"{SMALL_CONFIG}base_url: {BASE_URL}\noverdue: {{since: 2020-04-01}}\n{more}")


def deserted(folder: Path) -> Workspace:
    """`tiny`, all of whose work is nobody's."""
    people = ("Anna Bell", "Cem Dora")
    lines = (f"  - {{from: 2020-04-01, work_of: {name}, goes_to: nobody}}\n" for name in people)
    return tiny(folder, "staff_changes:\n" + "".join(lines))


def big(folder: Path) -> Workspace:
    """Thirty activities of twelve people, two years of them; some of the titles are long."""
    folder.mkdir(parents=True, exist_ok=True)
    roles = "".join(f"  {name}: {{role: Social worker}}\n" for name in _TWELVE)
    config = _CONFIG.format(team="Safeguarding QA", staff=roles) + "frameworks: [framework.yaml, framework-2021.yaml]\n"
    first = framework("The framework", "Safeguarding and Performance Service", _thirty(), 2020)
    workspace = small(folder, config, first)
    second = framework("The framework", "Safeguarding and Performance Service", _thirty(), 2021)
    (workspace.root / "framework-2021.yaml").write_bytes(second.encode())
    return workspace


HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(2)'>",
    "A" * 100,
    "b" * 58,
    "\u05de\u05e9\u05d4 \u05db\u05d4\u05df",
    "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
    "Zo\u00eb \U0001f469 \U0001f1ec\U0001f1e7 Party",
    "</style><style>body{display:none}</style>",
    "{{ 7*7 }} {% raw %}",
    'O\'Neill "Bob" & Söhne &amp; &lt;b&gt;',
)
"""What a page must show as it is written, and be none the wider for."""


def hostile(folder: Path) -> Workspace:
    """A workspace in which everything that people name is one of `HOSTILE_NAMES`."""
    folder.mkdir(parents=True, exist_ok=True)
    staff = "".join(
        f"  {json.dumps(name, ensure_ascii=False)}: {{id: p-{at}, role: {json.dumps(name, ensure_ascii=False)}}}\n"
        for at, name in enumerate(HOSTILE_NAMES)
    )
    config = _CONFIG.format(team=json.dumps(HOSTILE_NAMES[0]), staff=staff)
    titles = {name: name * 2 if len(name) == 100 else name for name in HOSTILE_NAMES}
    activities = {
        titles[name]: ([HOSTILE_NAMES[(at + 1) % len(HOSTILE_NAMES)], name], [4 + at % 9, 10, 11], name)
        for at, name in enumerate(HOSTILE_NAMES)
    }
    return small(folder, config, framework(HOSTILE_NAMES[1], HOSTILE_NAMES[7], activities, 2020))


def framework(
    title: str, service: str, activities: Mapping[str, tuple[list[str], list[int], str | None]], year: int
) -> str:
    """framework.yaml of *activities*: who does each, in which months, and of what period if any."""
    quoted = {name: json.dumps(name, ensure_ascii=False) for name in activities}
    listed = (
        f"  {quoted[name]}: {{id: a-{at}, purpose: p, workers: {json.dumps(workers, ensure_ascii=False)}}}\n"
        for at, (name, (workers, _, _)) in enumerate(activities.items())
    )
    months = []
    for month in (*range(4, 13), 1, 2, 3):
        entries = (
            f"    - {quoted[name]}: {json.dumps({'period': period} if period else {}, ensure_ascii=False)}\n"
            if period
            else f"    - {quoted[name]}\n"
            for name, (_, when, period) in activities.items()
            if month in when
        )
        months.append(f"  {MONTHS[month - 1]}:\n" + "".join(entries))
    head = f"title: {json.dumps(title, ensure_ascii=False)}\nservice: {json.dumps(service, ensure_ascii=False)}\n"
    return f"{head}year: {year}\nactivities:\n{''.join(listed)}months:\n{''.join(months)}"


def _thirty() -> dict[str, tuple[list[str], list[int], str | None]]:
    titles = (f"Audit number {at} of {_SUBJECTS[at % len(_SUBJECTS)]}" for at in range(30))
    return {
        title: (
            [_TWELVE[(at + n) % 12] for n in range(1 + at % 3)],
            [month for month in range(1, 13) if (month + at) % (2 + at % 3) == 0],
            "Nov - April" if at % 9 == 5 else None,
        )
        for at, title in enumerate(titles)
    }


_TWELVE = (
    *("Kelda Claire", "Kara Walne", "Stuart Jones", "Claire Turnbull", "IROs", "Karen Williams", "Siân O'Brien-Hughes"),
    *("Mohammed Abdul-Rahman", "Priya Raghunathan", "Tom Lee", "Front Door", "Alexandra Featherstonehaugh"),
)
_SUBJECTS = (
    *("care plans", "supervision files", "return home interviews", "Section 47 timeliness", "private fostering"),
    *("life story work", "pathway plans", "foster carer reviews", "complaints and learning"),
    "the voice of the child: direct observation of practice across all five locality teams, with feedback to families",
)
_CONFIG = """\
calendar_id: qa.example.gov.uk
base_url: https://qa.example.gov.uk/
staff:
{staff}working_days: {{nation: England}}
rules:
  default: {{start: first working day, due: last working day}}
overdue: {{since: 2020-04-01}}
feeds: {{team_name: {team}}}
"""
