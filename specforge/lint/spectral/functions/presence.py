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
        if not present or (len(present) > 1 and len(names) == 2):
            yield Outcome(f"{_listed(names)} must not be both defined or both undefined")
        elif len(present) > 1:
            yield Outcome(f"Just one of {_listed(present)} must be defined")


@function("or", problems=_problems("or"))
def either(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """An object has at least one of the members."""
    if isinstance(target.value, dict) and not any(name in target.value for name in options["properties"]):
        yield Outcome(f"At least one of {_listed(options['properties'], 'or')} must be defined")


def _listed(names: list[str], last: str = "and") -> str:
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
