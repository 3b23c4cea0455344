"""Frozen values that are made by the thousand."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


def made_often(cls: type[T]) -> type[T]:
    """Make a frozen dataclass with slots one whose values are made in two thirds of the time.

    A dataclass sets each field of a frozen value by `object.__setattr__`, which looks for its slot by name; here the
    slots are set as what they are. All else is the dataclass's own. Raises TypeError for a field made by a factory.
    """
    names: dict[str, Any] = {}
    by_place, by_name, body = list[str](), list[str](), list[str]()
    for one in fields(cls):  # type: ignore[arg-type]
        if one.default_factory is not MISSING:
            raise TypeError(f"{cls.__name__}.{one.name} is made by a factory")
        if one.init:
            names |= {f"set_{one.name}": cls.__dict__[one.name].__set__, f"default_{one.name}": one.default}
            taken = by_name if one.kw_only else by_place
            taken.append(one.name if one.default is MISSING else f"{one.name}=default_{one.name}")
            body.append(f" set_{one.name}(self, {one.name})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    arguments = ", ".join(["self", *by_place, *(["*", *by_name] if by_name else [])])
    exec("\n".join([f"def __init__({arguments}):", *body]), names)
    made = names["__init__"]
    made.__qualname__, made.__module__ = cls.__init__.__qualname__, cls.__module__
    made.__annotations__ = cls.__init__.__annotations__
    cls.__init__ = made  # type: ignore[method-assign]
    return cls
