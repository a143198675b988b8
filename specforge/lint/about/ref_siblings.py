"""The fix that rules about fields beside a ``$ref`` share."""

from __future__ import annotations

from specforge.document.edits import Remove, Set
from specforge.document.node import Node
from specforge.findings.model import Fix

_PROSE = frozenset(("$ref", "title", "description"))


def part(holder: Node, sibling: Node, kind: str | None) -> Fix | None:
    """``kind`` is what the reference leads to, None where nobody knows.

    In a schema ``allOf`` makes the siblings count, which changes nothing where they are only read by people. Elsewhere
    nothing can make them count. The fields beside the reference of a path item do count.
    """
    name = sibling.tokens[-1]
    if kind is None or kind == "PathItem":
        return None
    if kind != "Schema":
        return Fix(f"remove `{name}`", (Remove(sibling.place),), safe=not name.startswith("x-"))
    if "allOf" in holder.value:
        return None
    reference = holder.place.child("$ref")
    wrapped = Set(holder.place.child("allOf"), [{"$ref": holder.reference}], after=("$ref",))
    return Fix("wrap the reference in `allOf`", (Remove(reference), wrapped), safe=_PROSE.issuperset(holder.value))
