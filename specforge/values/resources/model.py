"""Resources: what is understood of a document, by a mock with a memory and by a contract test that follows things."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from specforge.document.model import Operation, Parameter, Schema
from specforge.values.resources.paths import Template


class Role(Enum):
    """What an operation does to a resource."""

    LIST = "list"
    CREATE = "create"
    READ = "read"
    REPLACE = "replace"
    UPDATE = "update"
    DELETE = "delete"
    KEEP = "keep"
    """``PUT`` of a thing on its collection, its id in the body."""
    CLEAR = "clear"
    """``DELETE`` of all things, or of those that filters choose."""
    CONTENT = "content"
    """The bytes that were uploaded with a thing."""


@dataclass(eq=False)
class Resource:
    """Things of one kind. ``item`` is the path of one of them, ``collection`` that of all."""

    name: str
    collection: Template | None
    item: Template | None
    is_single: bool = False
    element: Schema | None = None
    id_name: str | None = None
    parameter: Parameter | None = None
    operations: dict[Role, Operation] = field(default_factory=dict)
    parent: Resource | None = None

    @property
    def word(self) -> str:
        template = self.collection or self.item
        return template.word if template is not None else self.name

    @property
    def template(self) -> Template:
        """The path that its things are kept under: their own, else that of their collection."""
        found = self.item or self.collection
        assert found is not None
        return found

    @property
    def home(self) -> str:
        """The canonical path that says what belongs to what: things vanish with those whose path theirs begins with."""
        return self.template.canonical

    def home_of(self, template: Template) -> bool:
        """True for what stands directly below the collection: ``/pets/findByStatus``."""
        return self.collection is not None and template.base == self.collection.canonical

    @property
    def depth(self) -> int:
        """How many parameters stand before a thing's own id."""
        if self.is_single:
            return len(self.template.parameters)
        return len(self.item.parameters) - 1 if self.item is not None else len(self.template.parameters)


@dataclass(frozen=True)
class Action:
    """What an operation, at ``template``, does to a resource. ``is_window``: the collection is another one than its
    own (``/projects/{id}/tasks`` shows some of ``/tasks/{taskId}``)."""

    role: Role
    resource: Resource
    operation: Operation
    template: Template
    is_window: bool = False


@dataclass
class Recognised:
    """Everything that was understood. ``actions`` are known by the label of their operation."""

    resources: list[Resource]
    actions: dict[str, Action]
    owners: dict[str, Resource] = field(default_factory=dict)
    """The resource that an operation stands below, by label: ``POST /pets/{petId}/feed`` is about a pet."""

    def resource_of(self, operation: Operation, parameter: Parameter) -> Resource | None:
        """The resource whose id a path parameter is: the one whose path ends with it."""
        if parameter.location != "path" or parameter.name not in Template(operation.path).parameters:
            return None
        head = operation.path.partition(f"{{{parameter.name}}}")[0] + f"{{{parameter.name}}}"
        return self._items.get(Template(head).canonical)

    @cached_property
    def _items(self) -> dict[str, Resource]:
        return {each.item.canonical: each for each in self.resources if each.item is not None}
