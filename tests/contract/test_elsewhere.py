"""What one operation does wrong with a parameter is asked of the others that have it written out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specforge.contract.collect import Collector, Group, Sample
from specforge.contract.conformance.alike import alike
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.problem import Problem
from specforge.contract.refine.elsewhere import Elsewhere
from specforge.contract.refine.usual import Usual
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Related
from specforge.findings.redact import Redactor
from specforge.values.check import SchemaChecker

_PARAMETERS = """
      - {name: limit, in: query, schema: {type: integer, minimum: 0}}
      - {name: X-Trace, in: header, schema: {type: string}}
      responses: {'200': {description: fine}, '400': {description: no}}
"""
DOCUMENT = f"""\
openapi: 3.0.3
info: {{title: Notes, version: '1'}}
paths:
  /notes:
    get:
      parameters:{_PARAMETERS}
  /tags:
    get:
      parameters:{_PARAMETERS}
    delete:
      parameters:{_PARAMETERS}
  /notes/{{name}}:
    parameters:
      - {{name: name, in: path, required: true, schema: {{type: string}}}}
    put:
      responses: {{'200': {{description: fine}}}}
    delete:
      parameters:{_PARAMETERS}
"""
Answering = Callable[[SentRequest], Answer | None]


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "notes.yaml")


def found(
    document: Document, answering: Answering, rule: str, request: SentRequest, at: str, status: int = 200
) -> list[Problem]:
    """What is found of all others after ``GET /notes`` did it wrong."""
    return [sample.problem for sample in samples(document, answering, rule, request, at, status)]


def samples(
    document: Document, answering: Answering, rule: str, request: SentRequest, at: str, status: int = 200
) -> list[Sample]:
    """``status`` is how all operations have answered valid requests before."""
    operation = document.operations[0]
    place = next(parameter for parameter in operation.parameters if parameter.name == at).place.child("schema")
    place = place.child("type") if rule == "negative-data-accepted" else place
    usual = Usual(document.operations)
    for each in document.operations:
        request_ = SentRequest(each.method.upper(), _url(each.path.replace("{name}", "one")))
        usual.learn(each.label, Exchange(request_, Answer(status)))
    own = operation.node.key_place if rule == "server-error" else place
    problem = Problem(rule, "m", own, related=(Related("it", place),), cause=alike(place), is_general=own is place)
    collector = Collector(Redactor())
    collector.add(problem, operation.label, Exchange(request, Answer(500)))
    groups: list[Group] = list(collector.groups.values())
    elsewhere = Elsewhere(document.operations, usual, RequestJudge(SchemaChecker(document)), answering)
    return list(elsewhere.samples(groups))


def _url(path: str) -> str:
    return f"http://x{path}?limit=1"


def test_a_valid_value_that_is_refused(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes?limit=99")

    problem, *deleting = found(
        document,
        lambda sent: Answer(400 if "limit=99" in sent.query else 200),
        "positive-data-rejected",
        request,
        "limit",
    )

    assert problem.place.pointer == "/paths/~1tags/get/parameters/0/schema"
    assert problem.is_general and [each.place.tokens[1:3] for each in deleting] == [
        ("/tags", "delete"),
        ("/notes/{name}", "delete"),
    ]


def test_a_header_that_makes_it_fail(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes", {"X-Trace": "*"})

    problem, *_ = found(
        document, lambda sent: Answer(500 if sent.header("x-trace") else 200), "server-error", request, "X-Trace"
    )

    assert (problem.place.pointer, problem.message) == ("/paths/~1tags/get", "m")


def test_what_was_never_accepted_can_be_refused_for_its_data(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes?limit=99")

    def answering(sent: SentRequest) -> Answer:
        return Answer(400 if "limit=99" in sent.query else 404)

    assert len(found(document, answering, "positive-data-rejected", request, "limit", status=404)) == 3
    assert found(document, answering, "positive-data-rejected", request, "limit", status=400) == []
    wrong = SentRequest("GET", "http://x/notes?limit=no")
    assert found(document, answering, "negative-data-accepted", wrong, "limit", status=404) == []


def test_what_deletes_comes_last_and_takes_what_is_made_for_it(document: Document) -> None:
    """Nothing is there any more: the only thing that is deleted is one that a PUT has made a moment before."""
    sent: list[str] = []
    there: set[str] = set()

    def answering(request: SentRequest) -> Answer:
        sent.append(f"{request.method} {request.path}")
        if request.method == "PUT":
            there.add(request.path)
            return Answer(201)
        return Answer(200 if request.path in there or "{" in request.path else 404)

    wrong = SentRequest("GET", "http://x/notes?limit=no")
    found = samples(document, answering, "negative-data-accepted", wrong, "limit")

    assert sent == [
        "GET /tags",
        "DELETE /tags",
        "DELETE /notes/one",
        "PUT /notes/one",
        "DELETE /notes/one",
    ]
    (sample,) = found
    assert sample.operation == "DELETE /notes/{name}"
    assert [step.request.method for step in sample.steps] == ["PUT"]


def test_others_that_do_it_right(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes?limit=99")

    assert found(document, lambda _: Answer(200), "positive-data-rejected", request, "limit") == []
    assert found(document, lambda _: None, "server-error", request, "limit") == []
    assert found(document, lambda _: Answer(200), "status-code", request, "limit") == []
