"""Carrying out a path on a graph: which things does it choose?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specforge.lint.spectral.expressions import Expression
from specforge.lint.spectral.graph import Graph, Spot
from specforge.lint.spectral.jsonpath import Path, Step


class KeySpot(Spot):
    """The key of a member, chosen by ``~`` or ``@key``: its value is the key, its place is where the key is written."""

    __slots__ = ()


def select(graph: Graph, path: Path, start: Spot | None = None) -> list[Spot]:
    """What the path chooses, each container once (once for each holder where the path looks at those)."""
    found: Iterable[Spot] = [start or graph.root]
    for index, step in enumerate(path.steps):
        is_before_key = path.steps[index + 1 : index + 2] and path.steps[index + 1].keys
        found = _apply(graph, step, found, each_way=path.looks_up)
        if not is_before_key:
            found = _distinct(found, each_way=path.looks_up)
    return list(found)


def _distinct(spots: Iterable[Spot], each_way: bool) -> Iterator[Spot]:
    seen: set[Any] = set()
    for spot in spots:
        if type(spot.value) in (dict, list):
            identity = (id(spot.value), id(spot.up.value), spot.key) if each_way and spot.up else id(spot.value)
            if identity in seen:
                continue
            seen.add(identity)
        yield spot


def _apply(graph: Graph, step: Step, spots: Iterable[Spot], each_way: bool) -> Iterator[Spot]:
    if step.up:
        yield from (spot.up for spot in spots if spot.up is not None)
    elif step.keys:
        yield from (KeySpot(spot.key, spot.key, spot.up) for spot in spots if spot.key is not None)
    elif not step.deep:
        for spot in spots:
            yield from _chosen(graph, step, spot)
    else:
        yield from _deep(graph, step, spots, each_way)


def _deep(graph: Graph, step: Step, spots: Iterable[Spot], each_way: bool) -> Iterator[Spot]:
    entered: set[Any] = set()
    names = _plain_names(step)
    for start in spots:
        for spot in graph.containers(start, each_way=each_way):
            identity = (id(spot.value), id(spot.up)) if each_way else id(spot.value)
            if identity in entered:
                continue
            entered.add(identity)
            # Most containers of a large document have none of the names: those are passed by at once.
            if names is None or (type(spot.value) is list or not names.isdisjoint(spot.value)):
                yield from _chosen(graph, step, spot)


def _plain_names(step: Step) -> frozenset[str] | None:
    names: set[str] = set()
    for selector in step.selectors:
        if isinstance(selector, str):
            names.add(selector)
        elif isinstance(selector, Expression) and selector.names is not None:
            names |= selector.names
        else:
            return None
    return frozenset(names)


def _chosen(graph: Graph, step: Step, spot: Spot) -> Iterator[Spot]:
    for selector in step.selectors:
        if selector is None:
            yield from graph.children(spot)
        elif isinstance(selector, str):
            child = graph.child(spot, selector) if type(spot.value) is dict or selector.isdecimal() else None
            if child is not None:
                yield child
        elif isinstance(selector, Expression):
            yield from _filtered(graph, selector, spot)
        else:
            yield from _by_number(graph, selector, spot)


def _filtered(graph: Graph, expression: Expression, spot: Spot) -> Iterator[Spot]:
    names = expression.names
    if names is not None and type(spot.value) is dict:
        # In the order of the document, so that findings keep it.
        yield from (child for child in graph.children(spot) if child.key in names)
    else:
        children = graph.children_with(spot, expression.needs) if expression.needs else graph.children(spot)
        yield from (child for child in children if expression.holds(graph, child))


def _by_number(graph: Graph, selector: Any, spot: Spot) -> Iterator[Spot]:
    if type(spot.value) is dict and isinstance(selector, int):
        child = graph.child(spot, str(selector))
        if child is not None:
            yield child
    elif type(spot.value) is list:
        length = len(spot.value)
        indices = range(length)[selector] if isinstance(selector, slice) else [selector + length * (selector < 0)]
        found = (graph.child(spot, index) for index in indices)
        yield from (child for child in found if child is not None)
