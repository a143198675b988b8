"""What Swagger 2.0 says in other words than OpenAPI 3: servers, media types, form bodies, collection formats."""

from __future__ import annotations

from typing import Any

from specforge.document.node import Node
from specforge.document.security import Server
from specforge.document.view import strings

_STYLES = {"csv": "form", "multi": "form", "ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
_FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


def servers(root: Node) -> tuple[Server, ...]:
    """``schemes``, ``host`` and ``basePath`` as servers."""
    raw = root.value if root.is_mapping else {}
    host, base = raw.get("host"), raw.get("basePath")
    if not isinstance(host, str) and not isinstance(base, str):
        return ()
    path = base if isinstance(base, str) else ""
    if not isinstance(host, str):
        return (_server(root, path or "/"),)
    return tuple(_server(root, f"{scheme}://{host}{path}") for scheme in strings(raw.get("schemes")) or ("https",))


def _server(root: Node, url: str) -> Server:
    key = "host" if "host" in root.value else "basePath"
    return Server(Node(root.resolver, root.source, (*root.tokens, key), {"url": url}))


def media_types(operation: Node, root: Node, key: str) -> tuple[str, ...]:
    """The ``consumes`` or ``produces`` that applies; JSON where nobody says."""
    own = operation.get(key) or root.get(key)
    return strings(own.value if own else None) or ("application/json",)


def style(parameter: Node, location: str) -> str:
    """The OpenAPI 3 style of a parameter's ``collectionFormat``."""
    declared = parameter.value.get("collectionFormat") if parameter.is_mapping else None
    if location in ("path", "header"):
        return "simple"
    return _STYLES.get(declared, "form") if isinstance(declared, str) else "form"


def form_node(parameters: Node, fields: list[Node]) -> Node:
    """A Media Type Object for formData parameters; it stands where the parameters do."""
    properties = {_name(node): _field(node) for node in fields}
    required = [_name(node) for node in fields if node.value.get("required") is True]
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    value = {"schema": schema, "required": bool(required)}
    return Node(parameters.resolver, parameters.source, parameters.tokens, value)


def form_media_types(consumes: tuple[str, ...], fields: list[Node]) -> tuple[str, ...]:
    """The form types among ``consumes``; multipart where there is a file and nothing fits."""
    offered = tuple(name for name in consumes if name in _FORM_TYPES)
    has_file = any(node.value.get("type") == "file" for node in fields)
    return offered or (_FORM_TYPES[0] if has_file else _FORM_TYPES[1],)


def _name(node: Node) -> str:
    return str(node.value.get("name", ""))


def _field(node: Node) -> dict[str, Any]:
    schema = {key: value for key, value in node.value.items() if key not in ("name", "in", "required")}
    if schema.get("type") == "file":
        schema.update(type="string", format="binary")
    return schema
