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
from specforge.values.sampling.script import Make
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
    memory, called = compiled.memory, name or schema.name or ""
    if seed != 0 and fill_optional and not use_examples:
        value = _by_script(compiled, memory.scripts.of(compiled.program, called), seed, vocabulary)
        if value is not _NOTHING:
            return value
    plan = Plan(is_first_choice=seed == 0, use_examples=use_examples, fill_optional=fill_optional)
    problem = ""
    for attempt in range(_ATTEMPTS):
        plan.use_examples = plan.use_examples and attempt < _WITHOUT_EXAMPLES
        plan.fill_optional = plan.fill_optional and attempt < _ONLY_REQUIRED
        random = _random(seed, compiled.pointer, attempt, vocabulary)
        generator = Generator(compiled.program, memory, plan, random, called)
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
    raise Unsatisfiable(schema.place, f"no valid value was found: {problem}")


def _by_script(compiled: CompiledSchema, make: Make | None, seed: int, vocabulary: Vocabulary) -> Any:
    """The value that a script makes, where it is valid."""
    if make is None:
        return _NOTHING
    try:
        value = make(_random(seed, compiled.pointer, 0, vocabulary))
    except Contradiction:
        return _NOTHING
    return value if compiled.is_valid(value) else _NOTHING


def _random(seed: int, pointer: str, attempt: int, vocabulary: Vocabulary) -> Source:
    """Depends on nothing else. A text as the seed of Random would be stretched to hundreds of bits first."""
    text = f"{seed} {pointer} {attempt}".encode("utf-8", "replace")
    random = Source(int.from_bytes(blake2b(text, digest_size=8).digest()))
    random.vocabulary = vocabulary
    return random
