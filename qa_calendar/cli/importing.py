"""The verb import: documents read, what they say shown, asked about, and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_calendar.cli.asked import (
    WRONG_INPUT,
    AsJson,
    Now,
    Today,
    is_terminal,
    london_day,
    nation_meant,
    usage,
    verb,
    where,
    year_meant,
)
from qa_calendar.problems import InvalidInputError

if TYPE_CHECKING:
    from qa_calendar.delivering.building.importing import Target, Wanted
    from qa_calendar.model.draft import Answers, Draft, Question
    from qa_calendar.reading.documents.grid import Document


@verb
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Word, Excel, CSV and the like.")],
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without it nothing is written.")] = False,
    year: Annotated[int | None, typer.Option("--year", metavar="2026", help="The year it begins in.")] = None,
    first_month: Annotated[
        str | None, typer.Option("--first-month", metavar="April", help="The month the year begins with.")
    ] = None,
    nation: Annotated[str | None, typer.Option("--nation", help="Whose bank holidays are kept.")] = None,
    calendar_id: Annotated[
        str | None, typer.Option("--calendar-id", metavar="qa.example.gov.uk", help="The calendar's identity.")
    ] = None,
    table: Annotated[int | None, typer.Option("--table", metavar="N", min=1, help="Of several tables the Nth.")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Of several sheets this one.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write what was understood as a page to print.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
    now: Now = None,
) -> None:
    """Read a framework from documents: what was understood, decided and asked; with --yes, a workspace of it."""
    from qa_calendar.delivering.building.importing import Wanted
    from qa_calendar.reading.documents.files.settings import Said

    wanted = Wanted(
        year=None if year is None else year_meant(year),
        first_month=None if first_month is None else _month(first_month),
        table=table,
        sheet=sheet,
        said=Said(
            calendar_id=None if calendar_id is None else _calendar_id(calendar_id),
            nation=None if nation is None else nation_meant(nation),
        ),
    )
    bring_in(where.root, files, wanted, How(london_day(today, now), yes, as_json, html))


@dataclass(frozen=True, slots=True)
class How:
    """How an import is run: as of which *day*, whether it writes, and what it shows where."""

    day: date
    yes: bool
    as_json: bool = False
    html: Path | None = None


def bring_in(root: Path, files: Sequence[str], wanted: Wanted, how: How) -> None:
    """Read *files*, ask where somebody is there to ask, show what was understood, and write it if that is wanted."""
    from qa_calendar.delivering.building.importing import (
        chosen,
        documents_of,
        prepared,
        refuse_work,
        target_in,
        understood,
        with_options,
        write,
    )
    from qa_calendar.delivering.screen.import_report import (
        show_import,
        show_import_json,
        show_nothing_written,
        show_written,
    )

    target, documents = target_in(root), documents_of(chosen(files))
    answers = with_options(target.answers, wanted)
    draft = understood(documents, answers, wanted.said, target, how.day)
    # Whoever cannot have it written need not answer anything.
    asks = is_terminal() and not how.as_json and target.problem is None
    if asks:
        answers, draft = _answered(documents, answers, draft, wanted, target, how)
    if how.html is not None:
        _write_page(how.html, root, draft, how.day)
    if not how.as_json and not how.yes:
        show_import(draft)
    is_wanted = how.yes or (asks and answers.words != target.answers.words and _agreed(root))
    written: tuple[Path, ...] = ()
    try:
        refuse_work(target)
        if is_wanted:
            written = write(prepared(target, draft, answers, wanted.said))
    finally:
        # Written first: whoever reads only the first lines, as through `head`, has the files all the same.
        if how.as_json:
            show_import_json(draft, written)
        elif how.yes:
            show_import(draft)
    if is_wanted and not how.as_json:
        show_written(root, written, draft.questions)
    elif not how.as_json:
        show_nothing_written()


def _agreed(root: Path) -> bool:
    try:
        return typer.confirm(f"Write this, and your answers, to {root}?", err=True)
    except typer.Abort:
        raise _stopped() from None


def _stopped() -> typer.Exit:
    from qa_calendar.delivering.screen.console import show_warning

    show_warning("\nstopped, and nothing was written")
    return typer.Exit(WRONG_INPUT)


def _answered(
    documents: Sequence[Document], answers: Answers, draft: Draft, wanted: Wanted, target: Target, how: How
) -> tuple[Answers, Draft]:
    """*answers* with those of whoever is there, and the draft they make; what an answer does not settle is asked again.

    Ctrl-D or Ctrl-C leaves all further questions open, and where nothing is answered yet it stops the import.
    """
    from qa_calendar.delivering.building.importing import understood
    from qa_calendar.delivering.screen.import_report import show_questions, show_rest_open
    from qa_calendar.reading.documents.files.answers import with_answer

    given = answers
    left: set[Question] = set()
    show_questions(len(draft.questions))
    try:
        while new := [one for one in draft.questions if one not in left]:
            for question in new:
                if answer := _ask(question, draft):
                    answers = with_answer(answers, question, answer)
                else:
                    left.add(question)
            draft = understood(documents, answers, wanted.said, target, how.day)
    except typer.Abort:
        if answers is given:
            raise _stopped() from None
        show_rest_open()
        draft = understood(documents, answers, wanted.said, target, how.day)
    return answers, draft


def _ask(question: Question, draft: Draft) -> tuple[str, ...]:
    """What somebody answers to *question*; nothing where they leave it open."""
    from qa_calendar.delivering.screen.import_report import show_no_offer, show_question
    from qa_calendar.model.draft import LEAVE_OUT

    text = next(str(one) for one in draft.remarks if one.question == question)
    offers = (*question.offers, *((LEAVE_OUT,) if LEAVE_OUT not in question.offers else ()))
    show_question(text, offers)
    while True:
        said = str(typer.prompt("Answer", "", show_default=False, err=True))
        given = [one.strip() for one in said.split(";") if one.strip()]
        wrong = next((one for one in given if one.isdecimal() and not 1 <= int(one) <= len(offers)), None)
        if wrong is None:
            return tuple(_offered(one, offers) for one in given)
        show_no_offer(wrong, len(offers))


def _offered(said: str, offers: Sequence[str]) -> str:
    """The offer of that number, or what was *said*."""
    return offers[int(said) - 1] if said in {str(number) for number in range(1, len(offers) + 1)} else said


def _write_page(path: Path, root: Path, draft: Draft, day: date) -> None:
    from qa_calendar.delivering.files import replace
    from qa_calendar.delivering.printing import Made, unfit_file, unfit_place
    from qa_calendar.delivering.screen.console import show_warning
    from qa_calendar.delivering.workspace import Workspace, templates_of
    from qa_calendar.rendering.pages import render_import

    workspace = Workspace(root)
    contents = workspace.contents()
    try:
        unfit = unfit_file(path, Made.PAGE, workspace.read(contents))
    except InvalidInputError:
        unfit = unfit_place(path, Made.PAGE)
    if unfit:
        raise usage(unfit)
    is_new = replace(path, render_import(draft, templates_of(contents)).on(day))
    show_warning(f"{path}: {'written' if is_new else 'unchanged'}.")


def _month(written: str) -> int:
    from qa_calendar.dates.months import MONTHS, month_beginning_with
    from qa_calendar.problems import did_you_mean

    found = month_beginning_with(written)
    if found is None:
        raise usage(f"no month '{written}'{did_you_mean(written, MONTHS)}; write it as April")
    return MONTHS.index(found) + 1


def _calendar_id(written: str) -> str:
    from qa_calendar.reading.config import is_calendar_id

    if not is_calendar_id(written):
        raise usage(f"'{written}' is not a name such as qa.example.gov.uk: small letters, digits, dots and dashes")
    return written
