"""Types: what a schema allows by type and format, and whether another allows more or less."""

from __future__ import annotations

from typing import NamedTuple

from specforge.diff.change import Direction
from specforge.diff.pairs import HeaderPair, MediaTypePair, ParameterPair
from specforge.diff.plain_types import null_allowed
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.shape import ANNOTATIONS, Shape

_DEEPEST = 8
# Every value of the second is one of the first.
_FORMATS = {("int64", "int32"), ("double", "float")}


class Kind(NamedTuple):
    """Types (none: all) and format."""

    types: tuple[str, ...]
    format: str | None


class Verdict(NamedTuple):
    """The suffix of the id that says it best, and of the one for places that have not got it."""

    best: str
    otherwise: str


def judge(pair: SchemaPair) -> Verdict | None:
    """How the type changed; None where it did not."""
    if pair.both is None:
        return None
    old, new = (_kind(side) for side in pair.both)
    if _is_only_null(pair.both[0]) is not _is_only_null(pair.both[1]):
        return _of_null(pair, *pair.both)
    if not any(side.types for side in pair.both) and all(_is_composed(side) for side in pair.both):
        return None  # each part is compared by itself
    if old == new or (set(old.types), old.format) == (set(new.types), new.format):
        return None
    if _is_list_of_what_it_was(pair):
        return Verdict("generalized", "generalized")
    wider, narrower = _holds(new, old), _holds(old, new)
    if pair.scope == "parameter-property":
        return _in_parameter(wider, is_text=new == Kind(("string",), None))
    if pair.direction is Direction.REQUEST:
        return _in_request(wider, narrower, is_text=_is_text(pair) and new == Kind(("string",), None))
    grew = old.types != new.types and bool(new.types)
    return _in_response(wider and grew, narrower, is_text=_is_text(pair) and old == Kind(("string",), None))


def _is_only_null(shape: Shape) -> bool:
    return shape.nullable and not shape.types and shape.words.get("type") is not None


def _of_null(pair: SchemaPair, old: Shape, new: Shape) -> Verdict:
    """Where one side allows null and nothing else."""
    if _is_only_null(old):
        is_wider = null_allowed(new) is not False
        kind = "generalized" if is_wider else "changed"
        return Verdict(kind, kind if pair.direction is Direction.REQUEST else "changed")
    is_narrower = null_allowed(old) is not False and pair.direction is Direction.RESPONSE
    return Verdict("specialized", "specialized") if is_narrower else Verdict("changed", "changed")


def _in_request(wider: bool, narrower: bool, *, is_text: bool) -> Verdict:
    if wider:
        return Verdict("generalized", "generalized")
    if is_text:
        return Verdict("compatible", "generalized")
    return Verdict("specialized", "changed") if narrower else Verdict("changed", "changed")


def _in_parameter(wider: bool, *, is_text: bool) -> Verdict:
    """How the parts of a parameter are written is said nowhere: what is text may be no change, or break."""
    best = "generalized" if wider else "changed" if is_text else "specialized"
    return Verdict(best, "generalized" if wider or is_text else "changed")


def _in_response(wider: bool, narrower: bool, *, is_text: bool) -> Verdict:
    if narrower:
        return Verdict("specialized", "specialized")
    if is_text:
        return Verdict("compatible", "specialized")
    return Verdict("generalized", "changed") if wider else Verdict("changed", "changed")


def accepted_types(shape: Shape, depth: int = 0) -> tuple[str, ...]:
    """The types but null that a schema allows, also where its parts say so; empty for all."""
    if shape.types or depth == _DEEPEST:
        return shape.types
    for part in shape.listed("allOf"):
        if types := accepted_types(part, depth + 1):
            return types
    for keyword in ("oneOf", "anyOf"):
        of_each = [accepted_types(part, depth + 1) for part in shape.listed(keyword) if not part.nullable or part.types]
        if of_each and all(of_each):
            return tuple(dict.fromkeys(name for types in of_each for name in types))
    return ()


def covers(types: tuple[str, ...], name: str) -> bool:
    """Whether values of the type ``name`` are among ``types``."""
    return not types or name in types or (name == "integer" and "number" in types)


def described(shape: Shape) -> str:
    """Type and format in words."""
    kind = _kind(shape)
    if _is_only_null(shape):
        return "null"
    return " or ".join(kind.types or ("any type",)) + (f" ({kind.format})" if kind.format else "")


def _kind(shape: Shape) -> Kind:
    format = shape.get("format")
    return Kind(accepted_types(shape), format if isinstance(format, str) else None)


def _holds(wide: Kind, narrow: Kind) -> bool:
    """Whether all that is ``narrow`` is ``wide`` too."""
    if wide.types and not narrow.types:
        return False
    if not all(covers(wide.types, name) for name in narrow.types):
        return False
    return wide.format in (None, narrow.format) or (wide.format, narrow.format) in _FORMATS


def _is_text(pair: SchemaPair) -> bool:
    """Whether values travel as text whatever their type, so that any of them is a string too."""
    if isinstance(pair.owner, MediaTypePair):
        return "json" not in pair.owner.name.lower()
    return isinstance(pair.owner, ParameterPair | HeaderPair)


def _is_list_of_what_it_was(pair: SchemaPair) -> bool:
    """A parameter that may come several times now: one of them alone looks as it did before."""
    owner = pair.owner
    if not isinstance(owner, ParameterPair) or pair.path or pair.both is None or owner.revision is None:
        return False
    old, new = pair.both
    if new.types != ("array",) or "array" in old.types or "object" in old.types or not old.types:
        return False
    if owner.location != "query" or owner.revision.style != "form" or not owner.revision.explode:
        return False
    if (new.number("minItems") or 0) > 1:
        return False
    items = new.one("items")
    return items is None or _said(items) in ({}, {"type": "string"}, _said(old))


def _is_composed(shape: Shape) -> bool:
    return any(keyword in shape.words for keyword in ("allOf", "anyOf", "oneOf"))


def _said(shape: Shape) -> dict[str, object]:
    return {word: value for word, value in shape.words.items() if word not in ANNOTATIONS}
