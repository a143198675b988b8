"""What an attempt at a sample teaches: how the plan changes by what the validator said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from specforge.values.lowering.lowered import Lowered, SelfContained
from specforge.values.pool import value_path
from specforge.values.sampling.plan import Frame, Path, Plan

_DEEPEST = 5


def learn(
    plan: Plan, frames: dict[Path, Frame], errors: Sequence[ValidationError], program: SelfContained, attempt: int
) -> None:
    """Changes ``plan`` so that the next attempt avoids what was wrong with this one."""
    for error in list(_leaves(errors)):
        path: Path = value_path(error)
        if _distrust(plan, frames, path):
            continue
        if isinstance(error.kind, ValidationErrorKind.OneOfMultipleValid):
            _separate(plan, frames, path, error, program)
            continue
        _turn(plan, frames, path)
        if attempt % 2:
            _drop(plan, frames, path, error)


def _leaves(errors: Sequence[ValidationError], depth: int = 0) -> Iterator[ValidationError]:
    """The errors, and those of the alternatives of which none fitted."""
    for error in errors:
        yield error
        if isinstance(error.kind, ValidationErrorKind.AnyOf | ValidationErrorKind.OneOfNotValid) and depth < _DEEPEST:
            for inner in error.kind.context:
                yield from _leaves(inner, depth + 1)


def _distrust(plan: Plan, frames: dict[Path, Frame], path: Path) -> bool:
    """The examples that the value at ``path`` came from or was put together of; False when there are no new ones."""
    found = {frame.example for prefix in _prefixes(path) if (frame := frames.get(prefix)) and frame.example is not None}
    if not found:
        inside = (frame.example for other, frame in frames.items() if other[: len(path)] == path)
        found = {example for example in inside if example is not None}
    is_new = not found <= plan.distrusted
    plan.distrusted |= found
    return is_new


def _turn(plan: Plan, frames: dict[Path, Frame], path: Path) -> None:
    """Another alternative at the nearest place with a choice."""
    for prefix in _prefixes(path):
        frame = frames.get(prefix)
        if frame is not None and frame.choices:
            choice = frame.choices[-1]
            plan.turns[choice] = plan.turns.get(choice, 0) + 1
            return


def _drop(plan: Plan, frames: dict[Path, Frame], path: Path, error: ValidationError) -> None:
    """Leaves out the nearest optional part, or the properties that the error names."""
    if isinstance(error.kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties):
        plan.dropped.update((*path, name) for name in error.kind.unexpected)
        return
    for prefix in _prefixes(path):
        frame = frames.get(prefix)
        if frame is not None and frame.is_optional:
            plan.dropped.add(prefix)
            return


def _separate(
    plan: Plan, frames: dict[Path, Frame], path: Path, error: ValidationError, program: SelfContained
) -> None:
    """Several alternatives of ``oneOf`` match: takes another one, and spoils the value for the rest of them.

    An alternative that allows more than the one that was chosen matches whatever is made for that; its own values may
    well be refused by the others, so those that match come first. Where all are open to anything, a null under a name
    that only another alternative describes, be it deep inside, tells them apart.
    """
    holder = program.at(error.schema_path[:-1])
    if not isinstance(holder, Lowered) or "oneOf" not in holder:
        return
    assert isinstance(error.kind, ValidationErrorKind.OneOfMultipleValid)
    fitting = [index for index, errors in enumerate(error.kind.context) if not errors]
    choice = (id(holder), "oneOf")
    tried = plan.tried.setdefault(choice, [])
    order = dict.fromkeys([*fitting, *range(len(error.kind.context))])
    new = [index for index in order if index not in tried]
    # Nobody asked for the first one that was tried: the nulls come to it, too.
    wanted = new[0] if new else tried[len(tried) // 2]
    tried.extend(new[:1])
    plan.wanted[choice] = wanted
    own = holder["oneOf"][wanted]
    plan.nulls[path] = set()
    for index in fitting:
        foreign = _foreign([own], [holder["oneOf"][index]], program) if index != wanted else None
        if foreign is not None:
            plan.nulls.setdefault(path + foreign[:-1], set()).add(str(foreign[-1]))


def _foreign(owns: list[Any], others: list[Any], program: SelfContained, depth: int = 0) -> Path | None:
    """The path of a property that only the others describe, and not as nullable: as near to the top as there is one."""
    own, other = _members(owns, program), _members(others, program)
    for name, schemas in other.items():
        if isinstance(name, str) and name not in own and all("null" not in _types(schema) for schema in schemas):
            return (name,)
    for name in [name for name in other if name in own] if depth < _DEEPEST else ():
        found = _foreign(own[name], other[name], program, depth + 1)
        if found is not None:
            return (name, *found)
    return None


def _members(schemas: list[Any], program: SelfContained) -> dict[str | int, list[Any]]:
    """The schemas of the properties, and of the first item, that schemas describe with references and ``allOf``."""
    stack, seen = list(schemas), set()
    found: dict[str | int, list[Any]] = {}
    while stack:
        part = stack.pop()
        if not isinstance(part, Lowered) or id(part) in seen:
            continue
        seen.add(id(part))
        for name, inner in part.get("properties", {}).items():
            found.setdefault(name, []).append(inner)
        if "items" in part:
            found.setdefault(0, []).append(part["items"])
        stack.extend(part.get("allOf", ()))
        if "$ref" in part:
            stack.append(program.definitions[part["$ref"].removeprefix("#/$defs/")].schema)
    return found


def _types(schema: Any) -> Sequence[str]:
    types = schema.get("type", ()) if isinstance(schema, dict) else ()
    return [types] if isinstance(types, str) else types


def _prefixes(path: Path) -> Iterator[Path]:
    """The path itself, then each one above it."""
    return (path[:end] for end in range(len(path), -1, -1))
