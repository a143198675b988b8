"""What is answered to a request that is fine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply
from specforge.values.check import SchemaChecker
from specforge.values.sampling.vocabulary import rich

Ask = Callable[..., Reply]


class TestTheStaticAnswer:
    """Without preferences: the lowest success, its first media type, its first example."""

    def test_the_first_example_is_served_as_bytes(self, pets: Ask) -> None:
        reply = pets("GET", "/pets")

        assert (reply.status, reply.body) == (200, b'[{"id":1,"name":"Tom"}]')
        assert reply.header("content-type") == "application/json"
        assert reply.header("content-length") == "23"

    def test_described_headers_come_with_it(self, pets: Ask) -> None:
        assert pets("GET", "/pets").header("x-total") == "7"

    def test_it_says_that_it_is_mocked(self, pets: Ask) -> None:
        assert str(pets("GET", "/pets").header("mocked-by")).startswith("specforge/")

    def test_without_an_example_the_schema_is_shown(self, pets: Ask) -> None:
        pet = {"id": 0, "name": "string", "born": "2019-08-24"}

        assert pets("GET", "/pets/7").json() == {**pet, "mother": pet}

    def test_the_client_s_media_type_is_respected(self, pets: Ask) -> None:
        assert pets("GET", "/pets", accept="text/csv").body == b"1,Tom"

    def test_no_acceptable_media_type_is_406(self, pets: Ask) -> None:
        reply = pets("GET", "/pets", accept="image/png")

        assert reply.status == 406
        assert reply.json()["detail"] == "Unable to find content for image/png"  # type: ignore[index]

    def test_a_deprecated_operation_says_so_and_204_has_no_body(self, pets: Ask) -> None:
        reply = pets("DELETE", "/pets/1")

        assert (reply.status, reply.body) == (204, b"")
        assert reply.header("deprecation") == "true"
        assert reply.header("content-length") is None


class TestPreferences:
    """Clients choose."""

    def test_an_example_by_name(self, pets: Ask) -> None:
        assert pets("GET", "/pets", prefer="example=dogs").json() == [{"id": 2, "name": "Rex"}]

    def test_an_unknown_example_is_404(self, pets: Ask) -> None:
        reply = pets("GET", "/pets?__example=fish")

        assert reply.status == 404
        detail = "Response for contentType: application/json and exampleKey: fish does not exist."
        assert reply.json()["detail"] == detail  # type: ignore[index]

    def test_a_status(self, pets: Ask) -> None:
        assert pets("GET", "/pets", prefer="code=404").json() == {"reason": "none"}

    def test_an_undescribed_status_falls_to_the_default_response(self, pets: Ask) -> None:
        reply = pets("GET", "/pets?__code=503")

        assert (reply.status, reply.json()) == (503, {"reason": "odd"})

    def test_an_undescribed_status_without_default_is_404(self, pets: Ask) -> None:
        reply = pets("GET", "/pets/7?__code=503")

        assert reply.status == 404
        assert reply.json()["detail"] == "Requested status code 503 is not defined in the document."  # type: ignore[index]

    def test_dynamic_answers_vary_and_are_valid(self, pets: Ask, pets_text: str) -> None:
        replies = {pets("GET", "/pets/7", prefer="dynamic=true").body for _ in range(5)}
        document = load_text(pets_text)
        checker = SchemaChecker(document).compile(document.schemas["Pet"], "response")

        assert len(replies) > 1
        assert all(checker.is_valid(orjson.loads(body)) for body in replies)

    def test_one_seed_gives_one_answer_whatever_was_asked_before(
        self, asker: Callable[..., Ask], pets_text: str
    ) -> None:
        one, other = asker(pets_text, dynamic=True, seed=3), asker(pets_text, dynamic=True, seed=3)
        other("GET", "/pets")

        assert one("GET", "/pets/7").body == other("GET", "/pets/7").body
        assert one("GET", "/pets/7").body != one("GET", "/pets/7", prefer="seed=4").body


class TestWrongExamples:
    """An author's example that breaks its schema is served, and reported."""

    def test_in_a_header(self, pets: Ask) -> None:
        reply = pets("GET", "/wrong")

        assert (reply.status, reply.body) == (200, b"123")
        assert orjson.loads(reply.header("sl-violations") or "") == [
            {
                "location": ["response", "body"],
                "severity": "Error",
                "code": "type",
                "message": "Response body must be object",
            }
        ]

    def test_as_an_error_when_errors_are_asked_for(self, asker: Callable[..., Ask], pets_text: str) -> None:
        reply = asker(pets_text, errors=True)("GET", "/wrong")

        assert reply.status == 500
        assert reply.json()["type"] == "https://stoplight.io/prism/errors#VIOLATIONS"  # type: ignore[index]


def respond(asker: Callable[..., Ask], content: str, **headers: str) -> Reply:
    """The answer of an operation whose 200 has this ``content``."""
    text = f'openapi: 3.0.3\npaths: {{/t: {{get: {{responses: {{"200": {{description: d, content: {content}}}}}}}}}}}'
    return asker(text)("GET", "/t", **headers)


@pytest.mark.parametrize(
    ("content", "content_type", "body"),
    [
        ("{application/json: {example: 1.0}}", "application/json", b"1"),
        ("{application/problem+json: {example: {a: b}}}", "application/problem+json", b'{"a":"b"}'),
        (
            "{application/xml: {example: {a: [1, 2], b: '<'}}}",
            "application/xml",
            b"<xml><a>1</a><a>2</a><b>&lt;</b></xml>",
        ),
        ("{application/xml: {example: <a/>}}", "application/xml", b"<a/>"),
        ("{application/xml: {schema: {type: string}}}", "application/xml", b"<xml>string</xml>"),
        ("{application/xml: {schema: {type: string}, example: <a/>}}", "application/xml", b"<a/>"),
        (
            "{application/xml: {schema: {type: array, items: {type: integer, xml: {name: n}}}, example: [1, 2]}}",
            "application/xml",
            b"<xml><n>1</n><n>2</n></xml>",
        ),
        (
            "{application/xml: {schema: {xml: {name: p}, properties: {i: {type: integer, xml: {name: n}}}}}}",
            "application/xml",
            b"<p><n>0</n></p>",
        ),
        (
            "{text/event-stream: {schema: {properties: {i: {type: integer}}}}}",
            "text/event-stream",
            b'data: {"i":0}\n\n',
        ),
        ("{text/plain: {example: pong}}", "text/plain", b"pong"),
        ("{text/plain: {schema: {type: integer}}}", "text/plain", b"0"),
        ("{image/png: {schema: {type: string, format: binary}}}", "image/png", b"string"),
        ("{'*/*': {example: {a: 1}}}", "application/json", b'{"a":1}'),
        ("{'*/*': {example: a}}", "text/plain", b"a"),
        ("{application/json: {schema: {type: string, pattern: '^a{3}$'}}}", "application/json", b'"aaa"'),
        ("{application/json: {schema: {type: integer, minimum: 5, multipleOf: 4}}}", "application/json", None),
        ("{application/x-ndjson: {example: [{a: 1}, {a: 2}]}}", "application/x-ndjson", b'{"a":1}\n{"a":2}\n'),
    ],
)
def test_serialisation(asker: Callable[..., Ask], content: str, content_type: str, body: bytes | None) -> None:
    reply = respond(asker, content)

    assert (reply.status, reply.header("content-type")) == (200, content_type)
    assert body is None or reply.body == body


def test_an_object_as_plain_text_is_a_problem(asker: Callable[..., Ask]) -> None:
    reply = respond(asker, "{text/plain: {example: {a: 1}}}")

    assert reply.status == 500
    assert reply.json()["type"] == "https://stoplight.io/prism/errors#NO_COMPLEX_OBJECT_TEXT"  # type: ignore[index]


def test_a_schema_that_nothing_satisfies_names_the_operation(asker: Callable[..., Ask]) -> None:
    content = "{application/json: {schema: {type: string, minLength: 5, maxLength: 1}}}"
    first = respond(asker, content)

    assert first.status == 500
    document: Any = first.json()
    assert document["type"].endswith("#UNSATISFIABLE_SCHEMA")
    assert document["detail"].startswith("GET /t: ")


class TestCors:
    """Any origin may read, unless that is switched off."""

    def test_everybody_is_allowed(self, pets: Ask) -> None:
        assert pets("GET", "/pets").header("access-control-allow-origin") == "*"
        assert pets("GET", "/pets", origin="http://a.b").header("access-control-allow-origin") == "http://a.b"

    def test_errors_can_be_read_too(self, pets: Ask) -> None:
        assert pets("GET", "/nowhere").header("access-control-allow-origin") == "*"

    def test_a_preflight_is_answered(self, pets: Ask) -> None:
        reply = pets("OPTIONS", "/pets", origin="http://a.b", access_control_request_method="POST")

        assert (reply.status, reply.body) == (204, b"")
        assert reply.header("access-control-allow-methods") == "POST"
        assert reply.header("vary") == "origin"

    def test_other_options_requests_belong_to_the_document(self, pets: Ask) -> None:
        assert pets("OPTIONS", "/pets").status == 405

    def test_it_can_be_switched_off(self, asker: Callable[..., Ask], pets_text: str) -> None:
        ask = asker(pets_text, cors=False)

        assert ask("GET", "/pets").header("access-control-allow-origin") is None
        assert ask("OPTIONS", "/pets", origin="http://a.b", access_control_request_method="POST").status == 405


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("{type: boolean}", "true"),
        ("{type: array, items: {type: integer}}", "0"),
        ("{type: string, format: uuid}", None),
    ],
)
def test_header_values_fit_their_schemas(asker: Callable[..., Ask], header: str, text: str | None) -> None:
    response = (
        f"{{description: d, headers: {{X-H: {{schema: {header}}}, Content-Length: {{schema: {{type: integer}}}}}}}}"
    )
    reply = asker(f'openapi: 3.0.3\npaths: {{/t: {{get: {{responses: {{"200": {response}}}}}}}}}')("GET", "/t")

    assert reply.header("x-h") == (text or reply.header("x-h"))
    assert reply.header("x-h")
    assert reply.header("content-length") == "0"


def test_a_broken_document_serves_what_it_can(asker: Callable[..., Ask]) -> None:
    ask = asker("""
openapi: 3.0.3
paths:
  /good: {get: {responses: {200: {description: d, content: {application/json: {example: 1}}}}}}
  /lost:
    get:
      parameters: [{$ref: "#/nowhere"}, 7, {name: q, in: query, schema: [bad]}]
      responses: {200: {description: d, content: {application/json: {schema: {$ref: "nofile.yaml#/X"}}}}}
  /none: {get: {}}
  /odd: {get: {responses: {banana: {description: d}}}}
  /bad: 17
""")

    assert ask("GET", "/good").status == 200
    assert ask("GET", "/lost?q=1").status == 200
    assert ask("GET", "/none").status == 200
    assert ask("GET", "/odd").status == 200
    assert ask("GET", "/bad").status == 404


class TestWhatHttpCannotSay:
    """A document may ask for what no server can send."""

    HEADERS = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /t:
    get:
      responses:
        "200":
          description: ok
          headers:
            "X Bad\\r\\nName": {example: 1}
            "": {example: 2}
            X-Value: {example: "a\\r\\nX-In: 1\\x01b"}
  /odd: {get: {responses: {"100": {description: go on}, 1XX: {description: later}}}}
"""

    def test_a_header_with_an_impossible_name_is_left_out(self, asker: Callable[..., Ask]) -> None:
        names = {name for name, _ in asker(self.HEADERS)("GET", "/t").headers}

        assert b"x-value" in names
        assert not any(b" " in name or not name for name in names)

    def test_control_characters_of_a_value_become_spaces(self, asker: Callable[..., Ask]) -> None:
        assert asker(self.HEADERS)("GET", "/t").header("x-value") == "a  X-In: 1 b"

    def test_an_interim_status_is_never_the_answer(self, asker: Callable[..., Ask]) -> None:
        assert asker(self.HEADERS)("GET", "/odd").status == 200


STREAM = """
openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  /t:
    get:
      responses:
        "200":
          description: ok
          content:
            application/jsonl: {itemSchema: {type: object, properties: {data: {type: string}}}}
            text/event-stream: {itemSchema: {type: object, properties: {data: {type: string}}}}
"""


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("application/jsonl", b'{"data":"string"}\n'), ("text/event-stream", b"data: string\n\n")],
)
def test_a_stream_has_items(asker: Callable[..., Ask], media_type: str, body: bytes) -> None:
    assert asker(STREAM)("GET", "/t", accept=media_type).body == body * 3


def test_dynamic_values_look_real_and_static_ones_do_not(asker: Callable[..., Ask]) -> None:
    content = "{application/json: {schema: {properties: {firstName: {type: string}, city: {type: string}}}}}"

    first: Any = respond(asker, content, prefer="dynamic=true, seed=1").json()
    assert respond(asker, content, prefer="dynamic=true, seed=1").json() == first
    assert respond(asker, content, prefer="dynamic=true, seed=2").json() != first
    assert first["firstName"] in rich().first
    assert first["city"] in rich().cities
    assert respond(asker, content).json() == {"firstName": "string", "city": "string"}


@pytest.mark.parametrize(
    ("properties", "body"),
    [
        ("a: {type: string}, b: {type: array, minItems: 2, uniqueItems: true, items: {enum: [x, y]}}", ["y", "x"]),
        ("a: {type: string}, b: {type: object, minProperties: 1}", None),
        ("a: {type: string}, b: {type: array, items: {type: string, format: email, maxLength: 9}}", ["a@b.co"]),
        ("a: {type: string}, b: {anyOf: [{type: integer, minimum: 3, maximum: 2}, {type: boolean}]}", True),
    ],
)
def test_only_what_is_wrong_with_a_stand_in_is_mended(asker: Callable[..., Ask], properties: str, body: Any) -> None:
    value: Any = respond(asker, f"{{application/json: {{schema: {{properties: {{{properties}}}}}}}}}").json()

    assert value["a"] == "string"
    assert body is None or value["b"] == body


def test_where_no_response_is_described_the_answer_is_empty(asker: Callable[..., Ask]) -> None:
    reply = asker("openapi: 3.1.0\npaths: {/t: {get: {}}}")("GET", "/t")

    assert (reply.status, reply.body) == (200, b"")
