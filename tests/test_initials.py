"""Initials: short, and no two alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_calendar.rendering.pages.initials import initials_of


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Kelda Claire", "Claire Turnbull", "IROs"], ["KC", "CT", "IROs"]),
        (["Kara Walne", "Karen Williams", "Stuart Jones"], ["KWa", "KWi", "SJ"]),
        (["A N Other", "Siân O'Brien-Hughes", "Team managers"], ["ANO", "SO", "TM"]),
        (["Maria de la Cruz", "Mohammed Abdul-Rahman"], ["MC", "MA"]),
        (["Administrators", "Admissions"], ["Admin", "Admis"]),
        (["Anna Bell", "Anne Bell"], ["AnnaB", "AnneB"]),
        (["Kara Walne", "Karen Walne", "Kara  Walne"], ["KaraW1", "KareW", "KaraW2"]),
        (["(Kara) Walne", "…"], ["KW", "?"]),
        (["Independent Reviewing Officers"], ["IRO"]),
    ],
)
def test_initials_are_first_letters_and_grow_by_the_surname_where_two_would_be_alike(
    names: list[str], expected: list[str]
) -> None:
    assert list(initials_of(names).values()) == expected


@given(st.lists(st.text(min_size=1), unique=True, max_size=8))
def test_no_two_are_ever_alike_and_none_is_empty(names: list[str]) -> None:
    found = initials_of(names)

    assert list(found) == names
    assert len({short.casefold() for short in found.values()}) == len(names)
    assert all(found.values())
