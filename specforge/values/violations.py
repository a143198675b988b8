"""From a validator's errors to violations: for people, and at the author's places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from specforge.document.place import Place, join_pointer
from specforge.values.discriminate import alternatives
from specforge.values.lowering.lowered import Lowered, SelfContained
from specforge.values.pool import value_path
from specforge.values.wording import describe, one_of, show, unexpected

_GIVEN_UP = (ValidationErrorKind.BacktrackLimitExceeded, ValidationErrorKind.RegexEngineFailure)


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value breaks its schema. ``place`` is the keyword in the author's file; ``instance_path``
    leads to the part of the value that is wrong, and ``names`` are the properties that it lacks or has too many.
    ``evaluation`` is the way that the validator took through the lowered schemas, from that of the whole value.
    ``meant`` is set where none of several alternatives fits, and constants or types say which one was meant: what is
    wrong with that one.
    """

    message: str
    instance_path: tuple[str | int, ...]
    keyword: str
    place: Place
    names: tuple[str, ...] = ()
    evaluation: tuple[str | int, ...] = field(default=(), compare=False, repr=False)
    meant: tuple[Violation, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.instance_path else self.message

    @property
    def pointer(self) -> str:
        """The JSON pointer of the wrong part inside the value."""
        return join_pointer(tuple(map(str, self.instance_path)))


def without_echoes(violations: list[Violation]) -> list[Violation]:
    """The violations without the echoes: a subschema that fails evaluates nothing, so that all it describes counts as
    unevaluated too (JSON Schema 2020-12 section 11)."""
    others = [violation for violation in violations if not violation.keyword.startswith("unevaluated")]
    return others + [
        violation for violation in violations if violation not in others and not _echoes(violation, others)
    ]


def _echoes(violation: Violation, others: list[Violation]) -> bool:
    around = violation.instance_path
    return any(other.instance_path[: len(around)] == around for other in others)


class Explainer:
    """Turns the errors of one compiled schema into violations."""

    def __init__(self, program: SelfContained) -> None:
        self._program = program
        self._judges: dict[str, Draft202012Validator] = {}

    def explain(self, errors: Iterable[ValidationError], value: Any) -> list[Violation]:
        """What the errors say about ``value``; each once, though a schema that is reached twice reports twice."""
        named = (_with_names(violation, value) for error in errors for violation in self._violations(error))
        return list(dict.fromkeys(named))

    def explain_fully(self, errors: Iterable[ValidationError], value: Any) -> Iterator[Violation]:
        """All that the errors say, with what is wrong with each alternative that was tried and with each item that
        ``contains`` passed over."""
        for error in errors:
            for violation in self._every(error):
                yield _with_names(violation, value)

    def _every(self, error: ValidationError, above: tuple[str | int, ...] = ()) -> Iterator[Violation]:
        kind = error.kind
        if isinstance(kind, ValidationErrorKind.OneOfNotValid | ValidationErrorKind.AnyOf) and not self._names(error):
            for inner in (inner for errors in kind.context for inner in errors):
                yield from self._every(inner, above)
        elif isinstance(kind, ValidationErrorKind.Contains):
            yield from self._passed_over(error, above)
        for violation in self._one(error) if not isinstance(kind, _GIVEN_UP) else ():
            yield replace(violation, instance_path=(*above, *violation.instance_path)) if above else violation

    def _names(self, error: ValidationError) -> bool:
        """True when a discriminator tells which alternative is meant."""
        keyword = error.schema_path[-1] if error.schema_path else ""
        holder = self._holder(error) if keyword in ("oneOf", "anyOf") else None
        if holder is None or holder.discriminator is None or not isinstance(error.instance, dict):
            return False
        values = alternatives(holder, str(keyword), self._program.definitions)
        given = error.instance.get(holder.discriminator.property_name or "")
        return isinstance(given, str) and given in values

    def _one(self, error: ValidationError) -> Iterator[Violation]:
        if self._names(error):
            yield from self._violations(error)
            return
        place = self._program.locate(error.schema_path)
        yield _violation(error, describe(error, is_format=False), _keyword(error, place), place)

    def _passed_over(self, error: ValidationError, above: tuple[str | int, ...]) -> Iterator[Violation]:
        """The validator does not say why ``contains`` refused an item: it is asked once more, about each of them."""
        path = [*error.schema_path[:-1], "contains"]
        pointer = join_pointer(tuple(map(str, path)))
        judge = self._judges.get(pointer)
        if judge is None:
            judge = self._judges[pointer] = Draft202012Validator({**self._program.schema, "$ref": f"#{pointer}"})
        items = error.instance if isinstance(error.instance, list) else []
        here = (*above, *value_path(error))
        way = (*error.evaluation_path[:-1], "contains")
        for index, item in enumerate(items):
            for inner in judge.iter_errors(item):
                for violation in self._one(inner):
                    place = (*here, index, *inner.instance_path)
                    evaluation = (*way, *inner.evaluation_path[1:])
                    yield replace(violation, instance_path=place, evaluation=evaluation)

    def _violations(self, error: ValidationError) -> Iterator[Violation]:
        kind = error.kind
        if isinstance(kind, _GIVEN_UP):
            return  # an expression that could not be finished says nothing about the value
        if isinstance(kind, ValidationErrorKind.OneOfNotValid | ValidationErrorKind.AnyOf):
            yield from self._alternatives(error, kind.context)
        else:
            place = self._program.locate(error.schema_path)
            keyword = _keyword(error, place)
            is_format = keyword == "format" and not isinstance(kind, ValidationErrorKind.Format)
            yield _violation(error, describe(error, is_format=is_format), keyword, place)

    def _alternatives(self, error: ValidationError, context: list[list[ValidationError]]) -> Iterator[Violation]:
        """What is wrong with the alternative that was meant, where that is clear; else one sentence about all."""
        lowered = str(error.schema_path[-1])
        place = self._program.locate(error.schema_path)
        keyword = _keyword(error, place)
        holder = self._holder(error)
        chosen = _real_alternatives(holder[lowered]) if holder is not None else []
        if holder is not None and holder.discriminator is not None and isinstance(error.instance, dict):
            values = alternatives(holder, lowered, self._program.definitions)
            given = error.instance.get(holder.discriminator.property_name or "")
            if isinstance(given, str) and given in values:
                chosen = [values[given]]
            elif isinstance(given, str) and values:
                name = holder.discriminator.property_name
                yield _violation(error, f"{show(given)} is not a known {name!r}: {_listed(values)}", keyword, place)
                return
        if len(chosen) == 1 and chosen[0] < len(context):
            for inner in context[chosen[0]]:
                yield from self._violations(inner)
        else:
            violation = _violation(error, self._none_fits(error, context), keyword, place)
            yield replace(violation, meant=tuple(self._meant(error, context)))

    def _meant(self, error: ValidationError, context: list[list[ValidationError]]) -> Iterator[Violation]:
        """What is wrong with the one alternative whose type and constants the value has."""
        fitting = [errors for errors in context if errors and not _is_other_kind(errors, error)]
        if len(fitting) == 1:
            for inner in fitting[0]:
                yield from self._violations(inner)

    def _none_fits(self, error: ValidationError, context: list[list[ValidationError]]) -> str:
        ranked = sorted((_distance(errors, error), index) for index, errors in enumerate(context) if errors)
        sentence = f"{show(error.instance)} matches none of the {len(context)} alternatives"
        if not ranked or ranked[0][0][0]:
            return sentence
        closest = ranked[0][1]
        inner = next((violation for e in context[closest] for violation in self._violations(e)), None)
        if inner is None:
            return sentence
        where = inner.instance_path[len(value_path(error)) :]
        path = f"{join_pointer(tuple(map(str, where)))}: " if where else ""
        return f"{sentence}; the closest is number {closest + 1}: {path}{inner.message}"

    def _holder(self, error: ValidationError) -> Lowered | None:
        here = self._program.at(error.schema_path[:-1])
        return here if isinstance(here, Lowered) else None


def _keyword(error: ValidationError, place: Place) -> str:
    """The keyword as the author wrote it."""
    if isinstance(error.kind, ValidationErrorKind.FalseSchema):
        return "additionalProperties" if place.tokens[-1:] == ("additionalProperties",) else "false"
    if isinstance(error.kind, ValidationErrorKind.PropertyNames):
        return "propertyNames"
    return place.tokens[-1] if place.tokens else str(error.schema_path[-1])


def _violation(error: ValidationError, message: str, keyword: str, place: Place) -> Violation:
    evaluation = tuple(error.evaluation_path)
    return Violation(message, value_path(error), keyword, place, _names(error.kind), evaluation)


def _with_names(violation: Violation, value: Any) -> Violation:
    """Of an object that may have no members at all, the validator does not say which ones it has."""
    if violation.keyword != "additionalProperties" or violation.names:
        return violation
    for step in violation.instance_path:
        value = value[step]
    names = tuple(map(str, value)) if isinstance(value, dict) else ()
    return replace(violation, message=unexpected(names), names=names) if names else violation


def _names(kind: ValidationErrorKind) -> tuple[str, ...]:
    match kind:
        case ValidationErrorKind.Required(property=name):
            return (name,)
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            return tuple(names)
        case ValidationErrorKind.UnevaluatedProperties(unexpected=names):
            return tuple(names)
    return ()


def _real_alternatives(branches: list[Any]) -> list[int]:
    """The indexes of all but ``{"type": "null"}``: with null beside it, the one other schema is what was meant."""
    return [index for index, branch in enumerate(branches) if branch != {"type": "null"}]


def _distance(errors: list[ValidationError], parent: ValidationError) -> tuple[bool, int, int]:
    """How far a value is from an alternative: of another type, with other constants, then the number of errors."""
    here = len(parent.instance_path)
    is_other_type = any(isinstance(e.kind, ValidationErrorKind.Type) and len(e.instance_path) == here for e in errors)
    fixed = ValidationErrorKind.Constant | ValidationErrorKind.Enum
    return is_other_type, sum(isinstance(e.kind, fixed) for e in errors), len(errors)


def _is_other_kind(errors: list[ValidationError], parent: ValidationError) -> bool:
    """True where the value is of another type than the alternative, or has another constant where that has one."""
    here = len(parent.instance_path)
    return any(
        (isinstance(each.kind, ValidationErrorKind.Type) and len(each.instance_path) == here)
        or (_is_constant(each) and len(each.instance_path) == here + 1)
        for each in errors
    )


def _is_constant(error: ValidationError) -> bool:
    kind = error.kind
    is_only = isinstance(kind, ValidationErrorKind.Enum) and isinstance(kind.options, list) and len(kind.options) == 1
    return is_only or isinstance(kind, ValidationErrorKind.Constant)


def _listed(values: Iterable[str]) -> str:
    return one_of([show(value) for value in list(values)[:10]])
