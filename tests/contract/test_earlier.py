"""A request that fails because of one that came before it: both are told."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.collect import Collector, Sample
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.probing.pace import Pace
from specforge.contract.probing.pool import Pool
from specforge.contract.problem import Problem
from specforge.contract.proofs.assertions import Claim
from specforge.contract.proofs.setting import Setting
from specforge.contract.proofs.text import Told, text_of
from specforge.contract.refine.again import Again
from specforge.contract.refine.refiner import Refiner
from specforge.contract.refine.usual import Usual
from specforge.contract.settings import Settings
from specforge.document.load import load_text
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Finding
from specforge.findings.redact import Redactor
from specforge.values.check import SchemaChecker

DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      responses:
        '200':
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/N'}}}}
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [slug], properties: {slug: {type: string}, text: {type: string}}}
      responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}}}
  /notes/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}}}
    delete: {responses: {'204': {description: gone}}}
  /notes/{id}/close:
    parameters: *id
    post: {responses: {'200': {description: closed}, '404': {description: none}}}
components:
  schemas:
    N: {type: object, properties: {id: {type: integer}, slug: {type: string}, text: {type: string}}}
"""
POST = SentRequest("POST", "http://x/notes", {"Content-Type": "application/json"}, b'{"slug": "first", "text": "hi"}')
CLOSE = SentRequest("POST", "http://x/notes/1/close")
READ = SentRequest("GET", "http://x/notes/1")


class Notes:
    """A service with these faults: ``taken`` slugs, a second ``closing`` and ``reading`` what is closed are answered
    with the given status, and so is the ``text`` boom."""

    is_stuck = False

    def __init__(self, **faults: int) -> None:
        self.faults = faults
        # What nobody has to make.
        self.old: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.send(POST)

    def send(self, request: SentRequest) -> Answer:
        if request.path == "/notes" and request.method == "GET":
            return _as_json(200, [*self.old, *self.notes])
        if request.path == "/notes":
            return self._create(json.loads(request.body or b"{}"))
        key = int(request.path.split("/")[2])
        note = self.notes[key - 1] if 0 < key <= len(self.notes) else None
        if note is None:
            return Answer(404)
        return self._close(note) if request.path.endswith("close") else self._read(note)

    def _create(self, body: dict[str, Any]) -> Answer:
        if "slug" not in body:
            return Answer(422)
        if body.get("text") == "boom":
            return Answer(self.faults.get("text", 201))
        if "taken" in self.faults and body["slug"] in [note["slug"] for note in self.notes]:
            return Answer(self.faults["taken"])
        self.notes.append({**body, "id": len(self.notes) + 1} | ({"text": 1} if "form" in self.faults else {}))
        return _as_json(201, self.notes[-1])

    def _close(self, note: dict[str, Any]) -> Answer:
        is_closed, note["closed"] = "closed" in note, True
        return Answer(self.faults["closing"]) if is_closed and "closing" in self.faults else Answer(200)

    def _read(self, note: dict[str, Any]) -> Answer:
        return Answer(self.faults["reading"]) if "closed" in note and "reading" in self.faults else _as_json(200, note)

    def close(self) -> None:
        """Nothing to let go of."""


def _as_json(status: int, value: object) -> Answer:
    return Answer(status, {"content-type": ("application/json",)}, json.dumps(value).encode())


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "notes.yaml")


def _told(document: Document, service: Notes, operation: str, request: SentRequest, rule: str) -> Sample:
    """What is told of the request after it has failed."""
    checker, operations = SchemaChecker(document), {each.label: each for each in document.operations}
    asked = operations[operation]
    usual = Usual(document.operations)
    for label, known in (("POST /notes", POST), ("POST /notes/{id}/close", CLOSE), ("GET /notes/{id}", READ)):
        usual.learn(label, Exchange(known, Answer(200)))
    exchange = Exchange(request, service.send(request))
    conformance = Conformance(checker)
    collector = Collector(Redactor())
    collector.add(_problem(asked, exchange, rule, conformance), asked.label, exchange)
    again = Again(conformance, RequestJudge(checker))
    Refiner(
        service, Pace(None), again, operations, lambda _: False, checker, math.inf, usual=usual, pool=Pool(document)
    ).refine(collector.groups.values())
    (group,) = collector.groups.values()
    return group.shown


def _problem(operation: Operation, exchange: Exchange, rule: str, conformance: Conformance) -> Problem:
    if rule not in ("status-code", "response-schema"):
        return Problem(rule, str(rule), operation.node.key_place)
    return next(each for each in conformance.problems(operation, exchange) if each.rule == rule)


def _steps(sample: Sample) -> list[tuple[str, int]]:
    found = [*sample.steps, *([sample.exchange] if sample.exchange is not None else [])]
    return [(each.request.path, each.answer.status) for each in found if each.answer is not None]


@pytest.mark.parametrize(
    ("rule", "status"), [("server-error", 500), ("status-code", 418), ("positive-data-rejected", 400)]
)
def test_what_is_there_already_is_made_first(document: Document, rule: str, status: int) -> None:
    sample = _told(document, Notes(taken=status), "POST /notes", POST, rule)

    assert _steps(sample) == [("/notes", 201), ("/notes", status)]
    assert sample.exchange is not None
    bodies = [json.loads(each.request.body or b"{}") for each in (*sample.steps, sample.exchange)]
    assert bodies[0] == bodies[1]
    assert list(bodies[0]) == ["slug"]
    assert bodies[0]["slug"] != "first"
    assert "tries" not in sample.problem.message


def test_what_was_done_to_a_thing_is_done_to_a_new_one(document: Document) -> None:
    service = Notes(closing=403)
    service.send(CLOSE)
    sample = _told(document, service, "POST /notes/{id}/close", CLOSE, "status-code")

    new = sample.steps[-1].request.path
    assert new != CLOSE.path
    assert _steps(sample) == [("/notes", 201), (new, 200), (new, 403)]


def test_something_else_may_have_been_done(document: Document) -> None:
    service = Notes(reading=500)
    service.send(CLOSE)
    sample = _told(document, service, "GET /notes/{id}", READ, "server-error")

    new = sample.steps[-1].request.path
    assert _steps(sample) == [("/notes", 201), (new, 200), (new.removesuffix("/close"), 500)]


LIST = SentRequest("GET", "http://x/notes")


def test_what_a_list_shows_it_in_is_made_first(document: Document) -> None:
    service = Notes(form=1)
    service.old = [{"id": 100, "text": "fine"}]
    sample = _told(document, service, "GET /notes", LIST, "response-schema")

    assert [(each.request.method, each.request.path) for each in sample.steps] == [("POST", "/notes")]
    assert sample.claim is None


def test_a_list_that_always_shows_it_needs_nothing(document: Document) -> None:
    service = Notes(form=1)
    service.old = [{"id": 100, "text": 1}]

    assert _told(document, service, "GET /notes", LIST, "response-schema").steps == ()


def test_the_written_test_of_a_list_makes_it_first(document: Document) -> None:
    service = Notes(form=1)
    service.old = [{"id": 100, "text": "fine"}]
    sample = _told(document, service, "GET /notes", LIST, "response-schema")
    finding = Finding("contract/response-schema", sample.problem.severity, "no", sample.problem.place, "GET /notes")
    assert sample.exchange is not None
    claim = Claim(sample.problem, document.operations[0], sample.exchange)
    setting = Setting("http://x", "notes.yaml", {}, Redactor(), Settings())

    text = text_of(finding, claim, setting, Told(sample.steps))

    assert text is not None
    assert text.index('"POST"') < text.index("contract(client).request(") < text.index('"GET"')


def _boom(service: Notes) -> SentRequest:
    return SentRequest("POST", POST.url, POST.headers, b'{"slug": "other", "text": "boom"}')


def _gone(service: Notes) -> SentRequest:
    return SentRequest("GET", "http://x/notes/999")


@pytest.mark.parametrize(
    ("request_of", "operation", "rule"),
    [(_boom, "POST /notes", "server-error"), (_gone, "GET /notes/{id}", "status-code")],
)
def test_what_fails_by_itself_needs_nothing(
    document: Document, request_of: Callable[[Notes], SentRequest], operation: str, rule: str
) -> None:
    service = Notes(text=500)
    sample = _told(document, service, operation, request_of(service), rule)

    assert sample.steps == ()
    assert sample.claim is None
