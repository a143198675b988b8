"""Models mean what schemas say: values that a schema allows come back as they were, all others are refused."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.gen.conftest import Build

DOCUMENT = r"""
openapi: 3.1.0
info: {title: Meaning, version: "1"}
paths: {}
components:
  schemas:
    Names:
      type: object
      required: [class]
      properties:
        class: {type: string}
        class_: {type: integer}
        a b: {type: string}
        a_b: {type: integer}
        "": {type: string}
        model_config: {type: string}
        Conforms: {type: array, uniqueItems: true}
    Times:
      type: object
      properties:
        moment: {type: string, format: date-time}
        maybe: {type: [string, "null"], format: date-time}
        clock: {type: string, format: time}
        id: {type: string, format: uuid}
        data: {type: string, format: byte}
        span: {type: [string, "null"], format: duration}
        either: {anyOf: [{type: string, format: uuid}, {type: object, properties: {a: {type: string}}}]}
      required: [span]
    Texts:
      type: object
      properties:
        digits: {type: string, pattern: '^\d+$'}
        ahead: {type: string, pattern: '^(?!a)'}
        letters: {type: string, pattern: '^\p{L}+$'}
        list: {type: array, items: {type: string, pattern: '^\w$'}}
        host: {type: string, format: hostname, maxLength: 10}
    Numbers:
      type: object
      properties:
        big: {type: integer, maximum: 100000000000000000000000000}
        small: {type: integer, format: int32, minimum: 1}
        cents: {type: number, multipleOf: 0.01}
        level: {type: integer, enum: [1, 2]}
        mixed: {enum: [1, "a", true, null, 2.5, [1]]}
        yes: {const: true}
        half: {type: integer, exclusiveMinimum: 0.5}
    Untyped: {minLength: 2, minimum: 5}
    Unique: {type: array, uniqueItems: true}
    Pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
    Contains: {type: array, contains: {const: x}, minContains: 2, maxContains: 3}
    Prefixed: {type: object, patternProperties: {^x-: {type: integer}}, additionalProperties: false}
    Conditional:
      type: object
      properties: {kind: {type: string}}
      if: {properties: {kind: {const: card}}, required: [kind]}
      then: {required: [number]}
      else: {not: {required: [number]}}
    Dependent: {type: object, dependentRequired: {a: [b]}, propertyNames: {maxLength: 2}, minProperties: 1}
    Cat: {type: object, required: [name], properties: {name: {type: string}, kind: {type: string}}}
    Dog: {type: object, required: [name], properties: {name: {type: string}, bark: {type: integer}}}
    Pet: {oneOf: [<Cat>, <Dog>]}
    Chosen: {oneOf: [<Cat>, <Dog>], discriminator: {propertyName: kind, mapping: {dog: <Dog_>}}}
    Pets: {type: array, items: {oneOf: [<Cat>, <Dog>]}}
    Closed: {allOf: [<Cat>, {oneOf: [{required: [b], properties: {b: {type: string}}}, {required: [c]}]}],
             unevaluatedProperties: false}
    Wide: {type: object, required: [kind], properties: {kind: {type: string, enum: [a, b]}, n: {type: integer}}}
    Narrow: {allOf: [<Wide>, {properties: {kind: {const: a}, n: {maximum: 5}}}]}
    Short: {allOf: [{type: string, pattern: '^\d*$'}, {maxLength: 3}]}
    Nothing: {type: object, properties: {never: false}}
    Beside: {type: string, not: {$ref: '#/components/schemas/Digit', minLength: 2}}
    Digit: {type: string, pattern: '^\d*$'}
    Node: {$id: node, $dynamicAnchor: node, type: object,
           properties: {nodes: {type: array, items: {$dynamicRef: '#node'}}, value: {type: integer}}}
    Items: {$id: list, type: array, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}
    Strings: {$ref: list, $defs: {string: {$dynamicAnchor: item, type: string}}}
    Ranges: {type: string, anyOf: [{maxLength: 2}, {minLength: 4}]}
"""
DOCUMENT = DOCUMENT.replace("<Dog_>", "'#/components/schemas/Dog'")
for _name in ("Cat", "Dog", "Wide"):
    DOCUMENT = DOCUMENT.replace(f"<{_name}>", f"{{$ref: '#/components/schemas/{_name}'}}")

ALLOWED: list[tuple[str, Any]] = [
    ("Names", {"class": "x", "class_": 1, "a b": "s", "a_b": 1, "": "e", "model_config": "m", "Conforms": [1]}),
    *(("Times", {"moment": text, "maybe": text, "span": None}) for text in (
        "2020-01-01T00:00:00.120Z", "2020-01-01t00:00:00+00:00", "2020-01-01T00:00:00.123456789Z",
        "2016-12-31T23:59:60Z",
    )),
    ("Times", {"clock": "12:00:00.50z", "id": "123E4567-e89b-12d3-a456-426614174000", "data": "aGk=", "span": "P1Y"}),
    ("Times", {"maybe": None, "either": {"a": "x"}, "span": "PT1H"}),
    ("Texts", {"digits": "12", "ahead": "b", "letters": "ä", "list": ["a"], "host": "a.b"}),
    ("Numbers", {"big": 10**25, "small": 1, "cents": 0.07, "level": 1.0, "mixed": [1.0], "yes": True, "half": 1}),
    ("Numbers", {"mixed": None, "cents": 1000000}),
    ("Untyped", "ab"), ("Untyped", 5), ("Untyped", []),
    ("Unique", [1, True, "1", [1], [True], {"a": 1}, {"a": True}]),
    ("Pair", ["a"]), ("Pair", ["a", 1]),
    ("Contains", ["x", 1, "x"]),
    ("Prefixed", {"x-a": 1}),
    ("Conditional", {"kind": "card", "number": 1}), ("Conditional", {"kind": "cash"}),
    ("Dependent", {"a": 1, "b": 2}),
    ("Pet", {"name": "a", "bark": "loud"}), ("Chosen", {"name": "a", "kind": "dog"}),
    ("Pets", [{"name": "a", "kind": 1}]),
    ("Closed", {"name": "a", "b": "x"}),
    ("Narrow", {"kind": "a", "n": 5}), ("Short", "123"), ("Nothing", {"other": 1}), ("Ranges", "abcd"),
    ("Beside", "1"), ("Beside", "ab"), ("Node", {"nodes": [{"value": 1}]}), ("Items", [1]), ("Strings", ["a"]),
]  # fmt: skip
REFUSED: list[tuple[str, Any]] = [
    ("Names", {"class_": 1}), ("Names", {"class": "x", "a_b": "s"}), ("Names", {"class": "x", "Conforms": [1, 1.0]}),
    ("Times", {}), ("Times", {"span": "P"}), ("Times", {"span": None, "moment": None}),
    ("Times", {"span": None, "moment": "2020-01-01"}), ("Times", {"span": None, "moment": "2020-01-01T00:00:60Z"}),
    ("Times", {"span": None, "data": "a"}), ("Times", {"span": None, "id": "123"}),
    ("Texts", {"digits": "1\n"}), ("Texts", {"digits": "\u0967"}), ("Texts", {"ahead": "a"}),
    ("Texts", {"letters": "1"}),
    ("Texts", {"list": ["ä"]}), ("Texts", {"host": "a b"}), ("Texts", {"host": "aaaaaaaaaaa"}),
    ("Numbers", {"big": 10**27}), ("Numbers", {"small": 2**31}), ("Numbers", {"small": 0}),
    ("Numbers", {"small": True}),
    ("Numbers", {"cents": 1000000.005}), ("Numbers", {"level": True}), ("Numbers", {"level": 3}),
    ("Numbers", {"yes": 1}),
    ("Numbers", {"mixed": [True]}), ("Numbers", {"mixed": 2}), ("Numbers", {"half": 0}), ("Numbers", {"level": "1"}),
    ("Untyped", "a"), ("Untyped", 4), ("Unique", [1, 1.0]), ("Unique", [{"a": [1]}, {"a": [1.0]}]),
    ("Pair", [1]), ("Pair", ["a", 1, 2]), ("Contains", ["x"]), ("Contains", ["x"] * 4),
    ("Prefixed", {"y": 1}), ("Prefixed", {"x-a": "1"}),
    ("Conditional", {"kind": "card"}), ("Conditional", {"number": 1}),
    ("Dependent", {"a": 1}), ("Dependent", {"abc": 1}), ("Dependent", {}),
    ("Pet", {"name": "a"}), ("Chosen", {"name": "a"}), ("Pets", [{"name": "a"}]), ("Pet", {}),
    ("Closed", {"name": "a", "b": "x", "c": 1}), ("Closed", {"name": "a", "b": "x", "d": 1}),
    ("Narrow", {"kind": "b"}), ("Narrow", {"kind": "a", "n": 6}), ("Short", "1234"), ("Short", "a"),
    ("Nothing", {"never": 1}), ("Ranges", "abc"), ("Ranges", 1),
    ("Beside", "12"), ("Node", {"nodes": [{"value": "1"}]}), ("Strings", [1]),
]  # fmt: skip


@pytest.fixture(scope="module")
def models(build: Build) -> ModuleType:
    return build(DOCUMENT).module("generated.models")


@pytest.mark.parametrize(("name", "value"), ALLOWED)
def test_what_a_schema_allows_comes_back_as_it_was(models: ModuleType, name: str, value: Any) -> None:
    adapter = TypeAdapter(getattr(models, name))

    for read in (adapter.validate_json(json.dumps(value)), adapter.validate_python(value)):
        assert json.loads(adapter.dump_json(read, by_alias=True, exclude_unset=True)) == value


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_a_schema_does_not_allow_is_refused(models: ModuleType, name: str, value: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(models, name))

    with pytest.raises(ValidationError):
        adapter.validate_json(json.dumps(value))
    with pytest.raises(ValidationError):
        adapter.validate_python(value)


def test_python_calls_use_the_names_of_fields(models: ModuleType) -> None:
    made = models.Conditional(kind="card", number=1)

    assert made.model_dump(by_alias=True, exclude_unset=True) == {"kind": "card", "number": 1}
    with pytest.raises(ValidationError, match="should meet required"):
        models.Conditional(kind="card")


def test_what_types_cannot_say_is_in_the_json_schema_too(models: ModuleType) -> None:
    found = models.Numbers.model_json_schema()["properties"]

    assert found["cents"] == {"type": "number", "multipleOf": 0.01, "title": "Cents"}
    assert found["small"] == {"type": "integer", "format": "int32", "minimum": 1, "title": "Small"}
    assert TypeAdapter(models.Dependent).json_schema()["dependentRequired"] == {"a": ["b"]}
    assert models.Texts.model_json_schema()["properties"]["digits"]["pattern"] == r"^\d+$"
