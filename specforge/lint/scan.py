"""What the walk does not reach: references in extensions and in files that only they name, and unknown fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.grammar import OPENAPI_3, SWAGGER_2
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.document.source import Source

# Fields whose content is data of the API, where "$ref" is a property name like any other.
_DATA = frozenset(("example", "default", "enum", "const", "value", "dataValue"))
# Fields that hold names chosen by the author: a property called `example` is a schema.
_NAMES = frozenset(
    (
        *("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses"),
        *("parameters", "examples", "requestBodies", "headers", "securitySchemes", "securityDefinitions", "links"),
        *("callbacks", "pathItems", "mediaTypes", "content", "encoding"),
    )
)

_Path = tuple[Any, str] | None


# Objects whose unknown fields are values: what a link sends, what an example shows.
_HOLDS_DATA = frozenset(("Link", "Example", "SecurityRequirement"))


def reference_holders(document: Document) -> list[Node]:
    """The mappings with a ``$ref`` that is a string, file by file. Opens the files that they lead to."""
    found: list[Node] = []
    done: set[str] = set()
    while waiting := {uri: source for uri, source in document.sources.items() if uri not in done}:
        done.update(waiting)
        for source in waiting.values():
            for tokens, value in _holders(source):
                node = Node(document.resolver, source, tokens, value)
                document.resolver.resolve(node)
                found.append(node)
    return found


def _holders(source: Source) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    return (found for found in mappings(source, "$ref") if isinstance(found[1]["$ref"], str))


def mappings(source: Source, field: str | None = None) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    """Every mapping (with this field) of a file that is not data of the API, in extensions too."""
    # One flat loop: this visits every container of the document. Aliases are visited as often as they are written.
    # A path is a chain of pairs, (the path of the container, the last token), since nearly none of them is wanted.
    waiting: list[tuple[_Path, Any, bool]] = [(None, source.value, False)]
    while waiting:
        path, value, has_names = waiting.pop()
        if type(value) is dict:
            if field is None or field in value:
                yield _tokens(path), value
            for key, child in value.items():
                kind = type(child)
                # A list of `examples` is that of JSON Schema: it holds values.
                is_container = kind is dict or (kind is list and key != "examples")
                if is_container and (has_names or key not in _DATA):
                    waiting.append(((path, key), child, not has_names and key in _NAMES))
        elif type(value) is list:
            for index, child in enumerate(value):
                kind = type(child)
                if kind is dict or kind is list:
                    waiting.append(((path, str(index)), child, False))


def _tokens(path: _Path) -> Tokens:
    tokens: list[str] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    return tuple(reversed(tokens))


def strays(document: Document) -> list[Node]:
    """The objects, at any depth, in fields that OpenAPI does not know or that want another shape. An author who puts
    ``parameters`` in the wrong place still wants to hear what is wrong with them."""
    grammar = SWAGGER_2 if document.version.is_swagger else OPENAPI_3
    found: list[Node] = []
    for node, kind, *_ in document.index.visits():
        if type(node.value) is dict and kind not in _HOLDS_DATA:
            for key in _misplaced(node.value, grammar[kind]):
                child = node.get(key)
                found.extend(_objects(child, key) if child is not None else ())
    return found


def _misplaced(value: dict[str, Any], fields: dict[str, str]) -> Iterator[str]:
    anything = fields.get("*")
    for key, child in value.items():
        if type(child) is not dict and type(child) is not list:
            continue
        shape = fields.get(key) or anything
        if shape is None:
            is_misplaced = key not in _DATA and key != "examples"
        else:
            is_misplaced = (shape[0] == "[") is not (type(child) is list)
        if is_misplaced and not key.startswith("x-"):
            yield key


def _objects(start: Node, key: str) -> Iterator[Node]:
    waiting = [(start, key in _NAMES)]
    while waiting:
        node, has_names = waiting.pop()
        if node.is_mapping and not has_names:
            yield node
        for key, child in node.items():
            if has_names or (key not in _DATA and not key.startswith("x-")):
                waiting.append((child, not has_names and key in _NAMES))
        waiting += [(child, False) for child in node.elements()]
