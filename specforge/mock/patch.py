"""A stand-in that is not quite valid keeps all of itself but the parts that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from specforge.values.check import CompiledSchema

_ROUNDS = 4
_MOST = 50

_Path = tuple[str | int, ...]


def patched(value: Any, schema: CompiledSchema, other: Callable[[], Any]) -> Any:
    """``value`` with what breaks ``schema`` replaced by what stands there in ``other()``, which is valid; all of that
    one where it cannot be done."""
    if schema.is_valid(value):
        return value
    valid = other()
    for _ in range(_ROUNDS):
        violations = schema.violations(value)[:_MOST]
        for path in dict.fromkeys(violation.instance_path for violation in violations):
            value = _replaced(value, valid, path)
        if schema.is_valid(value):
            return value
    return valid


def _replaced(value: Any, valid: Any, path: _Path) -> Any:
    """A copy of ``value`` with the part of ``valid`` at ``path``, or at the nearest place above that both have."""
    if not path:
        return valid
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(valid, dict) and step in value and step in valid:
        return {**value, step: _replaced(value[step], valid[step], rest)}
    if (
        isinstance(value, list)
        and isinstance(valid, list)
        and isinstance(step, int)
        and step < min(len(value), len(valid))
    ):
        return [*value[:step], _replaced(value[step], valid[step], rest), *value[step + 1 :]]
    return valid
