"""All that decides what is to be sent, laid out in one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from qa_calendar.dates.months import Week
from qa_calendar.delivering.publishing.site import addresses_of
from qa_calendar.delivering.state.builds import Build, Store
from qa_calendar.delivering.state.completions import Completions
from qa_calendar.delivering.state.database import Database
from qa_calendar.delivering.state.fetches import fetched_of
from qa_calendar.delivering.state.ledger import Ledger, Mail
from qa_calendar.delivering.state.links import Links, LinkStore
from qa_calendar.delivering.workspace import Snapshot
from qa_calendar.model import Person, Plan
from qa_calendar.planning.mailing import Due, Step, due_by, steps_by, week_of_reminder
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.letters import Key, MailKind
from qa_calendar.rendering.templates import Templates

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to send: of which *kinds*, the weekly ones of which *week* if not the one that is due, *only* to whom.

    *only* are persons as the ledger knows them, None for everybody. News are also of the *build* of that number, though
    it left drafts. *asked* when a person wants what a run would not send by itself.
    """

    kinds: tuple[MailKind, ...] = tuple(MailKind)
    week: Week | None = None
    build: int | None = None
    only: frozenset[str] | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that decides what is to be sent *today*: the plan with what is done, the log, the ledger's lines.

    *due* and *steps* are all that the plan has come to, told or not, by whose it is; None is the coordinator. *readers*
    keeps whom a week's reminder tells something, as that is asked by several kinds. *fetched* are those whose feed some
    program has read, by slug; None where nobody counts.
    """

    plan: Plan
    templates: Templates
    today: date
    builds: Sequence[Build]
    lines: Mapping[Key, Mail]
    due: Mapping[str, Sequence[Due]]
    steps: Mapping[str | None, Sequence[Step]]
    links: Links = field(default_factory=Links)
    fetched: frozenset[str] | None = None
    readers: dict[Week, tuple[Person, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def last_build(self) -> int | None:
        """The number of the last build, None before the first."""
        return self.builds[-1].id if self.builds else None

    def week(self, wanted: Wanted) -> Week | None:
        """The week that weekly mail is *wanted* of: the one that is due unless one is named; None before it is due."""
        return wanted.week or week_of_reminder(self.today, self.plan.config)


def desk_of(snapshot: Snapshot, database: Database, today: date) -> Desk:
    """What there is to say *today*, as the database is now; raises InvalidInputError where a file is wrong."""
    kept = LinkStore(database)
    plan = snapshot.plan_with(Completions(database).current(), addresses_of(snapshot, kept))
    return Desk(
        plan=plan,
        templates=snapshot.templates,
        today=today,
        builds=Store(database).builds(),
        lines=Ledger(database).lines(),
        due=_by(due_by(plan, today), lambda one: one.worker.slug),
        links=kept.links(),
        fetched=_fetched(snapshot, kept.links()),
        steps=_by(steps_by(plan, today), lambda one: one.told.slug if one.told else None),
    )


def _fetched(snapshot: Snapshot, links: Links) -> frozenset[str] | None:
    if not snapshot.config.links.welcome:
        return None
    try:
        counted = fetched_of(snapshot, links.tokens)
    except DeliveryError:
        return None  # `links` says what is the matter with it, and no reminder waits for that
    return None if counted is None else frozenset(counted)


def _by(found: Iterable[T], whose: Callable[[T], K]) -> dict[K, list[T]]:
    by: dict[K, list[T]] = {}
    for one in found:
        by.setdefault(whose(one), []).append(one)
    return by
