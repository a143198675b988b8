"""Our verdicts on generated exchanges, and those of openapi-core: where they differ, openapi-core has a known fault."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from openapi_core import Config, OpenAPI

from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import Fault, RequestJudge
from specforge.contract.problem import Problem
from specforge.document.load import load, load_text
from specforge.document.model import Document, MediaType, Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker
from specforge.values.sample import sample
from tests.contract.conftest import SHOP
from tests.contract.opinion import CoreRequest, CoreResponse, Opinion, SecondOpinion

JSON = "application/json"
# Of one body; openapi-core takes milliseconds for each.
_MOST_BREACHES = 8

_SPECS = Path(__file__).parents[2] / "specs"
_POLYGONS = """\
openapi: 3.0.3
info: {title: Polygons, version: "1"}
paths:
  /shapes/{name}:
    post:
      parameters:
        - {name: name, in: path, required: true, schema: {type: string, minLength: 2}}
        - {name: sides, in: query, required: true, schema: {type: integer, minimum: 3, maximum: 12}}
        - {name: scale, in: query, schema: {type: number, exclusiveMinimum: true, minimum: 0}}
        - {name: dry, in: query, schema: {type: boolean}}
        - {name: tags, in: query, explode: false, schema: {type: array, maxItems: 2, items: {type: string}}}
        - {name: X-Unit, in: header, schema: {type: string, enum: [cm, inch]}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Shape"}}}
      responses:
        "201":
          description: made
          headers: {X-Area: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Shape"}}}
        default:
          description: no
          content: {application/problem+json: {schema: {type: object, required: [title]}}}
components:
  schemas:
    Shape:
      type: object
      required: [kind, points]
      additionalProperties: false
      properties:
        kind: {type: string, enum: [polygon, star]}
        points: {type: array, minItems: 1, uniqueItems: true, items: {$ref: "#/components/schemas/Point"}}
        label: {type: string, nullable: true, maxLength: 5, pattern: "^[a-z]*$"}
    Point:
      type: object
      required: [x]
      properties: {x: {type: number, multipleOf: 0.5}, y: {type: integer}}
"""


@pytest.fixture(scope="module", params=["shop", "polygons", "bookshop", "users"])
def document(request: pytest.FixtureRequest) -> Document:
    texts = {"shop": SHOP, "polygons": _POLYGONS}
    if request.param in texts:
        return load_text(texts[request.param], f"{request.param}.yaml")
    return load(_SPECS / request.param / "openapi.yaml")


def breaches(value: Any) -> Iterator[Any]:
    """The value, and the value with one part changed, for each part."""
    yield value
    yield from (None, "", "x" * 40, -1, 10**9, 0.3, True, [], {})
    parts = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, part in parts:
        less = copy.copy(value)
        del less[key]
        yield less
        for broken in breaches(part):
            yield {**value, key: broken} if isinstance(value, dict) else [*value[:key], broken, *value[key + 1 :]]
    if isinstance(value, dict):
        yield {**value, "unheard-of": 1}


def bodies(media: MediaType | None, checker: SchemaChecker, direction: Any) -> Iterator[bytes]:
    if media is not None and media.schema is not None:
        good, *broken = breaches(sample(media.schema, checker, direction=direction, seed=1))
        some = random.Random(1).sample(broken, min(_MOST_BREACHES, len(broken)))
        yield from (json.dumps(value).encode() for value in (good, *some))


def test_answers(document: Document) -> None:
    checker, opinion = SchemaChecker(document), SecondOpinion(document)
    conformance = Conformance(checker)
    verdicts: set[bool] = set()
    for operation, path, url in _targets(document, checker):
        for answer in _answers(operation, checker):
            request = SentRequest(operation.method.upper(), url)
            ours = conformance.problems(operation, Exchange(request, answer))
            theirs = opinion.on_answer(request, path, answer)
            assert _agree(ours, theirs), (operation.label, answer, ours, theirs)
            verdicts.add(bool(ours))

    assert verdicts == {True, False}


def test_requests(document: Document) -> None:
    checker, opinion = SchemaChecker(document), SecondOpinion(document)
    requests = RequestJudge(checker)
    verdicts: set[bool] = set()
    for operation, path, url in _targets(document, checker):
        for request in _requests(operation, url, checker):
            ours = requests.judge(operation, request).faults
            theirs = opinion.on_request(request, path)
            assert _agree(ours, theirs), (operation.label, request, ours, theirs)
            verdicts.add(bool(ours))

    assert verdicts == {True, False}


def _agree(ours: Sequence[Problem | Fault], theirs: list[Opinion]) -> bool:
    """openapi-core knows some formats (uri) only where further packages are installed."""
    return bool(ours) == bool(theirs) or (not theirs and all(one.place.tokens[-1] == "format" for one in ours))


def _targets(document: Document, checker: SchemaChecker) -> Iterator[tuple[Operation, str, str]]:
    """Each operation with a path that is right, and a URL with it."""
    for operation in document.operations:
        path = operation.path
        for parameter in operation.parameters:
            if parameter.location == "path" and parameter.schema is not None:
                value = sample(parameter.schema, checker, seed=1, name=parameter.name)
                path = path.replace(f"{{{parameter.name}}}", str(value))
        yield operation, path, f"http://localhost{document.base_paths[0]}{path}"


def _answers(operation: Operation, checker: SchemaChecker) -> Iterator[Answer]:
    yield Answer(599)
    for status, response in operation.responses.items():
        number = int(status) if status.isdigit() else 499
        headers = {
            name.lower(): (str(sample(header.schema, checker, seed=1)),)
            for name, header in response.headers.items()
            if header.schema is not None
        }
        for name, media in response.content.items():
            typed = {**headers, "content-type": (name,)}
            yield Answer(number, {**headers, "content-type": ("image/gif",)}, b"GIF89a")
            for body in bodies(media, checker, "response"):
                yield Answer(number, typed, body)
            for missing in headers:
                good = next(bodies(media, checker, "response"), b"")
                yield Answer(number, {key: value for key, value in typed.items() if key != missing}, good)


def _requests(operation: Operation, url: str, checker: SchemaChecker) -> Iterator[SentRequest]:
    query: dict[str, str] = {}
    # openapi-core looks no further where credentials are missing.
    headers = {"content-type": JSON, "authorization": "Bearer let-me-in"}
    for parameter in operation.parameters:
        if parameter.schema is not None and parameter.location in ("query", "header"):
            value = sample(parameter.schema, checker, seed=1, name=parameter.name)
            text = ",".join(map(str, value)) if isinstance(value, list) else json.dumps(value).strip('"')
            (query if parameter.location == "query" else headers)[parameter.name] = text
    body = operation.request_body
    sent = list(bodies(body.content.get(JSON) if body else None, checker, "request"))
    method, good = operation.method.upper(), sent[0] if sent else None
    yield SentRequest(method, _with(url, query), headers, good)
    for name in query:
        for text in ("-1", "13", "many", "0.5", "true"):
            yield SentRequest(method, _with(url, {**query, name: text}), headers, good)
        yield SentRequest(method, _with(url, {key: text for key, text in query.items() if key != name}), headers, good)
    for text in sent:
        yield SentRequest(method, _with(url, query), headers, text)


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{'&'.join(f'{name}={text}' for name, text in query.items())}" if query else url


class TestKnownFaults:
    """What openapi-core gets wrong. Once one of these fails, it is mended there and may leave this list."""

    def api(self, **operation: Any) -> OpenAPI:
        operation.setdefault("responses", {"200": {"description": "fine"}})
        document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/n": {"get": operation}}}
        return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))

    def on_query(self, schema: Any, query: str) -> list[Exception]:
        api = self.api(parameters=[{"name": "q", "in": "query", "schema": schema}])
        return list(api.iter_request_errors(CoreRequest(SentRequest("GET", f"http://localhost/n?{query}"), "/n")))

    def test_a_list_of_types_in_a_parameter(self) -> None:
        with pytest.raises(TypeError, match="Expected a string value"):
            self.on_query({"type": ["integer", "null"]}, "q=1")

    def test_items_that_are_a_boolean_in_a_parameter(self) -> None:
        assert self.on_query({"type": "array", "items": {}}, "q=1") == []
        assert self.on_query({"type": "array", "items": True}, "q=1") != []

    def test_statuses_that_yaml_reads_as_integers(self) -> None:
        request = CoreRequest(SentRequest("GET", "http://localhost/n"), "/n")
        with pytest.raises(TypeError, match="Expected string keys"):
            list(
                self.api(responses={200: {"description": "fine"}}).iter_response_errors(
                    request, CoreResponse(Answer(200))
                )
            )

    def test_digits_with_underscores(self) -> None:
        assert self.on_query({"type": "integer"}, "q=1_000") == []

    def test_an_empty_value(self) -> None:
        assert self.on_query({"type": "string"}, "q=") != []
