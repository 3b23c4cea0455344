"""The page of what was understood of documents: what is asked, the year, what was decided, what was not taken over."""

from __future__ import annotations

from qa_calendar.model.draft import Draft, Kind
from qa_calendar.rendering.imports import months_of, remarks_of, span_of
from qa_calendar.rendering.pages.page import Page, page_of
from qa_calendar.rendering.templates import Templates


def render_import(draft: Draft, templates: Templates) -> Page:
    """The page of what was understood of a draft's files; raises InvalidInputError where its template fails."""
    return page_of(
        "import.html.j2",
        templates,
        files=draft.files,
        title=draft.title,
        service=draft.service,
        span=span_of(draft),
        entries=len(draft.entries),
        months=months_of(draft),
        as_required=draft.as_required,
        asked=remarks_of(draft, Kind.ASKED),
        decided=remarks_of(draft, Kind.DECIDED),
        skipped=remarks_of(draft, Kind.SKIPPED),
        people=draft.people,
        tables=draft.tables,
    )
