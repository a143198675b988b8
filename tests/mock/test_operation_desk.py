"""What the desk tells of one operation, and the requests that it makes of values."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply, Request
from specforge.mock.service import Service
from specforge.mock.settings import Settings

_TEXT = """\
openapi: 3.1.0
info: {title: Boats, version: '1'}
paths:
  /boats/{id}:
    post:
      operationId: moor
      security: [{key: [], login: []}, {}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 5}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}, example: [a, b c]}
        - {name: filter, in: query, style: deepObject, schema: {type: object}, example: {size: big}}
        - {name: exact, in: query, schema: {type: string}, example: a&b=c}
        - {name: X-Trace, in: header, schema: {type: string, enum: [yes please, no]}}
        - {name: session, in: cookie, schema: {type: string}, example: s1}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: never, in: query, schema: {type: integer, minimum: 2, maximum: 1}}
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
            examples: {small: {value: {name: dinghy}}, wrong: {value: 1}}
          application/x-www-form-urlencoded: {schema: {type: object, required: [a], properties: {a: {const: b c}}}}
          image/*: {schema: {type: string, format: binary}}
          multipart/form-data: {schema: {type: object, required: [file], properties: {file: {type: string}}}}
      responses:
        '200': {description: ok, content: {application/json: {examples: {one: {value: 1}, two: {value: 2}}}}}
  /häfen/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  /odd:
    parameters: 5
    get:
      parameters: [null, 3, {name: 7, in: query}, {in: query}]
      requestBody: []
      responses: null
      security: [7, {x: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: k}
    login: {type: http, scheme: basic}
"""


@pytest.fixture(scope="module")
def service() -> Service:
    return Service(load_text(_TEXT), Settings())


def _ask(service: Service, label: str, body: Any = None, query: str = "") -> Reply:
    method = "GET" if body is None else "POST"
    data = b"" if body is None else orjson.dumps(body)
    return _handle(service, Request(method, "/__specforge/operation", f"label={quote(label)}{query}", {}, data))


def _handle(service: Service, request: Request) -> Reply:
    async def answered() -> Reply:
        found = service.handle(request)
        return found if isinstance(found, Reply) else await found

    return asyncio.run(answered())


def _told(service: Service, label: str, query: str = "") -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(_ask(service, label, query=query).body)
    return told


def test_parameters_come_with_values_that_are_valid(service: Service) -> None:
    told = _told(service, "POST /boats/{id}")

    values = {parameter["name"]: parameter["value"] for parameter in told["parameters"]}
    assert values.pop("never") is None
    assert int(values.pop("id")) >= 5
    assert values == {
        "tags": '["a","b c"]',
        "filter": '{"size":"big"}',
        "exact": "a&b=c",
        "X-Trace": "yes please",
        "session": "s1",
    }
    assert told["operationId"] == "moor"
    assert told["line"] == 5


def test_a_value_that_cannot_be_written_in_its_style_is_not_proposed() -> None:
    text = """
      openapi: 3.1.0
      info: {title: Boats, version: "1"}
      paths:
        /boats/{place}:
          get:
            parameters:
              - name: place
                in: path
                required: true
                style: label
                explode: true
                schema:
                  required: [bay]
                  type: object
                  properties: {bay: {type: string}, email: {type: string, format: email}}
            responses: {}
    """
    told = _told(Service(load_text(text), Settings()), "GET /boats/{place}")

    assert "@" not in told["parameters"][0]["value"]  # a point would begin the next property


def test_bodies_come_as_they_are_sent(service: Service) -> None:
    contents = _told(service, "moor")["body"]["contents"]

    samples = {content["mediaType"]: content["samples"] for content in contents}
    assert [(one["name"], orjson.loads(one["text"])) for one in samples["application/json"]] == [
        ("", {"name": "dinghy"}),
        ("small", {"name": "dinghy"}),
        ("wrong", 1),
    ]
    assert samples["application/x-www-form-urlencoded"][0]["text"] == "a=b+c"
    assert samples["image/*"][0]["contentType"] == "image/png"
    (multipart,) = samples["multipart/form-data"]
    assert multipart["contentType"].startswith("multipart/form-data; boundary=")
    assert 'name="file"' in multipart["text"]


def test_paths_are_percent_encoded(service: Service) -> None:
    made = orjson.loads(_ask(service, "GET /häfen/{id}", {"parameters": {"path:id": "ö/7"}}).body)

    assert made["target"] == "/h%C3%A4fen/%C3%B6%2F7"


def test_a_seed_is_a_number_that_computers_know(service: Service) -> None:
    assert _ask(service, "moor", query=f"&seed={'9' * 5000}").status == 422


def test_a_seed_gives_other_values(service: Service) -> None:
    told = [_told(service, "moor", f"&seed={seed}")["parameters"][0]["value"] for seed in (1, 2, 3, 1)]

    assert told[0] == told[3]
    assert len(set(told)) > 1


def test_answers_and_credentials_are_listed(service: Service) -> None:
    told = _told(service, "moor")

    (response,) = told["responses"]
    assert response["contents"] == [{"mediaType": "application/json", "examples": ["one", "two"]}]
    assert [[scheme["kind"] for scheme in schemes] for schemes in told["security"]] == [
        ["apiKey query k", "http basic"],
        [],
    ]


def test_requests_are_written_as_the_document_wants_them(service: Service) -> None:
    given = {
        "parameters": {
            "path:id": "7/8",
            "query:tags": '["a","b c"]',
            "query:filter": '{"size":"big"}',
            "query:exact": "a&b=c",
            "header:X-Trace": "no",
            "cookie:session": "s1",
            "query:unknown": "x",
        },
        "credentials": {"key": "k y", "login": "u:p", "unknown": "x"},
    }

    made = orjson.loads(_ask(service, "moor", given).body)

    assert made == {
        "method": "POST",
        "target": "/boats/7%2F8?tags=a,b%20c&filter[size]=big&exact=a%26b%3Dc&k=k%20y",
        "headers": [["X-Trace", "no"], ["authorization", "Basic dTpw"]],
        "cookies": [["session", "s1"]],
    }


def test_what_was_prefilled_is_valid(service: Service) -> None:
    told = _told(service, "moor")
    values = {f"{one['in']}:{one['name']}": one["value"] for one in told["parameters"] if one["value"] is not None}
    made = orjson.loads(_ask(service, "moor", {"parameters": values, "credentials": {"key": "x", "login": "u:p"}}).body)
    path, _, query = made["target"].partition("?")
    sample = told["body"]["contents"][0]["samples"][0]
    headers = {name.lower(): value for name, value in made["headers"]} | {"content-type": sample["contentType"]}

    found = service.handle(Request("POST", path, query, headers, sample["text"].encode()))

    assert isinstance(found, Reply)
    assert found.status == 200
    assert found.violations is None


def test_a_malformed_operation_is_told_as_far_as_it_goes(service: Service) -> None:
    told = _told(service, "GET /odd")

    assert told["parameters"] == []
    assert told["responses"] == []


@pytest.mark.parametrize("body", ["x", 5, None, [], {"parameters": 5, "credentials": [1]}])
def test_odd_values_are_refused_or_ignored(service: Service, body: Any) -> None:
    found = _handle(service, Request("POST", "/__specforge/operation", "label=moor", {}, orjson.dumps(body)))
    assert found.status == (200 if isinstance(body, dict) else 422)


def test_what_is_no_json_and_what_is_no_operation_is_said_to_be_none(service: Service) -> None:
    broken = _handle(service, Request("POST", "/__specforge/operation", "label=moor", {}, b"{"))
    assert broken.status == 400
    unknown = _ask(service, "mooor")
    assert unknown.status == 404
    assert "Did you mean 'moor'?" in unknown.body.decode()
