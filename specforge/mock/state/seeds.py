"""Seeds: what is there before anybody created anything. The document's examples, else a few invented things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from specforge.document.model import MediaType, Operation, Schema
from specforge.mock.serialise import as_javascript
from specforge.mock.state.fit import Fitter, Misfit
from specforge.values.resources.bodies import is_binary, item_path
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import bare, singular
from specforge.values.resources.paths import Key
from specforge.values.resources.shapes import Path, Shapes

_INVENTED = 3
_MOST = 100
_DEEPEST = 6


@dataclass(frozen=True)
class Reference:
    """Names of properties that hold the id of a thing, in bare form, and the ids that there are."""

    names: frozenset[str]
    ids: list[Any]


class Seeds:
    """Finds and makes the first things of a resource."""

    def __init__(self, fitter: Fitter, shapes: Shapes, seed: int) -> None:
        self._fitter = fitter
        self._shapes = shapes
        self._seed = seed

    def examples(self, resource: Resource) -> list[Any]:
        """The things that the document shows, each once, as they are read."""
        found = [self._fitted(value, resource) for value in self._shown(resource)]
        return _each_once([value for value in found if value is not None], resource.id_name)[:_MOST]

    def invented(self, resource: Resource, context: Key, count: int = 0) -> list[Any]:
        """Things that look real; ids and references to other things come later."""
        if resource.element is None:
            return []
        random = Random(f"{self._seed} {resource.home} {context}")
        made: list[Any] = []
        for number in range(count or (1 if resource.is_single else _INVENTED)):
            seed = random.getrandbits(31) + 1
            try:
                # What the document shows of the parts of a thing is true of one of them.
                made.append(self._fitter.invented(resource.element, seed, use_examples=not number))
            except Misfit:
                break
        return made

    def _fitted(self, value: Any, resource: Resource) -> Any:
        if resource.element is None:
            return value
        try:
            return self._fitter.fit(as_javascript(value), resource.element)
        except Misfit:
            return None

    def _shown(self, resource: Resource) -> Iterator[Any]:
        roles = (Role.LIST, Role.READ, Role.REPLACE, Role.UPDATE, Role.CREATE, Role.KEEP)
        # Where nobody says what a thing is like, what is answered to a change may be anything.
        for role in roles if resource.element is not None else roles[:2]:
            operation = resource.operations.get(role)
            for media_type in _contents(operation) if operation is not None else ():
                for value in _values(media_type):
                    yield from self._things(role, value, media_type.schema, resource)
        if resource.element is not None:
            for part in self._shapes.parts(resource.element)[:4]:
                yield from (value for value in _schema_values(part) if isinstance(value, dict))

    def _things(self, role: Role, value: Any, schema: Schema | None, resource: Resource) -> Iterator[Any]:
        if schema is None:
            many = value if isinstance(value, list) else []
            yield from many if role is Role.LIST else [value]
        elif role is Role.LIST:
            shape = self._shapes.find_list(schema, resource.word, resource.element)
            found = _at(value, shape.path) if shape is not None else None
            yield from found if isinstance(found, list) else []
        else:
            path = item_path(self._shapes, schema, resource)
            found = _at(value, path) if path is not None else None
            if isinstance(found, dict) and (role is not Role.CREATE or resource.id_name in (None, *found)):
                yield found


def related(value: Any, references: Sequence[Reference], index: int, depth: int = 0) -> Any:
    """The value with the ids of things that are there, where its properties say that they hold one."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [related(item, references, index, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _referring(name, item, references, index, depth) for name, item in value.items()}


def _referring(name: str, item: Any, references: Sequence[Reference], index: int, depth: int) -> Any:
    one = next((each for each in references if each.ids and bare(name) in each.names), None)
    many = next((each for each in references if each.ids and singular(name) in each.names), None)
    if one is not None and isinstance(item, str | int):
        return one.ids[index % len(one.ids)]
    if many is not None and isinstance(item, list) and item and not isinstance(item[0], dict | list):
        return [many.ids[index % len(many.ids)]]
    return related(item, references, index, depth + 1)


def names_in(value: Any, depth: int = 0) -> Iterator[str]:
    """The names of all properties in a value, in bare form, in their own number and in the singular."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:3]:
            yield from names_in(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (bare(name), singular(name))
            yield from names_in(item, depth + 1)


def reference_names(resource: Resource) -> frozenset[str]:
    """What properties elsewhere are called that hold the id of one of these: ``petId``, ``pet_id``."""
    thing = singular(resource.word)
    names = {f"{thing}id", f"{thing}{bare(resource.id_name or 'id')}"}
    if resource.item is not None and resource.item.parameters:
        parameter = bare(resource.item.parameters[-1])
        # ``id`` and ``name`` are everybody's.
        names |= {parameter} if parameter.startswith(thing) else set()
    return frozenset(names)


def _contents(operation: Operation) -> Iterator[MediaType]:
    for status, response in operation.responses.items():
        if status.startswith("2"):
            yield from (media for media in response.content.values() if not is_binary(media.name))


def _values(media_type: MediaType) -> Iterator[Any]:
    yield from (example.value for example in media_type.examples.values() if example.has_value)
    if media_type.schema is not None:
        yield from _schema_values(media_type.schema)


def _schema_values(schema: Schema) -> Iterator[Any]:
    raw = schema.value
    if isinstance(raw, dict):
        if "example" in raw:
            yield raw["example"]
        many = raw.get("examples")
        yield from many if isinstance(many, list) else []


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _each_once(values: list[Any], id_name: str | None) -> list[Any]:
    """By id, where there is one: the first example of a thing is the thing."""
    found: list[Any] = []
    seen: list[Any] = []
    for value in values:
        mark = value.get(id_name, value) if isinstance(value, dict) and id_name is not None else value
        if mark not in seen:
            seen.append(mark)
            found.append(value)
    return found
