"""compare: what belongs together in two documents, and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import specforge
from specforge.diff.change import Change, Direction
from specforge.diff.engine import compare
from specforge.document.load import load, load_text
from specforge.findings.fingerprint import fingerprint
from specforge.findings.model import Severity

BASE = """openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    post:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
      responses:
        '200':
          description: A pet
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 10}
        parent: {$ref: '#/components/schemas/Pet'}
"""


def changes(old: str, new: str) -> list[Change]:
    return compare(load_text(old, "old.yaml"), load_text(new, "new.yaml"))


def ids(old: str, new: str) -> list[str]:
    return [change.id for change in changes(old, new)]


def test_a_document_is_equal_to_itself() -> None:
    assert ids(BASE, BASE) == []


def test_the_same_in_json_and_in_another_order_is_equal() -> None:
    value = load_text(BASE).root.value

    assert ids(BASE, json.dumps(value, sort_keys=True)) == []
    assert ids(json.dumps(dict(reversed(value.items()))), BASE) == []


def test_a_change_has_its_place_in_both_documents() -> None:
    (change,) = changes(BASE, BASE.replace("maximum: 100", "maximum: 50"))

    assert (change.id, change.severity) == ("request-parameter-max-decreased", Severity.ERROR)
    assert change.message == "`maximum` of the query parameter `limit` decreased from 100 to 50"
    assert (change.base.file, change.base.region.line) == ("old.yaml", 9)
    assert (change.revision.file, change.revision.region.line) == ("new.yaml", 9)
    assert (change.operation, change.direction) == ("POST /pets/{id}", Direction.REQUEST)


def test_the_direction_decides() -> None:
    found = changes(BASE, BASE.replace("maxLength: 10", "maxLength: 20"))

    assert {(c.id, c.severity) for c in found} == {
        ("request-property-max-length-increased", Severity.INFO),
        ("response-property-max-length-increased", Severity.ERROR),
    }


def test_a_schema_that_refers_to_itself_is_told_of_a_few_times() -> None:
    found = changes(BASE, BASE.replace("maxLength: 10", "maxLength: 20"))

    assert sorted({change.where[-1] for change in found}) == ["name"]
    assert len(found) <= 10


def test_a_renamed_path_parameter_is_the_same() -> None:
    assert ids(BASE, BASE.replace("{id}", "{pet}").replace("name: id", "name: pet")) == []


def test_a_fingerprint_survives_moved_lines_and_tells_operations_apart() -> None:
    new = BASE.replace("maximum: 100", "maximum: 50")
    (before,), (after,) = changes(BASE, new), changes(BASE, "# a comment\n" + new)

    assert before.fingerprint == after.fingerprint == fingerprint(after.as_finding())
    assert before.revision.region != after.revision.region


def test_what_is_removed_is_shown_beside_what_is_left() -> None:
    (change,) = changes(BASE, BASE.replace("        - {name: limit, in: query", "        - {name: page, in: query"))[1:]

    assert change.id == "request-parameter-removed"
    assert change.base.region.line == 9
    assert change.revision.file == "new.yaml"


SWAGGER = """swagger: '2.0'
info: {title: Pets, version: 1.0.0}
consumes: [application/json]
produces: [application/json]
paths:
  /pets:
    post:
      parameters:
        - {name: body, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
      responses:
        '200': {description: A pet, schema: {$ref: '#/definitions/Pet'}}
definitions:
  Pet:
    type: object
    properties:
      age: {type: integer, minimum: 0, exclusiveMinimum: true, x-nullable: true}
"""
THREE_ZERO = """openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    post:
      parameters:
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
      responses:
        '200':
          description: A pet
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      properties:
        age: {type: integer, minimum: 0, exclusiveMinimum: true, nullable: true}
"""
THREE_ONE = THREE_ZERO.replace("3.0.3", "3.1.0").replace(
    "{type: integer, minimum: 0, exclusiveMinimum: true, nullable: true}",
    "{type: [integer, 'null'], exclusiveMinimum: 0}",
)
WRAPPED = THREE_ONE.replace(
    "{type: [integer, 'null'], exclusiveMinimum: 0}", "{oneOf: [{type: 'null'}, {type: integer, exclusiveMinimum: 0}]}"
)
SAME = {"2.0": SWAGGER, "3.0": THREE_ZERO, "3.1": THREE_ONE, "3.1 wrapped": WRAPPED}


@pytest.mark.parametrize("old", SAME)
@pytest.mark.parametrize("new", SAME)
def test_versions_that_say_the_same_are_equal(old: str, new: str) -> None:
    assert ids(SAME[old], SAME[new]) == []


ODD = ["null", "[]", "3", "a: b", "openapi: 3.1.0", "openapi: 3.1.0\npaths: 3", "openapi: 3.1.0\npaths: {/a: [1]}"]


@pytest.mark.parametrize("text", ODD)
def test_whatever_stands_in_a_document_can_be_compared(text: str) -> None:
    assert isinstance(ids(BASE, text), list)
    assert isinstance(ids(text, BASE), list)


def test_compare_is_public() -> None:
    assert specforge.compare(load_text(BASE), load_text(BASE)) == []


def many(count: int, schema: str) -> str:
    operation = "get: {responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/s'}}}}}}"
    paths = "".join(f"  /a{index}: {{{operation}}}\n" for index in range(count))
    head = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n"
    text = f"{head}{paths}components:\n  schemas:\n    Pet: {schema}\n"
    return text.replace("#/s", "#/components/schemas/Pet")


def test_what_many_operations_have_in_common_is_told_once() -> None:
    old, new = (f"{{properties: {{name: {{type: {name}}}}}}}" for name in ("string", "integer"))

    assert len(changes(many(20, old), many(20, new))) == 20
    (change,) = changes(many(21, old), many(21, new))
    assert change.operation is None
    assert change.message == "the response property `name` of `Pet` is integer instead of string"
    assert change.operations == tuple(f"GET /a{index}" for index in range(21))
    assert change.details["operations"].splitlines()[-1] == "and 11 more"


SPLIT = {
    "openapi.yaml": BASE.replace("#/components/schemas/Pet", "schemas/Pet.yaml").partition("components:")[0],
    "schemas/Pet.yaml": (
        "type: object\nrequired: [name]\nproperties:\n"
        "  name: {type: string, maxLength: 10}\n  parent: {$ref: Pet.yaml}\n"
    ),
}


def test_a_document_in_several_files_is_equal_to_the_same_in_one(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    for name, text in SPLIT.items():
        (tmp_path / name).write_text(text)
    split, whole = load(tmp_path / "openapi.yaml"), load_text(BASE)

    assert compare(split, whole) == []
    assert compare(whole, split) == []


def test_a_property_that_is_never_sent_breaks_nobody() -> None:
    old = BASE.replace("{type: string, maxLength: 10}", "{type: string, readOnly: true}")

    found = ids(old, old.replace("type: string, readOnly", "type: integer, readOnly"))

    assert set(found) == {"response-property-type-changed"}


REFERENCE = "{$ref: '#/components/schemas/Pet'}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{{description: The parent, allOf: [{REFERENCE}]}}", []),
        (f"{{anyOf: [{REFERENCE}]}}", []),
        (f"{{nullable: true, allOf: [{REFERENCE}]}}", ["request-property-became-nullable"]),
        (f"{{allOf: [{REFERENCE}, {{required: [parent]}}]}}", ["request-property-all-of-added"]),
        (f"{{anyOf: [{REFERENCE}, {{required: [parent]}}]}}", ["request-property-any-of-added"]),
    ],
)
def test_a_reference_may_be_wrapped(written: str, expected: list[str]) -> None:
    old = BASE.replace("3.1.0", "3.0.3").replace("parent: {$ref: '#/components/schemas/Pet'}", f"parent: {REFERENCE}")
    new = old.replace(f"parent: {REFERENCE}", f"parent: {written}")

    assert [id for id in dict.fromkeys(ids(old, new)) if id.startswith("request")] == expected
    assert bool(ids(new, old)) is bool(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{const: a}", "{enum: [a]}"),
        ("{type: string}", "{type: [string], minLength: 0}"),
        ("{type: array}", "{type: array, minItems: 0, uniqueItems: false}"),
        ("{type: object}", "{type: object, required: [], additionalProperties: true, properties: {}}"),
        ("{type: [string, integer]}", "{oneOf: [{type: integer}, {type: string}]}"),
        ("{enum: [a, b]}", "{enum: [b, a], x-note: sorted}"),
    ],
)
def test_other_words_for_the_same_are_no_change(one: str, other: str) -> None:
    old, new = (BASE.replace("{type: string, maxLength: 10}", words) for words in (one, other))

    assert ids(old, new) == []
    assert ids(new, old) == []


FLAT = "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}"
PARTS = "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {properties: {b: {type: %s}}}]}"


def test_properties_may_move_into_parts() -> None:
    whole, parts = (BASE.replace("{type: string, maxLength: 10}", words) for words in (FLAT, PARTS % "integer"))

    assert ids(whole, parts) == ids(parts, whole) == []


def test_what_changed_on_the_way_into_parts_is_told_alone() -> None:
    whole, parts = (BASE.replace("{type: string, maxLength: 10}", words) for words in (FLAT, PARTS % "boolean"))

    found = changes(whole, parts)

    assert {change.id for change in found} == {"request-property-type-changed", "response-property-type-changed"}
    assert found[0].where[-2:] == ("name", "b")


def test_null_is_told_as_null_also_among_several() -> None:
    some = "{oneOf: [{type: object, required: [a]}, {type: array}]}"
    old, new = (
        BASE.replace("{type: string, maxLength: 10}", words)
        for words in (some, some.replace("[{", "[{type: 'null'}, {", 1))
    )

    assert set(ids(old, new)) == {"request-property-became-nullable", "response-property-became-nullable"}
    assert set(ids(new, old)) == {"request-property-became-not-nullable", "response-property-became-not-nullable"}
