"""The Jinja environment: templates as values, text out, and every fault told as file, line and cure."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any

from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qa_calendar.dates.months import (
    SHORT_WEEKDAYS,
    Month,
    abbreviated,
    listed,
    spoken,
    spoken_from,
    spoken_with_year,
    time_left,
)
from qa_calendar.problems import InvalidInputError, Location, Problem, did_you_mean

TEMPLATES = (
    "event.summary.j2",
    "event.description.j2",
    "reminder.subject.j2",
    "reminder.txt.j2",
    "reminder.html.j2",
    "changes.subject.j2",
    "changes.txt.j2",
    "changes.html.j2",
    "due.subject.j2",
    "due.txt.j2",
    "due.html.j2",
    "overdue.subject.j2",
    "overdue.txt.j2",
    "overdue.html.j2",
    "digest.subject.j2",
    "digest.txt.j2",
    "digest.html.j2",
    "welcome.subject.j2",
    "welcome.txt.j2",
    "welcome.html.j2",
    "personal.html.j2",
    "ended.html.j2",
    "planner.html.j2",
    "load.html.j2",
    "attention.html.j2",
    "import.html.j2",
)
"""The templates something is made from; any other must be included by one of these."""

PARTS = (
    "changes.words.j2",
    "closing.txt.j2",
    "digest.words.j2",
    "page.html.j2",
    "parts.html.j2",
    "site.css.j2",
    "site.html.j2",
    "site.parts.html.j2",
    "site.planner.css.j2",
    "site.words.html.j2",
    "subject.words.j2",
    "task.html.j2",
    "task.txt.j2",
    "welcome.words.j2",
)
"""What the built-in ones are put together from, and a workspace's own need not use."""


_Items = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """What people see, as Jinja templates: *sources* by name, *places* the file each name has in messages.

    HTML is escaped in `.html.j2` only. Templates run in a sandbox and cannot change what they are given. *own* are
    those that a workspace has in place of built-in ones.
    """

    sources: Mapping[str, str]
    places: Mapping[str, str]
    own: frozenset[str] = frozenset()
    _environment: ImmutableSandboxedEnvironment = field(init=False, repr=False, compare=False)
    _trusting: ImmutableSandboxedEnvironment = field(init=False, repr=False, compare=False)
    """The same for the templates we ship: what they ask of a value is not looked at first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_environment", _environment(self))
        object.__setattr__(self, "_trusting", copy(self._environment))
        self._trusting.getattr = getattr  # type: ignore[assignment,method-assign]

    def render(self, name: str, /, **values: object) -> str:
        """The text of template *name*; raises InvalidInputError with file and line, whatever goes wrong in it."""
        try:
            return self._rendered(name, values)
        except Exception as error:  # a template is code a user wrote: anything may come out of it
            problem = self._problem(name, error, values)
            is_misfit = self.own and not isinstance(error, TemplateSyntaxError)
            raise InvalidInputError([self._laid(name, problem) if is_misfit else problem]) from error

    def _rendered(self, name: str, values: dict[str, object]) -> str:
        template, known = self._environment.get_template(name), self._environment.globals
        try:
            # As `render` does, without copying all globals into a dict each time, which costs most of it.
            return "".join(template.root_render_func(template.new_context({**known, **values}, shared=True)))
        except Exception:
            return template.render(values)  # which fails again, with the template's own lines in the traceback

    def prepared(self, name: str, /, **shared: object) -> Callable[..., str]:
        """`render` of template *name*, with what many texts have in common *shared*; called with the rest, by name."""
        try:
            template = self._environment.get_template(name)
        except Exception:
            return partial(self.render, name, **shared)  # which says what is wrong with it
        known = {**self._environment.globals, **shared}
        root: Callable[..., Iterator[str]] = template.root_render_func
        if template.blocks or not _KEPT_BETWEEN.isdisjoint(root.__code__.co_names):
            return partial(self.render, name, **shared)
        # Nothing is left in it by one text that another could see, and making one takes as long as some texts do.
        context = template.new_context(known, shared=True)
        asked = self._environment if name in self.own else self._trusting

        def rendered(**values: object) -> str:
            known.update(values)
            try:
                return "".join(root(context, environment=asked))
            except Exception:
                return self.render(name, **shared, **values)

        return rendered

    def check(self) -> tuple[Problem, ...]:
        """Everything wrong that shows without rendering: syntax, includes of nothing, templates nobody uses."""
        return _checked(_items(self.sources), _items(self.places), self.own)

    def _checked(self) -> tuple[Problem, ...]:
        trees: dict[str, nodes.Template] = {}
        problems: list[Problem] = []
        for name in self._concerned():
            try:
                self._environment.get_template(name)
                trees[name] = self._environment.parse(self.sources[name], name)
            except TemplateSyntaxError as error:
                problems.append(self._problem(name, error, {}))
        for name, tree in trees.items():
            problems += self._missing(name, tree)
            problems += self._lacking(name, tree, trees)
        return tuple(sorted((*problems, *self._unused(trees))))

    def _concerned(self) -> Iterator[str]:
        """The templates that a workspace's own may break or be broken by: itself, and all that name it or it names.

        Without any in place of a built-in one these are all there are.
        """
        if not self.own:
            yield from self.sources
            return
        known = frozenset(self.sources)
        own = (self.own & known) | (known - frozenset(TEMPLATES + PARTS))
        written = "".join(self.sources[name] for name in own)
        for name, source in self.sources.items():
            if name in own or name in written or any(one in source for one in own):
                yield name

    def place(self, name: str) -> str:
        """The file to name in messages about template *name*."""
        return self.places.get(name, f"templates/{name}")

    def _missing(self, name: str, tree: nodes.Template) -> Iterator[Problem]:
        for wanted, line in _references(tree):
            if wanted not in self.sources:
                yield Problem(Location(self.place(name), line), _no_template(wanted, self.sources))

    def _lacking(self, name: str, tree: nodes.Template, trees: Mapping[str, nodes.Template]) -> Iterator[Problem]:
        """What *name* takes from another template that does not have it, whether a page comes by there or not."""
        for one in tree.find_all(nodes.Import):
            source = str(one.template.value) if isinstance(one.template, nodes.Const) else ""
            if source not in trees:
                continue
            known = _exported(trees[source])
            asked = {
                found.attr: found.lineno
                for found in tree.find_all(nodes.Getattr)
                if isinstance(found.node, nodes.Name) and found.node.name == one.target
            }
            for wanted in sorted(asked.keys() - known):
                message = f"there is no '{wanted}' here{did_you_mean(wanted, known)}"
                used = f"'{name}' (line {asked[wanted]}) asks for it"
                yield Problem(Location(self.place(source)), f"{message}; {used}")

    def _unused(self, trees: Mapping[str, nodes.Template]) -> Iterator[Problem]:
        used = {(name, other) for name, tree in trees.items() for other in meta.find_referenced_templates(tree)}
        if any(other is None for _, other in used):
            return  # a name worked out while rendering may be any
        broken = "".join(source for name, source in self.sources.items() if name not in trees)
        for name in self.sources:
            elsewhere = name in broken or any(other == name != user for user, other in used)
            if name not in TEMPLATES + PARTS and not elsewhere:
                message = f"no message or event uses this template{did_you_mean(name, TEMPLATES)}"
                yield Problem(Location(self.place(name)), message)

    def _laid(self, name: str, problem: Problem) -> Problem:
        """*problem* in rendering *name*; laid at a workspace's own template where a built-in one stumbles over that."""
        stumbles = next((one for one in self.sources if self.place(one) == problem.location.file), name)
        misfit = next((one for one in sorted(self._used_by(name)) if one in self.own), None)
        if stumbles in self.own or misfit is None:
            return problem
        what = f"this no longer fits the built-in '{stumbles}' (line {problem.location.line}: {problem.message})"
        cure = f"take it away, or write it anew: `qa-calendar init . --template {misfit}` gives the built-in one"
        return Problem(Location(self.place(misfit)), f"{what}; {cure}")

    def _used_by(self, name: str) -> set[str]:
        """Every template that *name* is put together from."""
        found, waiting = set[str](), [name]
        while waiting:
            source = self.sources.get(waiting.pop(), "")
            named = {one for one in meta.find_referenced_templates(self._environment.parse(source)) if one}
            waiting += named - found
            found |= named
        return found

    def _problem(self, name: str, error: Exception, values: Mapping[str, object]) -> Problem:
        match error:
            case TemplateSyntaxError():
                place = Location(error.filename or self.place(name), error.lineno)
                return Problem(place, f"cannot read this template: {_syntax_message(error, self._environment)}")
            case TemplateNotFound():
                return Problem(self._line(name, error), _no_template(str(error.name), self.sources))
            case UndefinedError():
                return Problem(self._line(name, error), _undefined_message(error, values))
            case _:
                message = f"cannot render this template: {type(error).__name__}: {error}".rstrip(".")
                return Problem(self._line(name, error), message)

    def _line(self, name: str, error: Exception) -> Location:
        # Jinja rewrites tracebacks so that a template's frames carry its own file and lines; the innermost one counts.
        files = {self.place(source) for source in self.sources}
        lines = [
            Location(frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename in files
        ]
        return lines[-1] if lines else Location(self.place(name))


def templates_from(sources: Mapping[str, str], places: Mapping[str, str], own: frozenset[str]) -> Templates:
    """The `Templates` of these; the same for the same, as most services have none of their own."""
    return _made(tuple(sources.items()), tuple(places.items()), own)


@lru_cache(maxsize=8)
def _made(sources: _Items, places: _Items, own: frozenset[str]) -> Templates:
    return Templates(dict(sources), dict(places), own)


class _Missing(StrictUndefined):
    """A value that is not there: an error wherever it is used, which names what is."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint or not isinstance(name, str) or not hasattr(owner, "__dataclass_fields__"):
            return super()._undefined_message
        return f"{type(owner).__name__} has no '{name}'{did_you_mean(name, owner.__dataclass_fields__)}"


def _items(named: Mapping[str, str]) -> _Items:
    return tuple(sorted(named.items()))


class _Compiled(BytecodeCache):
    """What was compiled in this process, whichever `Templates` it was for; of each name, the last source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])  # unless it is of another source

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


_KEPT_BETWEEN = frozenset({"vars", "exported_vars", "blocks", "eval_ctx"})
"""What code made of a template changes in its context where it sets, imports or extends something."""


class _Fields(dict[type, frozenset[str]]):
    """By the type of a value, its fields that templates see; of what is not ours none."""

    def __missing__(self, kind: type) -> frozenset[str]:
        self[kind] = frozenset(one for one in getattr(kind, "__dataclass_fields__", ()) if not one.startswith("_"))
        return self[kind]


_SHOWN = _Fields({LoopContext: frozenset({"first", "last", "index", "index0", "length"})})


class _Environment(ImmutableSandboxedEnvironment):
    """An environment in which no words are taken for HTML that are not."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template asks of a value; the fields of ours are all for it to see, so that the sandbox is not asked.

        Its questions cost several times what rendering does.
        """
        if attribute in _SHOWN[type(obj)]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What *called* gives: a macro of a template that escapes nothing gives text, whoever calls it.

        Jinja takes what any macro says for safe where the template that calls it escapes HTML.
        """
        given = super().call(context, called, *args, **kwargs)
        return str(given) if isinstance(called, Macro) and not called._default_autoescape else given


def _environment(templates: Templates) -> ImmutableSandboxedEnvironment:
    def load(name: str) -> tuple[str, str, None] | None:
        # Not a DictLoader: the file name is what puts a line into the traceback.
        source = templates.sources.get(name)
        return None if source is None else (source, templates.place(name), None)

    environment = _Environment(
        loader=FunctionLoader(load),
        bytecode_cache=_COMPILED,
        undefined=_Missing,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_never_none,
        auto_reload=False,
    )
    environment.filters |= {
        "abbreviated": _abbreviated,
        "clock": _clock,
        "day_month": _day_month,
        "left": _left,
        "listed": _listed,
        "sentences": _sentences,
        "spoken": _spoken,
        "spoken_with_year": _spoken_with_year,
        "weekday_day": _weekday_day,
        "within": _within,
    }
    # The same inputs give the same bytes, so nothing drawn by chance.
    del environment.filters["random"], environment.globals["lipsum"]
    return environment


@lru_cache(maxsize=8)
def _checked(sources: _Items, places: _Items, own: frozenset[str]) -> tuple[Problem, ...]:
    return Templates(dict(sources), dict(places), own)._checked()


def _never_none(value: Any) -> Any:
    if value is None:
        raise UndefinedError("there is nothing to show here; ask first, as in {% if value %}")
    return value


def _spoken(day: Any, today: Any = None) -> str:
    """`Friday 30 October`; of another year than *today*, with the year."""
    return spoken(_a(date, day)) if today is None else spoken_from(_a(date, day), _a(date, today))


def _abbreviated(day: Any, today: Any, weekday: bool = True) -> str:
    return abbreviated(_a(date, day), _a(date, today), weekday=weekday)


def _left(day: Any, today: Any) -> str:
    return time_left(_a(date, day), _a(date, today))


def _spoken_with_year(day: Any) -> str:
    return spoken_with_year(_a(date, day))


def _day_month(day: Any, around: Any = None) -> str:
    """`30 October`; of another year than *around*, with the year."""
    found = spoken(_a(date, day)).partition(" ")[2]
    return found if around is None or day.year == _a(date, around).year else f"{found} {day.year}"


def _weekday_day(day: Any) -> str:
    return f"{SHORT_WEEKDAYS[_a(date, day).weekday()]} {day.day}"


def _within(day: Any, month: str) -> str:
    """`30`; of another month than *month*, 2020-10, `7 Jul`."""
    is_within = Month.of(_a(date, day)).iso == month
    return str(day.day) if is_within else abbreviated(day, day, weekday=False)


def _clock(at: Any, after: int = 0) -> str:
    """`10:00`, or so many minutes *after* that."""
    return f"{datetime.combine(date.min, _a(time, at)) + timedelta(minutes=after):%H:%M}"


def _a(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise UndefinedError(f"a {kind.__name__} belongs here, not {value!r}")
    return value


def _listed(words: Any) -> str:
    return listed([str(word) for word in words])


def _sentences(steps: Any) -> str:
    """Steps that led to a date, each as a sentence."""
    return _as_sentences(tuple(map(str, steps)))


@lru_cache(maxsize=4096)
def _as_sentences(steps: tuple[str, ...]) -> str:
    # The same few dates have most of the work, and they came about the same way.
    return " ".join(f"{step[:1].upper()}{step[1:]}{'' if step.endswith('.') else '.'}" for step in steps)


def _references(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """The templates *tree* cannot do without, where it names them, and the lines."""
    for node in tree.find_all(nodes.Stmt):
        match node:
            case nodes.Include(ignore_missing=True):
                continue
            case (
                nodes.Extends(template=nodes.Const(value=str(name)))
                | nodes.FromImport(template=nodes.Const(value=str(name)))
                | nodes.Import(template=nodes.Const(value=str(name)))
                | nodes.Include(template=nodes.Const(value=str(name)))
            ):
                yield name, node.lineno


def _exported(tree: nodes.Template) -> set[str]:
    """The names that a template gives whoever imports it."""
    found = {one.name for one in tree.body if isinstance(one, nodes.Macro)}
    for one in tree.body:
        if isinstance(one, nodes.Assign | nodes.AssignBlock):
            names = one.target.find_all(nodes.Name)
            found |= {name.name for name in (one.target, *names) if isinstance(name, nodes.Name)}
    return found


def _no_template(name: str, known: Mapping[str, str]) -> str:
    return f"there is no template '{name}'{did_you_mean(name, known)}"


def _syntax_message(error: TemplateSyntaxError, environment: ImmutableSandboxedEnvironment) -> str:
    message = (error.message or "").rstrip(".")
    if found := re.fullmatch(r"No (filter|test) named '(\w+)'", message):
        known = environment.filters if found[1] == "filter" else environment.tests
        return f"no {found[1]} named '{found[2]}'{did_you_mean(found[2], known)}"
    return message[:1].lower() + message[1:]


def _undefined_message(error: UndefinedError, values: Mapping[str, object]) -> str:
    found = re.fullmatch(r"'(\w+)' is undefined", str(error))
    return f"{error}{did_you_mean(found[1], values)}" if found else str(error)
