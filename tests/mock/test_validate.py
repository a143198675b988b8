"""What is said of requests that do not keep to the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from specforge.mock.message import Reply

Ask = Callable[..., Reply]
TOKEN = {"authorization": "Bearer x", "content_type": "application/json"}

# Without responses for errors, so that the mock has to make its own.
STRICT = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /t/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: Limit, in: query, required: true, schema: {type: integer, maximum: 10}}
        - {name: X-Trace, in: header, required: true, schema: {type: string, minLength: 3}}
        - {name: sess, in: cookie, required: true, schema: {type: string}}
        - {name: page, in: query, explode: false, schema: {type: object, properties: {o: {type: integer}}}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name, n]
              additionalProperties: false
              properties:
                name: {type: string, minLength: 2, pattern: "^[a-z]+$", nullable: true}
                n: {type: integer, multipleOf: 5, minimum: 10, exclusiveMinimum: true}
                list: {type: array, minItems: 2, uniqueItems: true, items: {type: string}}
                pick: {type: string, enum: [x, y]}
                any: {anyOf: [{type: string}, {type: boolean}]}
                seen: {type: string, readOnly: true}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {n: {type: integer}}}}
          multipart/form-data: {schema: {type: object, properties: {n: {type: integer}}}}
          application/octet-stream: {schema: {type: string, format: binary}}
      responses: {"200": {description: ok}}
  /none: {post: {responses: {"200": {description: ok}}}}
"""
FINE = {"x_trace": "abc", "cookie": "sess=1"}
URL = "/t/1?Limit=1"


@pytest.fixture
def strict(asker: Callable[..., Ask]) -> Ask:
    return asker(STRICT)


def entries(reply: Reply) -> list[tuple[str, str, str]]:
    assert reply.status == 422, reply.body
    assert reply.header("content-type") == "application/problem+json"
    document: Any = reply.json()
    assert {entry["severity"] for entry in document["validation"]} == {"Error"}
    return [(".".join(e.get("location", [])), e["code"], e["message"]) for e in document["validation"]]


def post(ask: Ask, value: Any) -> Reply:
    return ask("POST", URL, orjson.dumps(value), content_type="application/json", **FINE)


def test_every_missing_parameter_is_named(strict: Ask) -> None:
    assert entries(strict("POST", "/t/0")) == [
        ("header", "required", "Request header must have required property 'x-trace'"),
        ("query", "required", "Request query must have required property 'limit'"),
        ("path.id", "minimum", "Request path parameter id must be >= 1"),
        ("cookie", "required", "Request cookie must have required property 'sess'"),
    ]


def test_every_wrong_parameter_is_told_apart(strict: Ask) -> None:
    reply = strict("POST", "/t/x?Limit=20&page=o,a", x_trace="a", cookie="sess=1")

    assert entries(reply) == [
        ("header.x-trace", "minLength", "Request header parameter x-trace must NOT have fewer than 3 characters"),
        ("query.limit", "maximum", "Request query parameter limit must be <= 10"),
        ("query.page.o", "type", "Request query parameter page.o must be integer"),
        ("path.id", "type", "Request path parameter id must be integer"),
    ]


def test_a_body_is_judged_in_the_words_of_ajv_and_in_its_order(strict: Ask) -> None:
    body = {"n": 12, "name": "A", "zz": 1, "list": ["a", "b", "a"], "pick": "z", "any": 1}

    assert entries(post(strict, body)) == [
        ("body", "additionalProperties", "Request body must NOT have additional properties; found 'zz'"),
        ("body.name", "minLength", "Request body property name must NOT have fewer than 2 characters"),
        ("body.name", "pattern", 'Request body property name must match pattern "^[a-z]+$"'),
        ("body.n", "multipleOf", "Request body property n must be multiple of 5"),
        (
            "body.list",
            "uniqueItems",
            "Request body property list must NOT have duplicate items (items ## 2 and 0 are identical)",
        ),
        ("body.pick", "enum", "Request body property pick must be equal to one of the allowed values: x, y"),
        ("body.any", "type", "Request body property any must be string"),
        ("body.any", "type", "Request body property any must be boolean"),
        ("body.any", "anyOf", "Request body property any must match a schema in anyOf"),
    ]


@pytest.mark.parametrize(
    ("body", "location", "code", "message"),
    [
        ({"n": 15}, "body", "required", "must have required property 'name'"),
        ({"n": 10, "name": None}, "body.n", "exclusiveMinimum", "must be > 10"),
        ({"n": 15, "name": 5}, "body.name", "type", "must be string,null"),
        ({"n": 15, "name": "ab", "list": ["a"]}, "body.list", "minItems", "must NOT have fewer than 2 items"),
        ({"n": 15, "name": "ab", "list": ["a", 1]}, "body.list.1", "type", "must be string"),
        ([], "body", "type", "must be object"),
    ],
)
def test_each_keyword(strict: Ask, body: Any, location: str, code: str, message: str) -> None:
    ((where, keyword, text),) = entries(post(strict, body))

    assert (where, keyword) == (location, code)
    assert text.endswith(message)


def test_a_valid_request_passes(strict: Ask) -> None:
    assert post(strict, {"n": 15, "name": None, "list": ["a", "b"]}).status == 200
    assert strict("POST", URL, **FINE).status == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"n=1"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--b--\r\n'),
        ("application/octet-stream", b"\x00\xff"),
        ("APPLICATION/JSON; charset=UTF-8", b'{"n": 15, "name": "ab"}'),
    ],
)
def test_forms_and_bytes_pass(strict: Ask, content_type: str, body: bytes) -> None:
    assert strict("POST", URL, body, content_type=content_type, **FINE).status == 200


def test_a_form_is_converted_before_it_is_judged(strict: Ask) -> None:
    reply = strict("POST", URL, b"n=one", content_type="application/x-www-form-urlencoded", **FINE)

    assert entries(reply) == [("body.n", "type", "Request body property n must be integer")]


@pytest.mark.parametrize("content_type", ["text/plain", "nonsense", "application/jsonp", ";"])
def test_an_unsupported_content_type_is_415(strict: Ask, content_type: str) -> None:
    reply = strict("POST", URL, b"x", content_type=content_type, **FINE)

    assert reply.status == 415
    assert str(reply.json()["detail"]).startswith("Supported content types: application/json,")  # type: ignore[index]


def test_a_body_that_nobody_asked_for_is_415(strict: Ask) -> None:
    assert strict("POST", "/none", b"x").status == 415


@pytest.mark.parametrize("body", [b"{bad", b"\xff\xfe{}", b'{"a": NaN}', b"[" * 100_000])
def test_broken_json_is_400(strict: Ask, body: bytes) -> None:
    reply = strict("POST", URL, body, content_type="application/json", **FINE)

    assert reply.status == 400
    assert reply.json()["type"] == "https://stoplight.io/prism/errors#INVALID_JSON"  # type: ignore[index]


def test_broken_json_gets_the_document_s_400_where_it_has_one(asker: Callable[..., Ask]) -> None:
    responses = '{"200": {description: ok}, "400": {description: bad, content: {application/json: {example: bad}}}}'
    ask = asker(f"""
openapi: 3.0.3
paths: {{/t: {{post: {{requestBody: {{content: {{application/json: {{}}}}}}, responses: {responses}}}}}}}
""")
    reply = ask("POST", "/t", b"{bad", content_type="application/json")

    assert (reply.status, reply.json()) == (400, "bad")


def test_a_missing_body_is_reported_without_a_location(pets: Ask) -> None:
    assert entries(pets("POST", "/pets", **TOKEN)) == [("", "required", "Body parameter is required")]


def test_the_document_s_own_error_response_is_preferred(pets: Ask) -> None:
    reply = pets("GET", "/pets?limit=1000")

    assert (reply.status, reply.json()) == (422, {"reason": "odd"})
    violations = orjson.loads(reply.header("sl-violations") or "")
    assert [entry["location"] for entry in violations] == [["request", "query", "limit"]]


def test_a_deprecated_parameter_is_a_warning_only(pets: Ask) -> None:
    reply = pets("GET", "/pets?old=1")

    assert reply.status == 200
    assert orjson.loads(reply.header("sl-violations") or "") == [
        {
            "location": ["request", "query", "old"],
            "severity": "Warning",
            "code": "deprecated",
            "message": "Query param old is deprecated",
        }
    ]


def test_swagger_forms_are_judged_by_their_fields(asker: Callable[..., Ask]) -> None:
    ask = asker("""
swagger: "2.0"
info: {title: t, version: "1"}
basePath: /api
paths:
  /form:
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: id, in: formData, type: integer, minimum: 100, exclusiveMinimum: true, required: true}]
      responses: {200: {description: ok, schema: {type: string}}}
""")
    reply = ask("POST", "/api/form", b"id=100", content_type="application/x-www-form-urlencoded")

    assert entries(reply) == [("body.id", "exclusiveMinimum", "Request body property id must be > 100")]
    assert ask("POST", "/form", b"id=101", content_type="application/x-www-form-urlencoded").status == 200


def test_every_superfluous_property_is_told_whatever_it_is_called(strict: Ask) -> None:
    names = ["it's", 'a "quote"', *(f"more{number}" for number in range(20))]

    found = entries(post(strict, {"name": "ab", "n": 15} | dict.fromkeys(names, 1)))

    assert [message.partition("found ")[2] for _, _, message in found] == [f"'{name}'" for name in names]


def test_of_a_huge_body_the_first_error_is_reported(strict: Ask) -> None:
    found = entries(post(strict, {"name": "ab", "n": 15, "list": list(range(300_000))}))

    assert found == [("body.list.0", "type", "Request body property list.0 must be string")]


@pytest.mark.parametrize("list_", ["[" * 900 + "]" * 900, ",".join(map(str, range(20_000)))])
def test_duplicates_are_found_in_deep_and_in_long_lists(strict: Ask, list_: str) -> None:
    body = f'{{"name": "ab", "n": 15, "list": [{list_}, {list_}]}}'.encode()

    found = entries(strict("POST", URL, body, content_type="application/json", **FINE))

    assert "uniqueItems" in {code for _, code, _ in found}


@pytest.mark.parametrize("kind", ["{}", "[]", "null", "1", "true"])
def test_a_discriminator_may_be_sent_as_anything(asker: Callable[..., Ask], kind: str) -> None:
    ask = asker("""
openapi: 3.0.3
paths:
  /t:
    post:
      requestBody:
        content:
          application/json:
            schema:
              oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]
              discriminator: {propertyName: kind}
      responses: {"200": {description: d}}
components:
  schemas:
    A: {type: object, required: [a], properties: {kind: {type: string}}}
    B: {type: object, required: [b], properties: {kind: {type: string}}}
""")

    reply = ask("POST", "/t", f'{{"kind": {kind}}}'.encode(), content_type="application/json")

    assert reply.status == 422
