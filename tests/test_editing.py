"""One line more in config.yaml, and everything else as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa_calendar.problems import InvalidInputError
from qa_calendar.reading.config import ConfigShape
from qa_calendar.reading.editing import Edit, edited, values_of, with_person, with_staff_change
from qa_calendar.reading.shape import fit
from qa_calendar.reading.source import read_yaml, tidy

SHIPPED = (Path(__file__).parent.parent / "config.yaml").read_bytes().decode()
CHANGE = {"from": date(2020, 9, 1), "work_of": "Stuart Jones", "goes_to": "A N Other", "only": ["Peer Audit"]}
NEW = "{from: 2020-09-01, work_of: Stuart Jones, goes_to: A N Other, only: [Peer Audit]}"
DETAILS = {"role": "Safeguarding TM", "from": date(2020, 9, 1)}
WHO = "{role: Safeguarding TM, from: 2020-09-01}"
BY_HAND = "without changing something else; add this line by hand"


def changed(text: str, change: Mapping[str, object] = CHANGE) -> str:
    return with_staff_change(text, "f", change)


def joined(text: str, name: str = "A N Other", details: Mapping[str, object] = DETAILS) -> str:
    return with_person(text, "f", name, details)


def refused(text: str) -> list[str]:
    """What is said of *text* when a staff change is to go into it."""
    with pytest.raises(InvalidInputError) as caught:
        changed(text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_shipped_file_gets_its_first_change_and_one_more_person(end: str) -> None:
    text = SHIPPED.replace("\n", end)
    empty, emptied = "staff_changes: []                 # dated", "staff_changes:                    # dated"
    before, _, after = text.partition(empty)
    rest_of_line, _, below = after.partition(end)
    last, comment = 'also_known_as: ["IRO\'s"]}' + end, "  # part-timers"

    assert changed(text) == f"{before}{emptied}{rest_of_line}{end}  - {NEW}{end}{below}"
    assert joined(text) == text.replace(last + comment, f"{last}  A N Other:       {WHO}{end}{comment}")


def test_the_shipped_file_still_is_a_config_with_both() -> None:
    text = joined(changed(SHIPPED))

    shape = fit(read_yaml(text, "config.yaml"), ConfigShape, {})

    assert ([*shape.staff][-1], len(shape.staff_changes)) == ("A N Other", 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a list below the key
        ("staff_changes:\n  - {a: b}\nz: 1\n", "staff_changes:\n  - {a: b}\n  - NEW\nz: 1\n"),
        (
            "staff_changes:\n  - {a: b}   # one\n  - {c: d}   # two\n\n  # - {e: f}\nz: 1\n",
            "staff_changes:\n  - {a: b}   # one\n  - {c: d}   # two\n  - NEW\n\n  # - {e: f}\nz: 1\n",
        ),
        ("staff_changes:\n- {a: b}\nz: 1\n", "staff_changes:\n- {a: b}\n- NEW\nz: 1\n"),
        ("staff_changes:\n-   {a: b}\nz: 1\n", "staff_changes:\n-   {a: b}\n-   NEW\nz: 1\n"),
        ("staff_changes:\n      - {a: b}", "staff_changes:\n      - {a: b}\n      - NEW"),
        ("staff_changes:\n  - {a: b} # c", "staff_changes:\n  - {a: b} # c\n  - NEW"),
        ("staff_changes:\r\n  - {a: b}\r\n# z", "staff_changes:\r\n  - {a: b}\r\n  - NEW\r\n# z"),
        ("# c\rstaff_changes:\n  - {a: b}\n", "# c\rstaff_changes:\n  - {a: b}\n  - NEW\n"),
        ("staff_changes:\r  - {a: b}\r", "staff_changes:\r  - {a: b}\r  - NEW\r"),
        (
            "staff_changes:\n  - from: x\n    work_of: 'y'   # c\n\n# d\nz: 1\n",
            "staff_changes:\n  - from: x\n    work_of: 'y'   # c\n  - NEW\n\n# d\nz: 1\n",
        ),
        (
            "staff_changes:\n- from: x\n  only:\n  - a\n  - b c\n    d # e\n# f\n",
            "staff_changes:\n- from: x\n  only:\n  - a\n  - b c\n    d # e\n- NEW\n# f\n",
        ),
        ("staff_changes:\n  - a: |\n      b\n\n\nz: 1\n", "staff_changes:\n  - a: |\n      b\n  - NEW\n\n\nz: 1\n"),
        ("staff_changes:\n  - {a: b,\n     c: d}\nz: 1\n", "staff_changes:\n  - {a: b,\n     c: d}\n  - NEW\nz: 1\n"),
        ("staff_changes:\n  -\n    a: b\n", "staff_changes:\n  -\n    a: b\n  - NEW\n"),
        ("staff_changes:\n  - a:   # b\n", "staff_changes:\n  - a:   # b\n  - NEW\n"),
        ("\ufeffstaff_changes:\n  - {a: b}\n", "\ufeffstaff_changes:\n  - {a: b}\n  - NEW\n"),
        ("a: x\u2028y\nstaff_changes:\n  - b # \x85\n", "a: x\u2028y\nstaff_changes:\n  - b # \x85\n  - NEW\n"),
        ("'staff_changes' :\n  - {a: b}\t# c\n", "'staff_changes' :\n  - {a: b}\t# c\n  - NEW\n"),
        ("  staff_changes:\n  - {a: b}\n  z: 1\n", "  staff_changes:\n  - {a: b}\n  - NEW\n  z: 1\n"),
        # nothing yet
        ("staff_changes: []   # c\n  # d\nz: 1\n", "staff_changes:      # c\n  - NEW\n  # d\nz: 1\n"),
        ("staff_changes: [ ]\nz: 1\n", "staff_changes:\n  - NEW\nz: 1\n"),
        ("staff_changes: []  \r\nz: 1\r\n", "staff_changes:\r\n  - NEW\r\nz: 1\r\n"),
        ("staff_changes: []", "staff_changes:\n  - NEW"),
        ("staff_changes:\nz: 1\n", "staff_changes:\n  - NEW\nz: 1\n"),
        ("staff_changes:   # c\n\n  # d\nz: 1\n", "staff_changes:   # c\n  - NEW\n\n  # d\nz: 1\n"),
        ("z: 1\nstaff_changes:", "z: 1\nstaff_changes:\n  - NEW"),
        ("\ufeffstaff_changes:\r\n", "\ufeffstaff_changes:\r\n  - NEW\r\n"),
        ("staff_changes: ~\n", "staff_changes:\n  - NEW\n"),
        ("staff_changes: null # c\n", "staff_changes:      # c\n  - NEW\n"),
        ("staff_changes:\n  []\n", "staff_changes:\n  [NEW]\n"),
        ("staff_changes: [ # none\n]\n", "staff_changes: [ # none\nNEW]\n"),
        ("{staff_changes: [], z: 1}\n", "{staff_changes: [NEW], z: 1}\n"),
        # a list in brackets
        ("staff_changes: [{a: b}]   # c\nz: 1\n", "staff_changes: [{a: b}, NEW]   # c\nz: 1\n"),
        ("staff_changes: [{a: b}, {c: d}, ]\n", "staff_changes: [{a: b}, {c: d}, NEW, ]\n"),
        (
            "staff_changes: [{a: b},   # c\n                {d: e}]   # f\n",
            "staff_changes: [{a: b},   # c\n                {d: e}, NEW]   # f\n",
        ),
        ("staff_changes: [\n  {a: b},\n  {c: d}\n]\n", "staff_changes: [\n  {a: b},\n  {c: d},\n  NEW\n]\n"),
        (
            "staff_changes: [\r\n  {a: b},  # ]\r\n  {c: d}   # ,\r\n  # e\r\n]\r\n",
            "staff_changes: [\r\n  {a: b},  # ]\r\n  {c: d},   # ,\r\n  NEW\r\n  # e\r\n]\r\n",
        ),
        (
            "staff_changes: [\n    {a: b},\n    {c: d} ,  # e\n  ]\nz: 1\n",
            "staff_changes: [\n    {a: b},\n    {c: d} ,  # e\n    NEW,\n  ]\nz: 1\n",
        ),
        # no such key yet
        ("z: 1\n", "z: 1\n\nstaff_changes:\n  - NEW\n"),
        ("z: 1", "z: 1\n\nstaff_changes:\n  - NEW\n"),
        ("z: 1\r\ny:\r\n  - 2 # c\r\n", "z: 1\r\ny:\r\n  - 2 # c\r\n\r\nstaff_changes:\r\n  - NEW\r\n"),
        ("z: 1\r\ny: 2", "z: 1\r\ny: 2\r\n\r\nstaff_changes:\r\n  - NEW\r\n"),
        ("  z: 1\n# end\n", "  z: 1\n# end\n\n  staff_changes:\n    - NEW\n"),
        ("a: {staff_changes: []}\n", "a: {staff_changes: []}\n\nstaff_changes:\n  - NEW\n"),
    ],
)
def test_a_change_goes_behind_the_last_one(before: str, after: str) -> None:
    assert changed(before) == after.replace("NEW", NEW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # padded to a column, or not
        ("staff:\n  Jo:    {a: b}\nz: 1\n", "staff:\n  Jo:    {a: b}\n  A N Other: NEW\nz: 1\n"),
        (
            "staff:\n  Jo:              {a: b} # c\n  Claire Turnbull: {d: e}\n  # Al: x\n",
            "staff:\n  Jo:              {a: b} # c\n  Claire Turnbull: {d: e}\n  A N Other:       NEW\n  # Al: x\n",
        ),
        (
            "staff:\n  Claire Turnbull: {d: e}\n  Jo:              {a: b}",
            "staff:\n  Claire Turnbull: {d: e}\n  Jo:              {a: b}\n  A N Other:       NEW",
        ),
        ("staff:\n  Claire Turnbull: {a: b}\n", "staff:\n  Claire Turnbull: {a: b}\n  A N Other: NEW\n"),
        ("staff:\n  'Jo' :           {a: b}\n", "staff:\n  'Jo' :           {a: b}\n  A N Other:       NEW\n"),
        # over several lines
        ("staff:\n  Jo:\n    a: b\n\n# c\nz: 1\n", "staff:\n  Jo:\n    a: b\n  A N Other: NEW\n\n# c\nz: 1\n"),
        ("staff:\n  Jo: {a: b,\n       c: d}\n", "staff:\n  Jo: {a: b,\n       c: d}\n  A N Other: NEW\n"),
        ("staff:\n  Jo:\nz: 1\n", "staff:\n  Jo:\n  A N Other: NEW\nz: 1\n"),
        # braces
        ("staff: {Jo: {a: b}}\n", "staff: {Jo: {a: b}, A N Other: NEW}\n"),
        (
            "staff: {\n  Jo:  {a: b},\n  Al:  {c: d}   # e\n}\n",
            "staff: {\n  Jo:  {a: b},\n  Al:  {c: d},   # e\n  A N Other: NEW\n}\n",
        ),
        ("{z: 1, staff: {Jo: {a: b},}}\n", "{z: 1, staff: {Jo: {a: b}, A N Other: NEW,}}\n"),
        # nobody yet
        ("staff: {}   # c\n", "staff:      # c\n  A N Other: NEW\n"),
        ("staff:\n", "staff:\n  A N Other: NEW\n"),
        ("staff:\n  {}\n", "staff:\n  {A N Other: NEW}\n"),
        ("z: 1\n", "z: 1\n\nstaff:\n  A N Other: NEW\n"),
    ],
)
def test_a_person_goes_behind_the_last_one(before: str, after: str) -> None:
    for end in ("\n", "\r\n"):
        assert joined(before.replace("\n", end)) == after.replace("NEW", WHO).replace("\n", end)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("No", "'No'"),
        ("O'Brien", "O'Brien"),
        ("'Ann'", "'''Ann'''"),
        ("Smith: Ann", "'Smith: Ann'"),
        ("Smith, Ann", "'Smith, Ann'"),
        ("007", "'007'"),
        ("null", "'null'"),
        ("#1", "'#1'"),
        ("- x", "'- x'"),
        ("Zoë – 😀", "Zoë – 😀"),
        ("Zoe\u0308 \n\u2028 B", "Zoë B"),
    ],
)
@pytest.mark.parametrize("text", ["staff:\n  Jo: {}\nstaff_changes: []\n", "{staff: {Jo: {}}, staff_changes: [a]}"])
def test_any_name_is_written_so_that_it_is_read_as_one(name: str, written: str, text: str) -> None:
    result = joined(changed(text, {"work_of": name, "only": (name,)}), name, {"role": name})

    assert f"{{work_of: {written}, only: [{written}]}}" in result
    assert f"{written}: {{role: {written}}}" in result


def test_every_reader_reads_the_same() -> None:
    change = {"from": date(2020, 9, 1), "sure": True, "because": "10:30", "until": "2020-09-01", "many": 3}

    assert yaml.safe_load(changed("staff_changes:\n", change)) == {"staff_changes": [change]}


def test_the_same_day_twice_is_written_twice() -> None:
    day = date(2020, 9, 1)

    assert changed("staff_changes:", {"from": day, "until": day}).endswith("- {from: 2020-09-01, until: 2020-09-01}")


def test_somebody_there_already_is_not_added_again() -> None:
    for text in ("staff:\n  Jo  Doe: {a: b}\n", "staff:\n  'Jo Doe': {a: b}\n"):
        with pytest.raises(InvalidInputError) as caught:
            joined(text, "Jo\u00a0Doe")
        assert [str(problem) for problem in caught.value.problems] == ["f:2:3: 'Jo\u00a0Doe' is in staff already"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("z: 1\nstaff_changes: text\n", "f:2:1"),
        ("staff_changes: ''\n", "f:1:1"),
        ("staff_changes: {}\n", "f:1:1"),
        ("staff_changes: {a: b}\n", "f:1:1"),
        ("staff_changes:\n  a: b\n", "f:1:1"),
        ("staff_changes:\n  - |+\n    a\n\nz: 1\n", "f:1:1"),
        ("? staff_changes\n:\nz: 1\n", "f:1:3"),
        ("{z: 1,\n staff_changes: }\n", "f:2:2"),
        ("{z: 1}\n", "f:1:1"),
        ("z: 1\n...\n", "f:1:1"),
        ("z: |+\n  a\n", "f:1:1"),
    ],
)
def test_where_no_line_can_be_added_it_is_left_to_the_person(text: str, place: str) -> None:
    assert refused(text) == [f"{place}: cannot add to staff_changes here {BY_HAND}: - {NEW}"]


@pytest.mark.parametrize("name", ["\x07", "\ud800", "x" * 2000])
def test_a_name_no_file_can_hold_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot add to staff here without changing something else"):
        joined("staff: {Jo: {a: b}}\n", name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "f:1:1: the file is empty"),
        ("a: [", "f:1:4: this list is not closed; look for a missing ',' or ']'"),
        ("staff_changes: []\nstaff_changes: []\n", "f:2:1: 'staff_changes' is here twice (first in line 1)"),
    ],
)
def test_what_is_wrong_before_is_said_first(text: str, said: str) -> None:
    assert refused(text) == [said]


def test_references_are_refused_as_ever() -> None:
    (line,) = refused("a: &a [b]\nstaff_changes: *a\n")

    assert line.startswith("f:1:4: references with '&' and '*' are not used in these files")


def test_edits_may_touch_and_come_in_any_order() -> None:
    assert edited("abc", [Edit(2, 3, "C"), Edit(1, 1, "1"), Edit(1, 1, "2"), Edit(1, 2, "")]) == "a12C"


ITEMS = {
    "block": "staff_changes:{c}\n  - {{a: b}}{c}\n  - {{from: 2020-01-01}}{c}\n",
    "flush": "staff_changes:\n# x\n- {{a: b}}{c}\n",
    "lines": "staff_changes:{c}\n  -  from: a\n     only:{c}\n       - b{c}\n",
    "brackets": "staff_changes: [{{a: b}}, {{c: 'd]'}} ]{c}\n",
    "tall": "staff_changes: [{c}\n    {{a: b}},{c}\n    {{c: d}}{c}\n  ]{c}\n",
    "comma": "staff_changes: [{c}\n  {{a: b}},{c}\n]{c}\n",
    "null": "staff_changes:{c}\n",
    "missing": "",
}
PEOPLE = {
    "padded": "staff:\n  Jo:       {{role: x}}{c}\n  No Name:  {{role: 'y'}}{c}\n",
    "lines": "staff:{c}\n    Jo:{c}\n      role: x{c}\n      away: [{{a: b}}]{c}\n",
    "braces": "staff: {{Jo: {{role: x}}}}{c}\n",
    "tall": "staff: {{{c}\n  Jo: {{role: x}}{c}\n  }}{c}\n",
    "null": "staff:{c}\n",
    "missing": "",
}
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" :#'\"-"), min_size=1)


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """A config.yaml in some style or other."""
    comments = st.sampled_from(["", " # c", "   # - {é: 😀]", "\t# c"])
    parts = [draw(st.sampled_from([*styles.values()])).format(c=draw(comments)) for styles in (ITEMS, PEOPLE)]
    parts += ["rules: {a: b}\n", draw(st.sampled_from(["", "\n", "# c\n", "  # c\n\n"]))]
    text = "".join(draw(st.permutations(parts)))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def is_within(old: str, new: str) -> bool:
    """Whether *old* is *new* with something taken away."""
    rest = iter(new)
    return all(character in rest for character in old)


@example("staff:\n  Jo: {role: x}\n  No Name: {role: y}\n", "“")
@example("staff:\n  Jo: {role: x}\n  No Name: {role: y}\n", "“Bo” Fox")
@settings(deadline=None)
@given(layouts(), NAMES.filter(lambda name: name not in ("Jo", "No Name")))
def test_whatever_the_layout_only_the_new_is_new(text: str, name: str) -> None:
    old: dict[str, Any] = values_of(text, "f") or {}

    change, person = changed(text, {"work_of": name, "only": [name]}), joined(text, name, {"role": name})

    name = tidy(name)
    items = [*(old.get("staff_changes") or []), {"work_of": name, "only": [name]}]
    assert values_of(change, "f") == {**old, "staff_changes": items}
    assert values_of(person, "f") == {**old, "staff": {**(old.get("staff") or {}), name: {"role": name}}}
    for result in (change, person):
        assert is_within(text, result)
        assert result.count("\r") == (result.count("\n") if "\r" in text else 0)


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("people", PEOPLE.values(), ids=PEOPLE)
def test_both_go_into_one_file_in_either_order(items: str, people: str) -> None:
    text = f"# c\n{items}z: 1\n{people}".format(c="  # c")

    assert values_of(joined(changed(text)), "f") == values_of(changed(joined(text)), "f")
    lines, old = changed(joined(text)).splitlines(), text.splitlines()
    assert len([line for line in old if line not in lines]) <= 2
