"""What has one cause is told once, and what is no fault of the implementation is not told as one."""

from __future__ import annotations

import pytest

from specforge.contract.conformance.alike import alike
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.engine import failures
from specforge.contract.events import Aim, Case, Failure, Kind, Trouble, TroubleKind
from specforge.contract.problem import Problem
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Severity
from specforge.values.check import SchemaChecker

DOCUMENT = """\
swagger: '2.0'
info: {title: Notes, version: '1'}
produces: [application/json]
securityDefinitions: {people: {type: basic}}
security: [{people: []}]
paths:
  /notes:
    get:
      parameters:
      - {name: limit, in: query, type: integer, minimum: 0}
      - {name: If-Match, in: header, type: string, pattern: '^"'}
      responses:
        '200': {description: notes, schema: {type: array}}
        '400': {description: no}
        '412': {description: changed meanwhile}
  /tags:
    get:
      parameters:
      - {name: limit, in: query, type: integer, minimum: 0}
      - {name: most, in: query, type: integer, minimum: 0}
      responses: {'200': {description: tags, schema: {type: array}}}
    post:
      parameters: [{name: tag, in: body, schema: {type: object}}]
      responses: {'201': {description: made}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "notes.yaml")


def problems(
    document: Document, kind: Kind, request: SentRequest, status: int, label: str = "GET /notes", *aims: Aim
) -> list[Problem]:
    case = Case(label, Exchange(request, Answer(status)), "coverage", bool(aims), aims=aims)
    operations = {operation.label: operation for operation in document.operations}
    failure = Failure(kind, case, "", {"scenario": "invalid_auth"})
    judge = RequestJudge(SchemaChecker(document))
    return failures.problems(failures.Judged(failure, operations[label], judge, operations))


def get(target: str, **headers: str) -> SentRequest:
    return SentRequest("GET", f"http://x{target}", {name.replace("_", "-"): text for name, text in headers.items()})


def test_copies_of_a_parameter_are_one_cause(document: Document) -> None:
    notes = problems(
        document, Kind.NEGATIVE_DATA_ACCEPTED, get("/notes?limit=a"), 200, "GET /notes", Aim("query", "limit")
    )
    tags = problems(
        document, Kind.NEGATIVE_DATA_ACCEPTED, get("/tags?limit=a"), 200, "GET /tags", Aim("query", "limit")
    )
    other = problems(document, Kind.NEGATIVE_DATA_ACCEPTED, get("/tags?most=a"), 200, "GET /tags", Aim("query", "most"))

    assert notes[0].place != tags[0].place
    assert (notes[0].cause, notes[0].is_general) == (tags[0].cause, True)
    assert other[0].cause not in ("", notes[0].cause)


def test_bodies_are_read_each_by_its_own_code(document: Document) -> None:
    body = document.place.child("paths", "/tags", "post", "parameters", 0, "schema")

    assert alike(body) == ""
    assert alike(document.place.child("paths", "/tags", "get", "responses")) == ""


def test_a_value_of_the_wrong_type_proves_nothing_of_its_bounds(document: Document) -> None:
    aim = Aim("query", "limit", "/minimum")

    found = problems(document, Kind.NEGATIVE_DATA_ACCEPTED, get("/notes?limit=-0.5"), 200, "GET /notes", aim)

    assert [problem.place.tokens[-1] for problem in found] == ["type"]


def test_an_empty_header_is_as_good_as_absent(document: Document) -> None:
    aim = Aim("header", "If-Match")

    (empty,) = problems(document, Kind.NEGATIVE_DATA_ACCEPTED, get("/notes", If_Match=""), 200, "GET /notes", aim)
    (wrong,) = problems(document, Kind.NEGATIVE_DATA_ACCEPTED, get("/notes", If_Match="x"), 200, "GET /notes", aim)

    assert (empty.severity, wrong.severity) == (Severity.WARNING, Severity.ERROR)


@pytest.mark.parametrize(("status", "count"), [(400, 1), (412, 0)])
def test_what_has_changed_meanwhile_is_no_refusal_of_data(document: Document, status: int, count: int) -> None:
    found = problems(document, Kind.POSITIVE_DATA_REJECTED, get("/notes", If_Match='"1"'), status)

    assert len(found) == count


def test_what_an_engine_cannot_read_is_told_once(document: Document) -> None:
    told = [
        failures.trouble_problem(
            Trouble(TroubleKind.UNTESTABLE, f"Invalid `type` definition at {name}", operation.label),
            operation,
            document.place,
        )
        for name, operation in zip("abc", document.operations, strict=True)
    ]

    assert {(problem.cause, problem.is_general) for problem in told} == {("Invalid `type` definition", True)}


@pytest.mark.parametrize(
    ("scheme", "status", "severity"),
    [
        ("Basic", 200, [Severity.INFO]),
        ("Bearer", 200, [Severity.ERROR]),
        ("Bearer", 400, [Severity.WARNING]),
        ("Bearer", 500, []),
    ],
)
def test_credentials_that_are_made_up(document: Document, scheme: str, status: int, severity: list[Severity]) -> None:
    found = problems(document, Kind.AUTH_IGNORED, get("/notes", Authorization=f"{scheme} eDp5"), status)

    assert [problem.severity for problem in found] == severity


@pytest.mark.parametrize(
    ("content_type", "found"),
    [
        ("text/html", ["the Content-Type text/html is not documented (documented: application/json)"]),
        ("application/json", []),
        ("application/problem+json", []),
    ],
)
@pytest.mark.parametrize("status", [400, 404])
def test_a_body_that_nothing_produces(document: Document, status: int, content_type: str, found: list[str]) -> None:
    answer = Answer(status, {"content-type": (content_type,)}, b"<p>")
    operation = next(operation for operation in document.operations if operation.label == "GET /notes")

    judged = Conformance(SchemaChecker(document)).problems(operation, Exchange(get("/notes"), answer))

    assert [problem.message for problem in judged if problem.rule == "content-type"] == found
    assert all(problem.place.pointer == "/produces" for problem in judged if problem.rule == "content-type")
