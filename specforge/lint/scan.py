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
    # One flat loop: this visits every container of the document. Aliases are visited as often as they are written.
    waiting: list[tuple[Tokens, Any, bool]] = [((), source.value, False)]
    while waiting:
        tokens, value, has_names = waiting.pop()
        if type(value) is dict:
            if isinstance(value.get("$ref"), str):
                yield tokens, value
            for key, child in value.items():
                if type(child) in (dict, list) and (has_names or key not in _DATA):
                    waiting.append(((*tokens, key), child, not has_names and key in _NAMES))
        elif type(value) is list:
            waiting.extend(
                ((*tokens, str(i)), child, False) for i, child in enumerate(value) if type(child) in (dict, list)
            )


def strays(document: Document) -> Iterator[Node]:
    """The objects in fields of the root that OpenAPI does not know, at any depth. An author who puts ``parameters`` in
    the wrong place still wants to hear what is wrong with them."""
    known = (OPENAPI_3 if not document.version.is_swagger else SWAGGER_2)["Document"]
    waiting = [node for key, node in document.node.items() if key not in known and not key.startswith("x-")]
    while waiting:
        node = waiting.pop()
        if node.is_mapping:
            yield node
        waiting += [child for key, child in node.items() if key not in _DATA]
        waiting += node.elements()
