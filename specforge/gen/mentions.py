"""Which models the code of operations mentions: all, or topic by topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from specforge.gen.naming import snake_name
from specforge.gen.plan import Group, Operation

_MODEL = re.compile(r"\bmodels\.(\w+)")


def mentioned(codes: Iterable[str]) -> set[str]:
    """The names of models in pieces of code."""
    return {name for code in codes for name in _MODEL.findall(code)}


def route_codes(groups: Iterable[Group]) -> Iterator[str]:
    """The code of routes and services."""
    return (code for group in groups for operation in group.operations for code in _codes(operation))


def topics_of(groups: tuple[Group, ...]) -> dict[str, set[str]]:
    """The models that the operations of each topic mention. A topic is a tag; without tags, what paths begin with."""
    if len(groups) != 1:
        return {group.name: mentioned(route_codes([group])) for group in groups}
    operations = groups[0].operations
    paths = [_words(operation.path) for operation in operations]
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*paths, strict=False)))
    topics: dict[str, set[str]] = {}
    for operation, words in zip(operations, paths, strict=True):
        topic = snake_name(words[shared] if len(words) > shared else groups[0].name, "topic")
        topics.setdefault(topic, set()).update(mentioned(_codes(operation)))
    return topics


def _words(path: str) -> list[str]:
    """The parts of a path without its parameters."""
    return [part for part in path.split("/") if part and "{" not in part]


def _codes(operation: Operation) -> Iterator[str]:
    for one in operation.routed:
        yield from (one.type, one.route_code, one.default_code or "")
    for response in operation.responses:
        yield from (response.type, response.wire_code, response.headers_code)
        for offer in response.offers:
            yield from (offer.type, offer.wire_code or "")
