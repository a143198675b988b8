"""What the rules share that ask for a field: does it say something, and if not, where is the author sent?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.node import Node
from specforge.findings.model import Fix
from specforge.lint.rule import Problem


def missing(
    start: Node, *keys: str, message: str, help: str | None = None, fix: Fix | None = None
) -> Iterator[Problem]:
    """One problem when the field at the end of ``keys`` is absent or says nothing: at the field, or else at what is
    nearest around it. References on the way are followed. ``fix`` gives it a value.

    Without an ``info`` there is nothing in it, and that is the metaschema's business.
    """
    node = start.follow()
    for key in keys:
        child = node.get(key)
        if child is None:
            is_without_info = "info" in keys and (key == "info" or not node.is_mapping)
            echoes = ("oas2-schema", "oas3-schema") if is_without_info else ()
            yield Problem(message, node.key_place, help=help, fix=fix, echoes=echoes)
            return
        node = child.follow()
    if not says_something(node.value):
        yield Problem(message, node.place, help=help, fix=fix)


def says_something(value: Any) -> bool:
    """False for null, false, zero and empty text. An empty list or object does say something: that there are none."""
    return isinstance(value, dict | list) or bool(value)
