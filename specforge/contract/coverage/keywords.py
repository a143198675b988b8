"""The keywords of request schemas: was a value sent that keeps each of them, and one that breaks it?

A keyword is *kept* by a value that it applies to and that its whole schema object takes. It is *broken* by the part of
an invalid value of which the validator says so; of alternatives only those count that the value comes closest to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from specforge.contract.coverage.catalogue import CHOICES, Spot, alternatives, number_of
from specforge.values.check import CompiledSchema, Evaluation, Unit
from specforge.values.lowering.lowered import Lowered

KEPT, BROKEN = "kept", "broken"
# Those that the validator looks at (JSON Schema Validation 2020-12 section 7.3, and base64).
_FORMATS = frozenset(
    {"date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri"}
    | {"uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "uuid"}
    | {"regex", "byte"}
)
_BOUNDS = ("multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def _always(_: Any) -> bool:
    return True


def _is_false(schema: Any) -> bool:
    return schema is False


def _is_positive(limit: Any) -> bool:
    return bool(limit > 0)


# Keywords that some value can break, by what is written there.
_IS_COUNTED: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("type", "enum", "const", "not", "pattern", "contains", *_BOUNDS), _always),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), _always),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), _is_positive),
    **dict.fromkeys(("required", "dependentRequired", "uniqueItems", *CHOICES), bool),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties", "items"), _is_false),
    "format": _FORMATS.__contains__,
}
_APPLIES_TO: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(_BOUNDS, (int, float)),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), (str,)),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains", "items"), (list,)),
    **dict.fromkeys(("minProperties", "maxProperties", "required", "dependentRequired"), (dict,)),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), (dict,)),
}
_UNTOUCHED = frozenset({"string", "array", "object"})
_ENDS = tuple(f"/{keyword}" for keyword in CHOICES)
# What only asks about a value.
_ASIDE = ("/if/", "/not/", "/contains/", "/propertyNames/")


def things(schema: Lowered) -> tuple[str, ...]:
    """Both sides of each keyword, and each alternative."""
    counted = [key for key in schema if key in _IS_COUNTED and _IS_COUNTED[key](schema[key])]
    sides = [f"{key} {side}" for key in counted for side in (KEPT, BROKEN)]
    return (*sides, *alternatives(schema))


def can_be_sent_as_text(spot: Spot, name: str, location: str) -> bool:
    """False for what no text that a client can write breaks: any text is a string, ``tags=`` is a list of one, and an
    empty segment of a path makes another path of it."""
    keyword = name.partition(" ")[0]
    limit: Any = spot.schema.get(keyword)
    if keyword == "type":
        return not _UNTOUCHED.intersection([limit] if isinstance(limit, str) else limit)
    if keyword in ("minItems", "minProperties"):
        return bool(limit > 1)
    if keyword == "minLength":
        return bool(limit > 1) or location != "path"
    return keyword not in ("additionalProperties", "unevaluatedProperties", "items")


def exercised(
    compiled: CompiledSchema, value: Any, spots: Mapping[str, Spot], known: Collection[int]
) -> tuple[bool, set[int]]:
    """Whether the value is valid, and the numbers of what it exercises and is not ``known`` yet."""
    evaluation = compiled.evaluate(value)
    found: set[int] = set()
    for unit in evaluation.units:
        spot = spots.get(unit["schemaLocation"]) if unit["valid"] else None
        if spot is not None and not _is_aside(unit):
            found.update(_chosen(spots, unit["schemaLocation"]))
            if not all(number in known for number in spot.numbers):
                found.update(_kept(spot, evaluation, unit))
    if not evaluation.valid:
        found.update(_broken(evaluation, spots))
    return evaluation.valid, found.difference(known)


def _kept(spot: Spot, evaluation: Evaluation, unit: Unit) -> Iterator[int]:
    value = evaluation.part(unit)
    kind = type(value)
    for at, name in enumerate(spot.names):
        keyword, _, side = name.partition(" ")
        if side == KEPT and (keyword not in _APPLIES_TO or kind in _APPLIES_TO[keyword]):
            yield spot.first + at


def _chosen(spots: Mapping[str, Spot], location: str) -> Iterator[int]:
    """The alternative, where the schema object is one."""
    holder, _, index = location.rpartition("/")
    holder, _, keyword = holder.rpartition("/")
    if keyword in CHOICES and index.isdecimal():
        yield from number_of(spots.get(holder), f"{keyword} {int(index) + 1}")


def _broken(evaluation: Evaluation, spots: Mapping[str, Spot]) -> Iterator[int]:
    failed = [unit for unit in evaluation.units if "errors" in unit and not _is_aside(unit)]
    # Where all alternatives fail, the choice between them is broken, of which the validator tells no error.
    failed += [unit for unit in evaluation.units if not unit["valid"] and unit["schemaLocation"].endswith(_ENDS)]
    far = _far_alternatives(failed)
    for unit in failed:
        if not any(unit["evaluationPath"].startswith(way) for way in far):
            for error in unit.get("errors", ("",)):
                yield from _broken_keyword(spots, unit["schemaLocation"], error)


def _broken_keyword(spots: Mapping[str, Spot], location: str, error: str) -> list[int]:
    """The validator looks at some keywords together, and says by the error which it was; of others by the place."""
    holder, _, last = location.rpartition("/")
    around, _, keyword = holder.rpartition("/")
    for where, name in ((holder, error), (holder, last), (around, keyword)):
        if found := list(number_of(spots.get(where), f"{name} {BROKEN}")):
            return found
    return []


def _far_alternatives(failed: list[Unit]) -> set[str]:
    """The ways to alternatives in which more is wrong than in the best of their choice."""
    wrong: dict[str, Counter[str]] = {}
    for unit in failed:
        steps = unit["evaluationPath"].split("/")
        for at, step in enumerate(steps[:-1]):
            if step in CHOICES and steps[at + 1].isdecimal():
                choice = "/".join(steps[: at + 1])
                wrong.setdefault(choice, Counter())["/".join(steps[: at + 2]) + "/"] += 1
    return {way for ways in wrong.values() for way, count in ways.items() if count > min(ways.values())}


def _is_aside(unit: Unit) -> bool:
    return any(step in unit["evaluationPath"] for step in _ASIDE)
