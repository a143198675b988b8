"""paths-specificity-order: a path that a router may never reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from specforge.document.model import Document, PathItem
from specforge.findings.model import Related, Severity
from specforge.lint.about.templates import EXPRESSION, path_nodes, plain_name
from specforge.lint.rule import Context, Problem, rule

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


class _Route(NamedTuple):
    item: PathItem
    segments: list[str]
    methods: frozenset[str]


@rule(
    "paths-specificity-order",
    on="Document",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A concrete path stands behind a template that matches it too."""
    nodes = dict(path_nodes(document))
    # By length and first segment: a path can only share requests with those of the same first segment, or an open one.
    earlier: dict[tuple[int, str], list[_Route]] = {}
    for path, item in document.paths.items():
        route = _Route(item, _segments(path), frozenset(operation.method for operation in item.operations))
        length, start = len(route.segments), _start(route)
        for other in chain.from_iterable(earlier.get((length, known), ()) for known in dict.fromkeys((start, ""))):
            if route.methods & other.methods and _should_stand_before(route, other):
                yield Problem(
                    f"`{path}` stands behind `{other.item.path}`, which can match the same requests",
                    nodes[path].key_place,
                    related=(Related("the template", nodes[other.item.path].key_place),),
                )
        earlier.setdefault((length, start), []).append(route)


def _start(route: _Route) -> str:
    """The first segment; empty when it is a parameter."""
    segment = route.segments[1] if len(route.segments) > 1 else ""
    return "" if _is_template(segment) else segment


def _should_stand_before(route: _Route, other: _Route) -> bool:
    """True when both match the same request, and ``route`` says more where they differ first."""
    is_first_difference, answer = True, False
    for mine, theirs in zip(route.segments, other.segments, strict=True):
        if mine == theirs:
            continue
        i_am_open, they_are_open = _is_template(mine), _is_template(theirs)
        if i_am_open and they_are_open:
            continue
        if not i_am_open and not they_are_open:
            return False
        literal, template, holder = (theirs, mine, route) if i_am_open else (mine, theirs, other)
        if not _can_be(literal, template, holder.item):
            return False
        if is_first_difference:
            is_first_difference, answer = False, not i_am_open
    return answer


def _segments(path: str) -> list[str]:
    # A query does not belong into a path; where there is one it does not count.
    return path.partition("?")[0].split("/")


def _is_template(segment: str) -> bool:
    return segment[:1] == "{" and EXPRESSION.fullmatch(segment) is not None


def _can_be(literal: str, template: str, item: PathItem) -> bool:
    """False when the parameter is a number, and the other path has a word in its place."""
    name = plain_name(template[1:-1])
    parameters = [p for operation in item.operations for p in operation.parameters]
    schema = next((p.schema for p in parameters if p.name == name and p.location == "path"), None)
    types = schema.types if schema is not None else ()
    return not types or not {"integer", "number"}.issuperset(types) or _NUMBER.match(literal) is not None
