"""The ``deepObject`` style: names that say where in an object their text belongs (OpenAPI 3.1 section 4.8.12.4).

The specification describes one level of primitives; deeper objects and lists are read and written as most tools do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from specforge.values.texts import TextShape

Tree = dict[str, "Tree | list[str]"]
"""What deepObject names say: by key, either a tree or the texts that were given for it."""


# Beyond nine digits it is a name: nobody sends that many elements, and Python refuses to read very long numbers.
_INDEX = re.compile(r"[0-9]{0,9}")


def grow(tree: Tree, keys: list[str], text: str) -> None:
    """Puts a text at its place. What contradicts an earlier name (``a[b]=1&a[b][c]=2``) is left out."""
    for key in keys[:-1]:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    texts = tree.setdefault(keys[-1], [])
    if isinstance(texts, list):
        texts.append(text)


def shaped(tree: Tree | list[str], shape: TextShape) -> Any:
    """A tree as the value that the schema wants."""
    if isinstance(tree, list):
        if shape.is_array:
            return [shape.items.read(text) for text in tree]
        return shape.read(tree[0]) if len(tree) == 1 else [shape.read(text) for text in tree]
    if not shape.is_object and all(_INDEX.fullmatch(key) for key in tree):
        found: list[Any] = []
        for key in sorted(tree, key=lambda key: int(key or 0)):
            branch = tree[key]
            if isinstance(branch, list):
                found.extend(shape.items.read(text) for text in branch)
            else:
                found.append(shaped(branch, shape.items))
        return found
    return {key: shaped(branch, shape.member(key)) for key, branch in tree.items()}


def deep_items(value: Any, prefix: str = "") -> Iterable[tuple[str, Any]]:
    """The names and primitives of a value; lists of primitives as ``[]``, others with their index."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from deep_items(item, f"{prefix}[{quote(str(key), safe='')}]")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from deep_items(item, f"{prefix}[{index if isinstance(item, dict | list) else ''}]")
    else:
        yield prefix, value
