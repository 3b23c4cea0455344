"""Writing what was imported: framework.yaml and config.yaml that the product's own reader reads back as meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from workspaces import ROOT

from qa_calendar.dates.months import Month
from qa_calendar.model import Config, Framework
from qa_calendar.model.draft import Draft, DraftActivity, DraftEntry, DraftPerson
from qa_calendar.names import key
from qa_calendar.planning.cadence import in_full
from qa_calendar.reading.documents.fitting import fitted
from qa_calendar.reading.documents.scalars import clean, lines_of, scalar
from qa_calendar.reading.documents.settings import Said, config_text
from qa_calendar.reading.documents.writing import framework_text, says_the_same
from qa_calendar.reading.load import load
from qa_calendar.reading.source import read_yaml

APRIL = Month(2026, 4)
CONFIG, FRAMEWORK = ((ROOT / name).read_text(encoding="utf-8") for name in ("config.yaml", "framework.yaml"))
AWKWARD = st.sampled_from(
    [
        "No",
        "yes",
        "on",
        "null",
        "~",
        "2026",
        "2026-04-01",
        "10:30",
        "1e3",
        "0x1F",
        ".5",
        "- a",
        "? b",
        ": c",
        "# d",
        "@e",
        "*f",
        "&g",
        "!h",
        "%i",
        "`j",
        "'k",
        '"l',
        "[m]",
        "{n}",
        "o, p",
        "q: r",
        "s #t",
        "u:",
        "v\\w",
        "“x”",
        "– y",
        "€",
        "é",
        "İ",
        "ß",
        "Fit - for # all, {of} [us]: 'and' \"you\"",
        "---",
        "...",
        "<<",
        "=",
        "IRO's",
        "Ünï çødé",
        "a\u2028b",
        "a\xa0b",
        "a\tb",
        "a\x00b",
        "a\ufffeb",
        "a\u200bb",
        "a\u200db",
        "\u202eabc",
        "\ufeffa",
        "😀",
        "👨\u200d👩",
        "{period}",
        "Audit {period} x",
    ]
)
TEXT = st.one_of(AWKWARD, st.text(min_size=1, max_size=12), st.just("long words " * 60))
TITLE = st.one_of(AWKWARD, st.sampled_from(["Peer Audit", "PEER AUDIT", "Dip sample"]), st.text(min_size=1, max_size=8))
NAME = st.one_of(
    AWKWARD,
    st.sampled_from(["Anna Bell", "anna bell", "nobody", "Team", "con", "???"]),
    st.text(min_size=1, max_size=5),
)
MONTH = st.integers(0, 11).map(APRIL.plus)


@st.composite
def entries(draw: st.DrawFn) -> DraftEntry:
    month = draw(MONTH)
    day = st.integers(1, 28).map(lambda number: date(month.year, month.month, number))
    return DraftEntry(
        month=month,
        activity=draw(TITLE),
        workers=tuple(draw(st.lists(NAME, max_size=2))),
        purpose=draw(st.one_of(st.just(""), TEXT)),
        period=draw(st.one_of(st.none(), TEXT)),
        theme=draw(st.one_of(st.none(), TEXT)),
        on=draw(st.one_of(st.none(), day)),
        due=draw(st.one_of(st.none(), st.dates(date(2026, 4, 1), date(2027, 6, 1)))),
        details=tuple(draw(st.lists(st.tuples(TEXT, TEXT), max_size=2))),
        recurs=draw(st.booleans()),
    )


ACTIVITIES = st.builds(
    DraftActivity,
    title=TITLE,
    shown_as=st.one_of(st.none(), TEXT),
    every=st.sampled_from([None, "month", "quarter from June", "2 weeks from 2026-04-10", "now and then"]),
    not_in=st.sampled_from([(), (8,)]),
)
PEOPLE = st.builds(
    DraftPerson,
    name=NAME,
    role=st.one_of(st.just(""), TEXT),
    is_group=st.booleans(),
    spellings=st.lists(NAME, max_size=2).map(tuple),
    email=st.sampled_from([None, "a@example.gov.uk", "no address"]),
)
DRAFTS = st.builds(
    Draft,
    files=st.just(("a # b.docx",)),
    year=st.just(2026),
    first_month=st.just(4),
    title=st.one_of(st.just(""), TEXT),
    service=st.one_of(st.just(""), TEXT),
    entries=st.lists(entries(), min_size=1, max_size=6).map(tuple),
    activities=st.lists(ACTIVITIES, max_size=2).map(tuple),
    people=st.lists(PEOPLE, max_size=3).map(tuple),
    as_required=st.lists(entries(), max_size=2).map(tuple),
)


def loaded(draft: Draft) -> tuple[Config, Framework]:
    """The framework that is written for *draft*, read as the product does."""
    config = config_text(CONFIG, fitted(draft), Said())
    settings, (framework,) = load(config, {"framework.yaml": framework_text(draft)})
    return settings, framework


def entry(month: str, activity: str, **more: object) -> DraftEntry:
    return replace(DraftEntry(month=Month.parse(month), activity=activity), **more)  # type: ignore[arg-type]


def draft_of(*found: DraftEntry, **more: object) -> Draft:
    return replace(Draft(files=("plan.docx",), year=2026, first_month=4, entries=found), **more)  # type: ignore[arg-type]


@given(DRAFTS)
@settings(max_examples=100)
def test_what_is_written_is_read_back_as_it_was_meant(draft: Draft) -> None:
    meant = fitted(draft)
    _, framework = loaded(draft)
    whole, problems = in_full(framework)

    assert problems == ()
    assert says_the_same(whole, meant)
    said = sorted(
        (one.month, key(one.activity.title), str(one.rules.due and one.rules.due.text)) for one in whole.entries
    )
    assert said == sorted((one.month, key(one.activity), str(one.due)) for one in meant.entries)
    days = {(one.month, key(one.activity)): [] for one in meant.entries}
    for one in whole.entries:
        days[one.month, key(one.activity.title)].append(one.on or one.meant)
    for one in meant.entries:
        assert one.on is None or one.on in days[one.month, key(one.activity)]
        assert purposes(whole, one) & {one.purpose} or not one.purpose
    assert [one.title for one in whole.as_required] == [one.activity for one in meant.as_required]
    assert (whole.title, whole.service) == (meant.title or whole.title, meant.service or whole.service)


def purposes(framework: Framework, wanted: DraftEntry) -> set[str]:
    """What is said for what an activity is for, in a month."""
    theirs = [one for one in framework.entries if one.month == wanted.month and one.activity.title == wanted.activity]
    return {dict(one.about.details).get("Purpose", one.activity.purpose) for one in theirs}


@given(DRAFTS)
@settings(max_examples=60)
def test_what_fits_already_stays_as_it_is(draft: Draft) -> None:
    once = fitted(draft)

    assert fitted(once) == once


@given(TEXT, TEXT)
def test_any_text_is_read_back_as_key_and_value(name: str, text: str) -> None:
    name, text = clean(name) or "a", clean(text) or "b"
    written = "\n".join(["a0:", *lines_of(name, {name: text}, "  "), f"b0: [{scalar(text, inside=True)}]", ""])

    found = read_yaml(written, "x.yaml")

    assert found.value == {"a0": {name: {name: text or None}}, "b0": [text]}
    assert not found.problems
    assert not found.cuts
