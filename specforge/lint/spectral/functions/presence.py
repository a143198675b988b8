"""xor and or: exactly one, or at least one, of several members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.lint.spectral.function import Check, Option, Outcome, Target, function, options_of


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 2 and all(isinstance(item, str) for item in value)


def _problems(name: str) -> Check:
    wanted = f'"{name}" and its "properties" option require at least 2-item tuples, i.e. ["id", "name"]'
    examples = '{ "properties": ["id", "name"] }, { "properties": ["country", "street"] }'
    return options_of(name, {"properties": Option(_are_names, wanted, required=True)}, examples)


@function("xor", problems=_problems("xor"))
def xor(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """An object has exactly one of the members."""
    if isinstance(target.value, dict):
        names = options["properties"]
        present = [name for name in target.value if name in names]
        if not present:
            yield Outcome(_none_of(names))
        elif len(present) > 1:
            yield Outcome(f"Just one of {_listed(present, ' and ')} must be defined")


@function("or", problems=_problems("or"))
def either(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """An object has at least one of the members."""
    if isinstance(target.value, dict) and not any(name in target.value for name in options["properties"]):
        yield Outcome(_none_of(options["properties"]))


def _none_of(names: list[str]) -> str:
    if len(names) > 4:
        return f"At least one of {_listed(names[:3], ' or ')} or {len(names) - 3} other properties must be defined"
    return f"At least one of {_listed(names, ' or ')} must be defined"


def _listed(names: list[str], between: str) -> str:
    return between.join(f'"{name}"' for name in names)
