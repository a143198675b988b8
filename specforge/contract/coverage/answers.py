"""What response schemas describe: was each property, value of an enum, alternative and item seen in an answer?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from specforge.contract.coverage.catalogue import CHOICES, Spot, alternatives, number_of
from specforge.document.place import split_pointer
from specforge.values.check import CompiledSchema, Evaluation, Unit
from specforge.values.lowering.lowered import Lowered
from specforge.values.wording import show

# Of a list of a hundred books the first few show what books have.
MOST_ITEMS = 5
# Values of a longer enum are a vocabulary, and no states that an implementation has to be seen in.
_MOST_VALUES = 30
_DEEPEST = 50


def things(schema: Lowered) -> tuple[str, ...]:
    """The names of what can be seen: ``.title``, ``[]``, ``= "sold"``, ``oneOf 2``."""
    names = [f".{name}" for name, part in schema.get("properties", {}).items() if _travels(schema, name, part)]
    if isinstance(schema.get("items"), Lowered):
        names.append("[]")
    values = schema.get("enum", ())
    if 1 < len(values) <= _MOST_VALUES:
        names += dict.fromkeys(_value_name(value) for value in values)
    return (*names, *alternatives(schema))


def exercised(compiled: CompiledSchema, value: Any, spots: Mapping[str, Spot], known: Collection[int]) -> set[int]:
    """The numbers of what the value shows and is not ``known`` yet."""
    evaluation = compiled.evaluate(shortened(value))
    found: set[int] = set()
    for unit in evaluation.units:
        location = unit["schemaLocation"]
        spot = spots.get(location)
        if spot is not None:
            found.update(_value_seen(spot, evaluation, unit, known))
        around, _, last = location.rpartition("/")
        if last == "items" and _is_of_an_item(unit):
            found.update(number_of(spots.get(around), "[]"))
        around, _, keyword = around.rpartition("/")
        if keyword == "properties":
            found.update(number_of(spots.get(around), f".{split_pointer(f'/{last}')[0]}"))
        elif keyword in CHOICES and last.isdecimal() and unit["valid"]:
            found.update(number_of(spots.get(around), f"{keyword} {int(last) + 1}"))
    return found.difference(known)


def shortened(value: Any, depth: int = 0) -> Any:
    """The value with the first items of its lists."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {name: shortened(part, depth + 1) for name, part in value.items()}
    return [shortened(item, depth + 1) for item in value[:MOST_ITEMS]] if isinstance(value, list) else value


def _travels(schema: Lowered, name: str, part: Any) -> bool:
    return name not in schema.hidden and part is not False


def _value_name(value: Any) -> str:
    return f"= {show(value)}"


def _value_seen(spot: Spot, evaluation: Evaluation, unit: Unit, known: Collection[int]) -> Iterator[int]:
    has_values = "enum" in spot.schema and unit["valid"] and not all(number in known for number in spot.numbers)
    if has_values:
        yield from number_of(spot, _value_name(evaluation.part(unit)))


def _is_of_an_item(unit: Unit) -> bool:
    """The keyword itself says something of the list, the schema under it something of an item."""
    return unit["instanceLocation"].rpartition("/")[2].isdecimal()
