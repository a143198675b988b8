"""Ids of things that exist: learned from what the implementation answers, by the resources of the document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from specforge.document.model import Document, Operation, Parameter
from specforge.findings.exchange import Exchange
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.resources.bodies import item_path, success_schema
from specforge.values.resources.identity import id_name
from specforge.values.resources.model import Action, Recognised, Resource, Role
from specforge.values.resources.names import bare, first_of, singular
from specforge.values.resources.paths import Key, Template
from specforge.values.resources.recognise import recognise
from specforge.values.resources.shapes import Path, Shapes
from specforge.values.texts import write

# Of one kind of thing; no check needs more.
_MOST = 20
_KNOWING = frozenset({Role.LIST, Role.CREATE, Role.READ, Role.REPLACE, Role.UPDATE})


@lru_cache(maxsize=2)
def _resources_of(document: Document) -> tuple[Shapes, Recognised]:
    """Looked for once, where every operation is a run of its own (a test of pytest)."""
    shapes = Shapes()
    return shapes, recognise(document, shapes)


class Pool:
    """What the answers of a run have shown to exist. The latest is the first that is offered."""

    def __init__(self, document: Document) -> None:
        self.shapes, self.recognised = _resources_of(document)
        # Things that were created in this run and are there still, the oldest first.
        self.made: list[tuple[Resource, Key]] = []
        self._keys: dict[str, list[Key]] = {}

    def action(self, operation: Operation) -> Action | None:
        """What the operation does to which resource, as far as that was recognised."""
        return self.recognised.actions.get(operation.label)

    def resource_of(self, operation: Operation, parameter: Parameter) -> Resource | None:
        """The resource whose id a path parameter is."""
        return self.recognised.resource_of(operation, parameter)

    @property
    def kinds(self) -> int:
        """Of how many resources things are known."""
        return sum(1 for keys in self._keys.values() if keys)

    def keys(self, resource: Resource) -> list[Key]:
        """The path keys of things of a resource, those of what they belong to first."""
        return list(reversed(self._keys.get(resource.home, ())))

    def learn(self, operation: Operation, exchange: Exchange) -> None:
        """Notes the things that an answer shows, and that one is gone."""
        action = self.action(operation)
        if action is None or not exchange.is_accepted:
            return
        if action.role is Role.DELETE:
            self.forget(action.resource, asked_for(action, exchange))
        keys = self.keys_in(operation, exchange)
        for key in keys:
            self._note(action.resource, key)
        if action.role is Role.CREATE and keys and (action.resource, keys[0]) not in self.made:
            self.made.append((action.resource, keys[0]))

    def keys_in(self, operation: Operation, exchange: Exchange) -> list[Key]:
        """The keys of the things that an answer shows, in its order."""
        action = self.action(operation)
        if action is None or action.role not in _KNOWING:
            return []
        parents = asked_for(action, exchange)[: action.resource.depth]
        items = (self.key_of(action.resource, item, parents) for item in self.items(action, exchange))
        found = [key for key in items if key is not None]
        return found or (self._elsewhere(action, exchange, parents) if action.role is Role.CREATE else [])

    def _elsewhere(self, action: Action, exchange: Exchange, parents: Key) -> list[Key]:
        """The key of what was created where the answer is no thing of its kind: what it calls an id, or where the
        Location header leads."""
        schema, body, resource = success_schema(action.operation), body_of(exchange), action.resource
        properties = self.shapes.properties(schema) if schema is not None else {}
        scalars = {name: child for name, child in properties.items() if self.shapes.is_scalar(child)}
        parameter = resource.item.parameters[-1] if resource.item is not None and resource.item.parameters else "id"
        name = id_name(scalars, parameter, resource.word)
        if name is not None and isinstance(body, dict) and isinstance(body.get(name), (str, int)):
            return [(*parents, write(body[name]))]
        located = located_at(resource, exchange)
        return [located] if located is not None else []

    def forget(self, resource: Resource, key: Key) -> None:
        """A thing is gone."""
        if key in self._keys.get(resource.home, ()):
            self._keys[resource.home].remove(key)
        self.made = [each for each in self.made if each != (resource, key)]

    def items(self, action: Action, exchange: Exchange) -> list[Any]:
        """The things that an answer holds, as values."""
        value = body_of(exchange)
        schema = success_schema(action.operation)
        if schema is None:
            return []
        if action.role is Role.LIST:
            listed = self.list_path(action)
            found = at(value, listed) if listed is not None else None
            return found if isinstance(found, list) else []
        path = item_path(self.shapes, schema, action.resource)
        found = at(value, path) if path is not None else None
        return [found] if isinstance(found, dict) else []

    def list_path(self, action: Action) -> Path | None:
        """Where the things are in the answers of an operation that lists them."""
        schema = success_schema(action.operation)
        resource = action.resource
        shape = self.shapes.find_list(schema, resource.word, resource.element) if schema is not None else None
        return shape.path if shape is not None else None

    def key_of(self, resource: Resource, item: Any, parents: Key) -> Key | None:
        """The key that a thing is known by."""
        if not isinstance(item, dict):
            return None
        name = resource.id_name or _undescribed(resource, item)
        if name is None or not isinstance(item.get(name), (str, int)):
            return None
        return (*parents, write(item[name]))

    def _note(self, resource: Resource, key: Key) -> None:
        known = self._keys.setdefault(resource.home, [])
        if key in known:
            known.remove(key)
        known.append(key)
        del known[:-_MOST]


def _undescribed(resource: Resource, item: dict[str, Any]) -> str | None:
    """What is the id of a thing whose schema has none but leaves room for it: by its name, and nothing else."""
    parameter = bare(resource.parameter.name) if resource.parameter is not None else ""
    return first_of((parameter, f"{singular(resource.word)}id", "id"), list(item))


def asked_for(action: Action, exchange: Exchange) -> Key:
    """The key in the path of the request."""
    return _key_in(action.template, exchange.request.path) or ()


def located_at(resource: Resource, exchange: Exchange) -> Key | None:
    """The key in the Location header of an answer; None where it has none, or leads elsewhere."""
    location = exchange.answer.header("location") if exchange.answer is not None else None
    if not location or resource.item is None:
        return None
    return _key_in(resource.item, urlsplit(urljoin(exchange.request.url, location)).path)


def _key_in(template: Template, path: str) -> Key | None:
    own = template.written.count("/")
    return template.match("/" + "/".join(path.split("/")[-own:]))


def body_of(exchange: Exchange) -> Any:
    """The body of the answer as a value; None where it cannot be read."""
    answer = exchange.answer
    if answer is None or not answer.body or answer.truncated:
        return None
    try:
        return decode_body(answer.content_type or "application/json", answer.body, None)
    except UndecodableBody:
        return None


def at(value: Any, path: Path) -> Any:
    """What stands at a path of names in a value; None where nothing does."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
