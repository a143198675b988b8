"""Where in a document something stands, as short as a reader understands it: ``Book.authors[].name``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from specforge.document.node import Node
from specforge.document.place import Tokens

_NAMED = {"properties": ".{}", "patternProperties": "./{}/", "dependentSchemas": " with {}", "prefixItems": "[{}]"}
_CHOSEN = ("oneOf", "anyOf")
_ALONE = {"items": "[]", "additionalProperties": ".*", "unevaluatedProperties": ".*", "unevaluatedItems": "[]"}
_STEPS = frozenset({*_NAMED, *_CHOSEN, *_ALONE, "allOf"})


def spoken(node: Node) -> str:
    """The name of a schema object: of its component, or of the parameter or body that it describes, and the way."""
    match node.tokens:
        case ("components", "schemas", name, *rest) | ("definitions", name, *rest):
            return name + way(rest)
    holder, below = _holder(node.tokens)
    return _holder_name(node, holder) + way(below)


def way(tokens: Sequence[str]) -> str:
    """The steps from one schema object to another, as one would write them in a program."""
    text, steps = "", iter(tokens)
    for step in steps:
        if step in _NAMED:
            text += _NAMED[step].format(next(steps, ""))
        elif step in _CHOSEN:
            text += f"({step} {int(next(steps, '0')) + 1})"
        elif step == "allOf":
            next(steps, None)
        else:
            text += _ALONE.get(step, f".{step}")
    return text


def _holder(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """What the schema belongs to, and the way from its root."""
    for index, token in enumerate(tokens):
        if token in ("schema", "itemSchema") and index > 1:
            return tokens[:index], tokens[index + 1 :]
    if "parameters" in tokens[:-1]:
        # A parameter of Swagger 2.0 is a schema itself.
        at = len(tokens) - 1 - tokens[::-1].index("parameters")
        return tokens[: at + 2], tokens[at + 2 :]
    # A schema with a file of its own, or a part of a file of schemas.
    at = next((at for at, token in enumerate(tokens) if token in _STEPS), len(tokens))
    return tokens[:at], tokens[at:]


def _holder_name(node: Node, holder: Tokens) -> str:
    if "parameters" in holder:
        at = len(holder) - 1 - holder[::-1].index("parameters")
        value = node.source.value
        for token in holder[: at + 2]:
            value = value[int(token)] if isinstance(value, list) else value.get(token, {})
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            return f"{value.get('in')} {value['name']}" if value.get("in") != "body" else "body"
    if {"requestBody", "responses", "requestBodies"} & set(holder):
        return "body"
    return holder[-1] if holder else PurePosixPath(node.source.uri).stem
