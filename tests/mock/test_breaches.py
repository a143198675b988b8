"""A mock that breaks promises: which there are, and that each one changes what it should and nothing else."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.breach import MARK, WOULD, Breach
from specforge.mock.breaches.application import BreakingMock
from specforge.mock.breaches.broken import broken_values
from specforge.mock.breaches.spoiling import Spoiler, Told
from specforge.values.check import SchemaChecker

NOTES = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
security: [{token: []}]
paths:
  /notes:
    get:
      security: []
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
      responses:
        "200":
          description: all
          headers: {X-Total: {required: true, schema: {type: integer, minimum: 0}}}
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/NewNote"}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "401": {description: who are you}
        "422": {description: no}
  /notes/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"204": {description: gone}, "401": {description: who}, "404": {description: none}}
    get:
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "404": {description: none}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    NewNote:
      type: object
      required: [text]
      additionalProperties: false
      properties: {text: {type: string, minLength: 2, maxLength: 40}, colour: {enum: [red, blue]}}
    Note:
      type: object
      required: [id, text]
      properties: {id: {type: integer}, text: {type: string, maxLength: 40}, colour: {enum: [red, blue]}}
"""
PATCH = """\
    patch:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {text: {type: string, maxLength: 40}}}}
      responses:
        "200": {description: changed, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "401": {description: who are you}
        "404": {description: none}
        "422": {description: no}
"""
TOKEN = {"authorization": "Bearer good"}


@pytest.fixture
def notes() -> Document:
    return load_text(NOTES)


@pytest.fixture
def mock(notes: Document) -> BreakingMock:
    return BreakingMock(notes)


def breaches(mock: BreakingMock, document: Document) -> dict[tuple[str, str, str | None], Breach]:
    found = mock.catalogue(document.operations).breaches
    return {(one.kind, one.keyword, one.operation): one for one in reversed(found)}


def ask(mock: BreakingMock, method: str, path: str, **options: Any) -> httpx.Response:
    with httpx.Client(transport=httpx.WSGITransport(app=mock.wsgi), base_url="http://mock") as client:
        return client.request(method, path, **options)


class TestBrokenValues:
    """From one valid value, one that breaks each keyword and nothing else."""

    def broken(self, schema: str, value: Any) -> dict[str, Any]:
        document = load_text(
            f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{schemas: {{S: {schema}}}}}\n"
        )
        compiled = SchemaChecker(document).compile(document.schemas["S"])
        found = list(broken_values(compiled, value))
        assert all(len(compiled.violations(one.value)) == 1 for one in found)
        return {one.keyword: one.value for one in found}

    def test_texts(self) -> None:
        found = self.broken("{type: string, minLength: 3, maxLength: 5, pattern: '^[a-z]+$'}", "abcd")

        assert found.keys() == {"minLength", "maxLength", "pattern", "type", "null"}
        assert (found["minLength"], found["maxLength"]) == ("ab", "abcddd")

    def test_numbers(self) -> None:
        found = self.broken("{type: integer, minimum: 2, exclusiveMaximum: 10, multipleOf: 2}", 4)

        assert found["minimum"] < 2
        assert found["exclusiveMaximum"] >= 10
        assert found["multipleOf"] % 2

    def test_lists(self) -> None:
        found = self.broken(
            "{type: array, minItems: 2, maxItems: 3, uniqueItems: true, items: {type: integer}}", [1, 2]
        )

        assert {"minItems", "uniqueItems", "type"} <= found.keys()

    def test_objects(self) -> None:
        schema = (
            "{type: object, required: [a], additionalProperties: false, properties: {a: {const: 1}, b: {enum: [x]}}}"
        )

        found = self.broken(schema, {"a": 1, "b": "x"})

        assert {"required", "additionalProperties", "const", "enum"} <= found.keys()

    def test_what_only_seems_unevaluated_is_no_second_violation(self) -> None:
        schema = (
            "{unevaluatedProperties: false, allOf: [{type: object, properties: {a: {type: string, maxLength: 1}}}]}"
        )

        document = load_text(
            f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{schemas: {{S: {schema}}}}}\n"
        )
        compiled = SchemaChecker(document).compile(document.schemas["S"])

        assert {"maxLength", "unevaluatedProperties"} <= {one.keyword for one in broken_values(compiled, {"a": "x"})}

    def test_of_numbers_that_no_computer_counts_with(self, notes: Document) -> None:
        document = load_text(
            NOTES.replace("properties: {id: {type: integer}", "properties: {id: {type: integer, format: int64}")
        )
        sound = Told(200, {"content-type": ("application/json",)}, b'[{"id": 1, "text": "a"}]')

        found = {one.promise.keyword for one in Spoiler(document.operations[0], SchemaChecker(document)).spoilt(sound)}

        assert "format" in found


class TestCatalogue:
    """Every breach has its place."""

    def test_of_each_kind(self, mock: BreakingMock, notes: Document) -> None:
        found = breaches(mock, notes)

        assert {kind for kind, _, _ in found} == {
            "request", "response", "status", "server-error", "header", "content-type", "body", "credentials",
            "method", "ignored", "default", "memory",
        }  # fmt: skip
        assert found["request", "maximum", "GET /notes"].place.pointer.endswith("/schema/maximum")
        assert found["request", "maxLength", "POST /notes"].place.pointer == (
            "/components/schemas/NewNote/properties/text/maxLength"
        )
        assert found["memory", "create", "POST /notes"].place.pointer == "/paths/~1notes/post"

    def test_of_the_credentials_of_others_only_where_some_are_known(self, notes: Document) -> None:
        assert ("credentials", "strangers", "POST /notes") not in breaches(BreakingMock(notes), notes)
        assert ("credentials", "strangers", "POST /notes") in breaches(BreakingMock(notes, TOKEN), notes)


class TestBreaking:
    """A breach changes the answers that it is about, which say so; all others stay as they are."""

    def test_a_sound_mock_refuses_and_says_what_would_not(self, mock: BreakingMock, notes: Document) -> None:
        breach = breaches(mock, notes)["request", "maximum", "GET /notes"]
        mock.start_over()

        answer = ask(mock, "GET", "/notes?limit=51")

        assert (answer.status_code, answer.headers[WOULD]) == (422, str(breach.number))

    def test_what_breaks_one_keyword_is_accepted(self, mock: BreakingMock, notes: Document) -> None:
        breach = breaches(mock, notes)["request", "maximum", "GET /notes"]
        mock.start_over([breach])

        answer = ask(mock, "GET", "/notes?limit=51")

        assert (answer.status_code, answer.headers[MARK]) == (200, str(breach.number))
        assert ask(mock, "GET", "/notes?limit=0").status_code == 422

    def test_what_breaks_another_one_too_is_refused(self, mock: BreakingMock, notes: Document) -> None:
        mock.start_over([breaches(mock, notes)["request", "minLength", "POST /notes"]])

        assert ask(mock, "POST", "/notes", json={"text": "a"}, headers=TOKEN).status_code == 201
        assert ask(mock, "POST", "/notes", json={"text": "a", "colour": "green"}, headers=TOKEN).status_code == 422
        assert ask(mock, "POST", "/notes", json={"text": "a"}).status_code == 401

    def test_missing_credentials(self, mock: BreakingMock, notes: Document) -> None:
        mock.start_over([breaches(mock, notes)["credentials", "security", "POST /notes"]])

        assert ask(mock, "POST", "/notes", json={"text": "abc"}).status_code == 201

    def test_credentials_of_nobody(self, notes: Document) -> None:
        mock = BreakingMock(notes, TOKEN)
        breach = breaches(mock, notes)["credentials", "strangers", "POST /notes"]
        other = {"authorization": "Bearer bad"}
        mock.start_over()
        assert ask(mock, "POST", "/notes", json={"text": "abc"}, headers=other).status_code == 401
        assert ask(mock, "POST", "/notes", json={"text": "abc"}, headers=TOKEN).status_code == 201

        assert ask(mock, "GET", "/notes").headers["mocked-by"].endswith("(stateful) (credentials)")
        # The name of a scheme may be written in any case.
        lower = {"authorization": "bearer good"}
        assert ask(mock, "POST", "/notes", json={"text": "abc"}, headers=lower).status_code == 201

        mock.start_over([breach])

        assert ask(mock, "POST", "/notes", json={"text": "abc"}, headers=other).status_code == 201

    def test_what_the_memory_has_against_it_does_not_count(self, notes: Document) -> None:
        document = load_text(NOTES.replace("    delete:\n", PATCH + "    delete:\n"))
        mock = BreakingMock(document)
        mock.start_over([breaches(mock, document)["request", "maxLength", "PATCH /notes/{id}"]])
        made = ask(mock, "POST", "/notes", json={"text": "abc"}, headers=TOKEN).json()

        answer = ask(mock, "PATCH", f"/notes/{made['id']}", json={"text": "a" * 41}, headers=TOKEN)

        assert answer.status_code == 200

    def test_undocumented_methods(self, mock: BreakingMock, notes: Document) -> None:
        breach = next(one for one in mock.catalogue(notes.operations).breaches if one.kind == "method")
        mock.start_over([breach])

        assert ask(mock, "PATCH", "/notes").status_code == 200
        assert ask(mock, "PATCH", "/notes/1").status_code == 405

    def test_what_is_created_is_forgotten(self, mock: BreakingMock, notes: Document) -> None:
        breach = breaches(mock, notes)["memory", "create", "POST /notes"]
        for active, status in (((), 200), ((breach,), 404)):
            mock.start_over(active)
            made = ask(mock, "POST", "/notes", json={"text": "abc"}, headers=TOKEN)
            assert made.status_code == 201
            assert ask(mock, "GET", f"/notes/{made.json()['id']}").status_code == status
        assert made.headers[MARK] == str(breach.number)

    def test_a_parameter_is_ignored_where_that_makes_a_difference(self, mock: BreakingMock, notes: Document) -> None:
        breach = breaches(mock, notes)["ignored", "parameters", "GET /notes"]
        mock.start_over([breach])
        for _ in range(3):
            ask(mock, "POST", "/notes", json={"text": "abc"}, headers=TOKEN)

        assert len(ask(mock, "GET", "/notes?limit=1").json()) > 1
        assert MARK not in ask(mock, "GET", "/notes?limit=50").headers

    def test_a_parameter_that_is_left_out_means_something_else(self, mock: BreakingMock, notes: Document) -> None:
        breach = breaches(mock, notes)["default", "default", "GET /notes"]
        mock.start_over([breach])
        for _ in range(3):
            ask(mock, "POST", "/notes", json={"text": "abc"}, headers=TOKEN)

        answer = ask(mock, "GET", "/notes")
        assert (len(answer.json()), answer.headers[MARK]) == (1, str(breach.number))
        assert len(ask(mock, "GET", "/notes?limit=20").json()) > 1


class TestSpoiling:
    """Of one sound answer, one for each promise."""

    def test_each_spoils_one_thing(self, notes: Document) -> None:
        operation = notes.operations[0]
        body = json.dumps([{"id": 1, "text": "a", "colour": "red"}]).encode()
        sound = Told(200, {"content-type": ("application/json",), "x-total": ("1",)}, body)

        found = {
            (one.promise.kind, one.promise.keyword): one
            for one in Spoiler(operation, SchemaChecker(notes)).spoilt(sound)
        }

        assert found["status", "responses"].answer.status not in (200, 422)
        assert found["server-error", "responses"].answer.status == 500
        assert "x-total" not in found["header", "required"].answer.headers
        assert found["header", "minimum"].answer.headers["x-total"] == ("-1",)
        assert found["content-type", "content"].answer.headers["content-type"] != ("application/json",)
        assert json.loads(found["response", "enum"].answer.body)[0]["colour"] not in ("red", "blue")
        assert found["response", "required"].promise.place.pointer == "/components/schemas/Note/required"
        with pytest.raises(ValueError, match=r".+"):
            json.loads(found["body", "syntax"].answer.body)
