"""Which of two groups of problems is the cause of the other: what is told once is not told again in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specforge.contract.conformance.accepted import RULE
from specforge.contract.steps.scalars import json_of, leaves, scalars
from specforge.document.place import Place
from specforge.findings.exchange import SentRequest
from specforge.findings.model import Severity

if TYPE_CHECKING:
    from specforge.contract.collect import Group, Key

# What is remembered of invalid requests that were accepted.
_MOST_TEXTS = 2000
_QUOTED = re.compile(r"'([^']+)'")
_OF_MEMBERS = ("additionalProperties", "unevaluatedProperties")


class Accepted:
    """The values, and the names of members, of invalid requests that were accepted: they come back in answers."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def note(self, request: SentRequest) -> None:
        """Remembers what the request has."""
        if len(self._texts) < _MOST_TEXTS:
            self._texts |= {each.text for each in scalars(request)}
            self._texts |= {str(step) for path, _ in leaves(json_of(request)) for step in path}

    def has(self, message: str) -> bool:
        """True where the value that a message shows was in such a request."""
        shown = _QUOTED.search(message)
        return shown is not None and shown[1] in self._texts


def origin(key: Key, groups: Mapping[Key, Group], accepted: Accepted) -> Group | None:
    """The group that this one is a consequence of; None for one that has a cause of its own."""
    rule, group = key[0], groups[key]
    place = group.shown.problem.place
    if not place.tokens:
        return None
    if rule == "response-schema":
        found = _sent_before(group, groups, place, accepted)
    elif rule == RULE and _is_empty(group, place):
        found = (each for _, each in _at(groups, RULE, _parameter(place), "required"))
    elif rule == "page-size":
        found = _too_many(group, groups)
    elif rule == "positive-data-rejected":
        found = _refused_whole(group, groups, place)
    else:
        return None
    return next((each for each in found if each is not group and each.severity.rank <= group.severity.rank), None)


def _sent_before(group: Group, groups: Mapping[Key, Group], place: Place, accepted: Accepted) -> Iterator[Group]:
    """What was accepted though it is invalid: the same keyword, or one beside it that the same value violates."""
    keyword = place.tokens[-1]
    own, general = groups.get((RULE, "", place)), groups.get((RULE, keyword, None))
    if own is not None:
        yield own
    comes_back = accepted.has(group.shown.problem.message)
    if general is not None and (place in general.samples or (comes_back and keyword in _OF_MEMBERS)):
        yield general
    if comes_back:
        yield from (each for (rule, _, other), each in groups.items() if rule == RULE and _are_siblings(place, other))


def _are_siblings(one: Place, other: Place | None) -> bool:
    return other is not None and (other.file, other.tokens[:-1]) == (one.file, one.tokens[:-1])


def _is_empty(group: Group, place: Place) -> bool:
    """True for a parameter that is there without a value: many take it for one that is not there."""
    exchange = group.shown.exchange
    parameter = _parameter(place)
    is_value = len(place.tokens) > len(parameter) and place.tokens[-1] != "required"
    return exchange is not None and bool(parameter) and is_value and ": '' " in group.shown.problem.message


def _parameter(place: Place) -> tuple[str, ...]:
    """The tokens of the parameter that a place is in; none for a place that is in none."""
    tokens = place.tokens
    at = next((index for index, token in enumerate(tokens) if token == "parameters"), len(tokens))
    return tokens[: at + 2] if at + 1 < len(tokens) else ()


def _at(
    groups: Mapping[Key, Group], rule: str, parameter: tuple[str, ...], *rest: str
) -> Iterator[tuple[Place, Group]]:
    """The groups of a rule that show at this place of a parameter."""
    for (own, _, _), group in groups.items():
        for place in group.samples if own == rule else ():
            if parameter and place.tokens == (*parameter, *rest):
                yield place, group


def _too_many(group: Group, groups: Mapping[Key, Group]) -> Iterator[Group]:
    """Lists of the operation are longer than the document lets any list be."""
    for (rule, _, _), other in groups.items():
        is_length = other.shown.problem.place.tokens[-1:] == ("maxItems",)
        if rule == "response-schema" and is_length and group.operations.keys() & other.operations.keys():
            yield other


def _refused_whole(group: Group, groups: Mapping[Key, Group], place: Place) -> Iterator[Group]:
    """That a list of values is refused, whatever they are, is no fault of the keywords of its items."""
    parameter = _parameter(place)
    for (rule, _, _), other in groups.items() if parameter and group.severity is not Severity.ERROR else ():
        shown = other.shown.problem
        is_error = rule == "positive-data-rejected" and shown.severity is Severity.ERROR
        if is_error and _parameter(shown.place) == parameter and shown.place.file == place.file:
            yield other
