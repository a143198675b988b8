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
    that only another alternative describes tells them apart.
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
    own = _names(holder["oneOf"][wanted], program)
    others = (_names(holder["oneOf"][index], program) for index in fitting if index != wanted)
    foreign = (next((name for name in names if name not in own), None) for names in others)
    plan.nulls[path] = {name for name in foreign if name is not None}


def _names(schema: Any, program: SelfContained) -> list[str]:
    """The names of the properties that a schema describes, with references and ``allOf``; non-nullable ones only."""
    stack, seen, found = [schema], set(), []
    while stack:
        part = stack.pop()
        if not isinstance(part, Lowered) or id(part) in seen:
            continue
        seen.add(id(part))
        found += [name for name, inner in part.get("properties", {}).items() if "null" not in _types(inner)]
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
