"""Witness: a value that one schema allows and another does not, found by trying what is likely to tell them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from specforge.diff.shape import Shape, shape_of
from specforge.diff.variations import inside, names_in, spoken_of, varied, written_inside
from specforge.document.model import Schema
from specforge.document.view import strings
from specforge.values.check import CompiledSchema, Direction, SchemaChecker
from specforge.values.sample import Unsatisfiable, sample

_SEEDS = 4
_MOST = 200
_MANY, _MANY_EACH, _PARTS = 1500, 250, 8
_LONGEST = 300
_DEEPEST = 3
_LITERAL = re.compile(r"\^?([\w-]*)")
_MOST_NAMES = 8
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS = ("minLength", "maxLength")
_COUNTS = ("minItems", "maxItems", "minContains", "maxContains")
_OTHERS: tuple[Any, ...] = (None, 0, "text", [], {})
_PLAIN: tuple[Any, ...] = (None, "text", "", 0, 1, -1, 0.5, True, [], {}, ["text"], [0, 0], {"name": "text"})


class Values:
    """The values of one document's schemas, as they travel in one direction."""

    def __init__(self, checker: SchemaChecker, direction: Direction) -> None:
        self._checker = checker
        self._direction = direction
        self._samples: dict[tuple[Any, int, bool], list[Any]] = {}

    def compiled(self, schema: Schema) -> CompiledSchema:
        return self._checker.compile(schema, self._direction)

    def allows(self, schema: Schema, value: Any) -> bool:
        return self.compiled(schema).is_valid(value)

    def sampled(self, schema: Schema, seed: int = 0, *, is_full: bool = False) -> list[Any]:
        """A valid value, or nothing where none is found."""
        key = (schema.node, seed, is_full)
        if key not in self._samples:
            self._samples[key] = self._sample(schema, seed, is_full)
        return self._samples[key]

    def _sample(self, schema: Schema, seed: int, is_full: bool) -> list[Any]:
        try:
            return [sample(schema, self._checker, seed=seed, direction=self._direction, fill_optional=is_full)]
        except Unsatisfiable:
            return []


def find_witness(
    giver: Shape, gives: Values, taker: Shape, takes: Values, *, is_thorough: bool = False
) -> Iterator[Any]:
    """Values that ``giver`` allows and ``taker`` does not, each of them with the values of its document.

    ``is_thorough``: also in less likely places, which takes longer.
    """
    candidates = islice(_candidates(giver, gives, taker), _MOST)
    more = islice(_variations(giver, gives, taker, takes), _MANY) if is_thorough else ()
    for value in chain(candidates, more):
        if gives.allows(giver.schema, value) and not takes.allows(taker.schema, value):
            yield value


def _candidates(giver: Shape, gives: Values, taker: Shape) -> Iterator[Any]:
    samples = list(_samples(giver, gives))
    objects = [value for value in samples if isinstance(value, dict)]
    return chain(
        samples,
        _listed(giver),
        _numbers(giver, taker),
        _texts(giver, taker),
        _lists(giver, gives, taker),
        _sizes(giver, taker),
        chain.from_iterable(_objects(value, giver, taker) for value in objects[:2]),
        _PLAIN,
    )


def _variations(giver: Shape, gives: Values, taker: Shape, takes: Values) -> Iterator[Any]:
    """What comes close to a value of either side, or of a schema inside them."""
    others, names = spoken_of(inside(giver, taker)), _known_names(giver, taker)
    yield from others
    starts = [value for shape, values in ((giver, gives), (taker, takes)) for value in _samples(shape, values)]
    for shape, values in ((giver, gives), (taker, takes)):
        for part in written_inside(shape)[:_PARTS]:
            starts += values.sampled(part.schema)
    for start in {repr(value): value for value in starts}.values():
        yield start
        yield from islice(varied(start, others, names), _MANY_EACH)


def _known_names(giver: Shape, taker: Shape) -> frozenset[str]:
    """The properties that one side speaks of, by name or by a pattern."""
    allowed = giver.one("propertyNames")
    listed = strings(allowed.get("enum")) if allowed is not None else ()
    return frozenset((*names_in(giver), *giver.required, *listed, *_keys(giver, taker)))


def _samples(giver: Shape, gives: Values) -> Iterator[Any]:
    yield from gives.sampled(giver.schema)
    yield from gives.sampled(giver.schema, is_full=True)
    for seed in range(1, _SEEDS):
        yield from gives.sampled(giver.schema, seed, is_full=bool(seed % 2))


def _listed(giver: Shape) -> Iterator[Any]:
    """What the schema names itself."""
    for keyword in ("enum", "examples"):
        values = giver.get(keyword)
        yield from values if isinstance(values, list) else ()
    yield from (giver.words[keyword] for keyword in ("const", "default", "example") if keyword in giver.words)


def _numbers(giver: Shape, taker: Shape) -> Iterator[Any]:
    """Numbers around every limit of both."""
    for keyword in _LIMITS:
        for side in (giver, taker):
            limit = side.number(keyword)
            if limit is not None and abs(limit) < 2**53:
                yield from (limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5)


def _texts(giver: Shape, taker: Shape) -> Iterator[Any]:
    """Texts as long as every limit of both, and a little shorter and longer."""
    for keyword in _LENGTHS:
        for side in (giver, taker):
            limit = side.number(keyword)
            if limit is not None and limit < _LONGEST:
                yield from ("a" * max(0, int(limit) + more) for more in (0, -1, 1))


def _lists(giver: Shape, gives: Values, taker: Shape) -> Iterator[Any]:
    """Lists with as many items as every limit of both, and one less or more; equal items too."""
    items = giver.one("items")
    item = next(iter(gives.sampled(items.schema)), "text") if items is not None else "text"
    yield from ([item] * count for count in (1, 2, 3))
    for keyword in _COUNTS:
        for side in (giver, taker):
            limit = side.number(keyword)
            if limit is not None and limit < _LONGEST:
                yield from ([item] * max(0, int(limit) + more) for more in (0, -1, 1))


def _sizes(giver: Shape, taker: Shape) -> Iterator[Any]:
    """Objects with as many properties as every limit of both, and one less or more."""
    for keyword in ("minProperties", "maxProperties"):
        for side in (giver, taker):
            limit = side.number(keyword)
            if limit is not None and limit < _LONGEST:
                counts = (max(0, int(limit) + more) for more in (0, -1, 1))
                yield from ({f"name{index}": "text" for index in range(count)} for count in counts)


def _objects(value: dict[str, Any], giver: Shape, taker: Shape) -> Iterator[Any]:
    """The object without each of its properties, with unknown ones, and with other values in those that differ."""
    yield from ({name: item for name, item in value.items() if name != gone} for gone in value)
    yield from ({**value, name: other} for name in _keys(giver, taker) for other in ("text", 0))
    known = set(_names(giver))
    for name in [name for name in _names(taker) if name not in known][:_MOST_NAMES]:
        yield from ({**value, name: other} for other in _OTHERS)
    yield from _dependent(value, taker)


def _keys(giver: Shape, taker: Shape) -> Iterator[str]:
    """Names of properties that nobody listed: any, odd ones, and those that a pattern begins with."""
    yield from ("unknown", "Unknown", "1")
    for side in (giver, taker):
        yield from (_LITERAL.findall(pattern)[0] + "a" for pattern in side.named("patternProperties"))


def _dependent(value: dict[str, Any], taker: Shape) -> Iterator[Any]:
    """The object with what brings conditions along, and with what these speak of."""
    required = taker.get("dependentRequired")
    for trigger in required if isinstance(required, dict) else ():
        yield {**value, trigger: "text"}
    for trigger, node in taker.named("dependentSchemas").items():
        yield {**value, trigger: "text"}
        condition = shape_of(node)
        for name in _names(condition) if condition is not None else ():
            yield from ({**value, trigger: "text", name: other} for other in _OTHERS)


def _names(shape: Shape, depth: int = 0) -> Iterator[str]:
    """The properties that a schema names, also in its parts and alternatives."""
    yield from shape.named("properties")
    if depth < _DEEPEST:
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in shape.listed(keyword):
                yield from _names(part, depth + 1)
