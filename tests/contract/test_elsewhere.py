"""What one operation does wrong with a parameter is asked of the others that have it written out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specforge.contract.alike import alike
from specforge.contract.collect import Collector, Group
from specforge.contract.faults import RequestJudge
from specforge.contract.problem import Problem
from specforge.contract.refine.elsewhere import Elsewhere
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
"""
Answering = Callable[[SentRequest], Answer | None]


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "notes.yaml")


def found(document: Document, answering: Answering, rule: str, request: SentRequest, at: str) -> list[Problem]:
    """What is found of all others after ``GET /notes`` did it wrong."""
    operation = document.operations[0]
    place = next(parameter for parameter in operation.parameters if parameter.name == at).place.child("schema")
    known = {
        each.label: Exchange(SentRequest(each.method.upper(), _url(each.path)), Answer(200))
        for each in document.operations
    }
    own = operation.node.key_place if rule == "server-error" else place
    problem = Problem(rule, "m", own, related=(Related("it", place),), cause=alike(place), is_general=own is place)
    collector = Collector(Redactor())
    collector.add(problem, operation.label, Exchange(request, Answer(500)))
    groups: list[Group] = list(collector.groups.values())
    elsewhere = Elsewhere(document.operations, known, RequestJudge(SchemaChecker(document)), answering)
    return [sample.problem for sample in elsewhere.samples(groups)]


def _url(path: str) -> str:
    return f"http://x{path}?limit=1"


def test_a_valid_value_that_is_refused(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes?limit=99")

    (problem,) = found(
        document,
        lambda sent: Answer(400 if "limit=99" in sent.query else 200),
        "positive-data-rejected",
        request,
        "limit",
    )

    assert problem.place.pointer == "/paths/~1tags/get/parameters/0/schema"
    assert problem.is_general


def test_a_header_that_makes_it_fail(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes", {"X-Trace": "*"})

    (problem,) = found(
        document, lambda sent: Answer(500 if sent.header("x-trace") else 200), "server-error", request, "X-Trace"
    )

    assert (problem.place.pointer, problem.message) == ("/paths/~1tags/get", "m")


def test_others_that_do_it_right(document: Document) -> None:
    request = SentRequest("GET", "http://x/notes?limit=99")

    assert found(document, lambda _: Answer(200), "positive-data-rejected", request, "limit") == []
    assert found(document, lambda _: None, "server-error", request, "limit") == []
    assert found(document, lambda _: Answer(200), "status-code", request, "limit") == []
