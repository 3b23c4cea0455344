"""YAML's nodes as the shapes would read them: keys tidied, and nothing where something else stands."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from qa_calendar.reading.source import tidy


def pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Each key of a mapping as it is read, its node and its value's; none of anything else."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield tidy(name.value), name, value


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; none of anything else."""
    return node.value if isinstance(node, yaml.SequenceNode) else []


def in_brackets(node: yaml.Node) -> bool:
    """Whether a list or mapping is written in brackets or braces, where an item has no line of its own."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def value_of(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """The value behind the key called *name*."""
    return next((value for word, _, value in pairs(node) if word == name), None)


def text_of(node: yaml.Node | None) -> str:
    """The text of a scalar, in one line; empty for anything else."""
    return tidy(node.value) if isinstance(node, yaml.ScalarNode) else ""


def titled(item: yaml.Node) -> tuple[str, yaml.Node | None]:
    """Which activity an *item* of a month is, and what is said of it."""
    return next(((name, value) for name, _, value in pairs(item)), (text_of(item), None))
