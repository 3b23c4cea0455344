"""Next year's framework drafted from the last one: the verb rollover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_calendar.dates.months import Month, listed, spoken_with_year
from qa_calendar.delivering import files
from qa_calendar.delivering.workspace import CONFIG, Snapshot
from qa_calendar.model import Config, Framework, Person, StaffChange
from qa_calendar.planning.cadence import in_full
from qa_calendar.problems import DeliveryError, InvalidInputError, Problem
from qa_calendar.reading.load import load, settings_of
from qa_calendar.reading.rollover.dated import Notice, dated_lines
from qa_calendar.reading.rollover.draft import Draft, rolled_over


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """A *draft* on disk: its *file*, the *source* it was made from, and what to put into config.yaml.

    *notices* are what is of the old year in config.yaml, *problems* what is to be put right before it is of use.
    """

    file: str
    source: str
    draft: Draft
    frameworks: tuple[str, ...]
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...]


def draft_year(snapshot: Snapshot, year: int) -> NextYear:
    """Write `framework-<year>.yaml`; raises InvalidInputError for wrong files, DeliveryError if it is there already."""
    named = snapshot.names
    source, framework = _latest_before(year, dict(zip(named, snapshot.frameworks, strict=True)))
    file = f"framework-{year}.yaml"
    if (snapshot.root / file).exists():
        raise DeliveryError(f"nothing written: {file} is there already; edit it, or move it away first")
    flags = _flags(snapshot.config, Month(year, framework.first_month).plus(11).last)
    draft = rolled_over(snapshot.contents.of(source).decode(), source, year, flags)
    settings = settings_of(snapshot.contents.of(CONFIG))
    assert settings.document is not None, "it was read already"
    files.replace(snapshot.root / file, draft.text.encode())
    return NextYear(
        file=file,
        source=source,
        draft=draft,
        frameworks=(*named, file),
        notices=dated_lines(snapshot.config, settings.document, draft.turn),
        problems=_problems(snapshot, file, draft.text),
    )


def _problems(snapshot: Snapshot, file: str, text: str) -> tuple[Problem, ...]:
    """What is wrong with the draft beside the other files: days that were there last year and are not in this."""
    frameworks = {name: snapshot.contents.of(name) for name in snapshot.names}
    try:
        _, years = load(snapshot.contents.of(CONFIG), {**frameworks, file: text.encode()})
    except InvalidInputError as error:
        return error.problems
    _, problems = in_full(years[-1])
    return problems


def _latest_before(year: int, frameworks: dict[str, Framework]) -> tuple[str, Framework]:
    earlier = {file: one for file, one in frameworks.items() if one.year < year}
    if not earlier or any(one.year >= year for one in frameworks.values()):
        years = ", ".join(f"{file} is of {one.years}" for file, one in frameworks.items())
        raise DeliveryError(f"nothing written: {years}, and a draft is of a later year")
    return max(earlier.items(), key=lambda named: named[1].year)


def _flags(config: Config, last: date) -> dict[str, str]:
    """What to say of everybody who will not do all of their work until *last*, under each of their spellings."""
    return {
        spelling: f"{'; '.join(reasons)}: name who does this"
        for spelling, person in config.spellings.items()
        if (reasons := _reasons(person, config, last))
    }


def _reasons(person: Person, config: Config, last: date) -> list[str]:
    leaves = [f"leaves on {spoken_with_year(person.until)}"] if person.until and person.until < last else []
    return leaves + [
        _handed_on(change)
        for change in config.staff_changes
        if change.work_of == person.name and change.until is None and change.since <= last
    ]


def _handed_on(change: StaffChange) -> str:
    work = "the work"
    if change.only or change.excluding:
        work = listed(sorted(change.only)) or f"all but {listed(sorted(change.excluding))}"
    return f"gives up {work} on {spoken_with_year(change.since)} (it goes to {change.goes_to or 'nobody'})"
