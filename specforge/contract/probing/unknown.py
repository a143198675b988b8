"""Ids that nothing has: as well formed as those that are known."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from specforge.contract.probing.tester import Tester
from specforge.document.model import Parameter, Schema
from specforge.values.requests import schema_of
from specforge.values.resources.model import Resource
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.texts import write

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Fewer values than these may all be taken; shorter texts, too.
_FEWEST = 100_000
_SHORTEST = 6


def unknown_values(tester: Tester, resource: Resource, view: Parameter, salt: str = "") -> Iterator[str | int]:
    """Values of the path parameter that are valid, and that no thing has as far as anybody can know. ``salt`` makes
    them others: a thing that was asked for may have come into being by that."""
    schema = schema_of(view)
    taken = {key[-1] for key in tester.pool.keys(resource) if key}
    random = Random(f"{tester.settings.seed} {salt}")
    for value in _candidates(tester, schema, sorted(taken), random):
        is_valid = schema is None or tester.checker.compile(schema, "request").is_valid(value)
        if is_valid and write(value) not in taken:
            yield value


def _candidates(tester: Tester, schema: Schema | None, taken: list[str], random: Random) -> Iterator[str | int]:
    parts = tester.pool.shapes.parts(schema) if schema is not None else ()
    if any(part.get(word) is not None for part in parts for word in ("enum", "const")):
        return
    kinds = {kind for part in parts for kind in part.types} - {"null"}
    if "integer" in kinds or "number" in kinds:
        yield from _numbers(parts, random)
        return
    is_uuid = any(part.format == "uuid" for part in parts) or any(_UUID.fullmatch(text) for text in taken)
    yield from (str(uuid.UUID(int=random.getrandbits(128), version=4)) for _ in range(2))
    if is_uuid:
        return
    if any(text.isdecimal() for text in taken):
        yield from (str(number) for number in _numbers(parts, random))
    yield from _alike(schema, tester, random)


def _numbers(parts: tuple[Schema, ...], random: Random) -> Iterator[int]:
    lowest = max([value for part in parts if isinstance(value := part.get("minimum"), int)], default=1)
    highest = min([value for part in parts if isinstance(value := part.get("maximum"), int)], default=2**31 - 1)
    highest = min(highest, 2**31 - 1)
    if highest - lowest > _FEWEST:
        yield from (random.randrange(highest - (highest - lowest) // 10, highest) for _ in range(3))


def _alike(schema: Schema | None, tester: Tester, random: Random) -> Iterator[str]:
    for _ in range(4 if schema is not None else 0):
        with suppress(Unsatisfiable):
            seed = random.getrandbits(31) or 1
            value = sample(schema, tester.checker, seed=seed, direction="request", use_examples=False)  # type: ignore[arg-type]
            if isinstance(value, str) and len(value) >= _SHORTEST:
                yield value
