"""The contents of a store: seeded when somebody first looks, and found by what a path says."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from specforge.document.model import Schema
from specforge.mock.state.fit import Fitter, Misfit
from specforge.mock.state.seeds import Reference, Seeds, names_in, reference_names, related
from specforge.mock.state.store import Entry, Full, Store
from specforge.values.check import SchemaChecker
from specforge.values.resources.identity import IdMaker
from specforge.values.resources.model import Action, Recognised, Resource
from specforge.values.resources.names import bare, singular
from specforge.values.resources.paths import Key, Template
from specforge.values.resources.shapes import Shapes
from specforge.values.texts import TextShape, write

_GENERIC = frozenset({"id", "name", "key", "code", "type", "slug"})
_KEPT_IDS = frozenset({"string"})


class Contents:
    """What there is of the resources of one document. ``store`` may be another document's, after a reload."""

    def __init__(
        self, recognised: Recognised, checker: SchemaChecker, fitter: Fitter, shapes: Shapes, seed: int, store: Store
    ) -> None:
        self.recognised = recognised
        self.store = store
        self._checker = checker
        self.fitter = fitter
        self._shapes = shapes
        self._seed = seed
        self._seeds = Seeds(fitter, shapes, seed)
        self._makers: dict[str, IdMaker] = {}
        self._names: dict[str, frozenset[str]] = {each.home: reference_names(each) for each in recognised.resources}

    # -- finding ------------------------------------------------------------------------------------------------------

    def get(self, resource: Resource, key: Key) -> Entry | None:
        """The thing with this key, None where there is none."""
        self._seed_once(resource, key if resource.is_single else key[:-1])
        return self.store.get(resource.home, key)

    def listed(self, action: Action, context: Key) -> list[tuple[Key, Entry]]:
        """What the list of an action shows, in the order in which it came."""
        resource = action.resource
        if not action.is_window or len(action.template.parameters) == resource.depth:
            self._seed_once(resource, context)
            return self.store.all(resource.home, context)
        self._seed_once(resource, ())
        values = self.context_values(resource, action.template, context)
        path = action.template.canonical
        return [pair for pair in self.store.all(resource.home) if _is_shown(pair[1], path, context, values)]

    def prepare(self, resource: Resource, context: Key) -> None:
        """What is there from the beginning comes before what is put there."""
        self._seed_once(resource, context)

    def exists(self, resource: Resource, key: Key) -> bool:
        return self.get(resource, key) is not None

    def context_values(self, resource: Resource, template: Template, key: Sequence[str]) -> dict[str, Any]:
        """The properties that name the parents of a thing, with the values that a path has for them."""
        if resource.element is None:
            return {}
        found: dict[str, Any] = {}
        properties = self._shapes.properties(resource.element)
        for names, text in zip(_parent_names(template), key, strict=False):
            name = next((each for each in properties if bare(each) in names and each != resource.id_name), None)
            if name is not None and self._shapes.is_scalar(properties[name]):
                found[name] = TextShape(properties[name]).read(text)
        return found

    # -- ids ----------------------------------------------------------------------------------------------------------

    def ids(self, resource: Resource) -> IdMaker:
        """What makes the ids of a resource."""
        if resource.home not in self._makers:
            self._makers[resource.home] = IdMaker(self._checker, self._id_schema(resource), resource.parameter)
        return self._makers[resource.home]

    def new_id(self, resource: Resource, context: Key) -> Any:
        """An id that nothing there has; None where none can be made."""
        serial = self.store.serial(resource.home)
        taken = {key[-1] for key, _ in self.store.all(resource.home, context)}
        numbers = [int(text) for text in taken if text.isdecimal() and len(text) < 16]
        random = Random(f"{self._seed} {resource.home} {context} {serial}")
        return self.ids(resource).make(random, max(numbers, default=0), taken.__contains__)

    def _id_schema(self, resource: Resource) -> Schema | None:
        if resource.element is None or resource.id_name is None:
            return None
        return self._shapes.properties(resource.element).get(resource.id_name)

    # -- seeds --------------------------------------------------------------------------------------------------------

    def _seed_once(self, resource: Resource, context: Key) -> None:
        """Puts the seeds of a collection there when it is first asked for. What clients created starts out empty."""
        if self.store.is_closed and not resource.is_single:
            return
        if not self.store.first_time(resource.home, context):
            return
        parent = resource.parent
        if parent is not None:
            owner = self.get(parent, context[: len(parent.template.parameters)])
            if owner is None or not (owner.is_seed or resource.is_single):
                return
        values = self._seeds.examples(resource)
        is_shown = bool(values)
        values = values or self._referring(resource, self._seeds.invented(resource, context))
        for number, value in enumerate(values):
            self._add_seed(resource, context, value, number, is_shown)
            if resource.is_single:
                return
        if values and not resource.is_single:
            self._add_named(resource, context)

    def _referring(self, resource: Resource, values: list[Any]) -> list[Any]:
        """Invented things refer to things that are there."""
        names = {name for value in values for name in names_in(value)}
        referred = [
            each
            for each in self.recognised.resources
            if each is not resource and not each.is_single and not each.depth and self._names[each.home] & names
        ]
        references = [Reference(self._names[each.home], self._known_ids(each)) for each in referred]
        made = [related(value, references, number) for number, value in enumerate(values)]
        return [new if self._is_fine(new, resource) else old for new, old in zip(made, values, strict=True)]

    def _is_fine(self, value: Any, resource: Resource) -> bool:
        return resource.element is None or self.fitter.is_valid(value, resource.element)

    def _known_ids(self, resource: Resource) -> list[Any]:
        self._seed_once(resource, ())
        values = [entry.value for _, entry in self.store.all(resource.home)[:10]]
        name = resource.id_name
        return [value[name] for value in values if isinstance(value, dict) and name in value]

    def _add_seed(self, resource: Resource, context: Key, value: Any, number: int, is_shown: bool) -> None:
        if resource.is_single:
            self._put(resource, context, value)
            return
        own = value.get(resource.id_name) if isinstance(value, dict) else None
        ids = self.ids(resource)
        named = ids.examples[:1] if not is_shown and number == 0 else []
        if named:
            own = named[0]
        elif not is_shown and not self._may_keep(resource):
            own = None
        if own is None or not ids.suits(own) or self.store.get(resource.home, (*context, write(own))) is not None:
            own = self.new_id(resource, context)
        if own is not None:
            self._put(resource, (*context, write(own)), self._with_id(resource, context, value, own))

    def _add_named(self, resource: Resource, context: Key) -> None:
        """The ids that the document shows for the path are ids that exist."""
        for own in self.ids(resource).examples[:3]:
            key = (*context, write(own))
            if self.store.get(resource.home, key) is None:
                for value in self._referring(resource, self._seeds.invented(resource, key, 1)):
                    self._put(resource, key, self._with_id(resource, context, value, own))

    def _may_keep(self, resource: Resource) -> bool:
        """Invented names are fine as ids; numbers and UUIDs are counted and made."""
        schema = self._id_schema(resource)
        is_text = schema is not None and self._shapes.kind(schema) in _KEPT_IDS and schema.format != "uuid"
        return is_text and bare(resource.id_name or "") not in ("id", "uuid", "uid", "guid", "sid")

    def _with_id(self, resource: Resource, context: Key, value: Any, own: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = self.context_values(resource, resource.template, context)
        if resource.id_name is not None:
            known[resource.id_name] = own
        return value | known

    def _put(self, resource: Resource, key: Key, value: Any) -> None:
        try:
            value = self.fitter.fit(value, resource.element) if resource.element is not None else value
            self.store.put(resource.home, key, Entry(value, is_seed=True))
        except (Full, Misfit):
            return


def _parent_names(template: Template) -> list[frozenset[str]]:
    """For each parameter of a path, what properties are called that hold its value."""
    found = []
    before = ""
    parameters = iter(template.parameters)
    for segment in template.canonical.split("/"):
        if "{}" in segment:
            for _ in range(segment.count("{}")):
                name = bare(next(parameters, ""))
                thing = singular(before)
                own = set() if name in _GENERIC or not name else {name}
                found.append(frozenset(own | {f"{thing}id", thing + name}))
        else:
            before = segment
    return found


def _is_shown(entry: Entry, path: str, context: Key, values: dict[str, Any]) -> bool:
    """Things belong to a list elsewhere when they were put there, or say so; seeds that do not say belong to all."""
    if path in entry.windows:
        return entry.windows[path] == context
    if values and isinstance(entry.value, dict):
        return all(entry.value.get(name) == value for name, value in values.items())
    return entry.is_seed
