"""What is made once stays what it would have been if it had been made again, and is made again when it has to be."""

from __future__ import annotations

import random
import sys
from itertools import islice
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import pytest
from jsonschema_rs import Draft202012Validator
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.hypothesis.examples import generate_one
from schemathesis.resources.descriptors import Cardinality, ResourceDescriptor
from schemathesis.resources.repository import ResourceRepository
from schemathesis.specs.openapi.coverage import _schema
from schemathesis.specs.openapi.extra_data_source import OpenApiExtraDataSource, ParameterRequirement

from specforge.contract.engine import thrift
from specforge.contract.engine.adapter import NOT_SPARED, Engine
from specforge.contract.engine.thrift import FirstFew, if_loaded, one_draw, same_members, seldom

SHOW = "GET /users/{id}"
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "integer"}}}


def source() -> OpenApiExtraDataSource:
    """As the engine makes it for a document in which ``POST /users`` creates what ``GET /users/{id}`` shows."""
    assert Engine and ResourceRepository.iter_instances.__module__ == thrift.__name__, "the engine does not use it"
    descriptor = ResourceDescriptor("User", "POST /users", 201, "", Cardinality.ONE, None)
    requirements = {(SHOW, ParameterLocation.PATH, "id"): ParameterRequirement("User", "id")}
    return OpenApiExtraDataSource(ResourceRepository([descriptor]), requirements)


def test_all_of_it_has_its_place_in_the_engine_that_is_installed() -> None:
    assert NOT_SPARED == []


def test_an_engine_without_these_functions_does_its_work_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise AttributeError(name)

    monkeypatch.setattr(thrift, "load_name", missing)

    assert thrift.spare() == ["captures", "order", "framework", "strategies", "fields", "candidates"]


def create(known: OpenApiExtraDataSource, number: int, **more: Any) -> None:
    known.repository.record_response(operation="POST /users", status_code=201, payload={"id": number}, **more)


def variants(known: OpenApiExtraDataSource, schema: dict[str, Any] = SCHEMA) -> Any:
    validator = SimpleNamespace(adapter=SimpleNamespace(jsonschema_validator_cls=Draft202012Validator))
    operation: Any = SimpleNamespace(label=SHOW, schema=validator)
    return known.get_captured_variants(operation=operation, location=ParameterLocation.PATH, schema=schema)


def overlays(found: Any) -> list[Any]:
    return [one.overlay for one in found or ()]


def test_captured_values_are_collected_once_while_nothing_happens() -> None:
    known = source()
    create(known, 1)

    first = variants(known)

    assert overlays(first) == [{"id": 1}]
    assert variants(known) is first


def test_what_was_created_or_deleted_since_is_noticed() -> None:
    known = source()
    create(known, 1)
    assert overlays(variants(known)) == [{"id": 1}]

    create(known, 2)
    assert overlays(variants(known)) == [{"id": 1}, {"id": 2}]

    known._tombstoned.add(("User", 1))
    assert overlays(variants(known)) == [{"id": 2}]


def test_another_schema_has_variants_of_its_own() -> None:
    known = source()
    create(known, 1)
    create(known, 20)
    narrow = {"type": "object", "properties": {"id": {"type": "integer", "minimum": 10}}}

    assert overlays(variants(known)) == [{"id": 1}, {"id": 20}]
    assert overlays(variants(known, narrow)) == [{"id": 20}]


def test_the_values_of_examples_take_their_turn_every_few_draws() -> None:
    known = source()
    create(known, 99, from_example=True)
    create(known, 1)

    drawn = [len(variants(known)) for _ in range(10)]

    assert drawn == [1, 1, 1, 1, 2, 1, 1, 1, 1, 2]


def test_what_may_be_changed_by_a_request_is_made_for_each() -> None:
    known = source()
    schema = {"type": "object", "properties": {"id": {"type": "object"}}}
    known.repository.record_response(operation="POST /users", status_code=201, payload={"id": {"of": 1}})

    assert variants(known, schema) is not variants(known, schema)


def test_an_order_is_drawn_as_one_number() -> None:
    class Counting(random.Random):
        draws = 0

        def getrandbits(self, k: int, /) -> int:
            self.draws += 1
            return super().getrandbits(k)

    def select(tracker: Any, keys: list[str], source: random.Random) -> int:
        order = list(range(len(keys)))
        source.shuffle(order)
        return order[0]

    counting = Counting(1)
    selected = {one_draw(select)(None, ["a"] * 50, counting) for _ in range(500)}

    assert counting.draws == 500
    assert len(selected) == 50


def test_a_function_is_called_once_for_the_same_objects() -> None:
    calls = []

    def build(strategy: Any, values: Any, serialize: Any = None, *, schema: Any = None) -> object:
        calls.append(strategy)
        return object()

    once = seldom(build, ("serialize",))
    strategy, values = object(), [1]

    assert once(strategy, values, print) is once(strategy, values, str)
    assert once(strategy, values) is not once(strategy, [1])
    assert once(strategy, values, schema=values) is not once(strategy, values, schema=strategy)
    assert len(calls) == 4


def test_fields_in_the_same_order_are_the_same_object() -> None:
    fixed = same_members(st.fixed_dictionaries)
    number, text = st.integers(), st.text()

    assert fixed({"a": number, "b": text}) is fixed({"a": number, "b": text})
    assert fixed({"a": number, "b": text}) is not fixed({"b": text, "a": number})
    assert fixed({"a": number}) is not fixed({"a": text})


def test_few_things_are_kept() -> None:
    fixed = same_members(lambda mapping: dict(mapping))

    strategy = st.none()
    first = fixed({"0": strategy})
    for number in range(1, 600):
        fixed({str(number): strategy})

    assert fixed({"0": strategy}) == first
    assert fixed({"0": strategy}) is not first


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_framework_is_not_imported_to_find_out_that_nobody_uses_it(
    monkeypatch: pytest.MonkeyPatch, is_loaded: bool
) -> None:
    monkeypatch.delitem(sys.modules, "django", raising=False)
    if is_loaded:
        monkeypatch.setitem(sys.modules, "django", SimpleNamespace())  # type: ignore[arg-type]
    asked = []

    def matches(adapter: Any, app: object) -> bool:
        asked.append(app)
        return True

    assert if_loaded(matches)(None, "app") is is_loaded
    assert asked == (["app"] if is_loaded else [])


def test_the_first_candidates_are_those_of_all() -> None:
    assert Engine
    installed = _schema._invalid_enum_candidates
    assert isinstance(installed, FirstFew)
    # What is drawn depends on the modules that are loaded by now.
    found = FirstFew(installed._all, installed._draw)
    drawn: list[Any] = []

    def refuse(value: Any) -> bool:
        drawn.append(value)
        if len(drawn) == 40:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        generate_one(_schema.INVALID_ENUM_STRATEGY.filter(refuse))

    assert list(map(repr, islice(found(), 32))) == list(map(repr, drawn[:32]))


def test_where_few_candidates_are_not_enough_the_others_follow() -> None:
    def draw(refuse: Any) -> None:
        for number in range(100):
            refuse(number)

    few = FirstFew(lambda: tuple(range(100)), draw)

    assert list(few()) == list(range(100))
    assert list(few()) == list(range(100))
