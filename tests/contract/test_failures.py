"""What the engine found, in words that name the part of the request, at the line that is meant."""

from __future__ import annotations

import pytest

from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.engine import failures
from specforge.contract.events import Aim, Case, Failure, Kind
from specforge.contract.problem import Problem
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker

DOCUMENT = """\
openapi: 3.1.0
info: {title: Files, version: '1'}
paths:
  /files:
    put:
      requestBody:
        content:
          application/octet-stream: {schema: {$ref: '#/components/schemas/File'}}
      responses: {'200': {description: kept}}
components:
  schemas:
    File: {type: object, properties: {name: {type: string, maxLength: 5}}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "files.yaml")


def problems(document: Document, kind: Kind, status: int, body: bytes = b"", **case: object) -> list[Problem]:
    request = SentRequest("PUT", "http://x/files", {"Content-Type": "application/octet-stream"}, b"\xff")
    facts = {"method": "TRACE"} if kind is Kind.UNSUPPORTED_METHOD else {}
    failed = Case("PUT /files", Exchange(request, Answer(status, body=body)), "coverage", **case)  # type: ignore[arg-type]
    operations = {operation.label: operation for operation in document.operations}
    judge = RequestJudge(SchemaChecker(document))
    failure = Failure(kind, failed, "", facts)
    return failures.problems(failures.Judged(failure, operations["PUT /files"], judge, operations))


def test_data_that_we_cannot_judge_is_named_by_the_engine(document: Document) -> None:
    aim = Aim("body", None, "/properties/name/maxLength", "Too long")

    (found,) = problems(document, Kind.NEGATIVE_DATA_ACCEPTED, 200, negative=True, aims=(aim,))

    assert found.message == "invalid body accepted with 200 OK: Too long (/properties/name/maxLength)"
    assert found.place.pointer == "/components/schemas/File/properties/name/maxLength"


def test_a_method_that_nobody_knows_is_told_once(document: Document) -> None:
    assert problems(document, Kind.SERVER_ERROR, 501, probe=True) == []
    (found,) = problems(document, Kind.UNSUPPORTED_METHOD, 501, probe=True)
    assert found.message.endswith("is not in the document, but it is answered with 501 Not Implemented instead of 405")
    assert (found.is_general, found.cause) == (True, "501")


def test_a_crash_over_such_a_method_is_a_crash(document: Document) -> None:
    (found,) = problems(document, Kind.SERVER_ERROR, 500, probe=True)

    assert found.rule == "server-error"
    assert problems(document, Kind.UNSUPPORTED_METHOD, 500, probe=True) == []


@pytest.mark.parametrize(("body", "count"), [(b'{"name": "a"}', 1), (b'{"name": "a", "status": "archived"}', 0)])
def test_what_is_kept_as_deleted_is_not_forgotten(document: Document, body: bytes, count: int) -> None:
    said = DOCUMENT.replace("{'200': {description: kept}}", "{'200': {description: kept}, '404': {description: none}}")
    assert len(problems(load_text(said, "files.yaml"), Kind.USE_AFTER_FREE, 200, body)) == count


def test_a_path_of_which_nothing_is_said_has_no_things(document: Document) -> None:
    assert problems(document, Kind.USE_AFTER_FREE, 200, b'{"name": "a"}') == []
