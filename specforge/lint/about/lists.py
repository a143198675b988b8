"""What the rules share that ask for a list with at least one entry."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.node import Node
from specforge.lint.rule import Problem


def wrong_list(
    holder_node: Node, field: str, *, holder: str, of: type = object, entry: str = "an entry"
) -> Iterator[Problem]:
    """At most one problem: the list is absent, no list, empty, or has an entry that is not ``of`` the type."""
    child = holder_node.get(field)
    if child is None:
        yield Problem(f"{holder} has no `{field}`", holder_node.key_place)
        return
    node = child.follow()
    if not isinstance(node.value, list):
        yield Problem(f"`{field}` must be a list", node.place)
    elif not node.value:
        yield Problem(f"the list of `{field}` is empty", node.place)
    else:
        wrong = next((element for element in node.elements() if not isinstance(element.follow().value, of)), None)
        if wrong is not None:
            yield Problem(f"an entry of `{field}` must be {entry}", wrong.place)
