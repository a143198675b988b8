"""What an inline schema, or one in another file, is best called."""

from __future__ import annotations

from specforge.document.node import Node
from specforge.gen.naming import class_name

_WORDS = """
$defs allOf anyOf application components content definitions delete examples get headers items json oneOf parameters
patch paths post properties put requestBodies requestBody responses schema schemas
"""
_GENERIC = frozenset(_WORDS.split())


def branch_hint(branch: Node, hint: str, number: int) -> str:
    """Named by its title, else by the one value that tells it from the others, else by its number."""
    raw = branch.value if isinstance(branch.value, dict) else {}
    title = raw.get("title")
    if isinstance(title, str) and class_name(title, "") and len(title) < 40:
        return f"{hint}{class_name(title)}"
    properties = raw.get("properties")
    for value in properties.values() if isinstance(properties, dict) else ():
        values = value.get("enum", [value.get("const")]) if isinstance(value, dict) else []
        if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) and values[0]:
            return f"{hint}{class_name(values[0], 'Option')}"
    return f"{hint}Option{number}"


def name_from_place(node: Node, hint: str) -> str:
    """A name for what a ``$ref`` leads to: the author's key for it, or the name of its file."""
    tokens = [token for token in node.tokens if token not in _GENERIC and not token.isdigit() and "/" not in token]
    if tokens:
        return class_name("_".join(tokens[-2:] if node.tokens[0] in ("components", "paths") else tokens[-1:]))
    stem = node.source.uri.rsplit("/", 1)[-1].split(".")[0]
    return class_name(stem) if stem and class_name(stem, "") else hint
