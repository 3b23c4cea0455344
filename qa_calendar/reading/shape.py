"""Fitting a file's values to its shape, and each misfit as a problem with a place and a cure.

pydantic finds the misfits; none of its own words reach a person.
"""

from __future__ import annotations

import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from qa_calendar.dates.months import any_date
from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean
from qa_calendar.reading import pasted
from qa_calendar.reading.source import Document, Path, tidy

_LONGEST = 300
FREE = "free"
"""Beside what is free text in a shape: where it ends at a '#', the rest was most likely part of it."""


EMPTY: Any = ()
"""The default of a list in a shape: pydantic makes a copy of a list, and of a dict, for every mapping it reads."""


class _Nothing:
    """What stands behind a key with nothing behind it; unlike None, no optional field takes it."""


_NOTHING = _Nothing()


class Shape(BaseModel):
    """The shape of one mapping in a file: unknown keys are errors, and so is a key with nothing behind it.

    Only a list or a section that may be left out may also be empty: its lines are often commented out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)
    cures: ClassVar[Mapping[str, Callable[[str, Known], str]]] = {}
    """What to write in place of keys people try, by key: given what stands behind it, and whom and what is known."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_nothing(cls, value: Any) -> Any:
        if not isinstance(value, dict) or None not in value.values():
            return value
        empty = cls.may_be_empty()
        return {
            key: _NOTHING if given is None else given
            for key, given in value.items()
            if given is not None or key not in empty
        }

    @classmethod
    def may_be_empty(cls) -> frozenset[str]:
        """The keys that may have nothing behind them: lists and sections that are empty by default."""
        return frozenset(
            info.alias or name
            for name, info in cls.model_fields.items()
            if info.default in ((), {}) or isinstance(info.default, Shape)
        )


Known = Mapping[str, Any]
"""The `Names` of staff and activities, by "staff" and "activities", as far as files have them."""

AnyShape = TypeVar("AnyShape", bound=Shape)


# Letters that show nothing and are no format character to Unicode, but fill a place.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"


def unseen_in(text: str) -> str:
    """What is said of the first letter of *text* that nobody sees, by code point; empty where there is none."""
    if text.isascii():
        return ""
    for at, letter in enumerate(text):
        if unicodedata.category(letter) == "Cf" or letter in _BLANK:
            where = f"behind '{text[:at]}'" if text[:at].strip() else f"before '{text[at + 1 :]}'"
            name = unicodedata.name(letter, "a letter without a name")
            return f"there is a letter nobody sees {where}: U+{ord(letter):04X} {name}; type this anew"
    return ""


def wrong(message: str, key: str | None = None) -> PydanticCustomError:
    """An error whose text is *message* as it stands; it stands at *key* of the mapping it is found in."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "key": key})


def expected(what: str, given: Any, cure: str = "") -> PydanticCustomError:
    """An error that says *what* was expected, for which key, and what was found instead."""
    return PydanticCustomError("expected", "{what}", {"what": what, "found": _found(given), "cure": cure})


def fit(document: Document, shape: type[AnyShape], context: Mapping[str, Any]) -> AnyShape:
    """The values of *document* as *shape*; raises InvalidInputError with every problem in it, each at its place."""
    try:
        fitted = shape.model_validate(document.value, context=dict(context))
    except ValidationError as error:
        found = [_problem(document, shape, detail, context) for detail in error.errors(include_url=False)]
    else:
        found = []
    cuts = [cut for cut in document.cuts if _is_free(shape, cut.path)]
    # What else is wrong with half a text would not be with the whole.
    halves = {document.at(cut.path) for cut in cuts}
    found = [*(one for one in found if one.location not in halves), *(cut.problem for cut in cuts)]
    if found or document.problems:
        raise InvalidInputError([*document.problems, *found])
    return fitted


_EXPECTED = {
    "list_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
}


def _problem(document: Document, shape: type[Shape], detail: Any, known: Known) -> Problem:
    path, is_key = _split(detail["loc"])
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    place = document.key_at(path) if is_key else document.at(path)
    if kind == "missing":
        return Problem(document.key_at(path[:-1]), f"'{path[-1]}' is missing{_behind(' in', path[:-1])}")
    if kind == "extra_forbidden":
        return Problem(document.key_at(path), _unknown_key(document, shape, path, given, known))
    if kind == "wrong":
        return Problem(document.at((*path, context["key"])) if context["key"] else place, _short(context["message"]))
    if kind == "expected" and is_key:
        return Problem(place, "a name is missing in front of the ':'")
    if kind == "expected":
        return _unexpected(place, path, context["what"], context["found"], context["cure"])
    if kind == "too_short":
        return _unexpected(place, path, "at least one entry", "none")
    assert kind in _EXPECTED, kind
    cure = _as_list(shape, path, given, known) if kind == "list_type" else _as_mapping(keys_of(shape, path))
    return _unexpected(place, path, _EXPECTED[kind], _found(given), cure)


def _as_list(shape: type[Shape], path: Path, given: Any, known: Known) -> str:
    """What to write for *given*, which is no list: the first list it may be that would be taken, else why none is."""
    if isinstance(given, dict) and keys_of(shape, (*path, 0)):
        return " (put '- ' in front of it, or [ ] around it)"
    if not isinstance(given, str) or len(given) > _LONGEST // 2 or re.search(r"[][{}]", given):
        return ""
    if given.startswith("-"):
        return " (put each item in a line of its own, with a space behind its '-')"
    if mark := pasted.mark_of(given):
        return f" ({pasted.in_place_of(mark)}, each in a line of its own)"
    annotation, known = next(_annotations_at(shape, path)), {**known, "key": path[-1]}
    for items in _lists_of(annotation, tidy(given)):
        if items and not _refused(annotation, items, known):
            return f" (write [{', '.join(map(in_a_list, items))}])"
    if keys := keys_of(shape, (*path, 0)):
        return f" (write for example [{{{keys[0]}: …}}])"
    why = _refused(annotation, [given], known)[0]
    meant = _MEANT.search(why)
    if meant and not _refused(annotation, [meant[1]], known):
        return f" (write [{in_a_list(meant[1])}])"
    return why and f"; {why}"


_MEANT = re.compile(r"did you mean '(.+?)'\?")


def _lists_of(annotation: Any, given: str) -> Iterator[list[str]]:
    """The lists that *given* may be meant for, the likeliest first."""
    several = (getattr(said, "several", None) for arm in _items(annotation) for said in typing.get_args(arm)[1:])
    yield from (read(given) for read in several if read)
    yield [part for part in re.split(r" *[,;] *", given) if part]
    yield [given]
    yield [part for part in re.split(r" *[,;/&] *| +and +", given) if part]


def _items(annotation: Any) -> Iterator[Any]:
    return (whole for one in _alternatives(annotation) for whole in _annotations_at(one, (0,)))


def _refused(annotation: Any, items: list[str], known: Known) -> list[str]:
    """Why *items* would be refused as that list, each reason; nothing where they are taken."""
    try:
        TypeAdapter(annotation).validate_python(items, context=dict(known))
    except ValidationError as error:
        return [str(detail.get("ctx", {}).get("message", "")) for detail in error.errors(include_url=False)] or [""]
    return []


def in_a_list(name: str) -> str:
    """*name* as it is written in a list in brackets: in quotes, if it would be something else without."""
    return pasted.quoted(name) if re.search(r"^[^\w(]|[,\[\]{}\"\\]|: |:$| #", name) else name


def _as_mapping(keys: tuple[str, ...]) -> str:
    return f" (write for example {{{keys[0]}: …}})" if keys else ""


ONE, SEVERAL = "<one>", "<several>"
"""The tags of a value that is one of something or a list of it; they stand in what pydantic says, and in no file."""


def one_or_several(value: Any) -> str:
    """Which of the two *value* is."""
    return SEVERAL if isinstance(value, list) else ONE


def _split(found: tuple[str | int, ...]) -> tuple[Path, bool]:
    """Where pydantic found something, and whether it was in the key itself."""
    found = tuple(part for part in found if part not in (ONE, SEVERAL))
    is_key = found[-1:] == ("[key]",)
    return (found[:-1] if is_key else found), is_key


def _unexpected(place: Location, path: Path, what: str, found: str, cure: str = "") -> Problem:
    return Problem(place, _short(f"expected {what}{_behind(' for', path)}, found {found}{cure}"))


def _behind(word: str, path: Path) -> str:
    """`for 'email'`; ` in 'workers'` for an item of that list; nothing for an item of the whole file."""
    if path and isinstance(path[-1], str):
        return f"{word} '{path[-1]}'"
    names = [part for part in path if isinstance(part, str)]
    return f" in '{names[-1]}'" if names else ""


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def _found(given: Any) -> str:
    match given:
        case None | _Nothing() | "":
            return "nothing"
        case dict():
            return "`key: value` lines" if given else "nothing"
        case list():
            return "a list"
        case _:
            return f"'{tidy(str(given))}'"


def _unknown_key(document: Document, shape: type[Shape], path: Path, given: Any, known: Known) -> str:
    key, around = str(path[-1]), path[:-1]
    before, colon, behind = key.partition(":")
    if colon and before in keys_of(shape, around):
        return _short(f"unknown key '{key}' (did you mean '{before}: {behind}'? A ':' needs a space behind it)")
    if given is _NOTHING and document.in_braces(around):
        return f"unknown key '{key}'; inside braces a comma starts a new key, so put quotes around text that holds one"
    if unseen := unseen_in(key):
        return _short(unseen)
    if cure := _cure(shape, around, key, given, known):
        return _short(f"unknown key '{key}': {cure}")
    if meant := _same_as(key, given, keys_of(shape, around)):
        return f"unknown key '{key}' (did you mean '{meant}'?)"
    return _short(f"unknown key '{key}'") + (_home_of(key, shape, around) or did_you_mean(key, keys_of(shape, around)))


_SAME: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("end", "ends", "end_date", "finish", "till", "to", "to_date", "last_day"), ("until", "due")),
    **dict.fromkeys(
        ("begin", "begins", "start", "start_date", "starting", "since", "from_date", "first_day"), ("from",)
    ),
    **dict.fromkeys(("why", "reason", "description", "aim", "objective"), ("because", "purpose")),
    **dict.fromkeys(("new_date", "moved_to", "to_day"), ("move_to",)),
    **dict.fromkeys(("cover", "covered_by", "by", "new_worker", "replaced_by"), ("goes_to",)),
    **dict.fromkeys(("who", "worker", "person", "leaver"), ("work_of",)),
    **dict.fromkeys(("mail", "e-mail", "email_address"), ("email",)),
    **dict.fromkeys(("job", "job_title", "post"), ("role",)),
    **dict.fromkeys(("server", "relay"), ("host",)),
    **dict.fromkeys(("username", "login"), ("user",)),
}
"""Other words for keys, each with what it may stand for: no likeness of letters leads there, or leads elsewhere."""


def _same_as(key: str, given: Any, keys: tuple[str, ...]) -> str:
    """The one of *keys* that *key* is another word for; empty for none."""
    meant = _SAME.get(key.casefold().replace(" ", "_"), ())
    if key.casefold() == "to" and isinstance(given, str) and not any_date(given):
        meant = ("goes_to",)
    return next((one for one in meant if one in keys), "")


def _home_of(key: str, shape: type[Shape], around: Path) -> str:
    """Where *key* would be right: most unknown keys are known ones at the wrong indentation."""
    if around and key in keys_of(shape, ()):
        return " here; it belongs at the start of a line"
    homes = [section for section in keys_of(shape, ()) if key in keys_of(shape, (section,))]
    return f" here; it belongs under '{homes[0]}'" if len(homes) == 1 else ""


def _cure(shape: type[Shape], around: Path, key: str, given: Any, known: Known) -> str:
    if isinstance(given, dict):
        return ""  # more likely a section at the wrong indentation
    words = tidy(given) if isinstance(given, str) else ""
    found = (one.cures.get(key.casefold().replace(" ", "_")) for one in shapes_at(shape, around))
    return next((cure(words, known) for cure in found if cure), "")


def _annotations_at(annotation: Any, path: Path) -> Iterator[Any]:
    """What the shape *annotation* says of *path*, with what is said beside each."""
    for whole in _alternatives(annotation):
        arm = _bare(whole)
        if not path:
            yield whole
        elif isinstance(arm, type) and issubclass(arm, Shape):
            for name, info in arm.model_fields.items():
                if path[0] == (info.alias or name):
                    yield from _annotations_at(Annotated[info.annotation, None, *info.metadata], path[1:])
        elif typing.get_origin(arm) in (dict, list):
            yield from _annotations_at(typing.get_args(arm)[-1], path[1:])


def _alternatives(annotation: Any) -> Iterator[Any]:
    bare = _bare(annotation)
    if typing.get_origin(bare) in (typing.Union, types.UnionType):
        for part in typing.get_args(bare):
            yield from _alternatives(part)
    else:
        yield annotation


def _bare(annotation: Any) -> Any:
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is Annotated else annotation


def _is_free(shape: type[Shape], path: Path) -> bool:
    """Whether people write what they like at *path*: text, or a title alone in place of a mapping with that key."""
    for whole in _annotations_at(shape, path):
        arm = _bare(whole)
        titled = typing.get_args(arm)[0] if typing.get_origin(arm) is dict else None
        if FREE in typing.get_args(whole)[1:] or FREE in typing.get_args(titled)[1:]:
            return True
    return False


def shapes_at(annotation: Any, path: Path) -> Iterator[type[Shape]]:
    """The shapes that may stand at *path* of the shape *annotation*."""
    for arm in map(_bare, _annotations_at(annotation, path)):
        if isinstance(arm, type) and issubclass(arm, Shape):
            yield arm


def keys_of(annotation: Any, path: Path) -> tuple[str, ...]:
    """The keys the shape *annotation* allows at *path*; none where people choose them."""
    found = next(shapes_at(annotation, path), None)
    return () if found is None else tuple(info.alias or name for name, info in found.model_fields.items())
