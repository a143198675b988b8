"""Two descriptions of one value as one type, with a rule for what a type cannot say."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from specforge.gen.dialect import RULE, Lowered
from specforge.gen.keywords import BY_TYPE
from specforge.gen.rules import both, with_rule

_TEXT = frozenset({"description"})
_LOWEST: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength"), min),
}
_KINDS = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_SCALAR_KEYS = frozenset({"type", "format", "pattern", "multipleOf", RULE, *_TEXT, *_LOWEST})


def both_of(first: Lowered, second: Lowered) -> Lowered:
    """A property that two parts describe: one type, or the type of the later part with a rule."""
    said, says = _without_text(first), _without_text(second)
    if not said or said == says:
        return second or first
    if not says:
        return {**first, **second}
    if says.keys() == {RULE}:
        return _narrowed(first, says[RULE]) | {key: second[key] for key in _TEXT if key in second}
    scalar = conjoined([first, second])
    if _lists_values_of(says, said):
        return second
    return scalar if scalar is not None else with_rule(second, {"allOf": [said]})


def _lists_values_of(listing: Lowered, bare: Lowered) -> bool:
    """True for an enum or a constant beside nothing but the type of its values."""
    values = [listing["const"]] if "const" in listing else listing.get("enum", [])
    kind = _KINDS.get(bare.get("type", "")) if isinstance(bare.get("type"), str) and len(bare) == 1 else None
    return bool(values) and kind is not None and all(type(value) in kind for value in values)


def conjoined(parts: list[Lowered]) -> Lowered | None:
    """One scalar type with the constraints of all parts, or None when they are something else."""
    kinds = {part["type"] for part in parts if isinstance(part.get("type"), str)}
    if len(kinds) > 1 or not kinds <= _SCALARS or any(part.keys() - _SCALAR_KEYS for part in parts):
        return None
    if any(not isinstance(part.get("type", ""), str) for part in parts):
        return None
    if not kinds:
        return {RULE: {"allOf": copy.deepcopy(parts)}}
    whole: Lowered = {}
    for part in parts:
        for key, value in part.items():
            if key not in whole or key in _TEXT:
                whole[key] = value
            elif key in _LOWEST:
                whole[key] = _LOWEST[key](whole[key], value)
            elif key == RULE:
                whole[RULE] = both(whole[RULE], value)
            elif whole[key] != value:
                whole = with_rule(whole, {key: value}) if key in ("pattern", "multipleOf") else whole
                if key in ("type", "format"):
                    return None
    return whole


def _narrowed(schema: Lowered, rule: Lowered) -> Lowered:
    """A schema without a type of its own says no more than a constraint: it goes where the type is."""
    kind = schema.get("type")
    words = BY_TYPE.get(kind, ()) if isinstance(kind, str) else ()
    if rule.keys() <= set(words) and not rule.keys() & schema.keys() and kind in _SCALARS:
        return {**schema, **rule}
    return with_rule(schema, rule)


def _without_text(schema: Lowered) -> Lowered:
    return {key: value for key, value in schema.items() if key not in _TEXT}
