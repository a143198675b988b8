"""Values made up from schemas: the author's examples where they are valid, otherwise something that looks real.

A value is generated in one go, checked, and where the validator objects the plan for the next attempt is changed: an
example is distrusted, another alternative is chosen, an optional part is left out. The same seed and the same place of
a schema give the same value, whatever was asked for before.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from specforge.document.model import Schema
from specforge.document.place import Place
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.lowering.hidden import Direction
from specforge.values.sampling.demand import Contradiction
from specforge.values.sampling.generate import Generator
from specforge.values.sampling.learn import learn
from specforge.values.sampling.plan import Plan
from specforge.values.sampling.vocabulary import PLAIN, Source, Vocabulary

_ATTEMPTS = 14
_WITHOUT_EXAMPLES = 7  # from this attempt on
_ONLY_REQUIRED = 10
_NOTHING = object()


class Unsatisfiable(Exception):
    """No valid value was found for the schema at ``place``. ``message`` says what stood in the way."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def sample(
    schema: Schema,
    checker: SchemaChecker,
    *,
    seed: int = 0,
    direction: Direction = None,
    fill_optional: bool = True,
    use_examples: bool = True,
    name: str = "",
    vocabulary: Vocabulary = PLAIN,
) -> Any:
    """A value that is valid against ``schema``. Raises Unsatisfiable.

    Optional properties are filled as far as the value stays readable. Seed 0 takes the first of all alternatives, other
    seeds take any. ``name`` is what the value is called (a parameter's name), so that it can look like one.
    ``vocabulary`` is what names and words are chosen from.
    """
    compiled = checker.compile(schema, direction)
    called = name or compiled.name
    if fill_optional and not use_examples:
        return invent(compiled, seed, vocabulary, called)
    plan = Plan(is_first_choice=seed == 0, use_examples=use_examples, fill_optional=fill_optional)
    return _by_attempts(compiled, plan, called, seed, vocabulary)


def invent(schema: CompiledSchema, seed: int, vocabulary: Vocabulary, name: str = "") -> Any:
    """As ``sample`` without examples, for those who have the schema compiled. Raises Unsatisfiable."""
    called = name or schema.name
    if seed != 0:
        value = _by_script(schema, called, _random(seed, schema.pointer, 0, vocabulary))
        if value is not _NOTHING:
            return value
    return _by_attempts(schema, Plan(is_first_choice=seed == 0, use_examples=False), called, seed, vocabulary)


def draw(schema: CompiledSchema, random: Source) -> Any:
    """As ``invent``, but another value each time, and nobody can say which one: a seed for each would cost as much as
    the value. Raises Unsatisfiable.
    """
    value = _by_script(schema, schema.name, random)
    if value is not _NOTHING:
        return value
    plan = Plan(is_first_choice=False, use_examples=False)
    return _by_attempts(schema, plan, schema.name, random.getrandbits(32), random.vocabulary)


def _by_attempts(compiled: CompiledSchema, plan: Plan, called: str, seed: int, vocabulary: Vocabulary) -> Any:
    problem = ""
    for attempt in range(_ATTEMPTS):
        plan.use_examples = plan.use_examples and attempt < _WITHOUT_EXAMPLES
        plan.fill_optional = plan.fill_optional and attempt < _ONLY_REQUIRED
        random = _random(seed, compiled.pointer, attempt, vocabulary)
        generator = Generator(compiled.program, compiled.memory, plan, random, called)
        try:
            value = generator.generate()
        except Contradiction as error:
            problem = str(error)
            if not plan.fill_optional:
                break
            plan.fill_optional = attempt < 1  # what cannot be made may hang on something optional
            continue
        if compiled.is_valid(value):
            return value
        learn(plan, generator.frames, compiled.errors(value), compiled.program, attempt)
        problem = "; ".join(map(str, compiled.violations(value)[:2])) or "the validator refuses every value"
    raise Unsatisfiable(compiled.schema.place, f"no valid value was found: {problem}")


def _by_script(compiled: CompiledSchema, called: str, random: Source) -> Any:
    """The value that a script makes, where it is valid."""
    make = compiled.memory.scripts.of(compiled.program, called)
    if make is None:
        return _NOTHING
    try:
        value = make(random)
    except Contradiction:
        return _NOTHING
    return value if compiled.is_valid(value) else _NOTHING


def _random(seed: int, pointer: str, attempt: int, vocabulary: Vocabulary) -> Source:
    """Depends on nothing else. A text as the seed of Random would be stretched to hundreds of bits first."""
    text = f"{seed} {pointer} {attempt}".encode("utf-8", "replace")
    random = Source(int.from_bytes(blake2b(text, digest_size=8).digest()))
    random.vocabulary = vocabulary
    return random
