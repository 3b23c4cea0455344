"""The planner for whoever wants it on paper: a page to print from a browser, or a PDF by WeasyPrint (extra `pdf`).

framework years, pieces of work ─▶ page ─▶ its bytes; or a page for each year ─▶ sheets ─▶ one PDF
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from qa_calendar.delivering.workspace import Snapshot, misplaced_file
from qa_calendar.model import Framework
from qa_calendar.problems import DeliveryError
from qa_calendar.rendering.pages import Pieces, Planner, render_planner
from qa_calendar.rendering.templates import Templates

PAPERS = ("A4", "A3")
"""What a PDF can be made for; always landscape."""


class Made(Enum):
    """What can be written of a planner; a value is how such a file begins."""

    PAGE = (b"<!doctype html", b"<html")
    PDF = (b"%pdf-",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The bytes of a page or PDF, and how many *sheets* it is.

    *paper* is what a PDF is made for, *over* are the years that one sheet of it did not hold, and *lacking* is what
    could not be taken in, in words.
    """

    content: bytes
    sheets: int
    paper: str | None = None
    over: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def printed_page(frameworks: Sequence[Framework], pieces: Pieces, templates: Templates) -> Printed:
    """The years of *frameworks* as one page, to print from a browser; raises InvalidInputError as templates do."""
    planner = Planner(frameworks=frameworks, alone=True)
    return Printed(content=render_planner(planner, pieces, templates).on(pieces.today), sheets=len(frameworks))


def printed_pdf(frameworks: Sequence[Framework], pieces: Pieces, templates: Templates, paper: str) -> Printed:
    """The years of *frameworks* as a PDF on *paper*, each begun on a new sheet with its own heading.

    Raises InvalidInputError as templates do, and DeliveryError with the cure where WeasyPrint is lacking.
    """
    weasyprint = _weasyprint()
    planners = [Planner(frameworks=[one], paper=paper, alone=True) for one in frameworks]
    pages = [render_planner(planner, pieces, templates).on(pieces.today).decode() for planner in planners]
    # Nothing from outside: no network, no file of this machine; what is in the page itself may be read.
    fetcher = weasyprint.URLFetcher(allowed_protocols=("data",))
    with _overheard() as heard:
        documents = [weasyprint.HTML(string=page, url_fetcher=fetcher).render() for page in pages]
        whole = documents[0].copy([sheet for document in documents for sheet in document.pages])
        whole.metadata.title = " · ".join(document.metadata.title or "" for document in documents)
        content = whole.write_pdf()
    sheets = {framework.years: len(document.pages) for framework, document in zip(frameworks, documents, strict=True)}
    return Printed(
        content=content,
        sheets=sum(sheets.values()),
        over=tuple(years for years, number in sheets.items() if number > 1),
        lacking=tuple(heard.lacking),
        paper=paper,
    )


def unfit_file(path: Path, made: Made, snapshot: Snapshot) -> str:
    """Why what is *made* cannot be written at *path*, with the cure; empty where it can.

    An earlier file of the same kind is written over, and nothing else is.
    """
    return misplaced_file(path, snapshot) or unfit_place(path, made)


def unfit_place(path: Path, made: Made) -> str:
    """The same of a file that is in no workspace, or of one in a workspace that cannot be read."""
    if path.is_dir():
        return f"'{path}' is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'; make it first, or name another file"
    if path.exists() and not _is(path, made):
        kind = {Made.PAGE: "page", Made.PDF: "PDF"}[made]
        return f"'{path}' is there and is no {kind}; take it away, or name another file"
    return ""


def _is(path: Path, made: Made) -> bool:
    """Whether it is a file of that kind, or an empty one."""
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        begins = handle.read(100).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return not begins or begins.startswith(made.value)


_INSTEAD = "or use --html and print that page from a browser"


def _weasyprint() -> Any:
    try:
        # Where its libraries are lacking it says so at length where our results go; where there is no font it only
        # warns, and then ends the whole process.
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.filterwarnings("error", "No fonts|FontConfig cannot", UserWarning)
            import weasyprint
    except ModuleNotFoundError as error:
        cure = "python -m pip install '.[pdf]' in the folder it was installed from"
        raise DeliveryError(f"--pdf needs the pdf extra: {cure}, {_INSTEAD}") from error
    except OSError as error:
        cure = "install them (docs/printing.md says how)"
        raise DeliveryError(f"--pdf needs the Pango libraries, which are not here: {cure}, {_INSTEAD}") from error
    except UserWarning as error:
        cure = "install one (fonts-liberation)"
        raise DeliveryError(f"--pdf needs a font, and there is none here: {cure}, {_INSTEAD}") from error
    return weasyprint


class _Heard(logging.Handler):
    """Keeps what could not be taken in, each once."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lacking: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        # A link that leads nowhere takes nothing off the paper.
        if not str(record.msg).startswith("No anchor"):
            self.lacking[record.getMessage()] = None


@contextmanager
def _overheard() -> Iterator[_Heard]:
    """What WeasyPrint says while it works: what it could not take in is kept.

    Its warnings are of styles that only a screen needs, and those of its font library of how a font was made.
    """
    heard, loggers = _Heard(), [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(heard)
        logger.propagate = False
    try:
        yield heard
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.removeHandler(heard)
            logger.propagate = propagate
