"""Where a value can be changed: every part that its schema describes, with what is optional and all alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.values.check import Direction, SchemaChecker
from specforge.values.edges.beyond import Change
from specforge.values.edges.conditions import conditions
from specforge.values.edges.steps import Steps, all_parts, at_place, with_value
from specforge.values.sample import Unsatisfiable, sample

_DEPTH = 6
_MOST = 150
_KEY = "specforge"
_SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a value. ``base`` is the whole, in which there is something valid at ``place``. ``is_repeated``:
    another part with the same schema came before; ``is_required``: it may not be left out."""

    place: Steps
    schema: Schema
    base: Any
    is_repeated: bool = False
    is_required: bool = True

    @property
    def value(self) -> Any:
        """What stands there."""
        return at_place(self.base, self.place)


class Spotter:
    """Finds the spots of values of one schema."""

    def __init__(self, schema: Schema, checker: SchemaChecker, direction: Direction = "request") -> None:
        self._schema = schema
        self._checker = checker
        self._direction = direction
        self._whole = checker.compile(schema, direction)
        self._seen: set[Node] = set()

    def spots(self, value: Any) -> Iterator[Spot]:
        """The parts of a valid value, from the outside inwards. Parts that it lacks are put in, one at a time."""
        self._seen = set()
        for count, spot in enumerate(self._walk(self._schema, value, (), frozenset())):
            if count >= _MOST:
                return
            yield spot

    def mixtures(self, spot: Spot) -> Iterator[Any]:
        """The value of a spot with members of an alternative that it is none of."""
        for part in all_parts(spot.schema, _DEPTH):
            for branch in (*part.one_of, *part.any_of):
                compiled = self._checker.compile(branch, self._direction)
                if isinstance(spot.value, dict) and not compiled.is_valid(spot.value):
                    with suppress(Unsatisfiable):
                        made = self._sample(branch)
                        if isinstance(made, dict):
                            yield {**made, **spot.value}
                            yield {**spot.value, **made}

    def conditions(self, spot: Spot) -> Iterator[Change]:
        """What breaks a keyword of a spot that is about several members at once."""

        def is_valid(value: Any) -> bool:
            return self._whole.is_valid(with_value(spot.base, spot.place, value))

        yield from conditions(spot.schema, spot.value, is_valid, self._sample)

    def others(self, spot: Spot) -> Iterator[Any]:
        """Other texts that fit a pattern."""
        for seed in _SEEDS if isinstance(spot.value, str) and spot.schema.get("pattern") else ():
            with suppress(Unsatisfiable):
                yield sample(spot.schema, self._checker, seed=seed, direction=self._direction, use_examples=False)

    def _walk(
        self, schema: Schema, base: Any, place: Steps, trail: frozenset[Node], *, is_required: bool = True
    ) -> Iterator[Spot]:
        if schema.node in trail or any(part.read_only for part in all_parts(schema, _DEPTH)):
            return
        is_repeated = schema.node in self._seen
        self._seen.add(schema.node)
        base = self._with_item(schema, base, place)
        yield Spot(place, schema, base, is_repeated, is_required)
        if len(trail) < _DEPTH:
            trail = trail | {schema.node}
            yield from self._members(schema, base, place, trail)
            yield from self._items(schema, base, place, trail)
            yield from self._alternatives(schema, base, place, trail, is_required=is_required)

    def _members(self, schema: Schema, base: Any, place: Steps, trail: frozenset[Node]) -> Iterator[Spot]:
        holder = at_place(base, place)
        if not isinstance(holder, dict):
            return
        found: dict[str, Schema] = {}
        required: set[str] = set()
        for part in all_parts(schema, _DEPTH):
            required.update(part.required)
            for name, child in part.properties.items():
                found.setdefault(name, child)
            more = part.additional_properties
            if isinstance(more, Schema):
                found.setdefault(next((key for key in holder if key not in part.properties), _KEY), more)
        for name, child in found.items():
            filled = base if name in holder else self._filled(base, (*place, name), child)
            if filled is not None:
                yield from self._walk(child, filled, (*place, name), trail, is_required=name in required)

    def _items(self, schema: Schema, base: Any, place: Steps, trail: frozenset[Node]) -> Iterator[Spot]:
        items = _items_of(schema)
        if items is not None and isinstance(at_place(base, place), list) and at_place(base, place):
            yield from self._walk(items, base, (*place, 0), trail)
        value = at_place(base, place)
        for index, node in enumerate(_places_of(schema) if isinstance(value, list) else ()):
            if index < len(value):
                yield from self._walk(Schema.of(node), base, (*place, index), trail)

    def _with_item(self, schema: Schema, base: Any, place: Steps) -> Any:
        """The whole with something in a list that is empty, where there may be something."""
        items = _items_of(schema)
        if items is None or at_place(base, place) != []:
            return base
        with suppress(Unsatisfiable):
            filled = self._valid(with_value(base, place, [self._sample(items)]))
            return base if filled is None else filled
        return base

    def _alternatives(
        self, schema: Schema, base: Any, place: Steps, trail: frozenset[Node], *, is_required: bool
    ) -> Iterator[Spot]:
        for part in all_parts(schema, _DEPTH):
            for branch in (*part.one_of, *part.any_of):
                taken = self._taking(part, branch, base, place) if branch.types != ("null",) else None
                if taken is not None:
                    yield from self._walk(branch, taken, place, trail, is_required=is_required)

    def _taking(self, part: Schema, branch: Schema, base: Any, place: Steps) -> Any:
        """The whole with a value of an alternative; None where none can be made that is valid."""
        value = at_place(base, place)
        if self._checker.compile(branch, self._direction).is_valid(value):
            return base
        try:
            made = self._sample(branch)
        except Unsatisfiable:
            return None
        return next((whole for whole in self._settled(part, branch, made, base, place) if whole is not None), None)

    def _settled(self, part: Schema, branch: Schema, made: Any, base: Any, place: Steps) -> Iterator[Any]:
        """The made value, and what may have to stand beside it: members of the whole, and the discriminator."""
        value = at_place(base, place)
        yield self._valid(with_value(base, place, made))
        if not isinstance(made, dict):
            return
        if isinstance(value, dict):
            yield self._valid(with_value(base, place, {**value, **made}))
        discriminator = part.discriminator
        if discriminator is not None and discriminator.property_name:
            names = [name for name, target in discriminator.resolved().items() if target.node == branch.node]
            for name in (*names, branch.name):
                yield self._valid(with_value(base, place, {**made, discriminator.property_name: name}))

    def _filled(self, base: Any, place: Steps, schema: Schema) -> Any:
        """The whole with a value where there is none; None where that cannot be."""
        if any(part.read_only for part in all_parts(schema, _DEPTH)):
            return None
        try:
            return self._valid(with_value(base, place, self._sample(schema)))
        except Unsatisfiable:
            return None

    def _sample(self, schema: Schema) -> Any:
        return sample(schema, self._checker, direction=self._direction, fill_optional=False)

    def _valid(self, whole: Any) -> Any:
        return whole if self._whole.is_valid(whole) else None


def _items_of(schema: Schema) -> Schema | None:
    return next((part.items for part in all_parts(schema, _DEPTH) if part.items is not None), None)


def _places_of(schema: Schema) -> list[Node]:
    """The schemas of ``prefixItems``."""
    found = (part.node.get("prefixItems") for part in all_parts(schema, _DEPTH))
    return [node for places in found if places is not None for node in places.elements()]
