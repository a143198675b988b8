"""Document and the typed views of its parts. What the versions call differently is answered here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from specforge.document import swagger
from specforge.document.node import Node
from specforge.document.operation import (
    Callback,
    Example,
    Header,
    Link,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
)
from specforge.document.place import Place
from specforge.document.refs import Resolver
from specforge.document.schema import Discriminator, Schema
from specforge.document.security import SecurityRequirement, SecurityScheme, Server, requirements
from specforge.document.source import Source
from specforge.document.versions import Version
from specforge.document.view import View, members
from specforge.document.walk import Index, walk
from specforge.errors import UsageError
from specforge.registry import did_you_mean

__all__ = [
    "Callback",
    "Discriminator",
    "Document",
    "Example",
    "Header",
    "Link",
    "MediaType",
    "Operation",
    "Parameter",
    "PathItem",
    "RequestBody",
    "Response",
    "Schema",
    "SecurityRequirement",
    "SecurityScheme",
    "Server",
    "Tag",
    "View",
]


class Tag(View):
    """A Tag Object."""

    @property
    def name(self) -> str:
        return self.text("name") or ""

    @property
    def description(self) -> str | None:
        return self.text("description")


class Document:
    """An OpenAPI document: the root file and, as far as somebody followed references into them, the others."""

    def __init__(self, resolver: Resolver, root: Source) -> None:
        self.resolver = resolver
        self.root = root

    def __repr__(self) -> str:
        return f"Document({self.root.name!r})"

    def renewed(self, changed: Mapping[str, Source]) -> Document:
        """The document with other texts for some of its files, by URI; nothing is written."""
        return Document(self.resolver.renewed(changed), changed.get(self.root.uri, self.root))

    @property
    def sources(self) -> Mapping[str, Source]:
        """The files read so far, by URI."""
        return self.resolver.sources

    @property
    def version(self) -> Version:
        return self.resolver.version

    @property
    def node(self) -> Node:
        return self.resolver.root_node()

    @property
    def place(self) -> Place:
        return self.node.place

    @property
    def info(self) -> Node | None:
        return self.node.get("info")

    @property
    def title(self) -> str:
        return self._info_text("title") or "API"

    @property
    def api_version(self) -> str:
        return self._info_text("version") or "0"

    @property
    def description(self) -> str | None:
        return self._info_text("description")

    @cached_property
    def index(self) -> Index:
        """Every typed place of the document and every reference, found in one walk."""
        return walk(self.node, self.version)

    @cached_property
    def paths(self) -> dict[str, PathItem]:
        node = self.node.get("paths")
        return dict(self._path_items(node)) if node else {}

    @cached_property
    def webhooks(self) -> dict[str, PathItem]:
        node = self.node.get("webhooks")
        return dict(self._path_items(node)) if node else {}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations under ``paths``, in the order of the document."""
        return tuple(operation for item in self.paths.values() for operation in item.operations)

    @cached_property
    def all_operations(self) -> tuple[Operation, ...]:
        """Those of paths, webhooks, callbacks and shared path items: each place once."""
        found = (self.operation_at(node) for node in self.index.of("Operation"))
        return tuple(operation for operation in found if operation is not None)

    def operation(self, name: str) -> Operation:
        """The operation with this operationId or label (``GET /users``). Raises UsageError with a did-you-mean."""
        known: dict[str, Operation] = {operation.label: operation for operation in self.operations}
        known.update({op.operation_id: op for op in self.operations if op.operation_id})
        if name not in known:
            raise UsageError(f"no operation {name!r} in {self.root.name}", help=did_you_mean(name, known))
        return known[name]

    def operation_at(self, node: Node) -> Operation | None:
        """The operation whose Operation Object stands at ``node`` (as the walk found it)."""
        visit = self.index.visit(node)
        if visit is None or visit.kind != "Operation" or visit.parent is None:
            return None
        path_item = PathItem(visit.parent, None, visit.path or "", self)
        return Operation(visit.node, None, visit.key or "", path_item)

    @cached_property
    def servers(self) -> tuple[Server, ...]:
        if self.version.is_swagger:
            return swagger.servers(self.node)
        node = self.node.get("servers")
        return tuple(Server.of(child) for child in node.elements() if child.is_mapping) if node else ()

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The path prefixes of the servers, variables at their defaults, without a trailing slash; never empty."""
        return tuple(dict.fromkeys(server.path for server in self.servers)) or ("",)

    @cached_property
    def security(self) -> tuple[SecurityRequirement, ...]:
        return requirements(self.node.get("security")) or ()

    @cached_property
    def security_schemes(self) -> dict[str, SecurityScheme]:
        node = self._component_node("securitySchemes", "securityDefinitions")
        return dict(members(node, SecurityScheme)) if node else {}

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        """The named schemas. Places are where they are defined; ``reference`` tells an entry that is a ``$ref``."""
        node = self._component_node("schemas", "definitions")
        return {name: Schema.of(child) for name, child in node.items() if _is_schema(name, child)} if node else {}

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        node = self.node.get("tags")
        return tuple(Tag.of(child) for child in node.elements() if child.is_mapping) if node else ()

    def _path_items(self, node: Node) -> Iterator[tuple[str, PathItem]]:
        for path, child in node.follow().items():
            target = child.follow()
            if not path.startswith("x-") and target.is_mapping:
                yield path, PathItem(target, child if child.reference else None, path, self)

    def _component_node(self, name: str, swagger_name: str) -> Node | None:
        return self.node.get(swagger_name) if self.version.is_swagger else self.node.at("components", name)

    def _info_text(self, key: str) -> str | None:
        info = self.node.at("info", key)
        return str(info.value) if info is not None and isinstance(info.value, str | int | float) else None


def _is_schema(name: str, node: Node) -> bool:
    return isinstance(node.value, dict | bool) and not re.match("x-", name)
