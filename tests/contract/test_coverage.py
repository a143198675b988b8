"""What counts as exercised, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.coverage.count import Coverage
from specforge.contract.coverage.gate import parse_minimum, shortfalls
from specforge.contract.coverage.wording import spoken
from specforge.contract.events import Case
from specforge.document.load import load_text
from specforge.document.node import Node
from specforge.document.place import split_pointer
from specforge.errors import UsageError
from specforge.findings.coverage import CoverageReport, Figure, OperationCoverage
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

BOOKS = """\
openapi: 3.1.0
info: {title: Books, version: "1"}
paths:
  /books:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
        - {name: q, in: query, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, minItems: 1, items: {enum: [new, old]}}}
      responses:
        "200":
          description: some
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}
            text/csv: {schema: {type: string}}
        4XX: {description: no}
        "500": {description: broken}
        default: {description: whatever}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Book"}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {title: {type: string}}}}
      responses: {"201": {description: made}}
  /books/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string, minLength: 1, maxLength: 3}}]
      responses: {"200": {description: one}}
components:
  schemas:
    Book:
      type: object
      required: [title]
      additionalProperties: false
      properties:
        id: {type: integer, readOnly: true}
        secret: {type: string, writeOnly: true}
        title: {type: string, minLength: 2, format: unheard-of}
        state: {enum: [new, sold]}
        owner: {oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Shop"}]}
        parts: {type: array, items: {$ref: "#/components/schemas/Book"}}
    Person: {type: object, required: [name], properties: {name: {type: string}}}
    Shop: {type: object, required: [address], properties: {address: {type: string, minLength: 5}}}
"""


def covered(*exchanges: tuple[str, str, Any, int, Any], text: str = BOOKS) -> dict[str, OperationCoverage]:
    """Of what is sent (method, URL, body) and answered (status, body), by operation."""
    document = load_text(text)
    coverage = Coverage(document.operations, SchemaChecker(document))
    for method, url, body, status, answer in exchanges:
        path = "/books/{id}" if url.startswith("/books/") else "/books"
        sent = SentRequest(method, f"http://x{url}", {"Content-Type": "application/json"}, _bytes(body))
        headers = {"content-type": ("application/json",)} if answer is not None else {}
        exchange = Exchange(sent, Answer(status, headers, _bytes(answer) or b"", 0.01))
        coverage.count(Case(f"{method} {path}", exchange, "coverage"))
    return {one.operation: one for one in coverage.report.operations}


def _bytes(value: Any) -> bytes | None:
    return None if value is None else json.dumps(value).encode()


def posted(*bodies: Any, status: int = 201) -> Figure:
    return covered(*(("POST", "/books", body, status, None) for body in bodies))["POST /books"].figures["keywords"]


class TestResponses:
    def test_default_and_server_errors_are_not_asked_for(self) -> None:
        figure = covered(("GET", "/books", None, 404, None))["GET /books"].figures["responses"]

        assert figure == Figure(1, 2, ("200",))

    def test_media_types_count_with_their_status(self) -> None:
        one = covered(("GET", "/books", None, 200, []), ("POST", "/books", {}, 201, None))

        assert one["GET /books"].figures["media-types"] == Figure(1, 2, ("200 text/csv",))
        assert one["POST /books"].figures["media-types"].missed == ("request application/x-www-form-urlencoded",)


class TestParameters:
    def test_what_no_text_can_break_is_not_asked_for(self) -> None:
        """Any text is a string, and ``tags=`` is a list of one."""
        one = covered(("GET", "/books", None, 200, None))["GET /books"]

        assert one.figures["parameters"].missed == (
            "query limit: never valid",
            "query limit: never invalid",
            "query q: never valid",
            "query tags: never valid",
            "query tags: never invalid",
        )

    def test_sides(self) -> None:
        missed = ("query limit: never omitted", "query tags: never valid")
        one = covered(
            ("GET", "/books?limit=0&q=x", None, 422, None), ("GET", "/books?limit=5&tags=odd", None, 200, None)
        )

        assert one["GET /books"].figures["parameters"] == Figure(6, 8, missed)

    @pytest.mark.parametrize("status", [401, 403, 405, 429, 503])
    def test_refusals_say_nothing_about_values(self, status: int) -> None:
        assert covered(("GET", "/books?limit=5", None, status, None))["GET /books"].figures["parameters"].covered == 0

    def test_behind_404_only_the_path_was_looked_at(self) -> None:
        one = covered(("GET", "/books/abcd", None, 404, None), ("GET", "/books?limit=5", None, 404, None))

        assert one["GET /books/{id}"].figures["parameters"] == Figure(1, 2, ("path id: never valid",))
        assert one["GET /books/{id}"].figures["keywords"].missed == ("path id maxLength: never kept",)
        assert one["GET /books"].figures["parameters"].covered == 0


class TestKeywords:
    def test_both_sides(self) -> None:
        """A keyword is kept where its whole schema object takes the value, and broken where the validator says so."""
        kept = posted({"title": "ab", "state": "new"})
        both = posted({"title": "ab", "state": "new"}, {"title": "a"}, {"state": "odd"})

        assert "Book.title minLength: never broken" in kept.missed
        assert "Book.title minLength: never kept" not in kept.missed
        assert {line for line in kept.missed if line not in both.missed} == {
            "Book.title minLength: never broken",
            "Book required: never broken",
            "Book.state enum: never broken",
        }

    def test_trivially_kept_is_not_kept(self) -> None:
        """A number is not long enough for a text."""
        assert "Book.title minLength: never kept" in posted({"title": 5}).missed

    def test_what_does_not_travel_is_not_asked_for(self) -> None:
        """Neither readOnly properties, nor formats that nobody can check."""
        missed = posted({}).missed

        assert not [line for line in missed if "Book.id" in line or "format" in line]
        assert [line for line in missed if "Book.secret" in line]

    def test_of_alternatives_the_closest_counts(self) -> None:
        figure = posted({"title": "ab", "owner": {"address": "x"}}, {"title": "ab", "owner": {"name": "Ada"}})

        assert "Shop.address minLength: never broken" not in figure.missed
        assert "Person.name type: never broken" in figure.missed
        assert "Book.owner oneOf 1" not in figure.missed
        assert "Book.owner oneOf 2" in figure.missed

    def test_all_of_it_can_be_covered(self) -> None:
        good = {"title": "ab", "secret": "s", "state": "new", "owner": {"name": "Ada"}, "parts": [{"title": "cd"}]}
        shop = {"title": "ab", "owner": {"address": "a street"}}
        bad = [5, {}, {"title": 1}, {"title": "a"}, {"title": "ab", "odd": 1}, {"title": "ab", "state": "odd"}]
        bad += [{"title": "ab", "secret": 1}, {"title": "ab", "parts": 1}, {"title": "ab", "owner": 1}]
        bad += [{"title": "ab", "owner": {"name": 1}}, {"title": "ab", "owner": {"address": 1}}]
        bad += [{"title": "ab", "owner": {"address": "x"}}, {"title": "ab", "owner": {}}]

        assert posted(good, shop, *bad).missed == ()

    @pytest.mark.parametrize(
        ("schema", "good", "bad"),
        [
            ("{type: string, format: date}", ["2020-01-31"], ["x", 5]),
            ("{dependentRequired: {a: [b]}}", [{"a": 1, "b": 1}], [{"a": 1}]),
            ("{unevaluatedProperties: false}", [{}], [{"a": 1}]),
            ("{contains: {const: 1}}", [[1]], [[2]]),
            ("{minItems: 2, maxItems: 3, uniqueItems: true}", [[1, 2]], [[1], [1, 2, 3, 4], [1, 1]]),
            ("{minLength: 2, maxLength: 3, pattern: a}", ["ab"], ["a", "abcd", "bb"]),
            ("{const: 3, not: {type: string}}", [3], ["3"]),
            ("{prefixItems: [{}], items: false}", [[1]], [[1, 2]]),
            ("{minProperties: 1, maxProperties: 1}", [{"a": 1}], [{}, {"a": 1, "b": 1}]),
            ("{exclusiveMinimum: 1, exclusiveMaximum: 5, multipleOf: 2}", [2], [1, 5, 3]),
            ("{type: integer, format: int32}", [1], [2**31, -(2**32), "x"]),
            ("{anyOf: [{type: string}, {type: array}]}", ["x", []], [1]),
            ("{if: {type: string}, then: {minLength: 3}, else: {minimum: 3}}", ["abc", 3], ["ab", 2]),
            ("{dependentSchemas: {a: {required: [b]}}}", [{"a": 1, "b": 1}], [{"a": 1}]),
            ("{patternProperties: {^a: {enum: [1]}}, additionalProperties: false}", [{"a": 1}], [{"b": 1}, {"a": 2}]),
            ("{properties: {'a/b~c': {minimum: 1}}}", [{"a/b~c": 1}], [{"a/b~c": 0}]),
        ],
    )
    def test_every_keyword_has_both_sides(self, schema: str, good: list[Any], bad: list[Any]) -> None:
        body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
        text = f"openapi: 3.1.0\npaths:\n  /books:\n    post:\n      {body}\n      responses: {{}}\n"
        sent = [("POST", "/books", value, 400, None) for value in (*good, *bad)]

        kept = covered(*sent[: len(good)], text=text)["POST /books"].figures["keywords"]
        assert [line.rpartition(" ")[2] for line in kept.missed] == ["broken"] * (kept.total - kept.covered)
        assert kept.missed
        assert covered(*sent, text=text)["POST /books"].figures["keywords"].missed == ()

    def test_bodies_that_are_no_json(self) -> None:
        document = load_text(BOOKS)
        coverage = Coverage(document.operations, SchemaChecker(document))
        sent = SentRequest("POST", "http://x/books", {"Content-Type": "application/json"}, b"{")
        coverage.count(Case("POST /books", Exchange(sent, Answer(400)), "coverage"))

        assert coverage.report.operations[1].figures["keywords"].covered == 0


class TestProperties:
    def test_what_answers_showed(self) -> None:
        book = {"id": 1, "title": "ab", "state": "sold", "owner": {"address": "a street"}}
        figure = covered(("GET", "/books", None, 200, [book]))["GET /books"].figures["properties"]

        assert figure.missed == (
            "Book.parts",
            "Book.state = 'new'",
            "Book.owner oneOf 1",
            "Book.parts[]",
            "Person.name",
        )

    def test_lists_may_be_empty(self) -> None:
        assert covered(("GET", "/books", None, 200, []))["GET /books"].figures["properties"].covered == 0

    def test_truncated_and_malformed_answers_show_nothing(self) -> None:
        document = load_text(BOOKS)
        coverage = Coverage(document.operations, SchemaChecker(document))
        headers = {"content-type": ("application/json",)}
        for answer in (Answer(200, headers, b"[{"), Answer(200, headers, b'[{"id": 1}]', truncated=True)):
            coverage.count(Case("GET /books", Exchange(SentRequest("GET", "http://x/books"), answer), "coverage"))

        assert coverage.report.operations[0].figures["properties"].covered == 0


class TestOtherVersions:
    def test_swagger(self) -> None:
        text = """\
swagger: "2.0"
info: {title: Books, version: "1"}
consumes: [application/json]
produces: [application/json]
paths:
  /books:
    post:
      parameters:
        - {name: limit, in: query, type: integer, maximum: 5, exclusiveMaximum: true}
        - {name: book, in: body, schema: {type: object, properties: {title: {type: string, x-nullable: true}}}}
      responses: {"201": {description: made, schema: {type: object, properties: {id: {type: integer}}}}}
"""
        one = covered(("POST", "/books?limit=5", {"title": None}, 201, {"id": 1}), text=text)["POST /books"]

        assert one.figures["keywords"].missed == (
            "query limit type: never kept",
            "query limit type: never broken",
            "query limit exclusiveMaximum: never kept",
            "body type: never broken",
            "body.title type: never broken",
        )
        assert one.figures["properties"] == Figure(1, 1)

    def test_malformed_schemas_ask_for_nothing(self) -> None:
        text = BOOKS.replace("{type: integer, minimum: 1}", "{type: odd, minimum: x, enum: 5, oneOf: {}}")

        assert covered(("GET", "/books?limit=5", None, 200, []), text=text)


class TestWording:
    """What was missed is named as its author would."""

    @pytest.mark.parametrize(
        ("pointer", "said"),
        [
            ("/components/schemas/Book/properties/parts/items/properties/a.b", "Book.parts[].a.b"),
            ("/components/schemas/Book/oneOf/1/allOf/0/additionalProperties", "Book(oneOf 2).*"),
            ("/components/parameters/Limit/schema", "query limit"),
            ("/components/requestBodies/New/content/application~1json/schema/prefixItems/0", "body[0]"),
            ("/paths/~1books/parameters/0/schema/items", "header X-Tags[]"),
            ("/paths/~1books/post/responses/200/content/a~1b/schema/properties/parameters", "body.parameters"),
            ("/x-parts/Book/patternProperties/^x/then", "Book./^x/.then"),
            ("", "books"),
        ],
    )
    def test_names(self, pointer: str, said: str) -> None:
        text = """\
components:
  parameters: {Limit: {name: limit, in: query, schema: {}}}
paths: {/books: {parameters: [{name: X-Tags, in: header, schema: {items: {}}}]}}
"""
        root = load_text(text, "books.yaml").node
        node = Node(root.resolver, root.source, split_pointer(pointer), {})

        assert spoken(node) == said


class TestReports:
    def test_of_two_runs_together_missed_is_what_both_missed(self) -> None:
        one, other = (
            CoverageReport((OperationCoverage("GET /a", 1, {"responses": Figure(1, 3, missed)}, {"200": 1}),), "a.yaml")
            for missed in (("404", "422"), ("200", "422"))
        )

        joined = one.joined(other).operations[0]
        assert joined.figures["responses"] == Figure(2, 3, ("422",))
        assert (joined.requests, joined.statuses) == (2, {"200": 2})
        assert one.joined(CoverageReport(other.operations, "b.yaml")).figures["responses"] == Figure(2, 6)

    def test_what_was_cut_is_not_guessed(self) -> None:
        assert Figure(1, 300, ("a", "b")).joined(Figure(2, 300, ("c",))) == Figure(2, 300, ("c",))

    def test_json(self) -> None:
        document = load_text(BOOKS)
        coverage = Coverage(document.operations, SchemaChecker(document))
        exchange = Exchange(SentRequest("GET", "http://x/books?limit=0"), Answer(422, elapsed=0.004))
        coverage.count(Case("GET /books", exchange, "coverage"))

        assert CoverageReport.from_json(json.loads(json.dumps(coverage.report.to_json()))) == coverage.report

    @pytest.mark.parametrize("times", [[], [float("nan")], [-1.0], [float("inf")]])
    def test_times_that_are_none(self, times: list[float]) -> None:
        timing = {"count": 1, "p50": 1, "p95": 1, "max": 1, "points": times}
        one = {"operation": "GET /a", "requests": 1, "kinds": {}, "statuses": {}, "milliseconds": timing}

        with pytest.raises(ValueError, match="times"):
            CoverageReport.from_json({"document": "", "operations": [one]})

    @pytest.mark.parametrize("value", [None, {}, {"operations": 1}, {"document": "", "operations": [{}]}])
    def test_json_that_is_none(self, value: Any) -> None:
        with pytest.raises(ValueError, match="coverage"):
            CoverageReport.from_json(value)

    def test_percent_is_not_rounded_up(self) -> None:
        assert (Figure(1999, 2000).percent, Figure(0, 0).percent) == (99.9, None)


class TestGate:
    def test_minimum(self) -> None:
        assert parse_minimum("80") == {"total": 80}
        assert parse_minimum("operations=100, responses = 72.5%") == {"operations": 100, "responses": 72.5}

    @pytest.mark.parametrize("text", ["", "x", "-1", "101", "responces=80", "operations=", "80;90", "nan"])
    def test_no_minimum(self, text: str) -> None:
        with pytest.raises(UsageError):
            parse_minimum(text)

    def test_shortfalls(self) -> None:
        report = CoverageReport(
            (OperationCoverage("GET /a", 1, {"responses": Figure(1, 3), "operations": Figure(1, 1)}),)
        )

        assert shortfalls(report, {"total": 66.6, "responses": 50, "keywords": 100, "operations": 100}) == [
            "responses coverage: 33.3 %, below the minimum of 50 %"
        ]
