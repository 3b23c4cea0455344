"""The workload: services of a council as workspaces, seeded, so the same files on every machine.

    python benchmarks/workload.py medium FOLDER

A service has workers and 40 activities a year, 33 with one worker and 7 with three, each on a working day of its month.

    small    1 service    x  5 workers x 1 year  =      40 events
    medium   100 services x  5 workers x 2 years =   8,000 events
    large  1,000 services x 10 workers x 3 years = 120,000 events
"""

from __future__ import annotations

import random  # noqa: TID251 - seeded, so the same on every machine
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SIZES = {"small": (1, 5, 1), "medium": (100, 5, 2), "large": (1000, 10, 3)}
FIRST_YEAR, ACTIVITIES, WITH_THREE = 2026, 40, 7
SEED = 20260101


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = _words("January February March April May June July August September October November December")
FIRST = _words("""Asha Ben Chloé Dmitri Elif Farah Gwen Håkon Ifeoma Jonas Kirsty Łukasz Mei Nadia Oluwaseun
Priya Quentin Rosa Søren Tariq Una Viktor Wanjiru Xia Yusuf Zoë""")
LAST = _words("""Adeyemi Brown Castaño Dubois Evans Fernández Grant Hughes Iqbal Jones Khan Larsen Müller
Nguyen O'Neill Patel Quinn Rossi Smith Taylor Usman Verma Wilson Xu Young Zieliński""")
VERBS = _words("Review Check Sample Refresh Audit Approve Rehearse Publish Record Compare Inspect Update")
THINGS = (
    "training matrix",
    "equipment calibration log",
    "standard operating procedures",
    "incident reports",
    "risk register",
    "external quality scores",
    "turnaround times",
    "complaints and feedback",
    "access rights",
    "cleaning schedule",
    "document control list",
    "supplier evaluations",
    "audit findings",
    "stock expiry dates",
)
PARTS = ("part A", "part B", "all sites", "lab, ward")
SENTENCES = (
    "Read the guidance first; then complete the form, attach evidence, and sign it off.",
    'Use template "QA-{n:03d}", not last year\'s copy; ask the lead if any section is unclear.',
    "Owner: {who}; deputy covers leave, sickness, or a clash with the audit.",
    "Allow about {n} minutes – longer if the previous check raised actions.",
    "Store the signed record under S:\\QA\\{n}, and tell the team by e-mail.",
    "Budget code £{n}; costs over the limit need approval, in writing, beforehand.",
    'Compare with the previous month, note trends; escalate "red" results the same day.',
    "Café-style drop-in help is available on Tuesdays, 10:00–12:00, room {n}.",
)
CATEGORIES = ("Audit", "Training", "Safety", "Records")
RULES = {1: "first working day", 2: "2nd working day", 3: "3rd working day"}


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity: in which *month* of the year, on which *working_day* of it, by whom."""

    title: str
    purpose: str
    category: str
    month: int
    working_day: int
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its people, and what they do every year."""

    id: str
    name: str
    people: tuple[str, ...]
    activities: tuple[Activity, ...]
    years: tuple[int, ...]


def services(count: int, workers: int, years: int) -> Iterator[Service]:
    """*count* services of so many *workers*, for so many *years*."""
    chance = random.Random(SEED)
    span = tuple(range(FIRST_YEAR, FIRST_YEAR + years))
    for number in range(1, count + 1):
        people = dict[str, None]()
        while len(people) < workers:
            people[f"{chance.choice(FIRST)} {chance.choice(LAST)}"] = None
        names = tuple(people)
        counts = [3] * WITH_THREE + [1] * (ACTIVITIES - WITH_THREE)
        chance.shuffle(counts)
        activities = tuple(_activity(chance, at + 1, names, many) for at, many in enumerate(counts))
        name = f"Service {number:04d}, {chance.choice(('North', 'South', 'East', 'West'))} site"
        yield Service(f"s{number:04d}", name, names, activities, span)


def _activity(chance: random.Random, number: int, people: tuple[str, ...], count: int) -> Activity:
    title = f"{chance.choice(VERBS)} {chance.choice(THINGS)} ({chance.choice(PARTS)}) #{number:02d}"
    workers = tuple(chance.sample(people, count))
    said = chance.sample(SENTENCES, 3)
    purpose = " ".join(one.format(n=chance.randrange(10, 999), who=workers[0]) for one in said)
    day = chance.choice((1, 1, 1, 1, 2, 3, 5, 8, 10))
    return Activity(title, purpose, chance.choice(CATEGORIES), (number - 1) % 12 + 1, day, workers)


def files_of(service: Service) -> dict[str, str]:
    """The files of a service's workspace, by name."""
    names = [f"framework-{year}.yaml" for year in service.years]
    return {"config.yaml": _config(service, names)} | {
        name: _framework(service, year) for name, year in zip(names, service.years, strict=True)
    }


def write(service: Service, folder: Path) -> Path:
    """Make the workspace of *service* below *folder*."""
    root = folder / service.id
    root.mkdir(parents=True)
    for name, text in files_of(service).items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _config(service: Service, frameworks: list[str]) -> str:
    staff = "".join(
        f"  {_quoted(name)}: {{role: QA officer, email: {service.id}w{at:02d}@example.org}}\n"
        for at, name in enumerate(service.people)
    )
    return f"""\
calendar_id: {service.id}.example.org
frameworks: [{", ".join(frameworks)}]
staff:
{staff}working_days: {{nation: England}}
rules:
  if_not_working: next working day in the same month
  default: {{start: first working day, due: last working day}}
feeds: {{team_name: {_quoted(service.name)}, alarm: 1 day before, categories: [Quality Assurance]}}
reminders: {{from: qa@example.org}}
out: out
state: sqlite:///state/qa-calendar.db
"""


def _framework(service: Service, year: int) -> str:
    activities = "".join(
        f"""\
  {_quoted(one.title)}:
    purpose: {_quoted(one.purpose)}
    workers: [{", ".join(map(_quoted, one.workers))}]
    categories: [{one.category}]
    rule: {{start: {RULES.get(one.working_day, f"{one.working_day}th working day")}}}
"""
        for one in service.activities
    )
    months = "".join(
        f"  {name}:\n" + "".join(f"    - {_quoted(one.title)}\n" for one in service.activities if one.month == at)
        for at, name in enumerate(MONTHS, 1)
    )
    head = f"title: QA programme\nservice: {_quoted(service.name)}\nyear: {year}\nfirst_month: January\n"
    return f"{head}activities:\n{activities}months:\n{months}"


def main() -> None:
    size, folder = sys.argv[1], Path(sys.argv[2])
    for service in services(*SIZES[size]):
        write(service, folder)


if __name__ == "__main__":
    main()
