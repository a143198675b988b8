"""How requests of a load test hang together: where ids come from, and which parameters take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from specforge.document.links import LinkTargets, linked_parameter
from specforge.document.model import Document, Link, Operation, Parameter
from specforge.document.place import split_pointer
from specforge.values.resources.bodies import item_path, success_schema
from specforge.values.resources.model import Recognised, Resource, Role
from specforge.values.resources.names import bare
from specforge.values.resources.recognise import recognise
from specforge.values.resources.shapes import Shapes

_IN_BODY = re.compile(r"\$response\.body#((?:/[^/]+)+)")


@dataclass(frozen=True, slots=True)
class Learned:
    """What an answer shows: ids of a kind of things, at ``path`` and under ``name`` in the body. ``is_own``: made by
    this very request."""

    kind: str
    path: tuple[str, ...]
    name: str
    is_own: bool = False


class Chains:
    """Follows the links of the document, then what is recognised of its resources. Things that belong to others are
    left alone: the ids of both would have to fit."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._shapes = Shapes()
        self._recognised: Recognised = recognise(document, self._shapes)
        self._targets = LinkTargets(document)
        self._linked = {
            (target.label, parameter.name): f"{target.operation_id or target.label} {parameter.name}"
            for operation in document.operations
            for target, parameter, _ in self._links(operation)
        }

    def kind_of(self, operation: Operation, parameter: Parameter) -> str | None:
        """The kind of things whose ids a path parameter takes."""
        resource = self._resource(operation, parameter)
        if resource is not None:
            return bare(resource.word)
        return self._linked.get((operation.label, parameter.name))

    @cached_property
    def _shown(self) -> frozenset[str]:
        return frozenset(learned.kind for one in self._document.operations for learned in self.learned(one))

    def is_seen(self, kind: str) -> bool:
        """True where some answer shows ids of this kind."""
        return kind in self._shown

    def is_made(self, kind: str) -> bool:
        """True where some operation makes things of this kind, and says their ids."""
        actions = self._recognised.actions.values()
        makers = [one for one in actions if one.role is Role.CREATE and bare(one.resource.word) == kind]
        return any(learned.is_own for one in makers for learned in self.learned(one.operation))

    def learned(self, operation: Operation) -> Iterator[Learned]:
        """What answers of the operation show."""
        yield from self._of_resources(operation)
        for target, parameter, pointer in self._links(operation):
            if parameter.location == "path" and self._resource(target, parameter) is None:
                yield Learned(self._linked[target.label, parameter.name], pointer[:-1], pointer[-1])

    def _of_resources(self, operation: Operation) -> Iterator[Learned]:
        action = self._recognised.actions.get(operation.label)
        schema = success_schema(operation)
        if action is None or schema is None or action.resource.depth or action.resource.id_name is None:
            return
        resource, kind = action.resource, bare(action.resource.word)
        id_name = action.resource.id_name
        if action.role is Role.LIST:
            shape = self._shapes.find_list(schema, resource.word, resource.element)
            if shape is not None:
                yield Learned(kind, tuple(shape.path), id_name)
        elif action.role is Role.CREATE:
            path = item_path(self._shapes, schema, resource)
            if path is not None:
                yield Learned(kind, tuple(path), id_name, is_own=True)

    def _resource(self, operation: Operation, parameter: Parameter) -> Resource | None:
        resource = self._recognised.resource_of(operation, parameter)
        is_known = resource is not None and not resource.depth and resource.id_name is not None
        return resource if is_known else None

    def _links(self, operation: Operation) -> Iterator[tuple[Operation, Parameter, tuple[str, ...]]]:
        """The operation that a link leads to, its parameter, and where in the body the value is."""
        for code, response in operation.responses.items():
            if not code.startswith("2"):
                continue
            for link in response.links.values():
                yield from self._link(link)

    def _link(self, link: Link) -> Iterator[tuple[Operation, Parameter, tuple[str, ...]]]:
        target = self._targets.of(link)
        for name, expression in link.parameters.items() if target is not None else ():
            match = _IN_BODY.fullmatch(expression) if isinstance(expression, str) else None
            parameter = linked_parameter(target, name) if target is not None else None
            if match is not None and target is not None and parameter is not None:
                yield target, parameter, split_pointer(match[1])
