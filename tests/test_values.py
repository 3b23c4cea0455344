"""Values made often are the dataclasses they would be without, and only sooner there."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, replace

import pytest

from qa_calendar.model import Activity, DateRules, Entry, Event, Occurrence
from qa_calendar.model.framework import Phrase
from qa_calendar.planning.revisions import Change, Revision
from qa_calendar.rendering.events import Work
from qa_calendar.values import made_often


@made_often
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """With all that the program's have."""

    first: str
    second: int = 2
    third: tuple[str, ...] = ()
    made: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "made", f"{self.first} {self.second}")


@made_often
@dataclass(frozen=True, slots=True)
class Plain:
    """Whose fields go by their place, but for one."""

    first: str
    second: int = 2
    third: str = field(default="", kw_only=True)


def test_it_is_what_the_dataclass_would_be() -> None:
    one = Named(first="a")

    assert (one, hash(one)) == (Named(first="a", second=2), hash(Named(first="a")))
    assert one != Named(first="a", third=("b",))
    assert repr(one) == "Named(first='a', second=2, third=())"
    assert one.made == "a 2"
    assert replace(one, second=3).made == "a 3"
    assert (Plain("a", 3), Plain("a")) == (Plain(first="a", second=3), Plain("a", 2, third=""))


def test_it_is_frozen_all_the_same() -> None:
    for one in (Named(first="a"), Plain("a")):
        with pytest.raises(FrozenInstanceError, match="first"):
            one.first = "b"  # type: ignore[misc]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_it_can_be_copied_and_sent_to_another_process(again: Callable[[object], object]) -> None:
    assert again(Plain("a", 3)) == Plain("a", 3)
    assert again(Named(first="a", third=("b",))) == Named(first="a", third=("b",))


def test_what_is_missing_or_unknown_is_named() -> None:
    with pytest.raises(TypeError, match=r"__init__\(\) missing 1 required keyword-only argument: 'first'"):
        Named()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'fist'"):
        Named(fist="a")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes from 2 to 3 positional arguments"):
        Plain("a", 2, 3)  # type: ignore[arg-type, call-arg]


def test_a_field_made_by_a_factory_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Listed:
        some: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match=r"Listed\.some is made by a factory"):
        made_often(Listed)


@pytest.mark.parametrize("kind", [Activity, Change, DateRules, Entry, Event, Occurrence, Phrase, Plain, Revision, Work])
def test_its_arguments_are_its_fields(kind: type) -> None:
    taken = inspect.signature(kind).parameters.values()

    assert [(one.name, one.kind is inspect.Parameter.KEYWORD_ONLY, one.default) for one in taken] == [
        (one.name, one.kw_only, inspect.Parameter.empty if one.default is MISSING else one.default)
        for one in fields(kind)
        if one.init
    ]
