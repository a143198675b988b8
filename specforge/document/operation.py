"""Views of everything an operation is made of: parameters, bodies, responses, media types, examples, links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from specforge.document import swagger
from specforge.document.node import Node
from specforge.document.schema import Schema
from specforge.document.security import SecurityRequirement, Server, requirements
from specforge.document.view import View, members, strings

if TYPE_CHECKING:
    from specforge.document.model import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_RANGE = re.compile(r"[1-5][xX]{2}\Z")
_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


class Example(View):
    """An Example Object, or the bare value of an ``example`` field."""

    is_bare: bool = False

    @property
    def has_value(self) -> bool:
        return "value" in self.raw or "dataValue" in self.raw if isinstance(self.raw, dict) else False

    @property
    def value(self) -> Any:
        return self.value_node.value if self.value_node is not None else None

    @property
    def value_node(self) -> Node | None:
        """Where the value stands (``value``, or ``dataValue`` since OpenAPI 3.2)."""
        return self.node.get("value") or self.node.get("dataValue")

    @property
    def summary(self) -> str | None:
        return self.text("summary")

    @property
    def serialized(self) -> str | None:
        """The value as it is sent (``serializedValue``, since OpenAPI 3.2)."""
        return self.text("serializedValue")

    @property
    def external_value(self) -> str | None:
        return self.text("externalValue")


class BareExample(Example):
    """The value of an ``example`` field itself."""

    is_bare = True

    @property
    def has_value(self) -> bool:
        return True

    @property
    def value_node(self) -> Node | None:
        return self.node


def _examples(view: View) -> dict[str, Example]:
    """The ``examples`` of a parameter, header or media type; a single ``example`` has the empty name."""
    bare = view.node.get("example")
    found: dict[str, Example] = {"": BareExample(bare)} if bare is not None else {}
    return {**found, **view.mapping("examples", Example)}


class Encoding(View):
    """An Encoding Object: how one property of a form or multipart body is written."""

    @property
    def content_type(self) -> str | None:
        return self.text("contentType")

    @property
    def style(self) -> str | None:
        return self.text("style")

    @property
    def explode(self) -> bool:
        return self.flag("explode", self.style in (None, "form"))

    @property
    def headers(self) -> dict[str, Header]:
        return self.mapping("headers", Header)


@dataclass(frozen=True)
class MediaType(View):
    """A Media Type Object and its name in the ``content`` map. In Swagger 2.0 it reads the body parameter or response
    that carries the schema; ``swagger_example`` is then the example given for this media type."""

    name: str = ""
    swagger_example: Node | None = field(default=None, compare=False, repr=False)

    @cached_property
    def schema(self) -> Schema | None:
        return _schema(self.node)

    @property
    def item_schema(self) -> Schema | None:
        """The schema of each item of a sequential media type (OpenAPI 3.2 section 4.14)."""
        child = self.node.get("itemSchema")
        return Schema.of(child) if child is not None else None

    @property
    def examples(self) -> dict[str, Example]:
        if self.node.resolver.version.is_swagger:
            return {"": BareExample(self.swagger_example)} if self.swagger_example else {}
        return _examples(self)

    @property
    def encoding(self) -> dict[str, Encoding]:
        return self.mapping("encoding", Encoding)


def _content(view: View) -> dict[str, MediaType]:
    node = view.node.get("content")
    return {n: MediaType(v.node, v.reference, n) for n, v in members(node, View)} if node else {}


def _schema(node: Node) -> Schema | None:
    child = node.get("schema")
    return Schema.of(child) if child is not None and isinstance(child.value, dict | bool) else None


class Header(View):
    """A Header Object: a parameter without name and location."""

    location = "header"

    @property
    def required(self) -> bool:
        return self.flag("required")

    @property
    def deprecated(self) -> bool:
        return self.flag("deprecated")

    @property
    def description(self) -> str | None:
        return self.text("description")

    @property
    def style(self) -> str:
        """The ``style``, defaults filled in; Swagger's collectionFormat is said in these words."""
        if self.node.resolver.version.is_swagger:
            return swagger.style(self.node, self.location)
        return self.text("style") or _DEFAULT_STYLES.get(self.location, "form")

    @property
    def explode(self) -> bool:
        if self.node.resolver.version.is_swagger:
            return bool(self.get("collectionFormat") == "multi")
        return self.flag("explode", self.style in ("form", "cookie"))

    @property
    def schema(self) -> Schema | None:
        """The schema of the decoded value. In Swagger 2.0 the parameter is a schema itself."""
        if self.node.resolver.version.is_swagger:
            return Schema(self.node)
        return _schema(self.node)

    @property
    def content(self) -> dict[str, MediaType]:
        return _content(self)

    @property
    def examples(self) -> dict[str, Example]:
        return _examples(self)


class Parameter(Header):
    """A Parameter Object."""

    @property
    def name(self) -> str:
        return self.text("name") or ""

    @property
    def location(self) -> str:  # type: ignore[override]
        """``path``, ``query``, ``header``, ``cookie``, ``querystring`` (3.2), and Swagger's ``body``, ``formData``."""
        return self.text("in") or ""

    @property
    def required(self) -> bool:
        return self.location == "path" or self.flag("required")

    @property
    def allow_reserved(self) -> bool:
        return self.flag("allowReserved")

    @property
    def allow_empty(self) -> bool:
        return self.flag("allowEmptyValue")


@dataclass(frozen=True)
class RequestBody(View):
    """A Request Body Object, or what Swagger 2.0 says by body and formData parameters."""

    swagger_content: dict[str, MediaType] | None = field(default=None, compare=False, repr=False)

    @property
    def required(self) -> bool:
        return self.flag("required")

    @property
    def description(self) -> str | None:
        return self.text("description")

    @property
    def content(self) -> dict[str, MediaType]:
        return self.swagger_content if self.swagger_content is not None else _content(self)


class Link(View):
    """A Link Object."""

    @property
    def operation_id(self) -> str | None:
        return self.text("operationId")

    @property
    def operation_ref(self) -> str | None:
        return self.text("operationRef")

    @property
    def parameters(self) -> dict[str, Any]:
        value = self.get("parameters")
        return value if isinstance(value, dict) else {}

    @property
    def request_body(self) -> Any:
        return self.get("requestBody")


class Callback(View):
    """A Callback Object: path items by runtime expression."""

    @property
    def expressions(self) -> dict[str, View]:
        return dict(members(self.node, View))


@dataclass(frozen=True)
class Response(View):
    """A Response Object. ``status`` is its key: ``200``, ``4XX`` or ``default``."""

    status: str = "default"
    produces: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def description(self) -> str | None:
        return self.text("description")

    @cached_property
    def headers(self) -> dict[str, Header]:
        return self.mapping("headers", Header)

    @property
    def links(self) -> dict[str, Link]:
        return self.mapping("links", Link)

    @cached_property
    def content(self) -> dict[str, MediaType]:
        if not self.node.resolver.version.is_swagger:
            return _content(self)
        if "schema" not in (self.raw if isinstance(self.raw, dict) else {}):
            return {}
        examples = self.node.get("examples")
        return {
            name: MediaType(self.node, None, name, examples.get(name) if examples else None) for name in self.produces
        }


@dataclass(frozen=True)
class PathItem(View):
    """A Path Item Object and its ``path`` (or webhook name, or callback expression)."""

    path: str = ""
    document: Document = field(default=None, compare=False, repr=False)  # type: ignore[assignment]

    @property
    def operations(self) -> tuple[Operation, ...]:
        own = ((method, self.node.get(method)) for method in self._methods())
        more = self.node.get("additionalOperations") if self.document.version.family == "3.2" else None
        found = [(name, node) for name, node in (*own, *(more.items() if more else ())) if node is not None]
        return tuple(self._operation(name, node) for name, node in found if node.follow().is_mapping)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.sequence("parameters", Parameter)

    @property
    def servers(self) -> tuple[Server, ...]:
        return self.sequence("servers", Server)

    @property
    def summary(self) -> str | None:
        return self.text("summary")

    @property
    def description(self) -> str | None:
        return self.text("description")

    def _operation(self, method: str, node: Node) -> Operation:
        """Operation Objects are no place for ``$ref``, but large multi-file documents put one there."""
        return Operation(node.follow(), node if node.reference else None, method, self)

    def _methods(self) -> list[str]:
        """In the author's order."""
        known = METHODS if self.document.version.family == "3.2" else METHODS[:-1]
        return [key for key in self.raw if key in known] if isinstance(self.raw, dict) else []


@dataclass(frozen=True)
class Operation(View):
    """An Operation Object with its ``method`` (lower case; custom methods as written) and its path item."""

    method: str = "get"
    path_item: PathItem = field(default=None, compare=False, repr=False)  # type: ignore[assignment]

    @property
    def document(self) -> Document:
        return self.path_item.document

    @property
    def path(self) -> str:
        return self.path_item.path

    @property
    def label(self) -> str:
        """What people call it: ``GET /users/{id}``."""
        return f"{self.method.upper() if self.method in METHODS else self.method} {self.path}"

    @property
    def operation_id(self) -> str | None:
        return self.text("operationId")

    @property
    def summary(self) -> str | None:
        return self.text("summary")

    @property
    def description(self) -> str | None:
        return self.text("description")

    @property
    def tags(self) -> tuple[str, ...]:
        return strings(self.get("tags"))

    @property
    def deprecated(self) -> bool:
        return self.flag("deprecated")

    @property
    def own_parameters(self) -> tuple[Parameter, ...]:
        """Those that the Operation Object itself lists."""
        return self.sequence("parameters", Parameter)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The path item's and its own, which win by name and location; without Swagger's body parameters."""
        merged = {(p.location, p.name): p for p in (*self.path_item.parameters, *self.own_parameters)}
        return tuple(p for p in merged.values() if p.location not in ("body", "formData"))

    @property
    def request_body(self) -> RequestBody | None:
        if self.document.version.is_swagger:
            return self._swagger_body()
        return self.one("requestBody", RequestBody)

    @cached_property
    def responses(self) -> dict[str, Response]:
        """By status: ``200``, ``4XX``, ``default``."""
        node = self.node.get("responses")
        produces = (
            swagger.media_types(self.node, self.document.node, "produces") if self.document.version.is_swagger else ()
        )
        return {
            _status(key): Response(view.node, view.reference, _status(key), produces)
            for key, view in (members(node, View) if node else ())
        }

    def response_for(self, status: int) -> Response | None:
        """The response that describes a status: the exact one, else its range, else ``default``."""
        responses = self.responses
        return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")

    @property
    def security(self) -> tuple[SecurityRequirement, ...]:
        """The alternatives that apply: its own, else the document's. Empty means public."""
        own = requirements(self.node.get("security"))
        return self.document.security if own is None else own

    @property
    def is_public(self) -> bool:
        """True where a request may come without credentials: nothing is required, or ``{}`` is an alternative."""
        return not self.security or any(not one.schemes for one in self.security)

    @property
    def servers(self) -> tuple[Server, ...]:
        """Its own, else the path item's, else the document's."""
        return self.sequence("servers", Server) or self.path_item.servers or self.document.servers

    @property
    def callbacks(self) -> dict[str, dict[str, PathItem]]:
        found = self.mapping("callbacks", Callback)
        return {
            name: {
                expression: PathItem(view.node, view.reference, expression, self.document)
                for expression, view in callback.expressions.items()
            }
            for name, callback in found.items()
        }

    def _swagger_body(self) -> RequestBody | None:
        merged = {(p.location, p.name): p for p in (*self.path_item.parameters, *self.own_parameters)}
        consumes = swagger.media_types(self.node, self.document.node, "consumes")
        body = next((p for p in merged.values() if p.location == "body"), None)
        if body is not None:
            content = {name: MediaType(body.node, None, name) for name in consumes}
            return RequestBody(body.node, body.reference, content)
        fields = [p.node for p in merged.values() if p.location == "formData"]
        if not fields:
            return None
        form = swagger.form_node(
            self.node.get("parameters") or self.path_item.node.get("parameters") or self.node, fields
        )
        names = swagger.form_media_types(consumes, fields)
        return RequestBody(form, None, {name: MediaType(form, None, name) for name in names})


def _status(key: str) -> str:
    return key.upper() if _RANGE.match(key) else key
