"""Plain types: a ``oneOf`` or ``anyOf`` whose branches say nothing but a type is a list of types."""

from __future__ import annotations

from specforge.diff.shape import ANNOTATIONS, Shape


def is_list_change(old: Shape, new: Shape) -> bool:
    """True where one of the two is a choice of plain types, and the other too or a plain type."""
    lists = [plain_choice(side) for side in (old, new)]
    return any(lists) and all(names or side.types for names, side in zip(lists, (old, new), strict=True))


def plain_choice(shape: Shape) -> tuple[str, ...]:
    """The types of a ``oneOf`` or ``anyOf`` whose branches say nothing but a type."""
    if shape.types:
        return ()
    for keyword in ("oneOf", "anyOf"):
        branches = shape.listed(keyword)
        if branches and all(branch.words.keys() <= {"type", *ANNOTATIONS} and branch.types for branch in branches):
            return tuple(dict.fromkeys(name for branch in branches for name in branch.types))
    return ()
