"""Plain types: a ``oneOf`` or ``anyOf`` whose branches say nothing but a type is a list of types."""

from __future__ import annotations

from specforge.diff.shape import ANNOTATIONS, Shape

_DEEPEST = 8


def is_list_change(old: Shape, new: Shape) -> bool:
    """True where one of the two is a choice of plain types, and the other too or a plain type."""
    lists = [plain_choice(side) for side in (old, new)]
    return any(lists) and all(names or side.types for names, side in zip(lists, (old, new), strict=True))


def plain_choice(shape: Shape) -> tuple[str, ...]:
    """The types of a ``oneOf`` or ``anyOf`` whose branches say nothing but a type."""
    if shape.types:
        return ()
    for keyword in ("oneOf", "anyOf"):
        branches = [branch for branch in shape.listed(keyword) if not is_null(branch)]
        if branches and all(branch.words.keys() <= {"type", *ANNOTATIONS} and branch.types for branch in branches):
            return tuple(dict.fromkeys(name for branch in branches for name in branch.types))
    return ()


def is_null(shape: Shape) -> bool:
    """Whether a schema allows null and nothing else."""
    return shape.words.get("type") in ("null", ["null"]) and shape.words.keys() <= {"type", *ANNOTATIONS}


def null_allowed(shape: Shape, depth: int = 0) -> bool | None:
    """Whether null is allowed, also by the parts of a schema; None where no type is said at all."""
    if shape.types or shape.nullable:
        return shape.nullable
    if depth == _DEEPEST:
        return None
    for keyword, agree in (("allOf", all), ("oneOf", any), ("anyOf", any)):
        said = [allowed for part in shape.listed(keyword) if (allowed := null_allowed(part, depth + 1)) is not None]
        if said:
            return agree(said)
    return None
