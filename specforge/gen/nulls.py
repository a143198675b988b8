"""Null in lowered schemas: whether it is among the types, with it and without it."""

from __future__ import annotations

from specforge.gen.dialect import RULE, Lowered

NULL: Lowered = {"type": "null"}


def without_null(lowered: Lowered) -> Lowered:
    """The schema without its null branch."""
    kinds = lowered.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        rest = [kind for kind in kinds if kind != "null"]
        return {**lowered, "type": rest[0] if len(rest) == 1 else rest}
    key = "anyOf" if "anyOf" in lowered else "oneOf"
    branches = lowered.get(key)
    if isinstance(branches, list) and NULL in branches:
        rest = [branch for branch in branches if branch != NULL]
        more = {name: value for name, value in lowered.items() if name != key}
        return more | (rest[0] if len(rest) == 1 else {key: rest})
    return lowered


def admits_null(lowered: Lowered) -> bool:
    """True when null is said to be allowed; what says nothing of types does not count."""
    kinds = lowered.get("type")
    if isinstance(kinds, list | str):
        return "null" in kinds
    return NULL in (lowered.get("anyOf") or lowered.get("oneOf") or ())


def or_null(lowered: Lowered) -> Lowered:
    kind = lowered.get("type")
    if not lowered or lowered == NULL:
        return lowered
    if RULE in lowered:
        bare = {key: value for key, value in lowered.items() if key != RULE}
        return {**or_null(bare), RULE: {"anyOf": [lowered[RULE], dict(NULL)]}}
    if isinstance(kind, str) and kind not in ("object", "array"):
        return {**lowered, "type": [kind, "null"]}
    if "anyOf" in lowered:
        return lowered if NULL in lowered["anyOf"] else {**lowered, "anyOf": [*lowered["anyOf"], NULL]}
    return {"anyOf": [lowered, NULL]}
