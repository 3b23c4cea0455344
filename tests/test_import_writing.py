"""Writing what was imported: framework.yaml and config.yaml that the product's own reader reads back as meant."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspaces import ROOT

from qa_calendar.dates.months import Month
from qa_calendar.model import Config, Framework
from qa_calendar.model.draft import Draft, DraftActivity, DraftEntry, DraftPerson, Kind
from qa_calendar.names import key
from qa_calendar.planning.cadence import in_full
from qa_calendar.reading.cadences import parse_every
from qa_calendar.reading.documents.files.fitting import fitted, occasions
from qa_calendar.reading.documents.files.scalars import clean, lines_of, scalar
from qa_calendar.reading.documents.files.scalars import key as key_line
from qa_calendar.reading.documents.files.settings import (
    Said,
    config_text,
    of_whom,
    roles_in,
    said_in,
    started_config,
    started_framework,
    starter_remarks,
    with_missing,
)
from qa_calendar.reading.documents.files.writing import framework_text, says_the_same
from qa_calendar.reading.load import load
from qa_calendar.reading.source import read_yaml
from qa_calendar.rendering.imports import draft_values, what_of

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


@pytest.mark.slow
@pytest.mark.exhaustive
@given(DRAFTS)
@settings(max_examples=60)
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
    days: dict[tuple[Month, str], list[date | None]] = {(one.month, key(one.activity)): [] for one in meant.entries}
    for one in whole.entries:
        days[one.month, key(one.activity.title)].append(one.on or one.meant)
    for wanted in meant.entries:
        assert wanted.on is None or wanted.on in days[wanted.month, key(wanted.activity)]
        assert purposes(whole, wanted) & {wanted.purpose} or not wanted.purpose
    assert [one.title for one in whole.as_required] == [one.activity for one in meant.as_required]
    assert (whole.title, whole.service) == (meant.title or whole.title, meant.service or whole.service)


def purposes(framework: Framework, wanted: DraftEntry) -> set[str]:
    """What is said for what an activity is for, in a month."""
    theirs = [one for one in framework.entries if one.month == wanted.month and one.activity.title == wanted.activity]
    return {dict(one.about.details).get("Purpose", one.activity.purpose) for one in theirs}


@given(DRAFTS)
@settings(max_examples=30)
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


_EVERY = ("month", "quarter from June", "half-year", "week from 2026-04-07", "3 weeks from 2026-02-02")


@st.composite
def recurring(draw: st.DrawFn) -> tuple[DraftActivity, tuple[DraftEntry, ...]]:
    """An activity that says how often it takes place, and all its entries, with something special about some."""
    every = draw(st.sampled_from(_EVERY))
    bare = Draft(files=(), year=2026, first_month=4)
    not_in = draw(st.sampled_from([(), (8,), (4, 12)]))
    activity = DraftActivity(title="Case file audit", every=every, not_in=not_in)
    found = []
    for month, day in occasions(parse_every(every), bare.months):
        if month.month not in not_in:
            own = entry(
                month.iso,
                "Case file audit",
                recurs=True,
                theme=draw(st.one_of(st.none(), st.none(), TEXT)),
                workers=tuple(draw(st.sampled_from([("Anna Bell",), ("Anna Bell",), ("Cem Dora",), ()]))),
                on=draw(st.sampled_from([day, day if day else date(month.year, month.month, 15)])),
            )
            found.append(own)
    return activity, tuple(found)


@pytest.mark.slow
@pytest.mark.exhaustive
@given(recurring(), st.lists(entries(), max_size=3), st.booleans())
@settings(max_examples=25)
def test_what_recurs_is_said_once_and_read_back_entry_by_entry(
    made: tuple[DraftActivity, tuple[DraftEntry, ...]], others: list[DraftEntry], once_more: bool
) -> None:
    activity, found = made
    more = [replace(found[0], recurs=False, on=None, theme="Once more")] if once_more else []
    draft = draft_of(*found, *others, *more, activities=(activity,))

    _, framework = loaded(draft)
    whole, problems = in_full(framework)

    assert problems == ()
    assert says_the_same(whole, fitted(draft))
    assert framework_text(draft).count("every: ") == 1


def written(*found: DraftEntry, **more: object) -> str:
    """The activities and months of the framework that is written for entries."""
    text = framework_text(draft_of(*found, **more))
    return text[text.index("activities:") :]


def test_the_workers_most_entries_have_are_the_activitys_and_the_others_are_named() -> None:
    anna, both = ("Anna Bell",), ("Anna Bell", "Cem Dora")

    assert written(
        entry("2026-04", "Peer Audit", workers=both, purpose="Most."),
        entry("2026-05", "Peer Audit", workers=both[::-1], purpose="Most."),
        entry("2026-06", "Peer Audit", workers=anna, purpose="Once."),
        entry("2026-04", "Dip sample", workers=anna),
        entry("2026-05", "Dip sample"),
    ) == (
        "activities:\n"
        "  Peer Audit:\n"
        "    purpose: Most.\n"
        "    workers: [Anna Bell, Cem Dora]\n"
        "\n"
        "  Dip sample: {}\n"
        "\n"
        "months:\n"
        "  April:\n"
        "    - Peer Audit\n"
        "    - Dip sample: {workers: [Anna Bell]}\n"
        "  May:\n"
        "    - Peer Audit\n"
        "    - Dip sample\n"
        "  June:\n"
        "    - Peer Audit: {workers: [Anna Bell], details: {Purpose: Once.}}\n"
    )


def test_a_title_has_its_place_for_the_period_and_a_second_one_its_own_id() -> None:
    assert written(
        entry("2026-04", "6 month summary", period="Oct - March"),
        entry("2026-04", "6 month summary", on=date(2026, 4, 20), rule="third Friday"),
        entry("2026-04", "6 month summary", rule="third Friday", due=date(2026, 4, 30)),
        entry("2026-04", "6-month summary!", details=(("Sample", "10"), ("sample", "5"), ("", "x"))),
        activities=(
            DraftActivity(title="6 month summary", shown_as="6 month ({period}) summary"),
            DraftActivity(title="Never listed", not_in=(8,)),
        ),
        as_required=(entry("2026-04", "Serious incident review"), entry("2026-04", "6 month summary")),
    ) == (
        "activities:\n"
        "  6 month summary:\n"
        "    title: 6 month ({period}) summary\n"
        "\n"
        "  6-month summary!:\n"
        "    id: 6-month-summary-second\n"
        "\n"
        "  Serious incident review: {}\n"
        "  Never listed: {}\n"
        "\n"
        "months:\n"
        "  April:\n"
        "    - 6 month summary: {period: Oct - March}\n"
        "    - 6 month summary: {id: 6-month-summary-third, on: 2026-04-20}\n"
        "    - 6 month summary: {id: 6-month-summary-fourth, rule: {start: third Friday, due: 2026-04-30}}\n"
        "    - 6-month summary!: {details: {Sample: 10; 5}}\n"
        "\n"
        "as_required:          # they have no date: in the plan, never an event\n"
        "  - Serious incident review\n"
    )


def test_what_recurs_is_listed_where_something_is_special() -> None:
    fortnight = [date(2026, 4, 10), date(2026, 4, 24), date(2026, 5, 8)]
    found = [entry(f"{day:%Y-%m}", "Huddle", recurs=True, on=day) for day in fortnight[:1]]
    found += [
        entry("2026-04", "Huddle", recurs=True, theme="Neglect"),
        entry("2026-05", "Huddle", recurs=True, period="Q1"),
    ]
    every = DraftActivity(title="Huddle", every="2 weeks from 2026-04-10 until 2026-05-08")

    assert written(*found, activities=(every,)) == (
        "activities:\n"
        "  Huddle:\n"
        "    every: 2 weeks from 2026-04-10 until 2026-05-08\n"
        "\n"
        "months:\n"
        "  April:\n"
        "    - Huddle: {date: 2026-04-24, theme: Neglect}\n"
        "  May:\n"
        "    - Huddle: {date: 2026-05-08, period: Q1}\n"
    )


def test_an_every_that_does_not_say_what_the_entries_do_is_left_out() -> None:
    def without_every(every: str, *on: date | None) -> bool:
        found = [entry("2026-04", "Huddle", recurs=True, on=day) for day in on]
        return "every" not in written(*found, activities=(DraftActivity(title="Huddle", every=every),))

    assert without_every("month", None)
    assert without_every("now and then", None)
    assert without_every("week from 2026-04-20 until 2026-04-30", date(2026, 4, 20), date(2026, 4, 28))
    assert not without_every("week from 2026-04-20 until 2026-04-30", None, date(2026, 4, 27))


def test_what_does_not_fit_is_told() -> None:
    long, name = "Audit of " + "very " * 50 + "long titles", "N" * 150
    draft = draft_of(
        entry("2026-04", long, workers=(name, "Nobody", "\u200d"), place="A1"),
        entry("2026-04", f"{long} indeed", workers=(name.lower(),)),
        entry("2026-04", "Dip {period} sample", on=date(2026, 5, 1), place="A2"),
        entry("2026-04", "Dip sample", due=date(2026, 3, 1), place="A3"),
        entry("2026-04", "Dip sample", due=date(2300, 3, 1), place="A4"),
        entry("2026-04", "Dip sample", rule="whenever"),
        entry("2025-04", "Dip sample", place="A5"),
        people=(DraftPerson(name="Anna", email="no address"), DraftPerson(name=name + "N"), DraftPerson(name="nobody")),
        activities=(DraftActivity(title="Dip {period} sample"),),
    )

    found = fitted(draft)

    assert [str(one) for one in found.remarks] == [
        "'no address' of 'Anna' is no e-mail address, and is left out",
        f"'{name}N' is shortened to '{'N' * 99}…': a name has 100 letters at most",
        f"A1: '{long}' is shortened: a title has 200 letters at most",
        f"A1: '{name}' is shortened to '{'N' * 95}… (2)': a name has 100 letters at most",
        f"'{long} indeed' is shortened: a title has 200 letters at most",
        "A2: 'Dip sample': 2026-05-01 is not in April 2026, so it is only shown, as 'Date'",
        "A3: 'Dip sample': 2026-03-01 is before it starts, so it is only shown, as 'Due'",
        "A4: 'Dip sample': 2300-03-01 is out of range, so it is only shown, as 'Due'",
        "A5: 'Dip sample' of April 2025 is not in the year from April 2026 on, and is left out",
    ]
    assert found.activities == (DraftActivity(title="Dip sample", shown_as="Dip {period} sample"),)
    assert {one.activity for one in found.entries[:2]} == {f"{long[:199].rstrip()}…", f"{long[:195].rstrip()}… (2)"}


def test_staff_are_written_as_a_person_would() -> None:
    people = (
        DraftPerson(name="No", email="no@example.gov.uk", role="Chair, interim"),
        DraftPerson(name="Team", is_group=True),
        DraftPerson(name="???", spellings=("No", "the one", "the one")),
        DraftPerson(name="Anna Bell " * 9),
    )
    text = config_text(CONFIG, fitted(draft_of(people=people)), Said(nation="any UK nation", calendar_id="qa.x.uk"))

    lines = text.splitlines()
    assert lines[lines.index("timezone: Europe/London") - 1].startswith("calendar_id: qa.x.uk    # the right-hand side")
    start = next(number for number, line in enumerate(lines) if line.startswith("staff:"))
    assert lines[start + 3 : start + 7] == [
        '  "No":  {role: "Chair, interim", email: no@example.gov.uk}',
        "  Team:  {role: Team, group: true, id: team-2}",
        '  "???": {role: Named worker, id: person-2, also_known_as: [the one]}',
        f"  {('Anna Bell ' * 9).strip()}: {{role: Named worker}}",
    ]
    assert "Kelda" not in re.sub("#.*", "", text)
    assert "# from the starter" not in lines[next(n for n, line in enumerate(lines) if "nation:" in line)]


def test_with_everybody_known_nothing_is_asked_for() -> None:
    person = DraftPerson(name="Anna Bell", email="anna@example.gov.uk", role="Chair")
    text = config_text(CONFIG, draft_of(people=(person,), service="The schools"), Said())

    assert "  Anna Bell: {role: Chair, email: anna@example.gov.uk}\n" in text
    assert "add the addresses" not in text
    assert "  team_name: The schools\n" in text


def test_whom_ones_own_staff_lacks_is_added_with_their_spellings() -> None:
    own = "staff:\n  Anna Bell: {role: Chair, also_known_as: [AB]}\n  team-2: {role: x}\n"
    people = (
        DraftPerson(name="AB"),
        DraftPerson(name="Cem Dora", email="cem@example.gov.uk", spellings=("CD", "anna bell")),
        DraftPerson(name="Team", is_group=True, spellings=("Anna Bell",)),
    )

    assert with_missing(own, draft_of(people=people)) == (
        f"{own}"
        "  Cem Dora: {role: Named worker, email: cem@example.gov.uk, also_known_as: [CD]}\n"
        "  Team: {role: Team, group: true, id: team-3}\n"
    )


def test_the_starter_says_what_init_was_told() -> None:
    told = Said(service="Schools: the #1", nation="Wales", calendar_id="qa.x.uk")

    assert started_config(CONFIG, Said()) == CONFIG
    assert started_framework(FRAMEWORK, None, None) == FRAMEWORK
    assert started_framework(FRAMEWORK, None, 2020) == FRAMEWORK
    assert said_in(started_config(CONFIG, told)) == told
    assert 'service: "Schools: the #1"\nyear: 2030       ' in started_framework(FRAMEWORK, told.service, 2030)
    assert said_in("- no mapping") == Said()
    assert roles_in("staff: {A: {role: x}, B: y}") == {"A": "x", "B": ""}


def test_remarks_say_what_no_document_does() -> None:
    person = DraftPerson(name="Anna Bell")
    known = replace(person, email="anna@example.gov.uk")
    starter, told = (
        Said(calendar_id="qa.example.gov.uk", nation="England"),
        Said(calendar_id="qa.x.uk", nation="Wales", service="Schools"),
    )

    assert len(list(starter_remarks(draft_of(people=(person, person)), Said(), starter))) == 5
    (one, two) = starter_remarks(draft_of(people=(person,)), told, starter)
    assert one.text.startswith("1 person has no e-mail address")
    assert len(list(starter_remarks(draft_of(people=(known,)), told, starter))) == 1
    assert two.kind is Kind.DECIDED


def test_json_has_dates_only_where_they_are_stated() -> None:
    values = draft_values(draft_of(entry("2026-04", "Dip sample", rule="third Friday")))

    assert values["entries"] == [
        {"month": "2026-04", "activity": "Dip sample", "workers": [], "purpose": "", "period": None, "theme": None}
    ]
    assert list(what_of(entry("2026-04", "A", rule="third Friday", theme="T"))) == ["T", "third Friday"]


def test_a_very_long_key_stands_on_a_line_of_its_own() -> None:
    long = "word " * 400

    found = read_yaml(f"rows:\n  {key_line(clean(long), '  ')} leave out\n", "x.yaml")

    assert found.value == {"rows": {clean(long): "leave out"}}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (
            "Quality Assurance learning framework for Safeguarding and Performance Service 2020-2021",
            ("Quality Assurance learning framework", "Safeguarding and Performance Service"),
        ),
        ("Work Programme of the Health Scrutiny Committee, 2025/26", ("Work Programme", "Health Scrutiny Committee")),
        ("QA plan for Children's Services", ("QA plan", "Children's Services")),
        ("Audit programme for April 2026", None),
        ("Audit plan for the Board of what the council does next", None),
        ("Eastmere Safeguarding Children Partnership", None),
        ("QA framework", None),
    ],
)
def test_a_title_may_say_whose_framework_it_is(title: str, found: tuple[str, str] | None) -> None:
    assert of_whom(title) == found
