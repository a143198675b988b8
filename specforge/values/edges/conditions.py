"""What breaks a keyword that sets several members against each other, or asks for more than the value at hand shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from specforge.document.model import Schema
from specforge.values.edges.beyond import Change, beyond, distinct
from specforge.values.edges.bounds import IsValid
from specforge.values.edges.steps import all_parts
from specforge.values.sample import Unsatisfiable
from specforge.values.sampling.regexgen import generate_matching, matches_pattern

Sampling = Callable[[Schema], Any]
"""A valid value of a schema. Raises Unsatisfiable."""

_DEPTH = 6
# Of the ways to break a schema inside a keyword, so many are tried.
_MOST = 4
_MOST_ITEMS = 50
_DEPENDENT = ("dependentRequired", "dependentSchemas", "dependencies")
_KEYWORDS = frozenset({
    *_DEPENDENT, "if", "not", "anyOf", "oneOf", "maxProperties", "minProperties", "patternProperties", "propertyNames",
    "contains",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Holder:
    """A value, one part of its schema, and who makes values and judges them."""

    part: Schema
    value: Any
    is_valid: IsValid
    sample: Sampling

    def schema(self, *steps: str) -> Schema | None:
        """A schema inside this part."""
        node = self.part.node.at(*steps)
        return Schema.of(node) if node is not None and isinstance(node.value, dict) else None

    def made(self, schema: Schema | None) -> Any:
        """A value of a schema; None where there is none."""
        with suppress(Unsatisfiable):
            return self.sample(schema) if schema is not None else None
        return None

    def full(self) -> dict[str, Any]:
        """The value with all properties that it may have."""
        others = ((name, self.made(child)) for name, child in self.part.properties.items() if name not in self.value)
        return {**self.value, **{name: item for name, item in others if item is not None}}


def conditions(schema: Schema, value: Any, is_valid: IsValid, sample: Sampling) -> Iterator[Change]:
    """Values that break such a keyword of the schema. ``value`` is valid; ``is_valid`` judges others in its stead."""
    for part in all_parts(schema, _DEPTH):
        raw = part.raw if isinstance(part.raw, dict) else {}
        if _KEYWORDS.isdisjoint(raw):
            continue
        holder = _Holder(part, value, is_valid, sample)
        for change in _changes(holder, raw):
            if not is_valid(change.value):
                yield change


def _changes(holder: _Holder, raw: dict[str, Any]) -> Iterator[Change]:
    if isinstance(holder.value, dict):
        yield from _dependent(holder, raw)
        yield from _conditional(holder)
        yield from _counted(holder, raw)
        yield from _alternatives(holder)
        yield from _patterned(holder, raw)
        yield from _named(holder)
    elif isinstance(holder.value, list):
        yield from _contained(holder, raw)
    yield from _forbidden(holder)


def _dependent(holder: _Holder, raw: dict[str, Any]) -> Iterator[Change]:
    """With the member that asks for others, and without those."""
    for keyword in _DEPENDENT:
        found = raw.get(keyword)
        for name, demand in found.items() if isinstance(found, dict) else ():
            item = holder.value.get(name, holder.made(holder.part.properties.get(name)))
            base = {**holder.value, name: "text" if item is None else item}
            if isinstance(demand, list):
                yield Change(keyword, {key: item for key, item in base.items() if key == name or key not in demand})
                continue
            inner = holder.schema(keyword, name)
            if inner is not None:
                yield from _broken(holder, keyword, inner, base)


def _conditional(holder: _Holder) -> Iterator[Change]:
    """What ``if`` is about, without what ``then`` or ``else`` asks for."""
    condition = holder.made(holder.schema("if"))
    lets_in = condition if isinstance(condition, dict) else {}
    for keyword, base in (("then", {**holder.value, **lets_in}), ("else", holder.value)):
        inner = holder.schema(keyword)
        if inner is not None:
            yield from _broken(holder, keyword, inner, base)
    yield from _otherwise(holder)


def _otherwise(holder: _Holder) -> Iterator[Change]:
    """What ``if`` is not about, without what ``else`` asks for."""
    condition, inner = holder.schema("if"), holder.schema("else")
    if condition is None or inner is None:
        return
    for name, child in condition.properties.items():
        for other in _others(holder, name, child):
            yield from _broken(holder, "else", inner, {**holder.value, name: other})


def _others(holder: _Holder, name: str, child: Schema) -> Iterator[Any]:
    """Values of a property that a condition does not name."""
    own = holder.part.properties.get(name)
    named = [child.get("const"), *(child.enum or ())]
    yield from islice((value for value in (own.enum or () if own else ()) if value not in named), 1)


def _broken(holder: _Holder, keyword: str, inner: Schema, base: dict[str, Any]) -> Iterator[Change]:
    """The value, in which one thing is not what the inner schema wants."""
    made = holder.made(inner)
    whole = {**base, **made} if isinstance(made, dict) else base
    whole = whole if holder.is_valid(whole) else base
    for part in all_parts(inner, _DEPTH):
        for name in part.required:
            yield Change(keyword, {key: item for key, item in whole.items() if key != name})
        for name, child in part.properties.items():
            yield from (Change(keyword, {**whole, name: item}, 1) for item in _beyond(holder, child, whole.get(name)))


def _beyond(holder: _Holder, schema: Schema, value: Any) -> Iterator[Any]:
    """Values that a schema does not allow."""
    value = holder.made(schema) if value is None else value
    if schema.raw is False:
        yield "text" if value is None else value
    if value is not None:
        yield from (change.value for change in islice(beyond(schema, value, lambda _: False), _MOST))
        own = distinct(value, 1)
        yield from (own,) if schema.get("const") is not None and own != value else ()


def _counted(holder: _Holder, raw: dict[str, Any]) -> Iterator[Change]:
    """All members that there can be, and one less than there must be: those that are required stay."""
    most, fewest = raw.get("maxProperties"), raw.get("minProperties")
    if isinstance(most, int):
        full = list(holder.full().items())
        yield Change("maxProperties", dict(full[: most + 1]))
        yield Change("maxProperties", dict(full), 1)
    if isinstance(fewest, int) and fewest > 1:
        names = sorted(holder.value, key=lambda name: name not in holder.part.required)
        yield Change("minProperties", {name: holder.value[name] for name in names[: fewest - 1]})


def _alternatives(holder: _Holder) -> Iterator[Change]:
    """What no alternative asks for, and what all of them do: ``anyOf: [{required: [email]}, {required: [phone]}]``."""
    for keyword, branches in (("anyOf", holder.part.any_of), ("oneOf", holder.part.one_of)):
        names = {name for branch in branches for name in branch.required}
        if names:
            yield Change(keyword, {key: item for key, item in holder.value.items() if key not in names})
        if keyword == "oneOf" and names:
            yield Change(keyword, holder.full())


def _patterned(holder: _Holder, raw: dict[str, Any]) -> Iterator[Change]:
    """Members whose name fits a pattern, and whose value is not what goes with it."""
    found = raw.get("patternProperties")
    for pattern in found if isinstance(found, dict) else ():
        child = holder.schema("patternProperties", pattern)
        own = next((name for name in holder.value if matches_pattern(pattern, name)), None)
        name = generate_matching(pattern, Random(1)) if own is None else own
        if child is not None and name:
            for item in _beyond(holder, child, holder.value.get(name)):
                yield Change("patternProperties", {**holder.value, name: item}, 1)


def _named(holder: _Holder) -> Iterator[Change]:
    """A member with a name that ``propertyNames`` does not allow."""
    inner = holder.schema("propertyNames")
    name = holder.made(inner)
    more = holder.part.additional_properties
    item = holder.made(more) if isinstance(more, Schema) else next(iter(holder.value.values()), 1)
    if inner is not None and isinstance(name, str):
        for other in islice(beyond(inner, name, lambda _: False), 2 * _MOST):
            if isinstance(other.value, str) and other.value:
                yield Change("propertyNames", {**holder.value, other.value: item}, 1)


def _contained(holder: _Holder, raw: dict[str, Any]) -> Iterator[Change]:
    """A list without what it has to contain, and with more of it than it may have."""
    inner = holder.schema("contains")
    if inner is None:
        return
    for item in holder.value[:1]:
        items = holder.part.items
        choices = (items.enum or ()) if items is not None else ()
        others = [*choices, distinct(item, 1), holder.made(items), *_beyond(holder, inner, item)]
        for other in others:
            yield Change("contains", [other] * max(len(holder.value), 1), 1)
    most = raw.get("maxContains")
    found = holder.made(inner)
    if isinstance(most, int) and most <= _MOST_ITEMS and found is not None:
        yield Change("maxContains", [distinct(found, 0)] * (most + 1))


def _forbidden(holder: _Holder) -> Iterator[Change]:
    """What ``not`` is about."""
    inner = holder.schema("not")
    made = holder.made(inner)
    if inner is None or made is None:
        return
    if isinstance(made, dict) and isinstance(holder.value, dict):
        known = {key: holder.made(holder.part.properties.get(key)) for key in made}
        yield Change("not", {**holder.value, **{key: item for key, item in known.items() if item is not None}})
        yield Change("not", {**holder.value, **made})
    else:
        yield Change("not", made)
